"""`aggregate-over-fanout`: rows that a join repeats are added up."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.keys import join_columns
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.aggregation.repeated_rows import (
    added_up,
    likely_repeated,
    repeated_aggregates,
)
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.uniqueness import likely_unique_on, unique_on

_PERIODS = frozenset(
    {"date", "day", "ds", "dt", "week", "month", "quarter", "year", "hour", "period"}
)

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
    ],
    quiet=[
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
    ],
)
def aggregate_over_fanout(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report what is added up over two relations side by side, or over rows that a key repeats."""
    scope = context.scope
    if exp.Join not in scope.nodes or scope.root is not select or len(scope.relations) < 2:
        return ()
    found = multiplied_details(scope, context)
    if found is None:
        known = context.schema is not None
        return repeated_aggregates(select, context) if known else likely_repeated(context)
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
    totals = added_up(scope)
    names = {name for total in totals for name in total.qualifiers}
    named = [relation for name, relation in scope.by_name.items() if name and name in names]
    if len(named) < 2 or not _share_an_anchor(named, scope, context):
        return None
    columns = [column for total in totals for column in total.columns if column.text("table")]
    first: dict[frozenset[tuple[str, str]], Relation] = {}
    for column in sorted(columns, key=lambda c: context.ranges.of(c).start):
        relation = scope.relation_of(column)
        anchor = _anchor(relation, scope, context) if relation is not None else None
        if relation is None or not anchor:
            continue
        known = first.setdefault(anchor, relation)
        if known is not relation:
            decided = all(
                unique_on(side, _own_columns(scope, side), context) is False
                for side in (relation, known)
            )
            return column, relation, known, decided
    return None


def _share_an_anchor(relations: Iterable[Relation], scope: Scope, context: Context) -> bool:
    """Tell whether two relations may have several rows for the same columns of a third."""
    hanging: dict[_Anchor, list[Relation]] = {}
    for relation in relations:
        anchor = _hangs_from(relation, scope)
        if anchor is not None:
            hanging.setdefault(anchor, []).append(relation)
    return any(
        len([one for one in beside if _anchor(one, scope, context) is not None]) > 1
        for beside in hanging.values()
        if len(beside) > 1
    )


def _own_columns(scope: Scope, relation: Relation) -> set[str]:
    return {column.name.lower() for column, _ in join_columns(scope, relation)}


_Anchor = frozenset[tuple[str, str]]
"""Columns of one relation: its name and theirs."""


def _anchor(relation: Relation, scope: Scope, context: Context) -> _Anchor | None:
    """Return the columns a detail relation hangs from; None if it matches at most one row."""
    anchor = _hangs_from(relation, scope)
    if anchor is None:
        return None
    own = _own_columns(scope, relation)
    if any(name in _PERIODS or name.endswith("_date") for name in own):
        return None
    return None if likely_unique_on(relation, own, context) else anchor


def _hangs_from(relation: Relation, scope: Scope) -> _Anchor | None:
    """Return the columns of the only other relation that a relation is joined to."""
    if relation.kind is RelationKind.FUNCTION:
        return None
    others = [
        (other.table.lower(), other.name.lower()) for _, other in join_columns(scope, relation)
    ]
    return frozenset(others) if len({table for table, _ in others}) == 1 else None
