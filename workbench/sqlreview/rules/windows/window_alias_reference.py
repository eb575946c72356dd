"""`window-alias-reference`: a window means the column, not the alias of the same name."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.select_list import aliased, own_parts

_SEES_ALIASES = frozenset(
    {"snowflake", "redshift", "databricks", "spark", "duckdb", "clickhouse", "teradata"}
)
"""Dialects in which an expression may use an alias of the same SELECT."""


@rule(
    "window-alias-reference",
    nodes=(exp.Select,),
    needs=(exp.Window,),
    severity=Severity.INFO,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="sql-checklist",
    why=(
        "PARTITION BY and ORDER BY of a window see the columns of the tables, not the aliases of "
        "this SELECT, so the window works on the value before it was changed."
    ),
    fix="Compute the alias in a CTE and use it one level up, or repeat the expression.",
    impact="Ranks and running totals follow other values than the result shows.",
    fires=[
        Example(
            "SELECT LOWER(email) AS email, ROW_NUMBER() OVER (PARTITION BY «email» ORDER BY id) "
            "AS n FROM users",
            "bigquery",
        ),
        Example(
            "SELECT price * qty AS total, RANK() OVER (ORDER BY «total» DESC) AS r FROM items",
            "postgres",
        ),
        Example("SELECT CAST(ts AS DATE) AS ts, SUM(x) OVER (ORDER BY «ts») AS s FROM ev", "tsql"),
    ],
    quiet=[
        Example("SELECT LOWER(u.email) AS email, RANK() OVER (ORDER BY u.email) AS r FROM users u"),
        Example("SELECT email AS email, RANK() OVER (ORDER BY email) AS r FROM users", "postgres"),
        Example("SELECT a * b AS total, RANK() OVER (ORDER BY total) AS r FROM t", "snowflake"),
        Example("SELECT SUM(x) OVER (ORDER BY d) AS d FROM t", "tsql"),
        Example("SELECT d, x AS y, SUM(z) OVER (PARTITION BY d) AS s FROM t", "bigquery"),
    ],
)
def window_alias_reference(select: exp.Select, context: Context) -> Iterator[Remark]:
    """Report window keys that have the name of a changed column of the same SELECT."""
    windows = [node for node in context.scope.all(exp.Window) if isinstance(node, exp.Window)]
    aliases = aliased(select) if windows else {}
    for window in windows:
        for column in _window_keys(window):
            value = aliases.get(column.name.lower())
            if value is None or isinstance(value, exp.Column) or _holds(value, window):
                continue
            hides = _holds_column(value, column.name)
            if not hides and context.dialect in _SEES_ALIASES:
                continue
            yield Remark(
                context.ranges.of(column),
                f"The window uses the column {column.name}, not the alias {column.name} above.",
                severity=Severity.HINT if hides or context.dialect == "generic" else None,
            )
            break


def _holds_column(value: exp.Expr, name: str) -> bool:
    return any(
        isinstance(part, exp.Column) and part.name.lower() == name.lower()
        for part in own_parts(value)
    )


def _window_keys(window: exp.Window) -> Iterator[exp.Column]:
    order = window.args.get("order")
    keys = [*(window.args.get("partition_by") or ())]
    keys += [key.this for key in order.expressions] if order is not None else []
    for key in keys:
        if isinstance(key, exp.Column) and not key.table:
            yield key


def _holds(value: exp.Expr, window: exp.Expr) -> bool:
    node: exp.Expr | None = window
    while node is not None:
        if node is value:
            return True
        node = node.parent
    return False
