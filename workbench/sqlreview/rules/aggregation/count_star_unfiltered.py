"""`count-star-unfiltered`: a row store reads a whole table to count it."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.impacts import every_row
from workbench.sqlreview.queries import limits_rows
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule


@rule(
    "count-star-unfiltered",
    nodes=(exp.Count,),
    severity=Severity.HINT,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/full-table-scan",
    why=(
        "Engines that keep rows with several versions have no row count at hand: they read a whole "
        "index or the table."
    ),
    fix="Use the statistics (pg_class.reltuples, information_schema.tables), or keep a counter.",
    impact="Grows with the table; nothing to gain on column stores, which know the count.",
    on={
        "postgres": Texts(
            why="Each session may see other versions of the rows, so PostgreSQL has no count at "
            "hand: it reads the table or a whole index.",
            fix="Take the estimate in pg_class.reltuples if that will do, or keep a counter.",
            impact="Grows with the table; less where an index alone can answer because the table "
            "was vacuumed lately.",
        ),
        "mysql": Texts(
            why="InnoDB keeps several versions of a row and no count of them: it walks through a "
            "whole index.",
            fix="Take the estimate in information_schema.tables.table_rows if that will do, or "
            "keep a counter.",
            impact="Grows with the table; MyISAM tables alone know their count.",
        ),
        "tsql": Texts(
            why="SQL Server reads the whole of its smallest index, or the table, to count it.",
            fix="Take row_count from sys.dm_db_partition_stats if an estimate will do, or count "
            "an indexed view.",
            impact="Grows with the table; less on a columnstore index.",
        ),
        "oracle": Texts(
            why="Oracle reads the whole of an index on a NOT NULL column, or the table, to count "
            "it.",
            fix="Take NUM_ROWS of USER_TABLES, as of the last statistics, if that will do, or "
            "keep a counter.",
            impact="Grows with the table.",
        ),
        "sqlite": Texts(
            why="SQLite keeps no row count: it walks through the whole of the table or of its "
            "smallest index.",
            fix="Keep a counter by triggers if it is asked for often.",
            impact="Grows with the table.",
        ),
    },
    fires=[
        Example("SELECT «COUNT(*)» FROM orders", "postgres"),
        Example("SELECT «COUNT(1)» AS n FROM shop.orders", "mysql"),
        Example("SELECT «COUNT(*)» FROM orders"),
    ],
    quiet=[
        Example("SELECT COUNT(*) FROM orders WHERE status = 'open'", "postgres"),
        Example("SELECT COUNT(*) FROM orders", "bigquery"),
        Example("SELECT status, COUNT(*) FROM orders GROUP BY status", "mysql"),
        Example("SELECT COUNT(*) FROM (SELECT id FROM orders LIMIT 10) x", "postgres"),
        Example("SELECT COUNT(*) FROM orders o JOIN lines l ON l.order_id = o.id", "postgres"),
        Example("SELECT COUNT(*) OVER () FROM orders", "postgres"),
        Example("SELECT COUNT(*), SUM(amount) FROM orders", "postgres"),
    ],
)
def count_star_unfiltered(count: exp.Count, context: Context) -> Iterable[Remark]:
    """Report a bare COUNT(*) over one stored table, unless the engine knows the answer."""
    if context.column_store or not isinstance(count.this, (exp.Star, exp.Literal)):
        return ()
    select = count.parent.parent if isinstance(count.parent, exp.Alias) else count.parent
    if not isinstance(select, exp.Select) or len(select.expressions) != 1:
        return ()
    if any(select.args.get(name) for name in ("where", "group", "having")) or limits_rows(select):
        return ()
    relations = context.scope.relations
    if len(relations) != 1 or relations[0].kind is not RelationKind.TABLE:
        return ()
    table = relations[0].node
    if any(table.args.get(name) for name in ("sample", "pivots", "partition")):
        return ()
    remark = Remark(
        context.ranges.of(count),
        f"COUNT(*) reads all of {table.name} to count it.",
        impact=every_row(relations[0], "Reads {rows} to return one number."),
    )
    return [remark]
