"""`distinct-parenthesised`: DISTINCT written as if it were a function of one column."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.source import Span

_WORD = "DISTINCT"


@rule(
    "distinct-parenthesised",
    nodes=(exp.Distinct,),
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="sql-checklist/distinct-on-large-result",
    why=(
        "DISTINCT is not a function: it removes rows that are equal in all selected columns, "
        "whatever the brackets suggest."
    ),
    fix="Drop the brackets; for one row per key use GROUP BY, QUALIFY or DISTINCT ON.",
    impact="More rows come back than one per bracketed column.",
    on={
        **dict.fromkeys(
            ("postgres", "duckdb", "clickhouse"),
            Texts(
                fix="Drop the brackets; for one row per key use DISTINCT ON (key) with an ORDER "
                "BY, or GROUP BY.",
            ),
        ),
        **dict.fromkeys(
            ("bigquery", "snowflake", "databricks", "redshift", "teradata"),
            Texts(
                fix="Drop the brackets; for one row per key use GROUP BY, or QUALIFY ROW_NUMBER() "
                "OVER (PARTITION BY key …) = 1.",
            ),
        ),
        EngineKind.ROW_STORE: Texts(
            fix="Drop the brackets; for one row per key use GROUP BY, or ROW_NUMBER() OVER "
            "(PARTITION BY key …) in a subquery and keep number 1.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            fix="Drop the brackets; for one row per key use GROUP BY, or ROW_NUMBER() OVER "
            "(PARTITION BY key …) in a subquery and keep number 1.",
        ),
    },
    fires=[
        Example("SELECT «DISTINCT(city)», name FROM users"),
        Example("SELECT «DISTINCT (a)» FROM t", "mysql"),
        Example("SELECT «DISTINCT (a, b)», c FROM t", "postgres"),
        Example("SELECT «DISTINCT(u.city)» AS city, u.name FROM users u", "bigquery"),
        Example("SELECT «DISTINCT(UPPER(city))», name FROM users", "mysql"),
        Example("SELECT COUNT(«DISTINCT(city)») FROM users", "bigquery"),
    ],
    quiet=[
        Example("SELECT DISTINCT city, name FROM users"),
        Example("SELECT DISTINCT ON (city) city, name FROM users ORDER BY city", "postgres"),
        Example("SELECT COUNT(DISTINCT city) FROM users"),
        Example("SELECT COUNT(DISTINCT (a, b)) FROM users", "postgres"),
        Example("SELECT COUNT(DISTINCT(SELECT MAX(x) FROM UNNEST(t.xs) x)) FROM t", "bigquery"),
        Example("SELECT COUNT(DISTINCT (a - b)) FROM users", "mysql"),
        Example("SELECT DISTINCT (a + b) * 2 AS x, c FROM t"),
        Example("SELECT DISTINCT (SELECT MAX(x) FROM u) AS m, a FROM t", "snowflake"),
        Example("SELECT DISTINCT (price > 10) AS dear, a FROM t", "postgres"),
    ],
)
def distinct_parenthesised(distinct: exp.Distinct, context: Context) -> Iterator[Remark]:
    """Report brackets round the first column behind DISTINCT; a hint if it is the only one."""
    select = distinct.parent
    if distinct.args.get("on") is not None or select is None:
        return
    of_query = isinstance(select, exp.Select)
    columns = select.expressions if of_query else distinct.expressions
    first = columns[0].unalias() if columns else None
    in_brackets = isinstance(first, exp.Paren) and not isinstance(first.this, exp.Query)
    if first is None or not (in_brackets or (of_query and isinstance(first, exp.Tuple))):
        return
    start = context.words.reaching(first, {_WORD}).start
    brackets = context.ranges.of(first)
    alone = len(columns) == 1
    if in_brackets and not isinstance(first.this, exp.Column):
        named = isinstance(columns[0], exp.Alias) or not alone or not of_query
        if named and start + len(_WORD) < brackets.start:
            return
    meaning = "the brackets have no effect" if alone else "it applies to every selected column"
    yield Remark(
        Span(start, brackets.end),
        f"DISTINCT is not a function: {meaning}.",
        severity=Severity.HINT if alone and in_brackets else None,
    )
