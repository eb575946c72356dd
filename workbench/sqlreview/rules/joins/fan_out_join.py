"""`fan-out-join`: a join that repeats the rows of both sides."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import feeds_membership_test, is_aggregated
from workbench.sqlreview.relations import Relation
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.aggregation.aggregate_over_fanout import multiplied_details
from workbench.sqlreview.rules.aggregation.details import certain_pair
from workbench.sqlreview.rules.aggregation.repeated_rows import repeated_aggregates
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.uniqueness import fixed_columns, is_filter, joined_columns, unique_among

_SHOP = (
    "CREATE TABLE orders (id INT PRIMARY KEY, user_id INT, amount INT); "
    "CREATE TABLE lines (order_id INT, no INT, qty INT, PRIMARY KEY (order_id, no)); "
    "CREATE TABLE users (id INT PRIMARY KEY, name TEXT); "
    "CREATE TABLE visits (id INT PRIMARY KEY, user_id INT); "
    "CREATE TABLE addresses (user_id INT, since DATE, ended DATE, is_current BOOLEAN, "
    "town TEXT, PRIMARY KEY (user_id, since))"
)
_UNCHANGED = (exp.Max, exp.Min)


@rule(
    "fan-out-join",
    nodes=(exp.Select,),
    needs=(exp.Join,),
    needs_schema=True,
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="sql-checklist/large-joins",
    why="The columns of the join are a key of neither side, so each match builds a pair of rows.",
    fix="Join on a key of one side, or aggregate one side first.",
    impact="Rows multiply: 10 and 5 rows per value become 50.",
    fires=[
        Example(
            "SELECT o.id, v.id FROM orders o «JOIN visits v» ON v.user_id = o.user_id",
            "tsql",
            _SHOP,
        ),
        Example(
            "SELECT o.id, MAX(v.id) AS v FROM orders o «JOIN visits v» ON v.user_id = o.user_id "
            "WHERE o.amount > 1 GROUP BY o.id",
            "mysql",
            _SHOP,
        ),
        Example(
            "SELECT u.name, o.id, v.id FROM users u JOIN orders o ON o.user_id = u.id "
            "«JOIN visits v» ON v.user_id = u.id",
            "postgres",
            _SHOP,
        ),
        Example(
            "SELECT v.id, o.amount FROM visits v «LEFT JOIN orders o» ON o.user_id = v.user_id",
            "snowflake",
            _SHOP,
        ),
        Example(
            "SELECT o.id, a.since FROM orders o «JOIN addresses a» ON a.user_id = o.user_id "
            "AND a.town = 'Ulm' AND a.since <= o.day",
            "redshift",
            _SHOP,
        ),
        Example(
            "SELECT o.id, v.id FROM orders o «JOIN visits v» USING (user_id)", "bigquery", _SHOP
        ),
        Example(
            "SELECT o.id, v.id FROM orders o, «visits v» WHERE v.user_id = o.user_id",
            "oracle",
            _SHOP,
        ),
        Example(
            "SELECT v.id, w.id FROM visits v «JOIN visits w» ON w.user_id = v.user_id",
            "trino",
            _SHOP,
        ),
    ],
    quiet=[
        Example(
            "SELECT u.name, MAX(o.id), MAX(v.id) FROM users u JOIN orders o ON o.user_id = u.id "
            "JOIN visits v ON v.user_id = u.id GROUP BY u.name",
            "postgres",
            _SHOP,
        ),
        Example(
            "SELECT o.id, a.town FROM orders o JOIN addresses a ON a.user_id = o.user_id "
            "AND o.day BETWEEN a.since AND a.ended",
            "redshift",
            _SHOP,
        ),
        Example(
            "SELECT o.id, a.town FROM orders o JOIN addresses a ON a.user_id = o.user_id "
            "WHERE a.is_current AND o.id > 5",
            "postgres",
            _SHOP,
        ),
        Example(
            "WITH r AS (SELECT v.*, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY id DESC) AS n "
            "FROM visits v), l AS (SELECT * FROM r WHERE n = 1) "
            "SELECT o.id, l.id FROM orders o JOIN l ON l.user_id = o.user_id",
            "snowflake",
            _SHOP,
        ),
        Example(
            "SELECT o.id, v.id FROM orders o JOIN (SELECT DISTINCT ON (user_id) user_id, id "
            "FROM visits ORDER BY user_id, id DESC) v ON v.user_id = o.user_id",
            "postgres",
            _SHOP,
        ),
        Example("SELECT o.id, v.id FROM orders o JOIN visits v ON v.user_id = o.user_id", "tsql"),
        Example(
            "SELECT o.id, u.name FROM orders o JOIN users u ON u.id = o.user_id", "tsql", _SHOP
        ),
        Example(
            "SELECT o.id, u.name, v.id FROM users u, orders o, visits v "
            "WHERE u.id = o.user_id AND v.id = o.amount",
            "oracle",
            _SHOP,
        ),
        Example("SELECT u.id, o.id FROM users u JOIN orders o ON o.user_id = u.id", "tsql", _SHOP),
        Example(
            "SELECT DISTINCT o.id FROM orders o JOIN visits v ON v.user_id = o.user_id",
            "postgres",
            _SHOP,
        ),
        Example(
            "SELECT o.id, v.n FROM orders o JOIN (SELECT user_id, COUNT(*) AS n FROM visits "
            "GROUP BY user_id) v ON v.user_id = o.user_id",
            "bigquery",
            _SHOP,
        ),
        Example(
            "SELECT o.user_id, SUM(o.amount) FROM orders o JOIN visits v "
            "ON v.user_id = o.user_id GROUP BY o.user_id",
            "postgres",
            _SHOP,
        ),
    ],
)
def fan_out_join(select: exp.Select, context: Context) -> Iterator[Remark]:
    """Report a join of many with many, unless sums over its rows are told about."""
    scope = context.scope
    if context.schema is None or scope.root is not select or len(scope.relations) < 2:
        return
    if multiplied_details(scope, context) is not None:
        return
    if next(repeated_aggregates(select, context), None) is None:
        yield from _many_to_many(select, context)


def _many_to_many(select: exp.Select, context: Context) -> Iterator[Remark]:
    """Report the first joined relation that is unique on neither side of its join."""
    scope = context.scope
    if select.args.get("distinct") is not None or feeds_membership_test(select):
        return
    for index, relation in enumerate(scope.relations):
        join = relation.join
        if join is None or is_filter(relation, scope):
            continue
        for earlier in scope.relations[:index]:
            if not _both_repeat(relation, earlier, scope, context):
                continue
            # Pairs of rows of one table, such as an event and a later one, are mostly wanted.
            with_itself = relation.stored is not None and relation.stored is earlier.stored
            yield Remark(
                context.ranges.join(join),
                f"Several rows of {relation.label} match several rows of {earlier.label}.",
                severity=_severity(scope),
                confidence=Confidence.POSSIBLE if with_itself else None,
            )
            return
    pair = None if is_aggregated(scope) else certain_pair(scope, context)
    if pair is not None and pair[1].join is not None:
        yield Remark(
            context.ranges.join(pair[1].join),
            f"Several rows of {pair[1].label} meet several rows of {pair[0].label} beside it.",
            severity=Severity.INFO,
        )


def _severity(scope: Scope) -> Severity | None:
    """Return how grave pairs of rows are: no MIN or MAX changes by them, every sum does."""
    if not is_aggregated(scope):
        return Severity.INFO
    kept = scope.aggregates and all(isinstance(one, _UNCHANGED) for one in scope.aggregates)
    return Severity.HINT if kept else None


def _both_repeat(one: Relation, other: Relation, scope: Scope, context: Context) -> bool:
    mine, theirs = joined_columns(scope, one, other)
    if not mine:
        return False
    mine |= fixed_columns(scope, one)
    theirs |= fixed_columns(scope, other)
    for third in scope.relations:
        if third is not one and third is not other:
            mine |= joined_columns(scope, one, third)[0]
    if unique_among(one, mine, scope, context) is not False:
        return False
    return unique_among(other, theirs, scope, context) is False
