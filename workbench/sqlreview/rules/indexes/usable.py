"""Which indexes of a table the tests of a query can use."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import condition_of, conjuncts, is_constant
from workbench.sqlreview.relations import Relation
from workbench.sqlreview.schema.model import Index, Table
from workbench.sqlreview.schema.types import TypeKind
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.uniqueness import equalities

SMALL = 10_000
"""Rows below which a scan is as good as an index."""
STATEMENTS = (exp.Select, exp.Update, exp.Delete)
_SEARCHES = (exp.EQ, exp.NullSafeEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between)
_FEW_VALUES = frozenset({TypeKind.BOOLEAN})


@dataclass(frozen=True, slots=True)
class Search:
    """The tests by which a query looks for rows of one table, none of which an index starts with.

    ``tests`` are by column (lower case); ``through`` is an index that has one of
    the columns behind its first.
    """

    relation: Relation
    table: Table
    tests: dict[str, exp.Column]
    through: Index | None


def unsupported(statement: exp.Expr, context: Context) -> Iterator[Search]:
    """Yield the searches in ``statement`` that no index of a row store supports."""
    scope = context.scope
    if context.schema is None or scope.root is not statement or context.column_store:
        return
    for relation in scope.relations:
        stored = relation.stored
        if stored is None or stored.indexes is None or (stored.rows or SMALL) < SMALL:
            continue
        if not context.row_store and not stored.indexes:
            continue
        tests = dict(_searched(relation, stored, scope))
        joined = _joined(relation, scope)
        leading = {index.columns[0] for index in stored.indexes if index.columns}
        leading |= {key.columns[0] for key in _indexed_references(stored, context)}
        if not tests or leading & {*tests, *joined} or "" in leading:
            continue
        through = next((i for i in stored.indexes if set(i.columns[1:]) & set(tests)), None)
        yield Search(relation, stored, tests, through)


def _searched(relation: Relation, stored: Table, scope: Scope) -> Iterator[tuple[str, exp.Column]]:
    """Yield the columns that WHERE compares, bare, with constants."""
    for test in conjuncts(condition_of(scope.root.args.get("where"))):
        column = test.this
        if isinstance(test, exp.Like):
            pattern = test.expression
            prefixed = isinstance(pattern, exp.Literal) and not pattern.name.startswith(("%", "_"))
            if not prefixed:
                continue
        elif not isinstance(test, _SEARCHES):
            continue
        if not isinstance(column, exp.Column) or scope.relation_of(column) is not relation:
            continue
        others = [part for part in test.iter_expressions() if part.arg_key != "this"]
        known = stored.column(column.name)
        if known is not None and known.kind not in _FEW_VALUES and all(map(is_constant, others)):
            yield column.name.lower(), column


def _joined(relation: Relation, scope: Scope) -> set[str]:
    return {side.column for pair in equalities(scope) for side in pair if side.relation is relation}


def _indexed_references(stored: Table, context: Context) -> list[Index]:
    """MySQL makes an index for every foreign key."""
    if context.dialect != "mysql":
        return []
    return [Index("", key.columns) for key in stored.foreign_keys]
