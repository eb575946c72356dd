"""`distinct-parenthesised`: DISTINCT written as if it were a function of one column."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.source import Span


@rule(
    "distinct-parenthesised",
    nodes=(exp.Select,),
    needs=(exp.Distinct,),
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
    fires=[
        Example("SELECT «DISTINCT(city)», name FROM users"),
        Example("SELECT «DISTINCT (a)» FROM t", "mysql"),
        Example("SELECT «DISTINCT (a, b)», c FROM t", "postgres"),
        Example("SELECT «DISTINCT(u.city)» AS city, u.name FROM users u", "bigquery"),
    ],
    quiet=[
        Example("SELECT DISTINCT city, name FROM users"),
        Example("SELECT DISTINCT ON (city) city, name FROM users ORDER BY city", "postgres"),
        Example("SELECT COUNT(DISTINCT (city)) FROM users"),
        Example("SELECT DISTINCT (a + b) * 2 AS x, c FROM t"),
        Example("SELECT DISTINCT (SELECT MAX(x) FROM u) AS m, a FROM t", "snowflake"),
        Example("SELECT DISTINCT (price > 10) AS dear, a FROM t", "postgres"),
    ],
)
def distinct_parenthesised(select: exp.Select, context: Context) -> Iterator[Remark]:
    """Report brackets round the first column of a SELECT DISTINCT; a hint if it is the only one."""
    distinct = select.args.get("distinct")
    if distinct is None or distinct.args.get("on") is not None or not select.expressions:
        return
    first = select.expressions[0].unalias()
    if isinstance(first, exp.Paren):
        named = isinstance(select.expressions[0], exp.Alias)
        if not isinstance(first.this, exp.Column) and (named or len(select.expressions) > 1):
            return
    elif not isinstance(first, exp.Tuple):
        return
    keyword = context.ranges.select_keyword(select, distinct=True)
    brackets = context.ranges.of(first)
    alone = len(select.expressions) == 1
    meaning = "the brackets have no effect" if alone else "it applies to every selected column"
    yield Remark(
        Span(keyword.start, brackets.end),
        f"DISTINCT is not a function: {meaning}.",
        severity=Severity.HINT if alone and isinstance(first, exp.Paren) else None,
    )
