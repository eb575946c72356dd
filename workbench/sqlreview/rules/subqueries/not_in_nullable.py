"""`not-in-nullable`: one NULL in the subquery, and NOT IN returns nothing."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.nullability import possible_null
from workbench.sqlreview.rule import Example, Remark, Texts, rule

_SKIPS_NULLS = frozenset({"clickhouse"})
"""Dialects whose IN leaves NULLs out of the set."""


@rule(
    "not-in-nullable",
    nodes=(exp.Not, exp.NEQ),
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="sql-checklist/not-in-with-nulls",
    why="NOT IN compares with every value; against a NULL the answer is unknown, so no row passes.",
    fix="Use NOT EXISTS, or filter the NULLs out inside the subquery.",
    impact="An empty result as soon as the subquery yields one NULL.",
    on={
        "postgres": Texts(
            impact="An empty result as soon as the subquery yields one NULL; and no anti-join, so "
            "that a list beyond the memory for hashing is read again for each row.",
        ),
        **dict.fromkeys(
            ("spark", "spark2", "databricks"),
            Texts(
                impact="An empty result as soon as the subquery yields one NULL; and the whole "
                "list is broadcast to every task to look for it.",
            ),
        ),
    },
    fires=[
        Example(
            "SELECT id FROM users WHERE «id NOT IN (SELECT id FROM blocked)»",
            "postgres",
            "CREATE TABLE blocked (id INT)",
        ),
        Example("SELECT id FROM users WHERE «id NOT IN (SELECT user_id FROM blocked)»"),
        Example("SELECT a FROM t WHERE «NOT a IN (SELECT b FROM u WHERE c > 1)»", "postgres"),
        Example("SELECT a FROM t WHERE «NOT (a IN (SELECT b FROM u))»", "spark"),
        Example("SELECT a FROM t WHERE «t.a <> ALL (SELECT u.b FROM u)»", "mysql"),
        Example("DELETE FROM t WHERE «k NOT IN (SELECT s.k FROM ds.s AS s)»", "bigquery"),
        Example("SELECT a FROM t WHERE «a NOT IN (SELECT MAX(b) FROM u)»", "tsql"),
    ],
    quiet=[
        Example("SELECT x FROM a WHERE x NOT IN (SELECT k + 1 FROM b WHERE k > 2)", "duckdb"),
        Example("SELECT x FROM a WHERE x NOT IN (SELECT NVL(k, -1) FROM b)", "oracle"),
        Example(
            "SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM blocked)",
            schema="CREATE TABLE blocked (user_id INT NOT NULL)",
        ),
        Example(
            "SELECT id FROM u WHERE id NOT IN (SELECT uid FROM b WHERE uid IS NOT NULL)", "postgres"
        ),
        Example("SELECT id FROM u WHERE id NOT IN (SELECT COALESCE(uid, 0) FROM b)"),
        Example("DELETE FROM t WHERE id NOT IN (SELECT MIN(id) FROM t GROUP BY k)", "postgres"),
        Example("DELETE FROM t WHERE rn NOT IN (SELECT MAX(rn) FROM t GROUP BY a, b)", "mysql"),
        Example("SELECT id FROM u WHERE id NOT IN (SELECT b.uid FROM b WHERE b.uid > 5)"),
        Example("SELECT id FROM u WHERE id NOT IN (1, 2, 3)"),
        Example("SELECT id FROM u WHERE id IN (SELECT uid FROM b)"),
        Example("SELECT id FROM u WHERE id NOT IN UNNEST(@ids)", "bigquery"),
        Example("SELECT id FROM u WHERE id NOT IN (SELECT uid FROM b)", "clickhouse"),
        Example(
            "WITH b AS (SELECT uid FROM raw_b WHERE uid IS NOT NULL) "
            "SELECT id FROM u WHERE id NOT IN (SELECT uid FROM b)",
            "snowflake",
        ),
        Example("SELECT id FROM u WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.uid = u.id)"),
        Example("SELECT id FROM u WHERE id NOT IN (SELECT b.uid FROM b JOIN c ON c.i = b.uid)"),
    ],
)
def not_in_nullable(test: exp.Not | exp.NEQ, context: Context) -> Iterator[Remark]:
    """Report NOT IN (and ``<> ALL``) over a subquery that nothing keeps free of NULL."""
    query = _excluded_rows(test)
    if query is None or context.dialect in _SKIPS_NULLS:
        return
    reason = possible_null(query, context)
    if reason is None:
        return
    likely_key = reason.confidence is Confidence.POSSIBLE
    in_brackets = isinstance(test.this, exp.Paren)
    yield Remark(
        context.ranges.negation(test.this if in_brackets else test),
        f"If {reason.name} is NULL in a single row of the subquery, nothing is returned.",
        severity=Severity.INFO if likely_key else None,
        confidence=reason.confidence,
    )


def _excluded_rows(test: exp.Expr) -> exp.Expr | None:
    """Return the subquery whose values must not occur."""
    if isinstance(test, exp.NEQ):
        every = test.expression
        inner = every.this if isinstance(every, exp.All) else None
    else:
        among = test.this.this if isinstance(test.this, exp.Paren) else test.this
        inner = among.args.get("query") if isinstance(among, exp.In) else None
    return inner if isinstance(inner, exp.Query) else None
