"""`aggregate-over-fanout`: rows that a join repeats are added up."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.relations import Relation
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.aggregation.details import (
    Anchor,
    anchor_of,
    hangs_from,
    own_columns,
)
from workbench.sqlreview.rules.aggregation.repeated_behind import repeated_behind
from workbench.sqlreview.rules.aggregation.repeated_rows import (
    added_up,
    counted_pairs,
    likely_repeated,
    repeated_aggregates,
)
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.uniqueness import unique_among

_SHOP = (
    "CREATE TABLE orders (id INT PRIMARY KEY, user_id INT, amount INT); "
    "CREATE TABLE lines (order_id INT, no INT, qty INT, PRIMARY KEY (order_id, no)); "
    "CREATE TABLE users (id INT PRIMARY KEY, name TEXT); "
    "CREATE TABLE visits (id INT PRIMARY KEY, user_id INT)"
)


@rule(
    "aggregate-over-fanout",
    nodes=(exp.Select,),
    needs=(exp.Sum, exp.Count, exp.Avg),
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="sql-checklist/large-joins",
    why=(
        "A join repeats a row once for each row of the other side that matches, and SUM, COUNT and "
        "AVG take every repetition."
    ),
    fix="Aggregate each detail table per key in a CTE first, then join the results.",
    impact="An order with three lines counts three times.",
    fires=[
        Example(
            "SELECT c.id, SUM(o.amount), SUM(«p.amount») FROM customers c "
            "JOIN orders o ON o.customer_id = c.id JOIN payments p ON p.customer_id = c.id "
            "GROUP BY c.id"
        ),
        Example(
            "SELECT c.id, COUNT(o.id), COUNT(«t.id») FROM customers AS c "
            "LEFT JOIN orders AS o ON c.id = o.customer_id "
            "LEFT JOIN tickets AS t ON c.id = t.customer_id GROUP BY c.id",
            "bigquery",
        ),
        Example(
            "SELECT o.user_id, «SUM(o.amount)» FROM orders o JOIN lines l ON l.order_id = o.id "
            "GROUP BY o.user_id",
            "postgres",
            _SHOP,
        ),
        Example(
            "SELECT u.name, «COUNT(u.id)» AS n FROM users u LEFT JOIN orders o ON o.user_id = u.id "
            "GROUP BY u.name",
            "bigquery",
            _SHOP,
        ),
        Example(
            "SELECT «AVG(o.amount)» FROM users u JOIN orders o ON o.user_id = u.id "
            "JOIN lines l ON l.order_id = o.id WHERE u.name = 'x'",
            "snowflake",
            _SHOP,
        ),
        Example("SELECT t.a, «SUM(t.b)» AS s FROM t JOIN u ON u.a = t.a GROUP BY t.a", "bigquery"),
        Example(
            "SELECT c.id, «SUM(c.credit)» AS s FROM customers c "
            "JOIN orders o ON o.customer_id = c.id GROUP BY c.id"
        ),
        Example(
            "WITH o AS (SELECT * FROM r QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY v) = 1)"
            " SELECT o.day, SUM(l.price) AS p, «SUM(o.freight)» AS f "
            "FROM o JOIN lines l ON l.order_id = o.id GROUP BY o.day",
            "snowflake",
        ),
    ],
    quiet=[
        Example(
            "WITH o AS (SELECT id, SUM(x) AS x FROM a GROUP BY id), "
            "l AS (SELECT id, SUM(y) AS y FROM b GROUP BY id) "
            "SELECT SUM(o.x) AS x, SUM(l.y) AS y FROM o JOIN l ON l.id = o.id",
            "bigquery",
        ),
        Example(
            "SELECT c.id, SUM(o.amount), SUM(p.amount) FROM customers c "
            "JOIN orders o ON o.customer_id = c.id JOIN payments p ON p.customer_id = c.id "
            "GROUP BY c.id",
            schema="CREATE TABLE payments (customer_id INT PRIMARY KEY, amount DECIMAL(9, 2))",
        ),
        Example(
            "WITH o AS (SELECT customer_id, SUM(x) AS x FROM orders GROUP BY customer_id) "
            "SELECT c.id, SUM(o.x), SUM(p.x) FROM customers c JOIN o ON o.customer_id = c.id "
            "JOIN payments p ON p.customer_id = c.id GROUP BY c.id"
        ),
        Example(
            "SELECT c.id, COUNT(DISTINCT o.id), COUNT(DISTINCT t.id) FROM customers c "
            "LEFT JOIN orders o ON c.id = o.customer_id "
            "LEFT JOIN tickets t ON c.id = t.customer_id GROUP BY c.id"
        ),
        Example(
            "SELECT d.name, SUM(f.x) FROM facts f JOIN dims d ON d.id = f.dim_id GROUP BY d.name"
        ),
        Example(
            "SELECT c.id FROM customers c LEFT JOIN orders o ON c.id = o.customer_id "
            "LEFT JOIN tickets t ON c.id = t.customer_id GROUP BY c.id "
            "HAVING COUNT(o.id) = 0 AND COUNT(t.id) = 0",
            "mysql",
        ),
        Example(
            "SELECT o.id, SUM(l.qty) FROM orders o JOIN lines l ON l.order_id = o.id GROUP BY o.id",
            "postgres",
            _SHOP,
        ),
        Example(
            "SELECT SUM(o.amount) FROM orders o JOIN users u ON u.id = o.user_id", "mysql", _SHOP
        ),
        Example(
            "SELECT SUM(o.amount) FROM orders o JOIN lines l ON l.order_id = o.id AND l.no = 1",
            "bigquery",
            _SHOP,
        ),
        Example(
            "SELECT COUNT(DISTINCT o.id), MAX(o.amount), SUM(l.qty) FROM orders o "
            "JOIN lines l ON l.order_id = o.id",
            "postgres",
            _SHOP,
        ),
        Example(
            "SELECT SUM(o.amount) FROM orders o LEFT JOIN lines l ON l.order_id = o.id "
            "WHERE l.order_id IS NULL",
            "tsql",
            _SHOP,
        ),
        Example(
            "SELECT SUM(o.amount) FROM orders o JOIN (SELECT order_id, SUM(qty) AS q FROM lines "
            "GROUP BY order_id) l ON l.order_id = o.id",
            "snowflake",
            _SHOP,
        ),
        Example(
            "SELECT SUM(o.amount * l.qty) FROM orders o JOIN lines l ON l.order_id = o.id",
            "duckdb",
            _SHOP,
        ),
        Example(
            "SELECT l.order_id, l.no, SUM(o.amount) FROM orders o JOIN lines l "
            "ON l.order_id = o.id GROUP BY l.order_id, l.no",
            "postgres",
            _SHOP,
        ),
        Example(
            "SELECT o.id, l.no, SUM(o.amount) FROM orders o JOIN lines l ON l.order_id = o.id "
            "GROUP BY o.id, l.no",
            "mysql",
            _SHOP,
        ),
        Example(
            "SELECT l.no, SUM(o.amount) FROM orders o JOIN lines l ON l.order_id = o.id "
            "GROUP BY l.no",
            "bigquery",
            _SHOP,
        ),
        Example(
            "SELECT SUM(o.amount) FILTER (WHERE l.no = 1) FROM orders o JOIN lines l "
            "ON l.order_id = o.id",
            "postgres",
            _SHOP,
        ),
        Example(
            "WITH x AS (SELECT DISTINCT o.id, o.amount FROM orders o JOIN lines l "
            "ON l.order_id = o.id) SELECT SUM(amount) FROM x",
            "snowflake",
            _SHOP,
        ),
        Example(
            "WITH x AS (SELECT o.id, o.amount, l.no FROM orders o JOIN lines l "
            "ON l.order_id = o.id) SELECT SUM(amount) FROM x WHERE no = 1",
            "snowflake",
            _SHOP,
        ),
        Example(
            "WITH x AS (SELECT o.amount, ROW_NUMBER() OVER (PARTITION BY o.id ORDER BY l.no) AS n "
            "FROM orders o JOIN lines l ON l.order_id = o.id) "
            "SELECT SUM(amount) FROM x WHERE n = 1",
            "bigquery",
            _SHOP,
        ),
        Example(
            "WITH x AS (SELECT o.amount, l.qty FROM orders o JOIN lines l ON l.order_id = o.id) "
            "SELECT SUM(qty), MAX(amount) FROM x",
            "postgres",
            _SHOP,
        ),
        Example(
            "WITH x AS (SELECT o.amount, l.no FROM orders o JOIN lines l ON l.order_id = o.id) "
            "SELECT SUM(amount) FROM x",
            "postgres",
        ),
        Example(
            "WITH t AS (SELECT v.user_id, u.name FROM users u JOIN visits v ON v.user_id = u.id "
            "GROUP BY v.user_id, u.name) "
            "SELECT SUM(o.amount) FROM orders o JOIN t ON t.user_id = o.user_id",
            "postgres",
            _SHOP,
        ),
        Example(
            "WITH t AS (SELECT DISTINCT user_id AS u, user_name FROM visits) "
            "SELECT SUM(o.amount) FROM orders o JOIN t ON t.u = o.user_id",
            "bigquery",
            _SHOP,
        ),
        Example(
            "SELECT u.id, o.id, COUNT(*) FROM users u JOIN orders o ON o.user_id = u.id "
            "JOIN visits v ON v.user_id = u.id GROUP BY u.id, o.id",
            "postgres",
            _SHOP,
        ),
    ],
)
def aggregate_over_fanout(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report what is added up over two relations side by side, or over rows that a key repeats."""
    scope = context.scope
    if scope.root is not select:
        return ()
    if exp.Join in scope.nodes and len(scope.relations) > 1:
        found = _repeated_here(select, context)
        if found:
            return found
    return repeated_behind(select, context)


def _repeated_here(select: exp.Select, context: Context) -> list[Remark]:
    """Report what the joins of the query itself repeat."""
    found = multiplied_details(context.scope, context)
    if found is None and context.schema is None:
        return list(likely_repeated(context))
    if found is None:
        added = list(repeated_aggregates(select, context))
        return added or list(counted_pairs(select, context))
    column, one, other, decided = found
    remark = Remark(
        context.ranges.of(column),
        f"{one.label} and {other.label} multiply each other before both are added up.",
        confidence=Confidence.CERTAIN if decided else None,
    )
    return [remark]


def multiplied_details(
    scope: Scope, context: Context
) -> tuple[exp.Expr, Relation, Relation, bool] | None:
    """Return an added-up column, its relation, and another that hangs from the same key.

    The last part tells whether declared keys prove that both have several rows per key.
    """
    if len(scope.nodes.get(exp.Join, ())) < 2 or len(scope.paths - {()}) < 2:
        return None
    # Few queries join two relations by the same columns, so what is added up is asked last.
    if not _share_an_anchor(scope.relations, scope, context):
        return None
    totals = [total for total in added_up(scope) if not _asks_for_one(total.aggregate)]
    names = {name for total in totals for name in total.qualifiers}
    named = [relation for name, relation in scope.by_name.items() if name and name in names]
    if len(named) < 2 or not _share_an_anchor(named, scope, context):
        return None
    columns = [column for total in totals for column in total.columns if column.text("table")]
    first: dict[Anchor, Relation] = {}
    for column in sorted(columns, key=lambda c: context.ranges.of(c).start):
        relation = scope.relation_of(column)
        anchor = anchor_of(relation, scope, context) if relation is not None else None
        if relation is None or not anchor:
            continue
        known = first.setdefault(anchor, relation)
        if known is not relation:
            decided = all(
                unique_among(side, own_columns(scope, side), scope, context) is False
                for side in (relation, known)
            )
            return column, relation, known, decided
    return None


def _asks_for_one(aggregate: exp.Expr) -> bool:
    """Tell ``COUNT(x) = 0`` and ``> 0``, which rows that come twice do not change."""
    test = aggregate.parent
    if not isinstance(aggregate, exp.Count) or not isinstance(test, (exp.EQ, exp.NEQ, exp.GT)):
        return False
    return isinstance(test.expression, exp.Literal) and test.expression.name == "0"


def _share_an_anchor(relations: Iterable[Relation], scope: Scope, context: Context) -> bool:
    """Tell whether two relations may have several rows for the same columns of a third."""
    hanging: dict[Anchor, list[Relation]] = {}
    for relation in relations:
        anchor = hangs_from(relation, scope)
        if anchor is not None:
            hanging.setdefault(anchor, []).append(relation)
    return any(
        len([one for one in beside if anchor_of(one, scope, context) is not None]) > 1
        for beside in hanging.values()
        if len(beside) > 1
    )
