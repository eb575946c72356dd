"""Literal values that can be compared without knowing the column's type."""

import re
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import NamedTuple

from sqlglot import exp

from workbench.sqlreview.stand_in_names import holds_stand_in

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?")
_DATE_LENGTH = 10
_DATED = (
    exp.Cast,
    exp.TryCast,
    exp.Date,
    exp.Timestamp,
    exp.DateStrToDate,
    exp.TsOrDsToDate,
    exp.TsOrDsToTimestamp,
    exp.Datetime,
)


class ValueKind(StrEnum):
    """Within one kind, values have an order or at least an equality that all engines share."""

    NUMBER = "number"
    TEXT = "text"
    MOMENT = "moment"
    BOOLEAN = "boolean"


class Value(NamedTuple):
    """A literal: a number, a text, a date or time in ISO form, or a truth value."""

    kind: ValueKind
    content: Decimal | str | bool

    @property
    def is_text(self) -> bool:
        """Whether this is a text that is known, and that no engine compares as a number."""
        return self.kind is ValueKind.TEXT and not _is_open(str(self.content))

    def equals(self, other: "Value") -> bool:
        """Tell whether both are certainly the same."""
        return self == other

    def differs(self, other: "Value") -> bool:
        """Tell whether both are certainly different, whatever type and collation the column has."""
        if self.kind is not other.kind:
            return False
        if self.kind is not ValueKind.TEXT:
            return self.content != other.content
        mine, theirs = str(self.content), str(other.content)
        if _is_open(mine) or _is_open(theirs):
            return False
        return mine.strip().casefold() != theirs.strip().casefold()

    def is_ordered_with(self, other: "Value") -> bool:
        """Tell whether ``<`` between the two means the same on every engine."""
        ordered = {ValueKind.NUMBER, ValueKind.MOMENT}
        return self.kind is other.kind and self.kind in ordered

    def is_below(self, other: "Value") -> bool:
        """Tell whether this comes before ``other``; ask only where the order is known."""
        if isinstance(self.content, Decimal) and isinstance(other.content, Decimal):
            return self.content < other.content
        return str(self.content) < str(other.content)


def value_of(node: exp.Expr | None) -> Value | None:
    """Return the value of a literal, DATE literal, TRUE or FALSE; None for anything else."""
    while node.__class__ is _Paren and node is not None:
        node = node.this
    kind = node.__class__
    if node is None or kind is _Column:
        return None
    if kind is _Literal:
        text: str = node.args["this"]
        return _text_value(text) if node.args["is_string"] else _number(text)
    if kind is _Boolean:
        return Value(ValueKind.BOOLEAN, bool(node.this))
    if kind is _Neg:
        return _negated(value_of(node.this))
    if node.args.get("this").__class__ is _Literal and isinstance(node, _DATED):
        inner = value_of(node.this)
        return inner if inner is not None and inner.kind is ValueKind.MOMENT else None
    return None


_Boolean, _Column, _Literal = exp.Boolean, exp.Column, exp.Literal
_Neg, _Paren = exp.Neg, exp.Paren


def _negated(value: Value | None) -> Value | None:
    if value is None or not isinstance(value.content, Decimal):
        return None
    return Value(ValueKind.NUMBER, -value.content)


def _number(text: str) -> Value | None:
    try:
        return Value(ValueKind.NUMBER, Decimal(text))
    except InvalidOperation:
        return None


def _text_value(text: str) -> Value:
    if len(text) < _DATE_LENGTH or not _MOMENT.fullmatch(text):
        return Value(ValueKind.TEXT, text)
    padded = text.replace("T", " ") + " 00:00:00"[len(text) - 10 :] if len(text) < 19 else text
    return Value(ValueKind.MOMENT, padded.replace("T", " ").split(".000")[0])


def _is_open(text: str) -> bool:
    return _looks_numeric(text) or may_be_filled_in(text)


def may_be_filled_in(text: str) -> bool:
    """Tell a text of which a program, a tool or a template may put in a part (``${day}``)."""
    return _FILLED_IN.search(text) is not None or holds_stand_in(text)


_FILLED_IN = re.compile(r"[$#%][{(\w]|\{[^{}]*\}|^[&:@<]\w|__\w+__")


def _looks_numeric(text: str) -> bool:
    return not text.strip() or any(character.isdigit() for character in text[:1])
