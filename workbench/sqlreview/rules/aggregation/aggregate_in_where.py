"""`aggregate-in-where`: a total, or a rank, is tested before there is one."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.references import columns_in
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.select_list import is_windowed

_QUERIES = frozenset({exp.Select, exp.Subquery, exp.Union, exp.Except, exp.Intersect})
_NOT_TOTALS = (exp.AnonymousAggFunc, exp.Grouping, exp.Lag, exp.Lead, exp.Hll, exp.HashAgg)


@rule(
    "aggregate-in-where",
    nodes=(exp.AggFunc, exp.Window),
    needs=(exp.Where, exp.Join),
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
        Example("SELECT a.x FROM a JOIN b ON b.n = «COUNT(*)»", "tsql"),
        Example("SELECT x FROM t WHERE «SUM(y) OVER (PARTITION BY z)» > 5", "snowflake"),
        Example("SELECT x FROM t WHERE «ROW_NUMBER() OVER (ORDER BY z)» = 1 AND x > 2", "postgres"),
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
        Example("SELECT id FROM t QUALIFY ROW_NUMBER() OVER (ORDER BY id) = 1", "snowflake"),
        Example("SELECT a.x FROM a JOIN (SELECT MAX(y) AS y FROM b) m ON m.y = a.x", "tsql"),
    ],
)
def aggregate_in_where(part: exp.AggFunc | exp.Window, context: Context) -> Iterable[Remark]:
    """Report aggregates in WHERE and ON; not those over columns of the query around."""
    name = _clause_around(part)
    if not name:
        return ()
    if part.__class__ is exp.Window:
        remark = Remark(
            context.ranges.window(part),
            f"A window function stands in {name}, which picks the rows that windows see.",
            fix="Compute it in a CTE and test it outside, or in QUALIFY where there is one.",
        )
        return [remark]
    if isinstance(part, _NOT_TOTALS) or not isinstance(part, exp.AggFunc) or is_windowed(part):
        return ()
    if _belongs_outside(part, context.scope):
        return ()
    message = f"{part.sql_name()} stands in {name}, where the rows are not grouped yet."
    return [Remark(context.ranges.of(part), message)]


def _clause_around(part: exp.Expr) -> str:
    """Return the clause that picks rows and has ``part`` in its condition, if one does."""
    inner, around = part, part.parent
    while around is not None and around.__class__ not in _QUERIES:
        kind = around.__class__
        if kind is exp.Where and around.parent.__class__ is not exp.Filter:
            return "WHERE"
        if kind is exp.Join:
            return "ON" if inner.arg_key == "on" else ""
        inner, around = around, around.parent
    return ""


def _belongs_outside(aggregate: exp.Expr, scope: Scope) -> bool:
    qualifiers = {column.text("table").lower() for column in columns_in(aggregate)}
    return bool(qualifiers) and "" not in qualifiers and not qualifiers & scope.by_name.keys()
