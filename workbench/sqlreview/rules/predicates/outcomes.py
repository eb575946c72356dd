"""What tests come to that do not depend on the row."""

from sqlglot import exp

from workbench.sqlreview.queries import returns_one_row
from workbench.sqlreview.values import Value, ValueKind, value_of

_TEXT_IS_A_TEST = frozenset({"mysql", "sqlite", "singlestore", "tidb"})
_MAY_LEAVE_NOTHING = ("group", "having", "qualify", "limit", "offset")


def outcome_of(test: exp.Expr, dialect: str) -> bool | None:
    """Return whether ``test`` is always true or always false; None if it depends on the row."""
    if isinstance(test, (exp.Like, exp.ILike)):
        return _like(test)
    if isinstance(test, exp.Boolean):
        return bool(test.this)
    if isinstance(test, exp.Literal):
        return _literal(test, dialect)
    return _always_has_a_row(test.this) if isinstance(test, exp.Exists) else _of_value(test)


def _of_value(test: exp.Expr) -> bool | None:
    left = value_of(test.this)
    if isinstance(test, exp.Is):
        return _is_null(test, left)
    if isinstance(test, (exp.Between, exp.In)):
        return _is_among(test, left) if left is not None else None
    if left is None:
        return _count_against_zero(test)
    right = value_of(test.args.get("expression"))
    return _compared(test, left, right) if right is not None else None


def _literal(test: exp.Literal, dialect: str) -> bool | None:
    """A text is a number where it is tested: 0, if it does not begin with one."""
    if test.is_string:
        is_word = test.name[:1].isalpha() and dialect in _TEXT_IS_A_TEST
        return False if is_word else None
    return int(test.name) != 0 if test.name.isdigit() else None


def _like(test: exp.Expr) -> bool | None:
    """A pattern of nothing but % matches every text."""
    pattern = test.args.get("expression")
    if not isinstance(pattern, exp.Literal) or not pattern.name or pattern.name.strip("%"):
        return None
    return not test.args.get("negate")


def _is_null(test: exp.Is, left: Value | None) -> bool | None:
    if not isinstance(test.expression, exp.Null):
        return None
    if isinstance(test.this, exp.Null):
        return True
    return False if left is not None else None


def _is_among(test: exp.Expr, value: Value) -> bool | None:
    """Tell whether a value written in the query is in a list or range written there too."""
    if isinstance(test, exp.In):
        listed = [value_of(one) for one in test.expressions]
        if any(one is not None and one.equals(value) for one in listed):
            return True
        known = bool(listed) and all(one is not None and one.differs(value) for one in listed)
        return False if known else None
    low, high = value_of(test.args.get("low")), value_of(test.args.get("high"))
    if low is None or high is None or test.args.get("symmetric"):
        return None
    if not value.is_ordered_with(low) or not value.is_ordered_with(high):
        return None
    return not (value.is_below(low) or high.is_below(value))


def _compared(test: exp.Expr, left: Value, right: Value) -> bool | None:
    if isinstance(test, (exp.EQ, exp.NEQ)):
        if left.equals(right):
            return isinstance(test, exp.EQ)
        return isinstance(test, exp.NEQ) if left.differs(right) else None
    if not left.is_ordered_with(right):
        return None
    if left.equals(right):
        return isinstance(test, (exp.GTE, exp.LTE))
    return left.is_below(right) == isinstance(test, (exp.LT, exp.LTE))


def _count_against_zero(test: exp.Expr) -> bool | None:
    """A count is never below zero."""
    if not isinstance(test.this, exp.Count) or type(test) not in {exp.GTE, exp.LT}:
        return None
    right = value_of(test.args.get("expression"))
    zero = right is not None and right.kind is ValueKind.NUMBER and right.content == 0
    return isinstance(test, exp.GTE) if zero else None


def _always_has_a_row(query: exp.Expr) -> bool | None:
    """An aggregate without GROUP BY gives one row, whatever the data."""
    if not isinstance(query, exp.Select) or query.args.get("from_") is None:
        return None
    if any(query.args.get(name) is not None for name in _MAY_LEAVE_NOTHING):
        return None
    return True if returns_one_row(query) else None
