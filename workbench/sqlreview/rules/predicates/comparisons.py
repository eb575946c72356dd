"""A calculation that a test compares with something."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.filters import chooses_partitions
from workbench.sqlreview.queries import is_constant, tests
from workbench.sqlreview.references import columns_in
from workbench.sqlreview.rules.predicates.clause import clause_of
from workbench.sqlreview.rules.predicates.origins import Origin, origin

_ONE_SIDED = frozenset({exp.Between, exp.In, exp.Like, exp.ILike})
"""Tests whose column side is the left one."""
_COMPARISONS = _ONE_SIDED | frozenset(
    {exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ}
)


class Calculation(NamedTuple):
    """One side of a filter's comparison, calculated from stored columns."""

    test: exp.Expr
    clause: exp.Expr
    columns: tuple[exp.Column, ...]
    constant: bool
    """Whether the other side is the same for every row."""
    handed_on: bool
    """Whether a query between the filter and the table hands the columns on."""

    @property
    def column(self) -> str:
        """The name of the first column in it."""
        name: str = self.columns[0].name
        return name

    @property
    def in_join(self) -> bool:
        """Whether the comparison joins relations."""
        return isinstance(self.clause, exp.Join)


def is_compared(node: exp.Expr) -> bool:
    """Tell whether ``node`` is a side of a comparison: the cheap question before `calculation`."""
    test = node.parent
    while test.__class__ is exp.Paren and test is not None:
        test = test.parent
    return test.__class__ in _COMPARISONS


def calculation(node: exp.Expr, context: Context) -> Calculation | None:
    """Return what ``node`` is compared with, if it is a whole side of a test in WHERE or ON.

    None as well if no stored column is in it, or if one is known to be a partition
    column: tests on those have rules of their own.
    """
    side, test = node, node.parent
    while isinstance(test, exp.Paren):
        side, test = test, test.parent
    if test is None or test.__class__ not in _COMPARISONS:
        return None
    is_other_side = test.__class__ in _ONE_SIDED and side is not test.this
    if is_other_side or not columns_in(node):
        return None
    clause = clause_of(test)
    if clause is None:
        return None
    columns = tuple(node.find_all(exp.Column, bfs=False))
    origins = [origin(column, context) for column in columns]
    if all(one is Origin.MADE for one in origins):
        return None
    is_partition = any(chooses_partitions(column, context.scope) for column in columns)
    if is_partition or _is_said_before(node, test, clause):
        return None
    constant = all(is_constant(other) for other in _others(test, side))
    return Calculation(test, clause, columns, constant, Origin.TABLE not in origins)


def _is_said_before(node: exp.Expr, test: exp.Expr, clause: exp.Expr) -> bool:
    """Tell whether an earlier test has the same calculation, as the two limits of a range have."""
    condition = clause.this if isinstance(clause, exp.Where) else clause.args.get("on")
    for earlier in tests(condition):
        if earlier is test:
            return False
        if any(_bare(part) == node for part in earlier.iter_expressions()):
            return True
    return False


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _others(test: exp.Expr, side: exp.Expr) -> Iterator[exp.Expr]:
    yield from (part for part in test.iter_expressions() if part is not side)
