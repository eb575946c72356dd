"""`arithmetic-on-column`: a sum or product on the column side of a filter."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.comparisons import calculation, is_compared
from workbench.sqlreview.rules.predicates.own_values import not_searchable, other_way
from workbench.sqlreview.rules.predicates.text_parts import joins_texts


@rule(
    "arithmetic-on-column",
    nodes=(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg),
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/full-table-scan",
    why=(
        "An index, a partition or block statistics hold the column's own values, not the result of "
        "a calculation."
    ),
    fix="Leave the column bare and do the calculation on the other side.",
    impact="The table (or every partition) is read instead of the part that matches.",
    on=not_searchable("the result of a calculation"),
    fires=[
        Example("SELECT id FROM t WHERE «salary * 12» > 50000"),
        Example("SELECT id FROM t WHERE «created_at + INTERVAL '7 days'» > NOW()", "postgres"),
        Example("SELECT id FROM t WHERE a = 1 AND 100 < «t.price / 2»", "mysql"),
        Example("SELECT id FROM t WHERE («qty - 1») BETWEEN 3 AND 5", "tsql"),
        Example("DELETE FROM ds.t WHERE «ts + 3600» < @limit", "bigquery"),
        Example("SELECT id FROM t WHERE «-qty» = 3", "tsql"),
        Example("SELECT id FROM t WHERE «qty + 1» >= 5 AND qty + 1 < 9", "postgres"),
        Example("WITH u AS (SELECT n FROM t WHERE d = 1) SELECT n FROM u WHERE «n * 2» > 4"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE salary > 50000 / 12"),
        Example("SELECT id FROM t WHERE created_at > NOW() - INTERVAL '7 days'", "postgres"),
        Example("SELECT price * 2 AS p FROM t WHERE id = 1", "mysql"),
        Example("SELECT k, SUM(x) AS s FROM t WHERE y = 1 GROUP BY k HAVING SUM(x) * 2 > 10"),
        Example("SELECT id FROM t WHERE first + ' ' + last = 'Ann Lee'", "tsql"),
        Example("WITH u AS (SELECT a + b AS n FROM t WHERE d = 1) SELECT n FROM u WHERE n * 2 > 4"),
        Example("SELECT a.id FROM a, b WHERE a.d > b.d + 5 AND a.k = b.k"),
        Example("SELECT id FROM t WHERE -1 < balance", "oracle"),
    ],
)
def arithmetic_on_column(node: exp.Binary | exp.Neg, context: Context) -> Iterable[Remark]:
    """Report a calculation with a stored column that is compared with something constant."""
    return _report(node, context) if is_compared(node) else ()


def _report(node: exp.Binary | exp.Neg, context: Context) -> Iterator[Remark]:
    found = calculation(node, context)
    if found is None or joins_texts(node):
        return
    names = {column.name.lower() for column in found.columns}
    movable = found.constant and len(names) == 1 and not isinstance(node, exp.Mod)
    joins = found.in_join and isinstance(found.test, exp.EQ)
    if not found.constant and not joins:
        return
    sure = movable and not found.handed_on
    mild = Severity.INFO if context.column_store else None
    yield Remark(
        context.ranges.operand(node),
        f"{found.column} is filtered through a calculation, not by its own values.",
        fix="" if movable else f"{other_way(context).capitalize()}.",
        severity=mild if sure else Severity.HINT,
        confidence=None if sure else Confidence.POSSIBLE,
    )
