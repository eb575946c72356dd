"""Whether an engine can tell from a test which partitions it need not read."""

from sqlglot import exp

from workbench.sqlreview.queries import alternatives, conjuncts
from workbench.sqlreview.schema.types import TypeKind, kind_of

_COMPARISONS = (
    exp.EQ,
    exp.NEQ,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.NullSafeEQ,
    exp.Between,
    exp.In,
    exp.Is,
    exp.Like,
    exp.StartsWith,
)
_TRUNCATIONS = (
    exp.Date,
    exp.DateTrunc,
    exp.TimestampTrunc,
    exp.DatetimeTrunc,
    exp.TsOrDsToDate,
    exp.TsOrDsToTimestamp,
    exp.Timestamp,
)
_SEES_TRUNCATIONS = frozenset(
    {"bigquery", "snowflake", "databricks", "trino", "athena", "clickhouse", "duckdb", "redshift"}
)
_SEES_CASTS = _SEES_TRUNCATIONS - {"bigquery"}
_SUBQUERY_IS_CONSTANT = frozenset(
    {"postgres", "mysql", "oracle", "tsql", "trino", "spark", "databricks", "snowflake", "duckdb"}
    | {"generic", "presto", "athena", "clickhouse", "redshift"}
)
"""Dialects whose engine evaluates a subquery first and prunes by its result."""


def obstacle(test: exp.Expr, name: str, dialect: str) -> str:
    """Return what keeps a test on the column ``name`` from pruning, or nothing."""
    branches = list(alternatives(test))
    if len(branches) > 1:
        return _obstacle_in_or(branches, name, dialect)
    bare = branches[0] if branches else test
    if isinstance(bare, exp.Not):
        bare = bare.this.unnest()
    if not isinstance(bare, _COMPARISONS):
        return "stands in an expression that is no plain comparison"
    sides = [bare.this, *(s for s in (bare.args.get("expression"),) if isinstance(s, exp.Expr))]
    holders = [side for side in sides if _holds(side, name)]
    if not holders:
        return ""
    wrapped = _wrapped(holders[0], dialect) or _own_column(sides)
    if wrapped or dialect in _SUBQUERY_IS_CONSTANT:
        return wrapped
    others = [part for part in bare.iter_expressions() if part is not holders[0]]
    if any(isinstance(other, exp.Query) or other.find(exp.Query) for other in others):
        return "is compared with a subquery, whose result is not known when partitions are chosen"
    return ""


def _own_column(sides: list[exp.Expr]) -> str:
    """Tell of a test whether its sides are columns that are qualified alike."""
    tables = {side.text("table").lower() for side in sides if isinstance(side, exp.Column)}
    alike = len(sides) > 1 and all(isinstance(side, exp.Column) for side in sides)
    same = alike and len(tables) == 1 and "" not in tables
    return "is compared with another column of the same row" if same else ""


def _obstacle_in_or(branches: list[exp.Expr], name: str, dialect: str) -> str:
    for branch in branches:
        parts = [part for part in conjuncts(branch) if _holds(part, name)]
        if not parts:
            return "is only one side of an OR"
        found = [obstacle(part, name, dialect) for part in parts]
        if all(found):
            return found[0]
    return ""


def _holds(node: exp.Expr, name: str) -> bool:
    return any(column.name.lower() == name for column in node.find_all(exp.Column))


def _wrapped(side: exp.Expr, dialect: str) -> str:
    """Return how the column is wrapped, if the engine does not see through it."""
    while isinstance(side, exp.Paren):
        side = side.this
    if isinstance(side, exp.Column | exp.Tuple):
        return ""
    if isinstance(side, exp.Cast):
        timely = kind_of(side.to) in {TypeKind.DATE, TypeKind.TIMESTAMP}
        if timely and dialect in _SEES_CASTS and isinstance(side.this, exp.Column):
            return ""
        return "is cast to another type"
    if isinstance(side, _TRUNCATIONS) and dialect in _SEES_TRUNCATIONS:
        zone = "is moved to another time zone" if side.args.get("zone") else ""
        return zone or _wrapped(side.this, dialect)
    if isinstance(side, exp.Binary):
        return "is part of a calculation"
    return "is inside a function"
