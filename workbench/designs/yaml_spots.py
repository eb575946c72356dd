"""Where each value stands in a YAML text, to the character, so that it can be edited there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from workbench.yaml_source import YamlPath

_TRAILING_BLANKS = re.compile(r"(?:\r?\n[ \t]*)+\Z")
_BLOCK_HEADER = re.compile(r"(?:[&!]\S*\s+)*[|>][0-9+-]*")


@dataclass(slots=True)
class Spot:
    """One value: characters ``start`` to ``end`` of the text, without comments behind it.

    ``style`` is the quote of a scalar, or ``|`` and ``>`` of a block. ``pairs``
    belong to a mapping, ``items`` to a list, ``flow`` says that its entries stand
    in brackets. An alias has none of them: its value stands elsewhere.
    """

    kind: str
    start: int
    end: int
    value: str = ""
    style: str | None = None
    flow: bool = False
    pairs: list[tuple["Spot", "Spot"]] = field(default_factory=list)
    items: list["Spot"] = field(default_factory=list)

    @property
    def is_block(self) -> bool:
        """Say whether this is a list or mapping that is written line by line."""
        return self.kind in ("mapping", "sequence") and not self.flow

    def child(self, step: str | int) -> "Spot | None":
        """Return the value under one key or index, if there is one."""
        if isinstance(step, int):
            return self.items[step] if step < len(self.items) else None
        return next((value for key, value in self.pairs if key.value == step), None)

    def entries(self) -> list[tuple["Spot | None", "Spot"]]:
        """Return keys (none in a list) and values in the order of the text."""
        if self.kind == "mapping":
            return [*self.pairs]
        return [(None, item) for item in self.items]

    def position(self, step: str | int) -> int:
        """Return which entry ``step`` is, counted from 0."""
        if isinstance(step, int):
            return step
        return [key.value for key, _ in self.pairs].index(step)


def find_spots(text: str) -> Spot | None:
    """Return the tree of values of a text that is known to be valid YAML, or None if empty."""
    parser = CParser(text)
    try:
        stream = _events(parser)
        for event in stream:
            if isinstance(event, DocumentStartEvent):
                return _read(next(stream), stream, text)
        return None
    finally:
        parser.dispose()


def chain(root: Spot, path: YamlPath) -> list[Spot]:
    """Return the values from the root towards ``path``, as far as they exist."""
    found = [root]
    for step in path:
        child = found[-1].child(step)
        if child is None:
            break
        found.append(child)
    return found


def header_end(spot: Spot, text: str) -> int:
    """Return where the ``|`` or ``>`` of a block scalar ends, with its indicators."""
    match = _BLOCK_HEADER.match(text, spot.start)
    return match.end() if match else spot.end


def _events(parser: CParser) -> Iterator[Event]:
    while parser.check_event():
        event = parser.get_event()
        if event is not None:
            yield event


def _read(event: Event, stream: Iterator[Event], text: str) -> Spot:
    start, end = _span(event)
    if isinstance(event, AliasEvent):
        return Spot("alias", start, end)
    if isinstance(event, ScalarEvent):
        if event.style in ("|", ">"):
            end = _block_scalar_end(text, start, end)
        return Spot("scalar", start, end, event.value, event.style)
    return _read_collection(event, stream, text)


def _read_collection(event: Event, stream: Iterator[Event], text: str) -> Spot:
    is_mapping = isinstance(event, MappingStartEvent)
    spot = Spot("mapping" if is_mapping else "sequence", _span(event)[0], 0)
    spot.flow = isinstance(event, CollectionStartEvent) and bool(event.flow_style)
    for inner in stream:
        if isinstance(inner, MappingEndEvent | SequenceEndEvent):
            spot.end = _span(inner)[1] if spot.flow else _last_end(spot)
            break
        child = _read(inner, stream, text)
        if is_mapping:
            spot.pairs.append((child, _read(next(stream), stream, text)))
        else:
            spot.items.append(child)
    return spot


def _span(event: Event) -> tuple[int, int]:
    assert event.start_mark is not None
    assert event.end_mark is not None
    return event.start_mark.index, event.end_mark.index


def _last_end(spot: Spot) -> int:
    key, value = spot.entries()[-1]
    return max(value.end, key.end if key else spot.start)


def _block_scalar_end(text: str, start: int, end: int) -> int:
    """Leave out what the parser adds: the last line break, and blank lines that do not count."""
    header = _BLOCK_HEADER.match(text, start)
    block = text[start:end]
    if header and "+" in header[0]:
        return start + len(block.removesuffix("\n").removesuffix("\r"))
    return start + len(_TRAILING_BLANKS.sub("", block))
