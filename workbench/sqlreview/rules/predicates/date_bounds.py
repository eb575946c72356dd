"""Dates that are written into filters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from workbench.sqlreview.queries import conjuncts
from workbench.sqlreview.rules.predicates.clause import restricts_rows
from workbench.sqlreview.value_sets import ValueSet, value_set
from workbench.sqlreview.values import Value, ValueKind

_SENTINELS = ("0001", "1900", "1970", "2099", "2999", "9999")
"""Years that stand for "always" or "never"."""


@dataclass(frozen=True, slots=True)
class DateBounds:
    """What the tests of a WHERE leave of one column, from the days written in them."""

    column: str
    first_test: exp.Expr
    low: date | None
    high: date | None


def date_bounds(where: exp.Where) -> Iterator[DateBounds]:
    """Yield the columns that a WHERE compares with written dates; only the tests that must hold."""
    if not restricts_rows(where):
        return
    groups: dict[str, list[ValueSet]] = {}
    for test in conjuncts(where.this):
        values = value_set(test)
        if values is not None and any(_is_real_date(value) for value in _written(values)):
            groups.setdefault(values.operand, []).append(values)
    for column, group in groups.items():
        lows = [_day(value) for values in group for value in (values.low, *(values.only or ()))]
        highs = [_day(value) for values in group for value in (values.high, *(values.only or ()))]
        yield DateBounds(
            column,
            group[0].test,
            max((low for low in lows if low), default=None),
            min((high for high in highs if high), default=None),
        )


def _written(values: ValueSet) -> Iterator[Value]:
    yield from (values.only or ())
    yield from values.without
    yield from (end for end in (values.low, values.high) if end is not None)


def _is_real_date(value: Value) -> bool:
    return value.kind is ValueKind.MOMENT and not str(value.content).startswith(_SENTINELS)


def _day(value: Value | None) -> date | None:
    if value is None or value.kind is not ValueKind.MOMENT:
        return None
    try:
        return date.fromisoformat(str(value.content)[:10])
    except ValueError:
        return None
