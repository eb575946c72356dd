"""`delete-all-vs-truncate`: a scratch table emptied row by row."""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.writes.whole_table import empties_passing_table

_NO_TRUNCATE = frozenset({"sqlite", "teradata", "drill", "dremio"})


@rule(
    "delete-all-vs-truncate",
    nodes=(exp.Delete,),
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="load-strategies/truncate-reload",
    why="DELETE finds, logs and marks each row; TRUNCATE releases the storage in one step.",
    fix="Use TRUNCATE TABLE, unless triggers, foreign keys or missing rights forbid it.",
    impact="Grows with the rows of the table; no gain on a small one.",
    on={
        "postgres": Texts(
            why="DELETE writes a log record for each row and leaves the dead rows to VACUUM; "
            "TRUNCATE releases the storage in one step, and can be rolled back too.",
            fix="Use TRUNCATE TABLE, unless triggers, foreign keys, missing rights or its "
            "exclusive lock forbid it.",
        ),
        "tsql": Texts(
            why="DELETE locks and logs each row; TRUNCATE logs only the pages that it releases, "
            "and can be rolled back too.",
            fix="Use TRUNCATE TABLE, unless foreign keys, triggers or missing rights (ALTER on "
            "the table) forbid it; it starts IDENTITY again.",
        ),
        "mysql": Texts(
            why="DELETE finds, locks and logs each row and keeps the space; TRUNCATE drops the "
            "table and makes it anew.",
            fix="Use TRUNCATE TABLE, unless foreign keys or triggers forbid it; it commits by "
            "itself and starts AUTO_INCREMENT again.",
        ),
        "oracle": Texts(
            why="DELETE writes undo and redo for each row and keeps the space; TRUNCATE releases "
            "it in one step.",
            fix="Use TRUNCATE TABLE, unless triggers or foreign keys forbid it; it commits by "
            "itself.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="A DELETE may have to mark or rewrite what it removes; TRUNCATE only changes what "
            "the table points to.",
            impact="Grows with the rows of the table, unless the engine knows that all of them go.",
        ),
        "bigquery": Texts(
            why="TRUNCATE only changes the table's metadata and bills nothing; a DELETE of all "
            "rows bills the bytes of the whole table, unless it takes partitions as a whole.",
            impact="On demand, the bytes of the whole table each time.",
        ),
        "redshift": Texts(
            why="DELETE marks each row and leaves its space to VACUUM; TRUNCATE releases it at "
            "once.",
            fix="Use TRUNCATE TABLE, unless the rest of the transaction must be undone with it: "
            "it commits by itself.",
        ),
        "clickhouse": Texts(
            why="DELETE marks the rows of every part and leaves their space to merges; TRUNCATE "
            "drops the parts.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="A DELETE may have to rewrite files or write markers for each row; TRUNCATE only "
            "lets go of the files.",
            impact="Grows with the rows of the table, unless the engine knows that all of them go.",
        ),
    },
    fires=[
        Example("«DELETE FROM staging_orders»"),
        Example("«DELETE FROM stg.orders»", "postgres"),
        Example("«DELETE FROM #work»", "tsql"),
        Example("«DELETE FROM tmp_orders»", "snowflake"),
        Example("«DELETE FROM ds.stg_orders» WHERE TRUE", "bigquery"),
        Example("«DELETE FROM stg_orders» WHERE 1 = 1", "mysql"),
    ],
    quiet=[
        Example("DELETE FROM staging_orders WHERE id = 1"),
        Example("TRUNCATE TABLE staging_orders"),
        Example("DELETE FROM orders"),
        Example("DELETE FROM ds.stg_orders WHERE loaded", "bigquery"),
        Example("DELETE FROM staging_orders", "sqlite"),
        Example(
            "DELETE FROM staging_orders USING old WHERE old.id = staging_orders.id", "postgres"
        ),
        Example("DELETE FROM @work", "tsql"),
    ],
)
def delete_all_vs_truncate(delete: exp.Delete, context: Context) -> Iterator[Remark]:
    """Report an unfiltered DELETE of a table whose name says that it is emptied regularly."""
    if not empties_passing_table(delete) or context.dialect in _NO_TRUNCATE:
        return
    at = context.ranges.target(delete, TokenType.DELETE)
    how = "with a DELETE of all rows" if context.column_store else "row by row"
    yield Remark(at, f"{delete.this.name} is emptied {how}.")
