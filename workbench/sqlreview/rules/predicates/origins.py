"""Where the column of a filter is stored, straight or behind queries that hand it on."""

from enum import Enum, auto

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.scopes import Scope

_DEEPEST = 10


class Origin(Enum):
    """How a column of a query gets to its values."""

    TABLE = auto()
    HANDED_ON = auto()
    """By a CTE or derived table that shows a stored column as it is."""
    MADE = auto()
    """It is worked out, or nobody knows."""


def origin(column: exp.Expr, context: Context) -> Origin:
    """Tell whether a column of the current scope is stored, handed on or made."""
    if context.scope.reads_base_table(column):
        return Origin.TABLE
    scope: Scope | None = context.scope
    for _ in range(_DEEPEST):
        relation = scope.relation_of(column) if scope is not None else None
        if relation is None or not isinstance(relation.query, exp.Select):
            return Origin.MADE
        scope = context.scope_of(relation.query)
        inner = _projection(relation.query, column.name)
        if scope is None or inner is None or relation.node.args.get("pivots"):
            return Origin.MADE
        if scope.reads_base_table(inner):
            return Origin.HANDED_ON
        column = inner
    return Origin.MADE


def _projection(query: exp.Select, name: str) -> exp.Column | None:
    wanted = name.lower()
    for projection in query.expressions:
        if projection.alias_or_name.lower() == wanted:
            value = projection.unalias()
            return value if isinstance(value, exp.Column) else None
    only_star = len(query.expressions) == 1 and isinstance(query.expressions[0], exp.Star)
    return exp.column(name) if only_star else None
