"""`nondeterministic-order-key`: rows with equal sort keys come in any order."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import is_aggregated
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.select_list import aliased, position
from workbench.sqlreview.uniqueness import fixed_columns, repeating, unique_on

_ORDERS = (
    "CREATE TABLE orders (id INT PRIMARY KEY, user_id INT, day DATE, total INT); "
    "CREATE TABLE users (id INT PRIMARY KEY, name TEXT)"
)


@rule(
    "nondeterministic-order-key",
    nodes=(exp.Select, exp.RowNumber),
    needs_schema=True,
    severity=Severity.INFO,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="sql-checklist/order-by-without-limit",
    why=(
        "The sort keys do not hold a unique key, so rows with equal values change places between "
        "runs, and with them which rows are kept."
    ),
    fix="Add a unique column as the last sort key.",
    impact="Two runs over the same data may keep different rows; pages overlap or skip rows.",
    fires=[
        Example("SELECT id FROM orders ORDER BY «day» LIMIT 10", "postgres", _ORDERS),
        Example("SELECT TOP 5 id, total FROM orders ORDER BY «total» DESC", "tsql", _ORDERS),
        Example(
            "SELECT id, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY «day» DESC) AS n "
            "FROM orders",
            "snowflake",
            _ORDERS,
        ),
        Example(
            "SELECT o.id FROM orders o JOIN users u ON u.id = o.user_id ORDER BY «u.name» LIMIT 5",
            "mysql",
            _ORDERS,
        ),
    ],
    quiet=[
        Example("SELECT id FROM orders ORDER BY day LIMIT 10", "postgres"),
        Example("SELECT id FROM orders ORDER BY day, id LIMIT 10", "postgres", _ORDERS),
        Example("SELECT id FROM orders ORDER BY day", "mysql", _ORDERS),
        Example("SELECT id FROM orders WHERE id = 7 ORDER BY day LIMIT 1", "mysql", _ORDERS),
        Example(
            "SELECT day, SUM(total) FROM orders GROUP BY day ORDER BY day LIMIT 5",
            "bigquery",
            _ORDERS,
        ),
        Example("SELECT MAX(day) AS d FROM orders ORDER BY d LIMIT 1", "tsql", _ORDERS),
        Example("SELECT id AS o FROM orders ORDER BY 1 LIMIT 5", "duckdb", _ORDERS),
        Example("SELECT DISTINCT day FROM orders ORDER BY day LIMIT 5", "duckdb", _ORDERS),
        Example(
            "SELECT ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY day, id) FROM orders",
            "spark",
            _ORDERS,
        ),
    ],
)
def nondeterministic_order_key(
    node: exp.Select | exp.RowNumber, context: Context
) -> Iterator[Remark]:
    """Report ORDER BY with a LIMIT, and ROW_NUMBER, whose keys are known not to be unique."""
    scope = context.scope
    if context.schema is None or is_aggregated(scope):
        return
    if isinstance(node, exp.Select):
        if not _keeps_some(node) or scope.root is not node or node.args.get("distinct"):
            return
        order, keys = node.args.get("order"), []
    else:
        window = node.parent
        if not isinstance(window, exp.Window):
            return
        order, keys = window.args.get("order"), list(window.args.get("partition_by") or ())
    if not isinstance(order, exp.Order):
        return
    columns = [_resolved(key, scope) for key in (*keys, *order.expressions)]
    plain = [column for column in columns if isinstance(column, exp.Column)]
    if len(plain) < len(columns) or not _leaves_ties(plain, scope, context):
        return
    names = ", ".join(column.name for column in plain[len(keys) :])
    # Keys that are declared nowhere are often unique when three or more come together.
    many = len(order.expressions) > 2
    first, last = order.expressions[0], order.expressions[-1]
    start = context.ranges.of(first.this if isinstance(first, exp.Ordered) else first)
    end = context.ranges.of(last.this if isinstance(last, exp.Ordered) else last)
    yield Remark(
        type(start)(start.start, max(start.end, end.end)),
        f"Several rows may have the same {names}: nothing decides between them.",
        severity=Severity.HINT if many else None,
        confidence=Confidence.POSSIBLE if many else None,
    )


def _keeps_some(select: exp.Select) -> bool:
    return any(select.args.get(name) is not None for name in ("limit", "offset"))


def _resolved(key: exp.Expr, scope: Scope) -> exp.Expr:
    """Return what a sort key stands for: a position or an alias is looked up."""
    bare = key.this if isinstance(key, exp.Ordered) else key
    select = scope.root
    number = position(key)
    if number is not None and 0 < number <= len(select.expressions):
        resolved: exp.Expr = select.expressions[number - 1].unalias()
        return resolved
    if isinstance(bare, exp.Column) and not bare.table:
        return aliased(select).get(bare.name.lower(), bare)
    return bare if isinstance(bare, exp.Expr) else key


def _leaves_ties(columns: list[exp.Column], scope: Scope, context: Context) -> bool:
    """Tell whether it is certain that the columns do not identify a row."""
    answers: list[bool | None] = []
    for relation in scope.relations:
        own = {c.name.lower() for c in columns if scope.relation_of(c) is relation}
        own |= fixed_columns(scope, relation)
        answer = unique_on(relation, own, context)
        if answer and not repeating(relation, scope, context)[0]:
            return False
        answers.append(answer)
    return bool(answers) and None not in answers and len(scope.relations) == len(answers)
