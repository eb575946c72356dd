"""`delete-all-vs-truncate`: a scratch table emptied row by row."""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
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
    yield Remark(at, f"{delete.this.name} is emptied row by row.")
