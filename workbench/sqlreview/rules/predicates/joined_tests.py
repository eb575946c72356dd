"""The tests that one chain of ANDs (or ORs) joins."""

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import alternatives, conjuncts
from workbench.sqlreview.value_sets import ValueSet, value_set

_MOST_TESTS = 60
"""Longer chains on one expression are not compared in pairs."""


def is_whole(connector: exp.Expr) -> bool:
    """Tell whether an AND or OR is the outermost of its chain."""
    around = connector.parent
    while isinstance(around, exp.Paren):
        around = around.parent
    return type(around) is not type(connector)


def joined(connector: exp.Expr) -> list[exp.Expr]:
    """Return the tests of a chain of ANDs, or of ORs, in the order they are written."""
    parts = alternatives if isinstance(connector, exp.Or) else conjuncts
    return list(parts(connector))


def required(condition: exp.Expr) -> list[exp.Expr]:
    """Return the tests that must all hold; an OR among them counts as one."""
    return list(conjuncts(condition))


def value_sets(condition: exp.Expr) -> list[ValueSet]:
    """Return what the tests that ``condition`` joins say about single expressions."""
    return [values for test in joined(condition) if (values := value_set(test)) is not None]


def grouped_by_operand(connector: exp.Expr, context: Context) -> list[list[ValueSet]]:
    """Return the tests of a chain that are about the same expression, two or more at a time."""
    groups: dict[str, list[ValueSet]] = {}
    for values in context.once(value_sets, connector):
        groups.setdefault(values.operand, []).append(values)
    return [group for group in groups.values() if 1 < len(group) <= _MOST_TESTS]


def are_about_different_columns(connector: exp.Expr) -> bool:
    """Tell whether each test of a chain compares a column of another name with a literal or column.

    Most chains are so, and no two tests of such a chain have to do with each other.
    """
    names: set[str] = set()
    tests = joined(connector)
    for test in tests:
        column = test.this
        if test.__class__ not in _PLAIN_TESTS or column.__class__ is not exp.Column:
            return False
        if test.__class__ is not exp.In and test.args["expression"].__class__ not in _PLAIN_SIDES:
            return False
        names.add(column.name.lower())
    return len(names) == len(tests)


_PLAIN_TESTS = frozenset({exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In})
_PLAIN_SIDES = frozenset({exp.Column, exp.Literal})


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
