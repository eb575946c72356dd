"""Writes that take every row of a table, and those that only empty a scratch table."""

from sqlglot import exp

from workbench.sqlreview.queries import condition_of
from workbench.sqlreview.tables import is_scratch, is_staging


def takes_all_rows(statement: exp.Expr) -> bool:
    """Tell whether a write has no WHERE, or one that is always true."""
    where = statement.args.get("where")
    return where is None or _is_always_true(condition_of(where))


def empties_passing_table(delete: exp.Expr) -> bool:
    """Tell whether a statement is a DELETE of all rows of a scratch or staging table."""
    table = delete.this
    if not isinstance(delete, exp.Delete) or not isinstance(table, exp.Table):
        return False
    if any(delete.args.get(part) for part in ("limit", "using", "tables")):
        return False
    if not isinstance(table.this, exp.Identifier) or table.args.get("joins"):
        return False
    return takes_all_rows(delete) and (is_scratch(table) or is_staging(table))


def _is_always_true(condition: exp.Expr | None) -> bool:
    while isinstance(condition, exp.Paren):
        condition = condition.this
    if isinstance(condition, exp.Boolean):
        return bool(condition.this)
    if isinstance(condition, exp.EQ):
        both_literals = isinstance(condition.this, exp.Literal)
        return both_literals and bool(condition.this == condition.expression)
    return isinstance(condition, exp.Literal) and condition.name == "1"
