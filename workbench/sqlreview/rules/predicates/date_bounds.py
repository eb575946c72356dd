"""Dates that are written into filters."""

import re
from datetime import date
from typing import NamedTuple

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import tests
from workbench.sqlreview.rules.predicates.clause import restricts_rows
from workbench.sqlreview.rules.predicates.joined_tests import joined
from workbench.sqlreview.value_sets import ValueSet, value_set
from workbench.sqlreview.values import Value, ValueKind

_COMPACT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
"""A day without dashes, as T-SQL reads it whatever its language is."""
_COMPACT_LENGTH = 8
_SENTINELS = ("0001", "1900", "1970", "2099", "2999", "9999")
"""Years that stand for "always" or "never"."""


class DateBounds(NamedTuple):
    """What the tests of a WHERE leave of one column, from the days written in them."""

    first: ValueSet
    low: date | None
    high: date | None


def date_bounds(where: exp.Where, context: Context) -> list[DateBounds]:
    """Return the columns that a WHERE compares with written dates, in tests that must hold."""
    condition = where.this.unnest() if isinstance(where.this, exp.Expr) else None
    if condition is None or isinstance(condition, exp.Or):
        return []
    if not restricts_rows(where):
        return []
    must_hold = {id(test) for test in joined(condition)}
    groups: dict[str | int, list[ValueSet]] = {}
    for values in context.once(_dated, where):
        if id(values.test) in must_hold:
            groups.setdefault(values.operand, []).append(values)
    return [_bounds(group) for group in groups.values()]


def dated_tests(where: exp.Where, context: Context) -> list[ValueSet]:
    """Return the first test of each column that a WHERE compares with written dates."""
    if not isinstance(where.this, exp.Expr) or not restricts_rows(where):
        return []
    found: dict[str | int, ValueSet] = {}
    for values in context.once(_dated, where):
        found.setdefault(values.operand, values)
    return list(found.values())


def spoken(values: ValueSet) -> str:
    """Return the column that a test with dates is about, by the name that the query uses."""
    label = values.label
    if "(" not in label and " " not in label:
        return label
    column = values.test.find(exp.Column)
    return label if column is None else column.sql(comments=False)


def _dated(where: exp.Expr) -> list[ValueSet]:
    """Return what the tests of a WHERE with written dates in them say, those under OR as well."""
    found = [value_set(test) for test in tests(where.this) if _may_hold_date(test)]
    return [values for values in found if values is not None and _holds_real_date(values)]


def _may_hold_date(test: exp.Expr) -> bool:
    """Tell whether a date may be written in a test; in most there is none."""
    kind = test.__class__
    if kind is exp.Not:
        test = test.this.unnest()
        kind = test.__class__
    args = test.args
    if kind in _COMPARISONS:
        return _may_be_date(args["expression"]) or _may_be_date(args["this"])
    if kind is exp.Between:
        return _may_be_date(args["low"]) or _may_be_date(args["high"])
    return kind is exp.In and any(map(_may_be_date, test.expressions))


def _may_be_date(side: exp.Expr) -> bool:
    kind = side.__class__
    if kind is exp.Literal:
        text: str = side.args["this"]
        return text[4:5] == "-" or (len(text) == _COMPACT_LENGTH and text.isdigit())
    return kind not in _NO_DATES


_COMPARISONS = frozenset({exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE})
_NO_DATES = frozenset({exp.Column, exp.Add, exp.Sub, exp.Mul, exp.Neg, exp.Subquery})


def _bounds(group: list[ValueSet]) -> DateBounds:
    lows = [_day(value) for values in group for value in (values.low, *(values.only or ()))]
    highs = [_day(value) for values in group for value in (values.high, *(values.only or ()))]
    return DateBounds(
        group[0],
        max((low for low in lows if low), default=None),
        min((high for high in highs if high), default=None),
    )


def _holds_real_date(values: ValueSet) -> bool:
    for value in (*(values.only or ()), *values.without, values.low, values.high):
        if value is not None and _is_real_date(value):
            return True
    return False


def _is_real_date(value: Value) -> bool:
    return bool(_iso(value)) and not str(value.content).startswith(_SENTINELS)


def _iso(value: Value) -> str:
    """Return the day that a value begins with; nothing if it is none."""
    text = str(value.content)
    if value.kind is ValueKind.MOMENT:
        return text[:10]
    compact = _COMPACT.fullmatch(text) if value.kind is ValueKind.TEXT else None
    return "-".join(compact.groups()) if compact is not None else ""


def _day(value: Value | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(_iso(value))
    except ValueError:
        return None
