"""Tests of one chain of ANDs that deny each other in more than what one column may be."""

from collections.abc import Iterator, Sequence

from sqlglot import exp

from workbench.sqlreview.queries import alternatives, rejects_null
from workbench.sqlreview.value_sets import ValueSet, column_key, denied_values, value_set
from workbench.sqlreview.volatile import is_repeatable

_MOST_TESTS = 60
"""Longer chains are not searched for tests that deny each other."""


def opposites(tests: Sequence[exp.Expr]) -> Iterator[exp.Expr]:
    """Yield the later of two tests of which one says the opposite: ``a = b`` and ``a <> b``."""
    if len(tests) > _MOST_TESTS:
        return
    for denial in tests:
        kind = _kind_denied(denial)
        for other in tests if kind is not None else ():
            if other.__class__ is not kind or other is denial:
                continue
            if _denies(denial, other) and is_repeatable(other):
                yield max(denial, other, key=tests.index)
                return


def without_alternative(tests: Sequence[exp.Expr]) -> Iterator[exp.Expr]:
    """Yield the later of two tests where one leaves nothing of what the other lists or denies.

    As in ``(a = 1 OR a = 2) AND a = 3`` and ``a BETWEEN 2 AND 3 AND a NOT BETWEEN 1 AND 9``.
    """
    if len(tests) > _MOST_TESTS:
        return
    plain: list[ValueSet] | None = None
    for test in tests:
        listed = _alternatives(test)
        denied = denied_values(test) if not listed else None
        if not listed and denied is None:
            continue
        if plain is None:
            plain = [known for each in tests if (known := value_set(each)) is not None]
        for other in plain:
            if _leaves_nothing(other, listed, denied):
                yield max(test, other.test, key=tests.index)
                return


def _leaves_nothing(other: ValueSet, listed: Sequence[ValueSet], denied: ValueSet | None) -> bool:
    if denied is not None:
        return other.operand == denied.operand and other.implies(denied)
    return all(one.operand == other.operand and one.excludes(other) for one in listed)


def _alternatives(test: exp.Expr) -> list[ValueSet]:
    """Return what the parts of an OR say, if each says something about one expression."""
    if test.__class__ is not exp.Or:
        return []
    parts = list(alternatives(test))
    if len(parts) > _MOST_TESTS:
        return []
    found = [known for part in parts if (known := value_set(part)) is not None]
    return found if len(found) == len(parts) else []


def passed_by_no_null(tests: Sequence[exp.Expr]) -> Iterator[exp.Expr]:
    """Yield the later of IS NULL and of a test that is never true for NULL: ``a = b``, LIKE."""
    nulls = {
        column_key(test.this): test
        for test in tests
        if test.__class__ is exp.Is
        and test.this.__class__ is exp.Column
        and test.args["expression"].__class__ is exp.Null
    }
    for test in tests if nulls else ():
        if test.__class__ is exp.Not and test.this.unnest().args.get("query") is not None:
            continue  # of no rows at all, NOT IN is true for NULL as well
        for side in rejects_null(test):
            if side.__class__ is not exp.Column or exp.Null in map(type, test.args.values()):
                continue
            null = nulls.get(column_key(side))
            if null is not None:
                yield max(null, test, key=tests.index)
                return


def _kind_denied(test: exp.Expr) -> type[exp.Expr] | None:
    """Return the kind of the tests that a test may say the opposite of."""
    kind = test.__class__
    if kind is exp.NEQ:
        return exp.EQ
    if kind is exp.Not:
        denied: exp.Expr = test.this.unnest()
        return denied.__class__
    return kind if test.args.get("negate") else None


def _denies(denial: exp.Expr, other: exp.Expr) -> bool:
    if isinstance(denial, exp.Not):
        return bool(denial.this.unnest() == other)
    if other.args.get("negate") or denial.expression.name != other.expression.name:
        return False  # other texts are quicker to see than whether all is equal
    sides = [name for name in denial.args if name != "negate"]
    return all(denial.args.get(name) == other.args.get(name) for name in sides)
