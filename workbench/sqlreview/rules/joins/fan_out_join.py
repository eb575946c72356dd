"""`fan-out-join`: a join repeats rows that are then added up, or rows of both sides."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import (
    aggregates,
    feeds_membership_test,
    group_keys,
    is_aggregated,
)
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.aggregation.aggregate_over_fanout import multiplied_details
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.uniqueness import (
    fixed_columns,
    is_filter,
    joined_columns,
    repeating,
    unique_on,
)

_ADD_UP = (exp.Sum, exp.Count, exp.Avg)
_SHOP = (
    "CREATE TABLE orders (id INT PRIMARY KEY, user_id INT, amount INT); "
    "CREATE TABLE lines (order_id INT, no INT, qty INT, PRIMARY KEY (order_id, no)); "
    "CREATE TABLE users (id INT PRIMARY KEY, name TEXT); "
    "CREATE TABLE visits (id INT PRIMARY KEY, user_id INT)"
)


@rule(
    "fan-out-join",
    nodes=(exp.Select,),
    needs_schema=True,
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist/large-joins",
    why=(
        "A join on a column that is not a key of the joined table repeats each row once per "
        "match, and SUM, COUNT and AVG take every repetition."
    ),
    fix="Aggregate the joined table per key first, then join its result.",
    impact="An order with three lines counts three times.",
    fires=[
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
        Example(
            "SELECT o.id, v.id FROM orders o «JOIN visits v» ON v.user_id = o.user_id",
            "tsql",
            _SHOP,
        ),
    ],
    quiet=[
        Example(
            "SELECT o.user_id, SUM(o.amount) FROM orders o JOIN lines l ON l.order_id = o.id "
            "GROUP BY o.user_id",
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
def fan_out_join(select: exp.Select, context: Context) -> Iterator[Remark]:
    """Report aggregates of rows that a join repeats, and joins that repeat both sides."""
    scope = context.scope
    if context.schema is None or scope.root is not select or len(scope.relations) < 2:
        return
    if multiplied_details(scope, context) is not None:
        return
    remarks = list(_repeated_aggregates(select, context))
    yield from remarks or _many_to_many(select, context)


def _repeated_aggregates(select: exp.Select, context: Context) -> Iterator[Remark]:
    scope = context.scope
    told: set[str] = set()
    for aggregate in aggregates(scope):
        relation = _added_up(aggregate, scope)
        if relation is None or relation.name in told:
            continue
        culprits, _ = repeating(relation, scope, context)
        culprits = [other for other in culprits if not _is_grouped_by_row(other, select, context)]
        if not culprits:
            continue
        told.add(relation.name)
        later = [other for other in culprits if _is_joined_after(other, relation, scope)]
        other = (later or culprits)[0]
        yield Remark(
            context.ranges.of(aggregate),
            f"Each row of {relation.label} is taken once per row of {other.label} that matches it.",
            severity=None if later else Severity.HINT,
            confidence=None if later else Confidence.POSSIBLE,
        )


def _added_up(aggregate: exp.Expr, scope: Scope) -> Relation | None:
    """Return the one relation whose rows an aggregate adds up, if repetition changes it."""
    if not isinstance(aggregate, _ADD_UP) or isinstance(aggregate.this, exp.Distinct):
        return None
    owners = [scope.relation_of(column) for column in aggregate.find_all(exp.Column)]
    first = owners[0] if owners else None
    if first is None or any(owner is not first for owner in owners):
        return None
    return None if first.kind is RelationKind.FUNCTION else first


def _is_joined_after(other: Relation, relation: Relation, scope: Scope) -> bool:
    """Tell whether ``other`` was joined to ``relation`` by ON; a comma says nothing of order."""
    order = list(scope.relations)
    by_on = other.join is not None and bool(
        other.join.args.get("on") or other.join.args.get("using")
    )
    return by_on and order.index(other) > order.index(relation)


def _is_grouped_by_row(relation: Relation, select: exp.Select, context: Context) -> bool:
    """Tell whether each group has one row of ``relation`` only."""
    columns = {
        key.name.lower()
        for key in group_keys(select) or ()
        if isinstance(key, exp.Column) and context.scope.relation_of(key) is relation
    }
    return bool(columns) and unique_on(relation, columns, context) is True


def _many_to_many(select: exp.Select, context: Context) -> Iterator[Remark]:
    """Report the first joined relation that is unique on neither side of its join."""
    scope = context.scope
    if select.args.get("distinct") is not None or feeds_membership_test(select):
        return
    for index, relation in enumerate(scope.relations):
        join = relation.join
        if join is None or not join.args.get("on") or is_filter(relation, scope):
            continue
        for earlier in scope.relations[:index]:
            if not _both_repeat(relation, earlier, scope, context):
                continue
            yield Remark(
                context.ranges.join(join),
                f"Several rows of {relation.label} match several rows of {earlier.label}.",
                fix="Join on a key of one side, or aggregate one side first.",
                impact="Rows multiply: 10 and 5 rows per value become 50.",
                severity=None if is_aggregated(scope) else Severity.INFO,
                confidence=Confidence.LIKELY,
            )
            return


def _both_repeat(one: Relation, other: Relation, scope: Scope, context: Context) -> bool:
    mine, theirs = joined_columns(scope, one, other)
    if not mine:
        return False
    mine |= fixed_columns(scope, one)
    theirs |= fixed_columns(scope, other)
    for third in scope.relations:
        if third is not one and third is not other:
            mine |= joined_columns(scope, one, third)[0]
    return unique_on(one, mine, context) is False and unique_on(other, theirs, context) is False
