"""The partitioned tables that a statement reads."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.filters import may_belong
from workbench.sqlreview.relations import Relation
from workbench.sqlreview.schema.figures import rounded, size_of
from workbench.sqlreview.schema.model import Table
from workbench.sqlreview.scopes import Scope

READERS = (exp.Select, exp.Update, exp.Delete, exp.Merge)
"""Statements and queries that choose rows of tables."""
_PSEUDO = {"_partitiontime": "_partitiondate", "_partitiondate": "_partitiontime"}


def partitioned(statement: exp.Expr, context: Context) -> Iterator[tuple[Relation, Table]]:
    """Yield the relations of ``statement`` whose table has partitions that a filter can choose."""
    scope = context.scope
    if context.schema is None or scope.root is not statement:
        return
    for relation in scope.relations:
        stored = relation.stored
        if stored is not None and stored.partition_columns:
            yield relation, stored


def partition_names(table: Table) -> list[str]:
    """Return the columns by which a test can choose partitions (lower case)."""
    names = sorted(table.partition_columns)
    return [*names, *(_PSEUDO[name] for name in names if name in _PSEUDO)]


def described(table: Table) -> str:
    """Return how many partitions, or how many rows, are read where nothing is left out."""
    if table.partition_count is not None and table.partition_count > 1:
        size = size_of(table)
        behind = f" ({size})" if size else ""
        return f"Reads all {rounded(table.partition_count)} partitions{behind}."
    return f"Reads all partitions: {size_of(table)}." if size_of(table) else ""


def reads_only(relation: Relation, scope: Scope, names: list[str]) -> bool:
    """Tell whether a query needs nothing but some columns of a relation, or only its rows' number.

    Engines answer that from the metadata of partitions.
    """
    for star in scope.all(exp.Star):
        if not isinstance(star.parent, exp.Count):
            return False
    for column in scope.columns:
        if column.name.lower() not in names and may_belong(column, relation, scope):
            return False
    return True
