"""From a column of a query to the stored column behind it, where a schema is known."""

from typing import NamedTuple

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.schema.model import Column, Table
from workbench.sqlreview.schema.types import TypeKind, kind_of
from workbench.sqlreview.scopes import Scope

_DEEPEST = 20
_KEEPS_TYPE = (exp.Max, exp.Min, exp.Paren, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue)
_SHOWS_TYPE = (exp.Alias, *_KEEPS_TYPE)
_COUNTS = (exp.Count, exp.CountIf, exp.RowNumber, exp.Rank, exp.DenseRank, exp.Length)
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul)


class StoredColumn(NamedTuple):
    """A column of a table that the schema knows, and the relation it is read through."""

    column: Column
    table: Table
    relation: Relation

    @property
    def nullable(self) -> bool | None:
        """Whether it may hold NULL, as far as the schema says."""
        return self.table.nullable(self.column.name)


def owner_of(column: exp.Expr, scope: Scope) -> tuple[Relation, Scope] | None:
    """Return the relation that a column belongs to and the scope it is read in, if certain."""
    current: Scope | None = scope
    qualifier = column.text("table").lower()
    while current is not None:
        if qualifier:
            if qualifier in current.by_name:
                return current.by_name[qualifier], current
        else:
            relation = current.relation_of(column)
            if relation is not None:
                return relation, current
            if current.relations:
                return None
        current = current.parent
    return None


def stored_column(column: exp.Expr, scope: Scope, context: Context) -> StoredColumn | None:
    """Return the stored column that ``column`` shows unchanged, through CTEs and subqueries."""
    for _ in range(_DEEPEST):
        if not isinstance(column, exp.Column) or column.text("db"):
            return None
        found = owner_of(column, scope)
        if found is None:
            return None
        relation, _scope = found
        if relation.kind is RelationKind.TABLE:
            stored = relation.stored
            known = stored.column(column.name) if stored is not None else None
            return StoredColumn(known, stored, relation) if known and stored else None
        inner = _projection(relation, column.name)
        next_scope = context.scope_of(relation.query) if relation.query is not None else None
        if inner is None or next_scope is None:
            return None
        column, scope = inner, next_scope
    return None


def _projection(relation: Relation, name: str) -> exp.Expr | None:
    query = relation.query
    if not isinstance(query, exp.Select) or relation.node.args.get("pivots"):
        return None
    for projection in query.expressions:
        if projection.alias_or_name.lower() == name.lower():
            value: exp.Expr = projection.unalias()
            return value
    only_star = len(query.expressions) == 1 and isinstance(query.expressions[0], exp.Star)
    return exp.column(name) if only_star else None


def kind_of_value(node: exp.Expr | None, scope: Scope, context: Context) -> TypeKind:
    """Return the family of the type of an expression, as far as columns and literals tell."""
    while isinstance(node, _SHOWS_TYPE):
        node = node.this
    if node.__class__ is exp.Column and context.schema is None:
        return TypeKind.UNKNOWN
    kind = TypeKind.UNKNOWN
    if isinstance(node, exp.Literal):
        kind = _kind_of_literal(node)
    elif isinstance(node, exp.Neg):
        kind = kind_of_value(node.this, scope, context)
    elif isinstance(node, exp.Cast):
        kind = kind_of(node.to)
    elif isinstance(node, _COUNTS):
        kind = TypeKind.INTEGER
    elif isinstance(node, exp.Boolean):
        kind = TypeKind.BOOLEAN
    elif isinstance(node, exp.Column) and context.schema is not None:
        stored = stored_column(node, scope, context)
        kind = stored.column.kind if stored is not None else kind
    elif isinstance(node, _ARITHMETIC):
        sides = {kind_of_value(side, scope, context) for side in (node.this, node.expression)}
        kind = sides.pop() if len(sides) == 1 else kind
    return kind


def _kind_of_literal(literal: exp.Literal) -> TypeKind:
    if literal.is_string:
        return TypeKind.TEXT
    return TypeKind.INTEGER if literal.name.isdigit() else TypeKind.DECIMAL
