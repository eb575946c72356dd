"""`dml-without-where`: an UPDATE or DELETE that hits every row."""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.writes.whole_table import empties_passing_table, takes_all_rows
from workbench.sqlreview.tables import is_scratch


@rule(
    "dml-without-where",
    nodes=(exp.Update, exp.Delete),
    severity=Severity.ERROR,
    category="safety",
    source="sql-checklist",
    why=(
        "Without a condition every row is changed or removed, and most engines offer no way back "
        "but a restore."
    ),
    fix="Add the WHERE; if every row is meant, say so with TRUNCATE or a comment beside it.",
    impact="Every row of the table, and the locks and the log that go with it.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="Without a condition every row is changed or removed, and once that is committed "
            "the way back is a restore.",
            impact="Every row of the table is locked until the commit, and written to the log.",
        ),
        "sqlite": Texts(
            why="Without a condition every row is changed or removed, and once that is committed "
            "the way back is a copy of the file.",
            fix="Add the WHERE; if every row is meant, say so in a comment beside it.",
            impact="Every row of the table, and the whole database is locked against other "
            "writers meanwhile.",
        ),
        "oracle": Texts(
            why="Without a condition every row is changed or removed; the way back is FLASHBACK "
            "TABLE while undo is kept and row movement is enabled, then a restore.",
            impact="Every row of the table is locked until the commit, and written to undo and "
            "redo.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Without a condition every row is changed or removed; the way back is the table's "
            "history, where the engine keeps one and for as long as it does.",
            impact="Every row of the table; an UPDATE rewrites all its files or blocks.",
        ),
        "snowflake": Texts(
            why="Without a condition every row is changed or removed; the way back is Time "
            "Travel, for one day unless the table keeps more.",
            impact="Every row of the table; an UPDATE rewrites all its micro-partitions, and the "
            "old ones are kept and charged for.",
        ),
        "bigquery": Texts(
            why="With a condition that is always true every row is changed or removed; the way "
            "back is FOR SYSTEM_TIME AS OF, for seven days by default. Without any WHERE the "
            "statement is refused.",
            impact="Every row of the table; an UPDATE bills and rewrites all of it.",
        ),
        "databricks": Texts(
            why="Without a condition every row is changed or removed; the way back is RESTORE "
            "TABLE to an earlier version, until VACUUM removes its files.",
            impact="Every row of the table; an UPDATE rewrites all its files.",
        ),
        "redshift": Texts(
            why="Without a condition every row is changed or removed, and once that is committed "
            "the way back is a snapshot.",
            impact="Every row is marked as deleted, and written anew by an UPDATE; the space is "
            "free after VACUUM.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Without a condition every row is changed or removed; only table formats with "
            "snapshots (Iceberg, Delta, Hudi) have a way back.",
            impact="Every row of the table; an UPDATE rewrites all its files.",
        ),
    },
    fires=[
        Example("«DELETE FROM orders»"),
        Example("«UPDATE orders» SET status = 'open'"),
        Example("«DELETE FROM sales.orders» WHERE 1 = 1", "postgres"),
        Example("«UPDATE dbo.orders» SET status = NULL", "tsql"),
        Example("«DELETE orders»", "tsql"),
        Example("«UPDATE orders» SET status = s.status FROM staged AS s", "postgres"),
        Example("«DELETE FROM ds.orders» WHERE TRUE", "bigquery"),
        Example("WITH d AS («DELETE FROM queue» RETURNING id) SELECT id FROM d", "postgres"),
        Example("ALTER TABLE t ADD COLUMN a INT; «UPDATE t» SET a = 1, b = 2", "postgres"),
    ],
    quiet=[
        Example("DELETE FROM orders WHERE order_date < '2020-01-01'"),
        Example("UPDATE orders SET status = 'x' WHERE id = 1"),
        Example("UPDATE o SET o.x = s.x FROM orders o JOIN src s ON s.id = o.id", "tsql"),
        Example("DELETE o FROM orders o JOIN old ON old.id = o.id", "mysql"),
        Example("UPDATE orders o JOIN src s ON s.id = o.id SET o.x = s.x", "mysql"),
        Example(
            "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET x = s.x "
            "WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)",
            "snowflake",
        ),
        Example("INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = 2", "postgres"),
        Example("DELETE FROM #work", "tsql"),
        Example("DELETE FROM tmp_orders"),
        Example("DELETE FROM staging_orders", "postgres"),
        Example("DELETE FROM ds.stg_orders WHERE TRUE", "bigquery"),
        Example("DELETE FROM orders ORDER BY id LIMIT 100", "mysql"),
        Example("DELETE TOP (100) FROM orders", "tsql"),
        Example("UPDATE TOP (100) orders SET status = 'x'", "tsql"),
        Example("SELECT id FROM orders FOR UPDATE", "postgres"),
    ],
)
def dml_without_where(statement: exp.Update | exp.Delete, context: Context) -> Iterator[Remark]:
    """Report a write whose condition is missing or always true."""
    table = _target(statement)
    if table is None or isinstance(statement.parent, exp.When):
        return
    if statement.args.get("limit") is not None or _restricted_by_join(statement):
        return
    if statement.parent is None and context.words.left_out(0)[0][:3].upper() == "TOP":
        return
    where = statement.args.get("where")
    if not takes_all_rows(statement):
        return
    name = table.name
    if not isinstance(table.this, exp.Identifier) or is_scratch(table):
        return
    if empties_passing_table(statement):
        return
    deletes = isinstance(statement, exp.Delete)
    verb = "DELETE removes" if deletes else "UPDATE changes"
    reason = "its WHERE is always true" if where is not None else "it has no WHERE"
    if statement.this:
        at = context.ranges.target(statement, TokenType.DELETE if deletes else TokenType.UPDATE)
    else:
        at = context.words.reaching(table, {"DELETE"})
    deliberate = where is not None and context.dialect == "bigquery"
    fills = _fills_new_columns(statement, name, context)
    yield Remark(
        at,
        f"{verb} every row of {name}: {reason}.",
        severity=Severity.INFO if deliberate else Severity.HINT if fills else None,
    )


def _fills_new_columns(statement: exp.Expr, table: str, context: Context) -> bool:
    """Tell an UPDATE of nothing but columns that the text has just added."""
    if not context.added or not isinstance(statement, exp.Update):
        return False
    return all(
        isinstance(part, exp.EQ) and (table.lower(), part.this.name.lower()) in context.added
        for part in statement.expressions
    )


def _target(statement: exp.Expr) -> exp.Table | None:
    """Return the table that is written; None if TOP takes some of its rows (DELETE TOP (9) …)."""
    listed = statement.args.get("tables") or []
    if any(table.name.upper() == "TOP" for table in listed):
        return None
    target = statement.this if statement.this or len(listed) != 1 else listed[0]
    return target if isinstance(target, exp.Table) else None


def _restricted_by_join(statement: exp.Expr) -> bool:
    from_ = statement.args.get("from_")
    holders = [statement, statement.this, from_.this if isinstance(from_, exp.From) else None]
    return any(
        join.args.get("on") is not None or join.args.get("using")
        for holder in holders
        if isinstance(holder, exp.Expr)
        for join in holder.args.get("joins") or ()
    )
