"""Questions about sort and grouping keys that several rules ask."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.sqlreview.select_list import gives_unknown_columns, position

_GROUP_BY_VALUE = frozenset({"oracle", "tsql", "fabric"})
"""Dialects in which a number in GROUP BY is a constant, not a position."""


def takes_positions(clause: exp.Expr, dialect: str) -> bool:
    """Tell whether a number in a GROUP BY or ORDER BY of a query is a position."""
    return not (isinstance(clause, exp.Group) and dialect in _GROUP_BY_VALUE)


def selected_count(query: exp.Expr) -> int | None:
    """Return how many columns a query gives out, or None if the text does not show it."""
    while isinstance(query, (exp.SetOperation, exp.Subquery)):
        query = query.this
    if not isinstance(query, exp.Select) or gives_unknown_columns(query):
        return None
    return len(query.expressions)


def is_position(key: exp.Expr, query: exp.Expr | None) -> bool:
    """Tell whether a key is the number of a column that a query gives out, as far as is known."""
    number = position(key)
    if number is None or query is None:
        return False
    count = selected_count(query)
    return count is None or 0 < number <= count


_Column = exp.Column


def all_columns(keys: Iterable[exp.Expr]) -> bool:
    """Tell whether all keys are columns, as most are."""
    for key in keys:
        if key.__class__ is not _Column and key.this.__class__ is not _Column:
            return False
    return True


def is_literal(key: exp.Expr) -> bool:
    """Tell whether a key is a constant that is written out, with or without brackets and sign."""
    while isinstance(key, (exp.Paren, exp.Neg, exp.Cast)):
        key = key.this
    if isinstance(key, (exp.Add, exp.Sub, exp.Mul, exp.EQ)):
        return is_literal(key.this) and is_literal(key.expression)
    return isinstance(key, (exp.Literal, exp.Boolean, exp.Null))
