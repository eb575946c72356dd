"""`exact-count-distinct`: distinct values are counted exactly where an estimate may do."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule

_ESTIMATES = {
    "bigquery": "APPROX_COUNT_DISTINCT",
    "snowflake": "APPROX_COUNT_DISTINCT",
    "databricks": "APPROX_COUNT_DISTINCT",
    "spark": "APPROX_COUNT_DISTINCT",
    "trino": "APPROX_DISTINCT",
    "presto": "APPROX_DISTINCT",
    "athena": "APPROX_DISTINCT",
    "clickhouse": "uniqCombined",
    "duckdb": "APPROX_COUNT_DISTINCT",
    "redshift": "APPROXIMATE COUNT(DISTINCT …)",
    "generic": "APPROX_COUNT_DISTINCT",
}
_ERRORS = {
    **dict.fromkeys(
        ("spark", "databricks"), "about five percent, unless a second argument says less,"
    ),
    **dict.fromkeys(("trino", "presto", "athena"), "two or three percent"),
    "duckdb": "a few percent",
}
"""How far the estimate of an engine is off where that is more than usual."""


@rule(
    "exact-count-distinct",
    nodes=(exp.Count, exp.AnonymousAggFunc),
    severity=Severity.HINT,
    category="performance",
    confidence=Confidence.POSSIBLE,
    source="cost-strategies/query-patterns",
    why=(
        "An exact count must bring all values of a group together and keep each of them; a sketch "
        "needs a few kilobytes and can be merged."
    ),
    fix="Use the approximate function if an error of one or two percent does not matter.",
    impact="Memory grows with the number of distinct values; the sketch stays small.",
    on={
        EngineKind.DISTRIBUTED: Texts(
            why="An exact count shuffles the distinct values of a group to the workers that count "
            "them and keeps each; a sketch of a few kilobytes per worker is merged instead.",
            impact="Shuffle and memory grow with the number of distinct values; the sketch stays "
            "small.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            impact="Memory grows with the number of distinct values, the sketch stays small; the "
            "bytes read are the same.",
        ),
    },
    fires=[
        Example("SELECT «COUNT(DISTINCT user_id)» AS users FROM events", "bigquery"),
        Example("SELECT day, «COUNT(DISTINCT user_id)» FROM events GROUP BY day", "snowflake"),
        Example("SELECT «COUNT(DISTINCT user_id)» FROM events"),
        Example("SELECT «uniqExact(user_id)» FROM events", "clickhouse"),
    ],
    quiet=[
        Example("SELECT APPROX_COUNT_DISTINCT(user_id) FROM events", "bigquery"),
        Example("SELECT COUNT(user_id) FROM events", "snowflake"),
        Example("SELECT COUNT(DISTINCT user_id) FROM events", "postgres"),
        Example("SELECT day FROM e GROUP BY day HAVING COUNT(DISTINCT kind) = 3", "bigquery"),
        Example("SELECT uniqCombined(user_id) FROM events", "clickhouse"),
    ],
)
def exact_count_distinct(count: exp.Expr, context: Context) -> Iterable[Remark]:
    """Report COUNT(DISTINCT …) on engines that have an estimate; not in tests of HAVING."""
    estimate = _ESTIMATES.get(context.dialect)
    if estimate is None:
        return ()
    if count.__class__ is exp.AnonymousAggFunc:
        if str(count.name).lower() != "uniqexact":
            return ()
    elif count.this.__class__ is not exp.Distinct:
        return ()
    if count.find_ancestor(exp.Having, exp.Select).__class__ is exp.Having:
        return ()
    error = _ERRORS.get(context.dialect, "one or two percent")
    remark = Remark(
        context.ranges.of(count),
        "Every distinct value is kept in memory to count it exactly.",
        fix=f"Use {estimate} if an error of {error} does not matter.",
    )
    return [remark]
