"""`coalesce-on-column`: a NULL replaced on the column side of a test."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.comparisons import calculation, is_compared
from workbench.sqlreview.rules.predicates.own_values import not_searchable

_OPERATORS = {
    **dict.fromkeys(("mysql", "singlestore", "hive", "spark", "spark2", "databricks"), "<=>"),
    **dict.fromkeys(("doris", "starrocks"), "<=>"),
    **dict.fromkeys(("oracle", "redshift", "exasol", "teradata", "postgres"), ""),
    "sqlite": "IS",
}
"""How a dialect compares so that NULL equals NULL, if not by IS NOT DISTINCT FROM.

PostgreSQL has that, but can neither hash nor look up by it.
"""


@rule(
    "coalesce-on-column",
    nodes=(exp.Coalesce,),
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/string-operations-in-where",
    why="An index or block statistics hold the column's own values, not those put in for NULL.",
    fix="Test the column itself, with OR … IS NULL where NULL should count as the replacement.",
    impact="The table is read instead of the rows that an index would find.",
    on=not_searchable("a value that may be put in for NULL"),
    fires=[
        Example("SELECT id FROM t WHERE «COALESCE(status, 'x')» = 'open'"),
        Example("SELECT id FROM t WHERE «ISNULL(t.qty, 0)» > 5 AND a = 1", "tsql"),
        Example("SELECT id FROM t WHERE «NVL(qty, 0)» = 0", "oracle"),
        Example("SELECT id FROM t WHERE «IFNULL(qty, 0)» IN (1, 2)", "mysql"),
        Example("SELECT a.id FROM a JOIN b ON «COALESCE(a.k, -1)» = COALESCE(b.k, -1)", "postgres"),
        Example("SELECT id FROM ds.t WHERE «IFNULL(qty, 0)» < 3", "bigquery"),
        Example("WITH u AS (SELECT n FROM t) SELECT n FROM u WHERE «COALESCE(n, 0)» > 4"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE status = COALESCE(@status, 'open')", "tsql"),
        Example("SELECT id FROM t WHERE qty = 0 OR qty IS NULL", "oracle"),
        Example("SELECT COALESCE(status, 'x') AS s FROM t WHERE id = 1", "postgres"),
        Example(
            "SELECT k, SUM(x) AS s FROM t WHERE y = 1 GROUP BY k HAVING COALESCE(SUM(x), 0) > 1"
        ),
        Example("WITH u AS (SELECT a + b AS n FROM t) SELECT n FROM u WHERE COALESCE(n, 0) > 4"),
        Example("SELECT id FROM t WHERE status = COALESCE(:status, status)", "oracle"),
    ],
)
def coalesce_on_column(coalesce: exp.Coalesce, context: Context) -> Iterable[Remark]:
    """Report COALESCE of a stored column that is compared with something."""
    return _report(coalesce, context) if is_compared(coalesce) else ()


def _report(coalesce: exp.Coalesce, context: Context) -> Iterator[Remark]:
    found = calculation(coalesce, context)
    if found is None or coalesce.this.find(exp.Column) is None:
        return
    test = found.test
    if isinstance(test.this, exp.Coalesce) and coalesce is not test.this:
        return
    several = len({column.sql(comments=False) for column in found.columns}) > 1
    doubtful = several or found.handed_on
    yield Remark(
        context.ranges.of(coalesce),
        f"{found.column} is compared after its NULLs are replaced.",
        fix=_null_safe(context.dialect) if not found.constant and isinstance(test, exp.EQ) else "",
        severity=Severity.HINT if doubtful or context.column_store else None,
        confidence=Confidence.POSSIBLE if doubtful else None,
    )


def _null_safe(dialect: str) -> str:
    operator = _OPERATORS.get(dialect, "IS NOT DISTINCT FROM")
    if not operator:
        return "Compare the columns themselves; where NULLs must meet, store a value instead."
    return f"Use {operator}, which treats NULLs as equal."
