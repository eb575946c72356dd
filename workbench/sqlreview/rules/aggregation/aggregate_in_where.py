"""`aggregate-in-where`: a total is tested before there is one."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.scopes import Scope

_NOT_TOTALS = (exp.AnonymousAggFunc, exp.Grouping, exp.Lag, exp.Lead, exp.Hll, exp.HashAgg)


@rule(
    "aggregate-in-where",
    nodes=(exp.Where,),
    needs=(exp.AggFunc,),
    severity=Severity.ERROR,
    category="correctness",
    source="sql-checklist",
    why="WHERE picks rows before they are grouped, so no aggregate exists yet; engines refuse it.",
    fix="Test the aggregate in HAVING, or compare with a subquery that computes it.",
    impact="The query fails.",
    fires=[
        Example("SELECT dept FROM emp WHERE «COUNT(*)» > 5 GROUP BY dept"),
        Example("SELECT id FROM orders WHERE amount > «AVG(amount)»", "postgres"),
        Example("SELECT e.dept FROM emp e WHERE e.a = 1 AND «SUM(e.pay)» > 9 GROUP BY 1", "tsql"),
        Example("DELETE FROM orders WHERE created_at < «MAX(created_at)»", "mysql"),
    ],
    quiet=[
        Example("SELECT dept FROM emp GROUP BY dept HAVING COUNT(*) > 5"),
        Example("SELECT id FROM orders WHERE amount > (SELECT AVG(amount) FROM orders)"),
        Example("SELECT id FROM t WHERE MAX(a, b) > 5", "sqlite"),
        Example("SELECT COUNT(*) FILTER (WHERE a > 1) AS n FROM t", "postgres"),
        Example(
            "SELECT d.id FROM d JOIN e ON e.d = d.id GROUP BY d.id HAVING EXISTS "
            "(SELECT 1 FROM b WHERE b.cap < SUM(e.pay))",
            "postgres",
        ),
        Example("SELECT id FROM t WHERE GREATEST(a, b) > 5", "mysql"),
    ],
)
def aggregate_in_where(where: exp.Where, context: Context) -> Iterator[Remark]:
    """Report aggregates in WHERE; not those over columns of the query around."""
    if isinstance(where.parent, exp.Filter):
        return
    for part in context.scope.aggregates:
        if isinstance(part, _NOT_TOTALS) or not _stands_in(part, where):
            continue
        if _belongs_outside(part, context.scope):
            continue
        message = f"{part.sql_name()} stands in WHERE, where the rows are not grouped yet."
        yield Remark(context.ranges.of(part), message)


def _stands_in(part: exp.Expr, where: exp.Where) -> bool:
    """Tell whether ``part`` is in a WHERE, and not in a query inside it."""
    around = part.parent
    while around is not None and around is not where and not isinstance(around, exp.Query):
        around = around.parent
    return around is where


def _belongs_outside(aggregate: exp.Expr, scope: Scope) -> bool:
    qualifiers = {column.text("table").lower() for column in aggregate.find_all(exp.Column)}
    return bool(qualifiers) and "" not in qualifiers and not qualifiers & scope.by_name.keys()
