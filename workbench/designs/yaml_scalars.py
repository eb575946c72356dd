"""Writing values as YAML that readers of YAML 1.1 and 1.2 take for the same value.

Text is left bare only where no reader could take it for anything else; so
``NO``, ``1.10``, ``0123``, ``12:30:00``, dates and cron lines come out quoted.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbench.yaml_source import YamlValue

Value = None | str | bool | int | float | Sequence["Value"] | Mapping[str, "Value"]
"""What a document holds: enumerations are text, tuples are lists."""

LINE_WIDTH = 100
"""A list of short texts stays on its line up to this many characters."""

_BARE = re.compile(r"[^\W\d_](?:[\w ./()%+<>=*&|;!?$'\"@~^:#,-]*[\w./()%+<>=*!?$'\"])?")
_SPECIAL_WORDS = frozenset(
    {"true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"}
)
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_BREAKS_LITERAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Indent:
    """How far a file indents: the keys and the dashes below a key, in columns."""

    mapping: int = 2
    sequence: int = 2


@dataclass(frozen=True, slots=True)
class Written:
    """A value as text: what follows ``key:`` on its line, and the lines below."""

    head: str
    body: tuple[str, ...] = ()


def plain_data(value: Value) -> YamlValue:
    """Return what reading gives back after ``value`` was written."""
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    if isinstance(value, Mapping):
        return {str(key): plain_data(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [plain_data(item) for item in value]
    return _number(value)


def write_scalar(value: str | float | None, style: str | None = None, *, flow: bool = False) -> str:
    """Return one value on one line; text keeps the quotes named by ``style`` if it can."""
    if value is None:
        return "null"
    if not isinstance(value, str):
        return _number(value)
    if style == "'" and not re.search(r"[\n\t]", value) and not _BREAKS_LITERAL.search(value):
        return "'" + value.replace("'", "''") + "'"
    if style != '"' and _is_bare(value, flow=flow):
        return str(value)
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def write_flow(value: Value, style: str | None = None) -> str:
    """Return any value on one line, as it stands inside ``[...]`` or ``{...}``."""
    if isinstance(value, Mapping):
        pairs = (f"{write_scalar(k, flow=True)}: {write_flow(v)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(write_flow(item) for item in value) + "]"
    return write_scalar(value, style, flow=True)


def write_value(value: Value, indent: Indent, style: str | None = None) -> Written:
    """Return a value as it stands behind a key; body lines are indented from that key."""
    if isinstance(value, str):
        return _write_text(value, indent, style)
    if isinstance(value, Mapping) and value:
        return Written("", _shift(write_entries(value, indent), indent.mapping))
    if isinstance(value, Sequence) and value:
        line = write_flow(value)
        if len(line) <= LINE_WIDTH and not any(_is_collection(item) for item in value):
            return Written(line)
        return Written("", _shift(write_entries(value, indent), indent.sequence))
    return Written(write_flow(value))


def write_entries(value: Value, indent: Indent) -> tuple[str, ...]:
    """Return the lines of a mapping, of a list, or of the value of one entry."""
    if isinstance(value, Mapping) and value:
        return tuple(
            line for key, item in value.items() for line in write_pair(str(key), item, indent)
        )
    if isinstance(value, Sequence) and value and not isinstance(value, str):
        return tuple(line for item in value for line in write_item(item, indent))
    written = write_value(value, indent)
    return (written.head, *written.body)


def write_pair(key: str, value: Value, indent: Indent) -> tuple[str, ...]:
    """Return the lines of ``key: value``."""
    written = write_value(value, indent)
    return (f"{write_scalar(key)}: {written.head}".rstrip(" "), *written.body)


def write_item(value: Value, indent: Indent) -> tuple[str, ...]:
    """Return the lines of one entry of a list, dash included."""
    if _is_collection(value) and value:
        first, *rest = write_entries(value, indent)
    else:
        written = write_value(value, Indent(0, 0))
        first, rest = written.head, list(written.body)
    return (f"- {first}", *_shift(rest, 2))


def _write_text(value: str, indent: Indent, style: str | None) -> Written:
    """Return text of several lines as a literal block where that keeps every character."""
    lines = value.removesuffix("\n").split("\n")
    is_literal = (
        "\n" in value
        and value.strip("\n") == value.removesuffix("\n")
        and not value.startswith((" ", "\t", "\n"))
        and not any(line != "" and not line.strip() for line in lines)
        and not _BREAKS_LITERAL.search(value)
    )
    if not is_literal:
        return Written(write_scalar(value, style))
    return Written("|" if value.endswith("\n") else "|-", _shift(lines, max(indent.mapping, 1)))


def _shift(lines: Sequence[str], columns: int) -> tuple[str, ...]:
    return tuple(" " * columns + line if line else "" for line in lines)


def _is_bare(text: str, *, flow: bool) -> bool:
    if not _BARE.fullmatch(text) or text.casefold() in _SPECIAL_WORDS:
        return False
    if ": " in text or " #" in text or _UNPRINTABLE.search(text):
        return False
    return not (flow and re.search(r"[,:?]", text))


def _is_collection(value: Value) -> bool:
    return isinstance(value, Mapping | Sequence) and not isinstance(value, str)


def _number(value: float) -> str:
    """Return a number without an exponent, which the two versions of YAML read differently."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        value = int(value) if value.is_integer() else value
    return format(Decimal(repr(value)), "f")
