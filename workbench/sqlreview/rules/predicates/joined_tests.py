"""The tests that one chain of ANDs (or ORs) joins."""

from collections import Counter
from collections.abc import Collection
from itertools import chain

from sqlglot import exp

from workbench.sqlreview.queries import alternatives, conjuncts
from workbench.sqlreview.value_sets import ValueSet, column_key, operand_of, value_set

_MOST_TESTS = 60
"""Longer chains on one expression are not compared in pairs."""


def is_whole(connector: exp.Expr) -> bool:
    """Tell whether an AND or OR is the outermost of its chain."""
    around = connector.parent
    while around.__class__ is exp.Paren and around is not None:
        around = around.parent
    return around.__class__ is not connector.__class__


def joined(connector: exp.Expr) -> list[exp.Expr]:
    """Return the tests of a chain of ANDs, or of ORs, in the order they are written."""
    parts = alternatives if connector.__class__ is exp.Or else conjuncts
    return list(parts(connector))


def required(condition: exp.Expr) -> list[exp.Expr]:
    """Return the tests that must all hold; an OR among them counts as one."""
    return list(conjuncts(condition))


def related(connector: exp.Expr) -> list[exp.Expr]:
    """Return the tests of a chain that may have to do with another one of it, in their order.

    Most chains have none: each test is about a column, or a pair, of its own.
    """
    tests = joined(connector)
    alone = {_subject(test) for test in tests}
    if len(alone) == len(tests) and _CONNECTORS.isdisjoint(alone):
        return []
    subjects = [_subjects(test) for test in tests]
    counts = Counter(chain.from_iterable(subjects))
    pairs = zip(tests, subjects, strict=True)
    return [test for test, own in pairs if any(counts[subject] > 1 for subject in own)]


def _subjects(test: exp.Expr) -> Collection[object]:
    inner = test.this.unnest() if test.__class__ is exp.Not else test
    if inner.__class__ in _CONNECTORS:
        return {_subject(part) for part in joined(inner)}
    return (_subject(inner),)


def _subject(test: exp.Expr) -> object:
    """Name the column that a test is about, or the two that it compares; None for all others.

    Equal tests, and all that say something about one column, have the same subject.
    """
    if test.__class__ is exp.Not:
        test = test.this.unnest()
    kind = test.__class__
    if kind not in _ABOUT_ONE:
        return kind if kind in _CONNECTORS else None
    args = test.args
    left = args["this"]
    if left.__class__ is exp.Column:
        right = args.get("expression")
        if right.__class__ is not exp.Column:
            return column_key(left)
        return left.text("table"), left.name, right.text("table"), right.name
    operand = operand_of(test)
    return column_key(operand) if isinstance(operand, exp.Column) else None


_CONNECTORS = frozenset({exp.And, exp.Or})
_ABOUT_ONE = frozenset(
    {exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE}
    | {exp.In, exp.Between, exp.Is, exp.Like, exp.ILike}
)


def grouped_by_operand(tests: list[exp.Expr]) -> list[list[ValueSet]]:
    """Return what tests say about the same expression, two or more at a time."""
    groups: dict[str, list[ValueSet]] = {}
    for test in tests:
        values = value_set(test)
        if values is not None:
            groups.setdefault(values.operand, []).append(values)
    return [group for group in groups.values() if 1 < len(group) <= _MOST_TESTS]


def operands(connector: exp.Expr) -> list[exp.Expr]:
    """Return what a chain of one connector joins, brackets left as they are."""
    found: list[exp.Expr] = []
    pending = [connector]
    while pending:
        node = pending.pop()
        if type(node) is type(connector):
            pending += (node.args["expression"], node.this)
        else:
            found.append(node)
    return found
