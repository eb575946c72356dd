"""Reading a Jinja template without running it: its pieces, its blocks, its branches.

dbt models are Jinja templates. Nothing of a template is ever executed here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

_OPENING = re.compile(r"\{(?:\{|%|#)")
_INSIDE = re.compile(
    r"""'(?:[^'\\]|\\.){0,500}'|"(?:[^"\\]|\\.){0,500}"|\{[{%#]|[%}]\}|[][(){}]""", re.DOTALL
)
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_TAG_NAME = re.compile(r"[A-Za-z_]\w*")
_RAW_END = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")
_SPACES = re.compile(r"\s+")

MAX_VARIANTS = 4
"""Readings of one template that are made at most, where it has branches."""


class Kind(Enum):
    """What a piece of a template is."""

    TEXT = auto()
    EXPRESSION = auto()
    COMMENT = auto()
    TAG = auto()


class Piece(NamedTuple):
    """A stretch of a template; ``inner`` is what stands between the marks of Jinja."""

    kind: Kind
    start: int
    end: int
    inner: str = ""

    @property
    def name(self) -> str:
        """The first word of a tag: ``if``, ``endfor``."""
        found = _TAG_NAME.match(self.inner)
        return found[0] if found else ""

    @property
    def rest(self) -> str:
        """What stands behind the first word of a tag, on one line."""
        return _SPACES.sub(" ", self.inner[len(self.name) :]).strip()


@dataclass(slots=True)
class Block:
    """A tag with its end: the pieces that open its branches, and the one that closes it."""

    kind: str
    branches: list[int]
    end: int = -1
    has_else: bool = False


_BRANCHING = frozenset({"if", "for"})
BODIES = frozenset({"macro", "call", "set", "materialization"})
"""Blocks whose text is used elsewhere, so it is no part of the text round them."""
STATEMENTS = frozenset({"snapshot", "test", "data_test"})
"""Blocks whose text is a statement, of which a file may have several."""
_PROSE = frozenset({"docs"})
_TRANSPARENT = frozenset(
    {"snapshot", "test", "data_test", "filter", "block", "trans", "autoescape"}
)
_BLOCKS = _BRANCHING | BODIES | _PROSE | _TRANSPARENT


@dataclass(slots=True)
class Template:
    """The pieces of a template in order, and its blocks by the piece that opens each.

    ``behind`` is the word that the text goes on with in a query; nothing if it is whole.
    """

    text: str
    pieces: list[Piece] = field(default_factory=list)
    blocks: dict[int, Block] = field(default_factory=dict)
    behind: str = ""


def read_template(text: str) -> Template:
    """Cut a template into pieces and pair its tags. Takes any text."""
    template = Template(text, list(_pieces(text)))
    template.blocks = _paired(template.pieces)
    return template


def _pieces(text: str) -> Iterator[Piece]:
    done = at = 0
    exhausted: set[str] = set()
    while found := _OPENING.search(text, at):
        start, mark = found.start(), found[0]
        end = -1 if mark in exhausted else _end(text, start, mark)
        if end < 0:
            exhausted.add(mark)
            at = start + 2
            continue
        inner = text[start + 2 : end - 2].strip("-+ \t\r\n")
        if done < start:
            yield Piece(Kind.TEXT, done, start)
        kind = {"{{": Kind.EXPRESSION, "{%": Kind.TAG, "{#": Kind.COMMENT}[mark]
        piece = Piece(kind, start, end, inner)
        yield piece
        done = at = end
        if kind is Kind.TAG and piece.name == "raw":
            closing = _RAW_END.search(text, end)
            at = closing.start() if closing else len(text)
    if done < len(text):
        yield Piece(Kind.TEXT, done, len(text))


def _end(text: str, start: int, mark: str) -> int:
    """Return the offset behind what starts with ``mark``, or -1 if it never ends."""
    closing = _CLOSING[mark]
    if mark != "{#":
        depth = 0
        at = start + 2
        while found := _INSIDE.search(text, at):
            sign = found[0]
            if sign == closing and (depth == 0 or mark == "{%"):
                return found.end()
            if sign in {"{{", "{%", "{#"}:
                break
            at = found.end()
            if sign == "}}":
                depth = max(0, depth - 1)
                at -= 1
            elif sign in {"(", "[", "{"}:
                depth += 1
            elif sign in {")", "]", "}"}:
                depth = max(0, depth - 1)
    found_at = text.find(closing, start + 2)
    return -1 if found_at < 0 else found_at + 2


def _paired(pieces: list[Piece]) -> dict[int, Block]:
    blocks: dict[int, Block] = {}
    open_: list[tuple[int, Block]] = []
    waiting: dict[str, int] = {}
    for index, piece in enumerate(pieces):
        if piece.kind is not Kind.TAG:
            continue
        name = piece.name
        if name in _BLOCKS and not (name == "set" and _assigns(piece.rest)):
            open_.append((index, Block(name, [index])))
            waiting[name] = waiting.get(name, 0) + 1
        elif name in {"elif", "else"} and open_ and open_[-1][1].kind in _BRANCHING:
            open_[-1][1].branches.append(index)
            open_[-1][1].has_else |= name == "else"
        elif name.startswith("end") and waiting.get(name[3:]):
            # A block inside that was never closed is taken for a lone tag.
            while open_:
                opened, block = open_.pop()
                waiting[block.kind] -= 1
                if block.kind == name[3:]:
                    block.end = index
                    blocks[opened] = block
                    break
    return blocks


def _assigns(rest: str) -> bool:
    """Tell ``set x = 1`` from the block form ``set x``."""
    return "=" in rest.split("|", 1)[0]


class Reading(Enum):
    """Which text of a template is read."""

    MAIN = auto()
    """What the template itself says."""
    BODIES = auto()
    """What its macros, calls and block assignments say."""


class Choice(NamedTuple):
    """One way through a template: which branch of each block, and which text.

    ``bare`` leaves out what stands under an ``if`` that has no ``else``.
    """

    branch: int = 0
    reading: Reading = Reading.MAIN
    bare: bool = False


def choices(template: Template) -> list[Choice]:
    """Return the ways through a template that show each of its texts at least once."""
    most = 1
    for index, block in template.blocks.items():
        if block.kind not in _BRANCHING:
            continue
        wanted = len(block.branches)
        if block.kind == "if" and _never(template.pieces[index].rest):
            wanted += not block.has_else
        most = max(most, min(wanted, MAX_VARIANTS))
    bodies = any(block.kind in BODIES for block in template.blocks.values())
    readings = (Reading.MAIN, Reading.BODIES) if bodies else (Reading.MAIN,)
    return [Choice(branch, reading) for reading in readings for branch in range(most)]


def active_pieces(template: Template, choice: Choice) -> list[bool]:
    """Tell for each piece whether its text is read; of tags the answer has no meaning."""
    answers: list[bool] = []
    # Each open block: itself, whether it is read at all, and which branch is being passed.
    stack: list[list[object]] = []
    reading = choice.reading is Reading.MAIN
    active = reading
    for index, piece in enumerate(template.pieces):
        block = template.blocks.get(index)
        if block is not None:
            stack.append([block, active, reading, _chosen(template, index, block, choice)])
            if block.kind in BODIES:
                active = reading = choice.reading is Reading.BODIES
            elif block.kind in _PROSE:
                active = False
            elif block.kind in _BRANCHING:
                active = active and stack[-1][3] == 0
        elif stack and piece.kind is Kind.TAG:
            current, outer, outer_reading, chosen = stack[-1]
            assert isinstance(current, Block)
            if index == current.end:
                stack.pop()
                active, reading = bool(outer), bool(outer_reading)
            elif index in current.branches:
                active = bool(outer) and current.branches.index(index) == chosen
        answers.append(active)
    return answers


def _chosen(template: Template, index: int, block: Block, choice: Choice) -> int:
    """Return which branch of a block is read; one beyond the last means none."""
    if block.kind != "if":
        return choice.branch if choice.branch < len(block.branches) else 0
    condition = template.pieces[index].rest
    if _LOOP_NEVER.match(condition):
        return 1
    if _LOOP_ALWAYS.match(condition):
        return 0
    if choice.bare and not block.has_else:
        return len(block.branches)
    count = len(block.branches) + (not block.has_else and _never(condition))
    if _never(condition):
        return {0: 1, 1: 0}.get(choice.branch, choice.branch if choice.branch < count else 1)
    return choice.branch if choice.branch < count else 0


# A loop is read as if it ran once, so that its only round is the first and the last.
_LOOP_NEVER = re.compile(
    r"\(?\s*(?:not\s*\(?\s*loop\.(?:first|last)|loop\.index0?\s*(?:>|!=|<)"
    r"|loop\.(?:first|last)\s*(?:==|is)\s*false|loop\.previtem|loop\.nextitem"
    r"|not\s+forloop)",
    re.IGNORECASE,
)
_LOOP_ALWAYS = re.compile(r"\(?\s*loop\.(?:first|last)\s*\)?$|loop\.index\s*==\s*1$", re.IGNORECASE)
_NOT_INCREMENTAL = re.compile(r"\(?\s*not\s*\(?\s*is_incremental\s*\(", re.IGNORECASE)


def never_in_one_round(condition: str) -> bool:
    """Tell whether a condition is false in a loop that runs once (``not loop.last``)."""
    return _LOOP_NEVER.match(condition) is not None


def _never(condition: str) -> bool:
    """Tell whether the first reading, of an incremental run, skips what is under a condition."""
    return _NOT_INCREMENTAL.match(condition) is not None
