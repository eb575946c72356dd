"""`no-filter-on-scan`: a query that returns a whole table."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context, StatementKind
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.impacts import columns_read
from workbench.sqlreview.queries import (
    condition_of,
    is_aggregated,
    limits_rows,
)
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.tables import is_scratch

_DEEPEST = 20
"""How many CTEs and derived tables are looked through."""

_SMALL_WORDS = (
    "dim dims lookup lookups lkp ref reference static seed config setting settings mapping "
    "currency currencies country countries calendar calendars date dates type types status "
    "statuses code codes category categories units region regions nation dual sqlite pg "
    "information_schema sys tmp temp"
)
_SMALL = frozenset(_SMALL_WORDS.split())
"""Words in the names of tables that are small, or made for the moment."""


@rule(
    "no-filter-on-scan",
    nodes=(exp.Select,),
    yields_to=("missing-partition-filter",),
    severity=Severity.HINT,
    category="performance",
    confidence=Confidence.POSSIBLE,
    source="sql-checklist/full-table-scan",
    why=(
        "Without a filter, a limit or an aggregate, every row is read and sent to the caller; "
        "no index and no partition can help."
    ),
    fix="Filter on the partition or an indexed column, or add a LIMIT if a sample is enough.",
    impact="The cost grows with the table: fine for a lookup table, not for a fact table.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="Without a filter, a limit or an aggregate, every row is read and sent to the "
            "caller; no index can help.",
            fix="Filter on an indexed column, or limit the rows if a sample is enough.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Without a filter, a limit or an aggregate, every block of the named columns is "
            "read, and every row is sent to the caller.",
            fix="Filter on the column by which the table is partitioned or sorted, or add a LIMIT "
            "if a sample is enough.",
        ),
        "bigquery": Texts(
            why="Without a filter all bytes of the named columns are read and billed, and every "
            "row is sent to the caller.",
            fix="Filter on the partition or clustering column, or use TABLESAMPLE SYSTEM if a "
            "sample is enough.",
            impact="The bytes billed grow with the table; a LIMIT lowers them on clustered tables "
            "only.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Without a filter, a limit or an aggregate, every file of every partition is read, "
            "and the rows are gathered on one machine for the caller.",
            fix="Filter on the partition column, or add a LIMIT if a sample is enough.",
        ),
    },
    fires=[
        Example("SELECT order_id, amount FROM «orders»"),
        Example("SELECT e.user_id, e.ts FROM «analytics.events AS e» ORDER BY e.ts", "bigquery"),
        Example("SELECT id, UPPER(name) AS name FROM «users»", "postgres"),
        Example("SELECT id FROM «users» WHERE 1 = 1", "mysql"),
        Example("SELECT o.id, c.x FROM «orders AS o» LEFT JOIN c ON c.id = o.c", "postgres"),
        Example("WITH o AS (SELECT id FROM «orders») SELECT id FROM o", "bigquery"),
        Example("SELECT id FROM «orders» UNION ALL SELECT id FROM «returns»", "spark"),
    ],
    quiet=[
        Example("SELECT order_id FROM orders WHERE order_date >= '2024-01-01'"),
        Example("SELECT order_id FROM orders LIMIT 10"),
        Example("SELECT TOP 10 order_id FROM orders", "tsql"),
        Example("SELECT COUNT(*) FROM orders"),
        Example("SELECT status, SUM(amount) FROM orders GROUP BY status"),
        Example("SELECT DISTINCT status FROM orders"),
        Example("CREATE TABLE c AS SELECT order_id FROM orders", "snowflake"),
        Example("INSERT INTO c SELECT order_id FROM orders", "spark"),
        Example(
            "WITH o AS (SELECT order_id FROM orders) SELECT order_id FROM o WHERE order_id > 5"
        ),
        Example("SELECT code, name FROM dim_country"),
        Example("SELECT o.id FROM orders o JOIN picked p ON p.id = o.id"),
        Example("SELECT x FROM UNNEST([1, 2]) AS x", "bigquery"),
        Example("SELECT id FROM #work", "tsql"),
        Example("SELECT relname FROM pg_class", "postgres"),
        Example("SELECT id FROM orders WHERE %s", "postgres"),
        Example("SELECT id FROM orders WHERE 1 = 0", "postgres"),
        Example("SELECT id FROM orders WHERE {{ condition }}", "snowflake"),
        Example("WITH o AS (SELECT id FROM orders WHERE x = 1) SELECT id FROM o", "bigquery"),
        Example("SELECT o.id FROM orders o LEFT JOIN c ON c.id = o.c WHERE c.id IS NULL"),
        Example("SELECT id FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY id) = 1", "snowflake"),
    ],
)
def no_filter_on_scan(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report a top-level SELECT over one large stored table with nothing to cut it down."""
    if context.kind is not StatementKind.QUERY or _is_filtered(select):
        return ()
    if select.parent.__class__ is exp.CTE or context.outermost(select)[1] is not None:
        return ()
    found = _whole_table(context.scope, context)
    if found is None:
        return ()
    table, scope = found
    if _is_small(table.table_name) or is_scratch(table.node):
        return ()
    message = f"The query returns every row of {table.node.name}: nothing filters or limits it."
    impact = columns_read(scope) if table.stored is not None else ""
    return (Remark(context.ranges.of(table.node), message, impact=impact),)


def _whole_table(scope: Scope, context: Context) -> tuple[Relation, Scope] | None:
    """Return the stored table of which a query, and those that it reads, keep each row."""
    for _ in range(_DEEPEST):
        table = scope.relations[0] if scope.relations else None
        if table is None or not _returns_all(scope):
            return None
        if table.kind is RelationKind.TABLE:
            return table, scope
        inner = context.scope_of(table.query) if table.query is not None else None
        if inner is None or not isinstance(inner.root, exp.Select):
            return None
        scope = inner
    return None


def _returns_all(scope: Scope) -> bool:
    """Tell whether a SELECT returns each row of the first relation that it reads."""
    select, first = scope.root, scope.relations[0].node
    if _is_filtered(select):
        return False
    if select.args.get("distinct") or select.args.get("qualify") or limits_rows(select):
        return False
    if first.args.get("pivots") or first.args.get("sample"):
        return False
    return all(_keeps_all(relation) for relation in scope.relations[1:]) and not is_aggregated(
        scope
    )


def _is_filtered(select: exp.Expr) -> bool:
    where = select.args.get("where")
    if where is None:
        return False
    condition = condition_of(where)
    if condition.__class__ is exp.And:
        return True
    return condition is not None and not _is_true(condition)


def _is_true(condition: exp.Expr) -> bool:
    """Tell of a condition whether it is there only so that a program can append to it."""
    condition = condition.unnest()
    if isinstance(condition, exp.EQ):
        left, right = condition.this, condition.expression
        return isinstance(left, exp.Literal) and bool(left == right)
    true = isinstance(condition, exp.Boolean) and bool(condition.this)
    return true or (isinstance(condition, exp.Literal) and condition.name == "1")


def _keeps_all(relation: Relation) -> bool:
    """Tell whether a join leaves out no row of what stands before it."""
    if relation.kind is RelationKind.FUNCTION:
        return False
    return relation.join is not None and relation.join.side == "LEFT"


def _is_small(name: str) -> bool:
    parts = name.split(".")
    return not _SMALL.isdisjoint(parts) or any(not _SMALL.isdisjoint(p.split("_")) for p in parts)
