"""`redundant-distinct`: a DISTINCT that cannot remove anything, or that nobody sees."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.queries import (
    aggregates,
    enclosing,
    feeds_membership_test,
    group_keys,
    limits_rows,
)
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.uniqueness import selects_key

_MAKES_ROWS = (exp.UDTF, exp.Anonymous, exp.Explode, exp.GenerateSeries, exp.Inline, exp.Stack)


@rule(
    "redundant-distinct",
    nodes=(exp.Select, exp.Max, exp.Min),
    needs=(exp.Distinct,),
    severity=Severity.INFO,
    category="performance",
    source="sql-checklist/distinct-on-large-result",
    why="The rows are sorted or hashed once more although the result stays the same.",
    fix="Remove DISTINCT.",
    impact="Saves one sort or hash over the rows of this SELECT.",
    on={
        EngineKind.DISTRIBUTED: Texts(
            why="The rows are grouped once more by all selected columns, mostly after a shuffle, "
            "although the result stays the same.",
            impact="Saves one grouping, and often a shuffle, of the rows of this SELECT.",
        ),
    },
    fires=[
        Example(
            "SELECT «DISTINCT» u.id, c.name FROM users u JOIN countries c ON c.code = u.country",
            "postgres",
            "CREATE TABLE users (id INT PRIMARY KEY, country TEXT); "
            "CREATE TABLE countries (code TEXT PRIMARY KEY, name TEXT)",
        ),
        Example("SELECT «DISTINCT» a, COUNT(*) AS n FROM t GROUP BY a"),
        Example("SELECT «DISTINCT» COUNT(*) FROM t", "postgres"),
        Example("SELECT «DISTINCT» 1 AS one", "mysql"),
        Example("SELECT x FROM t WHERE x IN (SELECT «DISTINCT» y FROM u)", "bigquery"),
        Example(
            "SELECT x FROM t WHERE EXISTS (SELECT «DISTINCT» y FROM u WHERE u.y = t.x)", "tsql"
        ),
        Example(
            "SELECT «DISTINCT» a FROM t UNION DISTINCT SELECT b FROM u WHERE b > 1", "bigquery"
        ),
        Example("SELECT MAX(«DISTINCT» a) FROM t WHERE b = 1", "tsql"),
        Example("SELECT k, MIN(«DISTINCT» a) AS low FROM t GROUP BY k", "oracle"),
    ],
    quiet=[
        Example("SELECT * FROM t PIVOT (SUM(c) FOR b IN (SELECT DISTINCT b FROM u))", "snowflake"),
        Example("SELECT SUM(DISTINCT a), MAX(a) FROM t WHERE b = 1", "mysql"),
        Example(
            "SELECT DISTINCT email FROM users", schema="CREATE TABLE users (email TEXT UNIQUE)"
        ),
        Example(
            "SELECT DISTINCT u.id FROM users u JOIN orders o ON o.user_id = u.id",
            schema="CREATE TABLE users (id INT PRIMARY KEY); "
            "CREATE TABLE orders (id INT PRIMARY KEY, user_id INT)",
        ),
        Example("SELECT DISTINCT a FROM t"),
        Example("SELECT DISTINCT UNNEST(ARRAY[1, 1, 2]) AS x", "postgres"),
        Example("SELECT DISTINCT generate_series(1, 3) AS x", "postgres"),
        Example("SELECT DISTINCT COUNT(*) OVER (PARTITION BY a) FROM t", "snowflake"),
        Example("SELECT DISTINCT COUNT(*) FROM t GROUP BY a"),
        Example("SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, b", "postgres"),
        Example("SELECT x FROM t WHERE x IN (SELECT DISTINCT y FROM u ORDER BY y LIMIT 3)"),
        Example("SELECT DISTINCT a FROM t UNION ALL SELECT b FROM u"),
        Example("SELECT DISTINCT a, SUM(x) FROM t GROUP BY ROLLUP (a)", "postgres"),
        Example("SELECT COUNT(DISTINCT a) FROM t"),
    ],
)
def redundant_distinct(
    select: exp.Select | exp.Max | exp.Min, context: Context
) -> Iterator[Remark]:
    """Report DISTINCT over grouped or single-row results, and where duplicates are not seen."""
    if not isinstance(select, exp.Select):
        yield from _of_extreme(select, context)
        return
    distinct = select.args.get("distinct")
    if distinct is None or distinct.args.get("on") is not None:
        return
    reason = redundancy(select, context)
    if reason:
        yield Remark(context.ranges.select_keyword(select, distinct=True), reason)


def _of_extreme(aggregate: exp.Max | exp.Min, context: Context) -> Iterator[Remark]:
    if not isinstance(aggregate.this, exp.Distinct):
        return
    extent = context.words.extent(aggregate)
    at = context.words.find("DISTINCT", start=max(0, extent[0] - 2)) if extent else -1
    name = aggregate.key.upper()
    yield Remark(
        context.words.span(at) if at >= 0 else context.ranges.of(aggregate),
        f"DISTINCT has no effect: {name} is the same with duplicates.",
    )


def redundancy(select: exp.Select, context: Context) -> str:
    """Return why DISTINCT has no effect on this SELECT, or nothing."""
    if feeds_membership_test(select) and not limits_rows(select):
        return "DISTINCT has no effect: a membership test does not count duplicates."
    around = enclosing(select)
    if isinstance(around, exp.Union) and around.args.get("distinct") and not limits_rows(select):
        return "DISTINCT has no effect: the UNION around it removes duplicates anyway."
    if select.args.get("group") is None:
        return _ungrouped_redundancy(select, context)
    keys = group_keys(select)
    selected = [projection.unalias() for projection in select.expressions]
    names = {projection.alias for projection in select.expressions} - {""}
    if keys and all(key in selected or key.name in names for key in keys):
        return "DISTINCT has no effect: GROUP BY already returns each key once."
    return ""


def _makes_rows(projection: exp.Expr) -> bool:
    """Tell whether a projection may be a function that returns several rows."""
    return projection.find(*_MAKES_ROWS) is not None


def _ungrouped_redundancy(select: exp.Select, context: Context) -> str:
    if select.args.get("from_") is None and not any(_makes_rows(p) for p in select.expressions):
        return "DISTINCT has no effect: a SELECT without FROM returns one row."
    scope = context.scope_of(select)
    if scope is not None and next(aggregates(scope), None) and not select.find(exp.Window):
        return "DISTINCT has no effect: an aggregate without GROUP BY returns one row."
    if context.schema is not None and selects_key(select, context):
        return "DISTINCT has no effect: the selected columns hold a key of the rows."
    return ""
