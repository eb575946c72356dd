"""`no-filter-on-scan`: a query that returns a whole table."""

import re
from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context, StatementKind
from workbench.sqlreview.impacts import columns_read
from workbench.sqlreview.queries import is_aggregated, is_result, limits_rows
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Example, Remark, rule

_SMALL = re.compile(
    r"(^|[._])(dim|dims|lookup|lookups|lkp|ref|reference|static|seed|config|settings?|mapping|"
    r"currenc(y|ies)|countr(y|ies)|calendars?|dates?|types?|status(es)?|codes?|categor(y|ies)|"
    r"units|regions?|nation|information_schema|pg_catalog|sys|tmp|temp)([._]|$)"
)


@rule(
    "no-filter-on-scan",
    nodes=(exp.Select,),
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
    fires=[
        Example("SELECT order_id, amount FROM «orders»"),
        Example("SELECT e.user_id, e.ts FROM «analytics.events AS e» ORDER BY e.ts", "bigquery"),
        Example("SELECT id, UPPER(name) AS name FROM «users»", "postgres"),
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
        Example("SELECT id FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY id) = 1", "snowflake"),
    ],
)
def no_filter_on_scan(select: exp.Select, context: Context) -> Iterator[Remark]:
    """Report a top-level SELECT over one large stored table with nothing to cut it down."""
    if context.kind is not StatementKind.QUERY or not is_result(select):
        return
    if select.args.get("where") or select.args.get("distinct") or limits_rows(select):
        return
    relations = context.scope.relations
    if len(relations) != 1 or relations[0].kind is not RelationKind.TABLE:
        return
    table = relations[0]
    if table.node.args.get("pivots") or table.node.args.get("sample"):
        return
    if _SMALL.search(table.table_name) or is_aggregated(context.scope):
        return
    message = f"The query returns every row of {table.node.name}: nothing filters or limits it."
    impact = columns_read(context.scope) if table.stored is not None else ""
    yield Remark(context.ranges.of(table.node), message, impact=impact)
