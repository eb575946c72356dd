"""The tests that one chain of ANDs (or ORs) joins."""

from sqlglot import exp

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
    """Return the tests of a chain, in the order they are written."""
    parts = conjuncts if isinstance(connector, exp.And) else alternatives
    return list(parts(connector))


def grouped_by_operand(connector: exp.Expr) -> list[list[ValueSet]]:
    """Return the tests of a chain that are about the same expression, two or more at a time."""
    groups: dict[str, list[ValueSet]] = {}
    for test in joined(connector):
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
