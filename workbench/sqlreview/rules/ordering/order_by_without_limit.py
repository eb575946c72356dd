"""`order-by-without-limit`: the whole result is sorted for the caller."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context, StatementKind
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.impacts import every_row
from workbench.sqlreview.queries import (
    condition_of,
    conjuncts,
    is_aggregated,
    is_result,
    limits_rows,
    returns_one_row,
)
from workbench.sqlreview.relations import RelationKind, is_catalogue
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.ordering.keys import is_literal, is_position
from workbench.sqlreview.scopes import Scope


@rule(
    "order-by-without-limit",
    nodes=(exp.Order,),
    yields_to=("order-by-random", "order-or-group-by-constant"),
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/order-by-without-limit",
    why=(
        "The order holds over the whole result, so all rows must meet in one sort; parallel "
        "engines do that last step on a single worker."
    ),
    fix="Add a LIMIT if only the first rows matter, else leave sorting to whoever shows them.",
    impact="Grows faster than the number of rows; large results spill to disk or exceed memory.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="Unless an index gives the order, all rows are sorted before the first one is "
            "returned; what does not fit the memory for sorting goes through disk.",
            fix="Limit the rows if only the first matter, or give the order by an index.",
            impact="Nothing where an index has this order; else it grows faster than the number "
            "of rows.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="The order holds over the whole result, so all its rows, with every selected "
            "column, are merged by one node in the end.",
            impact="Grows faster than the number of rows; a large result spills to disk or "
            "exceeds that node's memory.",
        ),
        "bigquery": Texts(
            why="The order holds over the whole result, so the last step of the sort runs in a "
            "single slot, however many the query has.",
            impact="A large result fails with “Resources exceeded” once that slot's memory is "
            "full.",
        ),
        **dict.fromkeys(
            ("spark", "spark2", "databricks"),
            Texts(
                why="A global order samples the rows for ranges and then shuffles all of them by "
                "range; sorting within each partition moves none.",
                fix="Add a LIMIT if only the first rows matter, or use SORT BY if an order within "
                "each partition will do.",
                impact="One more pass over the rows and one shuffle of all of them; large "
                "partitions spill to disk.",
            ),
        ),
        "hive": Texts(
            why="Hive sorts a whole result with a single reducer, however many nodes there are.",
            fix="Add a LIMIT if only the first rows matter, or use DISTRIBUTE BY with SORT BY, "
            "which orders within each reducer.",
            impact="Time and disk of one reducer for all rows.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="The order holds over the whole result: workers sort their parts, and all rows "
            "pass through a single one that merges them.",
            impact="Grows with the rows of the result; that one worker, or its memory, is the "
            "limit.",
        ),
    },
    fires=[
        Example("SELECT id, name FROM users «ORDER BY name»"),
        Example("SELECT id FROM ds.events WHERE day = '2024-01-01' «ORDER BY ts DESC»", "bigquery"),
        Example("SELECT a FROM t UNION ALL SELECT a FROM u «ORDER BY a»", "trino"),
        Example("SELECT t.a FROM t, u WHERE t.i = u.i «ORDER BY t.a»", "mysql"),
        Example(
            "SELECT t.a FROM t LEFT JOIN (SELECT i FROM u LIMIT 9) q ON q.i = t.i «ORDER BY t.a»",
            "bigquery",
        ),
        Example("SELECT id FROM orders «ORDER BY created_at DESC NULLS LAST, id»", "postgres"),
        Example("SELECT name, id FROM users «ORDER BY 1»", "snowflake"),
        Example("SELECT id FROM users «ORDER BY born::date NULLS LAST»", "duckdb"),
        Example("SELECT id FROM users «ORDER BY name, CASE WHEN vip THEN 0 END»", "postgres"),
        Example("SELECT id FROM t «ORDER BY (SELECT MAX(u.s) FROM u WHERE u.i = t.i) DESC»"),
        Example("SELECT id FROM users «ORDER BY CAST(born AS DATE) DESC, tags[0]»;", "bigquery"),
        Example("SELECT id FROM users «ORDER BY gone IS NULL» FOR UPDATE", "mysql"),
    ],
    quiet=[
        Example("SELECT id, name FROM users ORDER BY name LIMIT 10"),
        Example("SELECT TOP 5 id FROM users ORDER BY name", "tsql"),
        Example("SELECT id FROM u ORDER BY name OFFSET 0 ROWS FETCH FIRST 5 ROWS ONLY", "oracle"),
        Example("SELECT status, COUNT(*) AS n FROM orders GROUP BY status ORDER BY n DESC"),
        Example("SELECT DISTINCT status FROM orders ORDER BY status"),
        Example("SELECT ROW_NUMBER() OVER (ORDER BY ts) AS n FROM t WHERE x = 1"),
        Example("SELECT ARRAY_AGG(x ORDER BY y) AS xs FROM t", "bigquery"),
        Example("SELECT STRING_AGG(x, ',') WITHIN GROUP (ORDER BY x) AS xs FROM t", "tsql"),
        Example("CREATE TABLE s AS SELECT id FROM users ORDER BY id", "snowflake"),
        Example("SELECT id, name FROM users WHERE team_id = 7 ORDER BY name", "postgres"),
        Example("SELECT a FROM (SELECT a FROM t ORDER BY a LIMIT 3) x"),
        Example("SELECT id FROM users ORDER BY NULL", "mysql"),
        Example("SELECT id, name FROM users ORDER BY 'name'", "mysql"),
        Example(
            "SELECT column_name FROM db.information_schema.columns ORDER BY ordinal_position",
            "snowflake",
        ),
    ],
)
def order_by_without_limit(order: exp.Order, context: Context) -> Iterator[Remark]:
    """Report a top-level ORDER BY over rows that were neither limited nor aggregated."""
    query = order.parent
    if not isinstance(query, (exp.Select, exp.SetOperation)) or order.arg_key != "order":
        return
    if context.kind is not StatementKind.QUERY or not is_result(query) or limits_rows(query):
        return
    if _is_small(query, context) or _sorts_nothing(order, query):
        return
    message = "The whole result is sorted: ORDER BY without a LIMIT."
    severity = Severity.HINT if context.row_store else None
    impact = _sorted_rows(query, context)
    yield Remark(context.ranges.order_by(order), message, impact=impact, severity=severity)


def _sorts_nothing(order: exp.Order, query: exp.Expr) -> bool:
    """Tell whether all keys are written constants, and no positions of columns."""
    keys = [entry.this if isinstance(entry, exp.Ordered) else entry for entry in order.expressions]
    return all(is_literal(key) and not is_position(key, query) for key in keys)


def _sorted_rows(query: exp.Expr, context: Context) -> str:
    scope = context.scope_of(query)
    if scope is None or len(scope.relations) != 1 or query.args.get("where") is not None:
        return ""
    return every_row(scope.relations[0], "Sorts {rows}.")


def _is_small(query: exp.Expr, context: Context) -> bool:
    if isinstance(query, exp.SetOperation):
        return any(_is_small(side, context) for side in _branches(query))
    scope = context.scope_of(query)
    if scope is None or query.args.get("distinct") is not None or query.args.get("for_"):
        return True
    if context.row_store and _filters(query):
        return True
    return is_aggregated(scope) or not _reads_much(scope, context)


def _filters(query: exp.Expr) -> bool:
    """Tell whether WHERE does more than join tables."""
    return any(
        not (isinstance(test, exp.EQ) and _is_column(test.this) and _is_column(test.expression))
        for test in conjuncts(condition_of(query.args.get("where")))
    )


def _is_column(side: exp.Expr) -> bool:
    return isinstance(side, exp.Column)


def _branches(operation: exp.Expr) -> Iterator[exp.Expr]:
    pending = [operation]
    while pending:
        node = pending.pop()
        if isinstance(node, exp.SetOperation):
            pending += (node.this, node.expression)
        elif isinstance(node, exp.Subquery):
            pending.append(node.this)
        elif isinstance(node, exp.Select):
            yield node


def _reads_much(scope: Scope, context: Context) -> bool:
    """Tell whether rows come straight from a stored table, not from a summary of one."""
    for relation in scope.relations:
        if is_catalogue(relation):
            return False
        beside = relation.join is not None and relation.join.args.get("side") == "LEFT"
        if relation.kind is RelationKind.TABLE or beside:
            continue
        if relation.kind is RelationKind.FUNCTION or returns_one_row(relation.query):
            continue
        inner = context.scope_of(relation.query) if relation.query is not None else None
        if inner is None or is_aggregated(inner) or inner.root.args.get("distinct") is not None:
            return False
        if limits_rows(inner.root) or not _reads_much(inner, context):
            return False
    return any(relation.kind is not RelationKind.FUNCTION for relation in scope.relations)
