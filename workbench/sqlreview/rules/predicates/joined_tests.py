"""The tests that one chain of ANDs (or ORs) joins."""

from collections import Counter
from collections.abc import Collection, Sequence, Set
from typing import NamedTuple

from sqlglot import exp

from workbench.sqlreview.queries import alternatives, conjuncts
from workbench.sqlreview.value_sets import ValueSet, column_key, operand_of, value_set

_MOST_TESTS = 60
"""Longer chains on one expression are not compared in pairs."""
_And, _Or, _Not, _Paren, _Column = exp.And, exp.Or, exp.Not, exp.Paren, exp.Column


class Related(NamedTuple):
    """The tests of a chain that may have to do with another one of it, in their order."""

    tests: Sequence[exp.Expr]
    groups: Sequence[list[ValueSet]]
    """What tests say about the same expression, two or more at a time."""


_NONE = Related((), ())


def is_whole(connector: exp.Expr) -> bool:
    """Tell whether an AND or OR is the outermost of its chain."""
    around = connector.parent
    while around.__class__ is _Paren and around is not None:
        around = around.parent
    return around.__class__ is not connector.__class__


def joined(connector: exp.Expr) -> list[exp.Expr]:
    """Return the tests of a chain of ANDs, or of ORs, in the order they are written."""
    parts = alternatives if connector.__class__ is _Or else conjuncts
    return list(parts(connector))


def required(condition: exp.Expr) -> list[exp.Expr]:
    """Return the tests that must all hold; an OR among them counts as one."""
    return list(conjuncts(condition))


def related(connector: exp.Expr) -> Related:
    """Return the tests of a chain that may have to do with another one of it.

    Most chains have none: each test is about a column, or a pair, of its own.
    """
    own_kind = connector.__class__
    tests: list[exp.Expr] = []
    subjects: list[object] = []
    inside: dict[int, Set[object]] = {}
    met: set[object] = set()
    shares = False
    pending = [connector]
    while pending:
        test = pending.pop()
        kind = test.__class__
        if kind is own_kind:
            args = test.args
            pending += (args["expression"], args["this"])
            continue
        if kind is _Paren:
            pending.append(test.args["this"])
            continue
        subject = _subject(test)
        if subject in _CONNECTORS:
            several = inside[len(tests)] = _subjects(test)
            shares = shares or not met.isdisjoint(several)
            met |= several
        elif subject in met:
            shares = True
        else:
            met.add(subject)
        tests.append(test)
        subjects.append(subject)
    return _compared(tests, subjects, inside) if shares else _NONE


def _compared(
    tests: list[exp.Expr], subjects: list[object], inside: dict[int, Set[object]]
) -> Related:
    """Return the tests that share a subject; ``inside`` are those of connectors, by position."""
    found = _sharing([inside.get(index, (one,)) for index, one in enumerate(subjects)])
    counts = Counter([subjects[index] for index in found])
    direct = [index for index in found if counts[subjects[index]] > 1]
    groups = _grouped_by_operand([tests[index] for index in direct])
    return Related([tests[index] for index in found], groups)


def _sharing(subjects: list[Collection[object]]) -> list[int]:
    """Return which tests share a subject with another one, in order."""
    first: dict[object, int] = {}
    found: set[int] = set()
    for index, own in enumerate(subjects):
        for subject in own:
            before = first.setdefault(subject, index)
            if before != index:
                found.add(before)
                found.add(index)
    return sorted(found)


def _subjects(test: exp.Expr) -> Set[object]:
    inner = test.this.unnest() if test.__class__ is _Not else test
    return {_subject(part) for part in joined(inner)}


def _subject(test: exp.Expr) -> object:
    """Name the column that a test is about, or the two that it compares.

    Equal tests, opposite ones, and all that say something about one expression have the
    same subject. Of what is no column it is only the kind.
    """
    kind = test.__class__
    if kind is _Not:
        test = test.this.unnest()
        kind = test.__class__
    if kind not in _ABOUT_ONE:
        return kind
    args = test.args
    left, right = args["this"], args.get("expression")
    if left.__class__ is _Column:
        if right.__class__ is not _Column:
            return column_key(left)
        return left.text("table"), left.name, right.text("table"), right.name
    operand = operand_of(test)
    if operand is None:
        return left.__class__, right.__class__
    return column_key(operand) if isinstance(operand, _Column) else operand.__class__


_CONNECTORS = frozenset({exp.And, exp.Or})
_ABOUT_ONE = frozenset(
    {exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE}
    | {exp.In, exp.Between, exp.Is, exp.Like, exp.ILike}
)


def _grouped_by_operand(tests: list[exp.Expr]) -> list[list[ValueSet]]:
    groups: dict[str | int, list[ValueSet]] = {}
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
