"""Dates that are written into filters."""

from datetime import date
from typing import NamedTuple

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import tests
from workbench.sqlreview.rules.predicates.clause import restricts_rows
from workbench.sqlreview.rules.predicates.joined_tests import joined
from workbench.sqlreview.value_sets import ValueSet, value_set
from workbench.sqlreview.values import Value, ValueKind

_SENTINELS = ("0001", "1900", "1970", "2099", "2999", "9999")
"""Years that stand for "always" or "never"."""


class DateBounds(NamedTuple):
    """What the tests of a WHERE leave of one column, from the days written in them."""

    column: str
    first_test: exp.Expr
    low: date | None
    high: date | None


def date_bounds(where: exp.Where, context: Context) -> list[DateBounds]:
    """Return the columns that a WHERE compares with written dates, in tests that must hold."""
    if not context.scope.holds_dates:
        return []
    condition = where.this.unnest() if isinstance(where.this, exp.Expr) else None
    if condition is None or isinstance(condition, exp.Or):
        return []
    if not restricts_rows(where):
        return []
    must_hold = {id(test) for test in joined(condition)}
    groups: dict[str, list[ValueSet]] = {}
    for values in context.once(_dated, where):
        if id(values.test) in must_hold:
            groups.setdefault(values.operand, []).append(values)
    return [_bounds(column, group) for column, group in groups.items()]


def dated_tests(where: exp.Where, context: Context) -> list[tuple[str, exp.Expr]]:
    """Return each column that a WHERE compares with written dates, with the first such test."""
    if not isinstance(where.this, exp.Expr) or not restricts_rows(where):
        return []
    found: dict[str, exp.Expr] = {}
    for values in context.once(_dated, where):
        found.setdefault(values.operand, values.test)
    return list(found.items())


def spoken(operand: str, test: exp.Expr) -> str:
    """Return the column that a test with dates is about, by the name that the query uses."""
    if "(" not in operand and " " not in operand:
        return operand
    column = test.find(exp.Column)
    return operand if column is None else column.sql(comments=False)


def _dated(where: exp.Expr) -> list[ValueSet]:
    """Return what the tests of a WHERE with written dates in them say, those under OR as well."""
    found = (value_set(test) for test in tests(where.this) if _may_hold_date(test))
    return [values for values in found if values is not None and _holds_real_date(values)]


def _may_hold_date(test: exp.Expr) -> bool:
    """Tell whether a date may be written in a test; in most, the other side is none."""
    other = test.args.get("expression")
    if test.this.__class__ is not exp.Column or other is None:
        return True
    if other.__class__ is exp.Literal:
        return bool(other.name[4:5] == "-")
    return other.__class__ is not exp.Column


def _bounds(column: str, group: list[ValueSet]) -> DateBounds:
    lows = [_day(value) for values in group for value in (values.low, *(values.only or ()))]
    highs = [_day(value) for values in group for value in (values.high, *(values.only or ()))]
    return DateBounds(
        column,
        group[0].test,
        max((low for low in lows if low), default=None),
        min((high for high in highs if high), default=None),
    )


def _holds_real_date(values: ValueSet) -> bool:
    for value in (*(values.only or ()), *values.without, values.low, values.high):
        if value is not None and _is_real_date(value):
            return True
    return False


def _is_real_date(value: Value) -> bool:
    return value.kind is ValueKind.MOMENT and not str(value.content).startswith(_SENTINELS)


def _day(value: Value | None) -> date | None:
    if value is None or value.kind is not ValueKind.MOMENT:
        return None
    try:
        return date.fromisoformat(str(value.content)[:10])
    except ValueError:
        return None
