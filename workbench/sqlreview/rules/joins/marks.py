"""Outer joins that are written as ``(+)`` behind columns."""

from sqlglot import exp

from workbench.sqlreview.context import Context

_WITH_MARKS = frozenset({"oracle", "redshift", "snowflake"})
"""Dialects whose parser knows the mark."""


def marked_columns(context: Context) -> list[exp.Expr]:
    """Return the columns of the scope under review that carry the mark."""
    if context.dialect not in _WITH_MARKS:
        return []
    return [column for column in context.scope.columns if column.args.get("join_mark")]
