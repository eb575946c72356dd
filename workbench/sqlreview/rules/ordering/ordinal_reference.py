"""`ordinal-reference`: GROUP BY or ORDER BY names a position instead of a column."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.ordering.keys import all_columns, selected_count, takes_positions
from workbench.sqlreview.select_list import position


@rule(
    "ordinal-reference",
    nodes=(exp.Group, exp.Order),
    needs=(exp.Literal,),
    severity=Severity.HINT,
    category="correctness",
    source="naming-conventions",
    why=(
        "A number stands for whatever column is at that place; adding or moving a column changes "
        "the grouping or the order without an error."
    ),
    fix="Write the column or its alias.",
    fires=[
        Example("SELECT status, COUNT(*) FROM orders GROUP BY «1»"),
        Example("SELECT id, name FROM users ORDER BY «2» DESC", "mysql"),
        Example("SELECT a, b, SUM(c) FROM t GROUP BY «1, 2»", "bigquery"),
        Example("SELECT a, b FROM t ORDER BY a, «2»", "postgres"),
        Example("SELECT a FROM t UNION ALL SELECT a FROM u ORDER BY «1»", "tsql"),
        Example("SELECT a, b, SUM(c) FROM t GROUP BY ROLLUP («1, 2»)", "snowflake"),
        Example("SELECT a, b, SUM(c) FROM t GROUP BY GROUPING SETS («(1), (1, 2)»)", "postgres"),
    ],
    quiet=[
        Example("SELECT status, COUNT(*) FROM orders GROUP BY status"),
        Example("SELECT id FROM users ORDER BY id LIMIT 10"),
        Example("SELECT ROW_NUMBER() OVER (ORDER BY 1) AS n FROM t", "snowflake"),
        Example("SELECT status, COUNT(*) FROM orders GROUP BY 1", "oracle"),
        Example("SELECT a FROM t ORDER BY a + 1"),
        Example("SELECT a FROM t ORDER BY 5"),
    ],
)
def ordinal_reference(clause: exp.Group | exp.Order, context: Context) -> Iterable[Remark]:
    """Report the positions in a clause once; more severe where names stand beside them."""
    if all_columns(clause.expressions):
        return ()
    query = clause.parent
    if not isinstance(query, exp.Query) or clause.arg_key not in {"group", "order"}:
        return ()
    if not takes_positions(clause, context.dialect):
        return ()
    keys = list(_keys(clause))
    numbers = [key for key in keys if position(key) is not None]
    if numbers:
        count = selected_count(query)
        numbers = [key for key in numbers if _is_valid(position(key), count)]
    if not numbers:
        return ()
    verb = "GROUP BY" if isinstance(clause, exp.Group) else "ORDER BY"
    mixed = " beside names" if len(numbers) < len(keys) else ""
    first, last = (context.ranges.of(_written(key)) for key in (numbers[0], numbers[-1]))
    numbered = ", ".join(_number(key).name for key in numbers)
    message = f"{verb} uses positions{mixed}: {numbered}."
    return (Remark(type(first)(first.start, last.end), message),)


def _keys(clause: exp.Expr) -> Iterator[exp.Expr]:
    pending = list(reversed(clause.expressions))
    while pending:
        key = pending.pop()
        if isinstance(key, (exp.Rollup, exp.Cube, exp.GroupingSets, exp.Tuple)):
            pending += reversed(key.expressions)
        else:
            yield key.unnest() if isinstance(key, exp.Paren) else key


def _number(key: exp.Expr) -> exp.Expr:
    return key.this if isinstance(key, exp.Ordered) else key


def _written(key: exp.Expr) -> exp.Expr:
    """Return the number, or the whole list of grouping sets that it stands in."""
    number = _number(key)
    around = number.parent
    while isinstance(around, (exp.Tuple, exp.Paren)):
        around = around.parent
    return around if isinstance(around, exp.GroupingSets) else number


def _is_valid(number: int | None, count: int | None) -> bool:
    return number is not None and number > 0 and (count is None or number <= count)
