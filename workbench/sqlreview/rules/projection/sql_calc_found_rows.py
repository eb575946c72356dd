"""`sql-calc-found-rows`: MySQL finds all rows to count them behind a LIMIT."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule

_WORD = "SQL_CALC_FOUND_ROWS"
_NAME = _WORD.lower()


@rule(
    "sql-calc-found-rows",
    nodes=(exp.Select,),
    severity=Severity.WARNING,
    category="performance",
    source="sql-checklist/order-by-without-limit",
    why=(
        "The LIMIT no longer ends the search: all matching rows are found and sorted to be "
        "counted. The option is deprecated since MySQL 8.0.17."
    ),
    fix="Run SELECT COUNT(*) with the same WHERE as a second query.",
    impact="The first page costs as much as the whole result.",
    fires=[
        Example("SELECT «SQL_CALC_FOUND_ROWS» id FROM users ORDER BY id LIMIT 10", "mysql"),
        Example("SELECT «sql_calc_found_rows» * FROM users LIMIT 10", "mysql"),
        Example("SELECT «SQL_CALC_FOUND_ROWS» id FROM users LIMIT 10"),
    ],
    quiet=[
        Example("SELECT id FROM users ORDER BY id LIMIT 10", "mysql"),
        Example("SELECT FOUND_ROWS()", "mysql"),
        Example("SELECT SQL_NO_CACHE id FROM users LIMIT 10", "mysql"),
        Example("SELECT 'SQL_CALC_FOUND_ROWS' AS w FROM users", "mysql"),
    ],
)
def sql_calc_found_rows(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report the option, also where a dialect reads it as the first column."""
    scope = context.scope
    if exp.Var not in scope.nodes and _NAME not in scope.unqualified:
        return ()
    options = select.args.get("operation_modifiers") or ()
    said = any(option.name.upper() == _WORD for option in options)
    if not said and not _is_read_as_column(select):
        return ()
    at = context.ranges.word(select, _WORD)
    return (Remark(at, f"{_WORD} searches on behind the LIMIT."),)


def _is_read_as_column(select: exp.Select) -> bool:
    first = select.expressions[0].unalias() if select.expressions else None
    return first.__class__ is exp.Column and first.name.upper() == _WORD
