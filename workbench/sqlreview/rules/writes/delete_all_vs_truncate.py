"""`delete-all-vs-truncate`: a scratch table emptied row by row."""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.tables import is_scratch, is_staging

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
    ],
    quiet=[
        Example("DELETE FROM staging_orders WHERE id = 1"),
        Example("TRUNCATE TABLE staging_orders"),
        Example("DELETE FROM orders"),
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


def empties_passing_table(delete: exp.Expr) -> bool:
    """Tell whether a statement is a DELETE of all rows of a scratch or staging table."""
    table = delete.this
    if not isinstance(delete, exp.Delete) or not isinstance(table, exp.Table):
        return False
    if any(delete.args.get(part) for part in ("where", "limit", "using", "tables")):
        return False
    if not isinstance(table.this, exp.Identifier) or table.args.get("joins"):
        return False
    return is_scratch(table) or is_staging(table)
