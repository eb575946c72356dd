"""`hardcoded-date`: a date written into a filter."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.date_bounds import dated_tests, spoken


@rule(
    "hardcoded-date",
    nodes=(exp.Where,),
    severity=Severity.HINT,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="idempotency-rules/external-watermarks",
    why="A query that runs again and again with a fixed date reads the same days, or ever more.",
    fix="Hand the date in as a parameter, or work it out from the day that is loaded.",
    impact="New days are left out, or the scan grows with every run.",
    fires=[
        Example("SELECT id FROM t WHERE «order_date = '2024-01-01'»"),
        Example(
            "SELECT id FROM t WHERE «d >= DATE '2024-01-01'» AND d < DATE '2024-02-01'", "oracle"
        ),
        Example("SELECT id FROM t WHERE k = 1 AND «ts > TIMESTAMP('2024-01-01')»", "bigquery"),
        Example("DELETE FROM t WHERE «d BETWEEN '2024-01-01' AND '2024-01-31'»", "postgres"),
        Example("SELECT id FROM t WHERE k = 1 OR «d = '2024-01-01'»"),
        Example("SELECT id FROM t WHERE «d BETWEEN '20240101' AND '20240131'»", "tsql"),
        Example("SELECT id FROM t WHERE k = 1 AND («d > '2024-01-01'» OR d IS NULL)", "mysql"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE order_date = :day", "oracle"),
        Example("SELECT id FROM t WHERE valid_to = '9999-12-31'", "tsql"),
        Example("SELECT id FROM t WHERE d >= CURRENT_DATE - INTERVAL '7 days'", "postgres"),
        Example("SELECT DATE '2024-01-01' AS d FROM t WHERE k = 1", "bigquery"),
        Example("SELECT id FROM t WHERE note = 'since 2024-01-01'", "mysql"),
        Example("SELECT COUNT(*) FILTER (WHERE d = '2024-01-01') AS n FROM t", "postgres"),
        Example("INSERT INTO t (d) VALUES ('2024-01-01')"),
        Example("SELECT id FROM t WHERE zip = '20241399' AND d = 20240101", "tsql"),
    ],
)
def hardcoded_date(where: exp.Where, context: Context) -> Iterable[Remark]:
    """Report the first test of each column that is compared with a written date."""
    return _report(where, context) if context.scope.holds_dates else ()


def _report(where: exp.Where, context: Context) -> Iterator[Remark]:
    for values in dated_tests(where, context):
        message = f"The filter on {spoken(values)} holds a fixed date."
        yield Remark(context.ranges.test(values.test), message)
