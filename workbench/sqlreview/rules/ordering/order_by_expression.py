"""`order-by-expression`: rows are sorted by a value that is computed for each of them."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.queries import is_aggregated
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.ordering.keys import all_columns
from workbench.sqlreview.select_list import aliased, holds_column

_PLAIN = (
    exp.Column,
    exp.Dot,
    exp.Bracket,
    exp.Case,
    exp.If,
    exp.Is,
    exp.Not,
    exp.Neg,
    exp.Coalesce,
    exp.Window,
    exp.Subquery,
    exp.Collate,
    exp.Struct,
    exp.Predicate,
    exp.DecodeCase,
)
_CUSTOM_ORDER = frozenset({"FIELD", "FIND_IN_SET", "INSTR", "IDX", "ARRAY_POSITION"})
"""Functions by which values are put into an order of one's own, as with CASE."""


@rule(
    "order-by-expression",
    nodes=(exp.Order,),
    severity=Severity.HINT,
    category="performance",
    source="sql-checklist/order-by-without-limit",
    why=(
        "The expression runs for every row before the sort, and no index on the column can give "
        "the order; text forms of dates and numbers also sort as text."
    ),
    fix="Sort by the column itself, or index the expression.",
    on={
        EngineKind.COLUMN_STORE: Texts(
            why="The expression runs for every row before the sort, and the order in which the "
            "table is stored is of no use; text forms of dates and numbers also sort as text.",
            fix="Sort by the column itself, or by an alias of the value if it is selected anyway.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="The expression runs for every row before the sort, on each worker; text forms of "
            "dates and numbers also sort as text.",
            fix="Sort by the column itself, or by an alias of the value if it is selected anyway.",
        ),
        "tsql": Texts(
            fix="Sort by the column itself, or index a computed column with this expression.",
        ),
    },
    fires=[
        Example("SELECT id FROM users ORDER BY «LOWER(name)»", "postgres"),
        Example("SELECT id FROM orders ORDER BY «TO_CHAR(created_at, 'MM/YYYY')»", "oracle"),
        Example("SELECT id FROM orders ORDER BY id, «YEAR(d)» DESC LIMIT 5", "mysql"),
        Example("SELECT id FROM items ORDER BY «price * qty» DESC", "tsql"),
        Example("SELECT id FROM orders ORDER BY «created_at::date», id", "postgres"),
        Example("SELECT id, price * qty AS total FROM items ORDER BY «total» DESC", "mysql"),
        Example("SELECT TOP 5 id FROM orders ORDER BY «YEAR(d)» DESC, id", "tsql"),
        Example("SELECT id FROM orders ORDER BY «doc->>'a'» NULLS LAST LIMIT 5", "postgres"),
    ],
    quiet=[
        Example("SELECT id FROM users ORDER BY name"),
        Example("SELECT status, COUNT(*) FROM o GROUP BY status ORDER BY COUNT(*) DESC"),
        Example("SELECT id, LOWER(name) AS n FROM users ORDER BY LOWER(name)", "snowflake"),
        Example("SELECT id, LOWER(name) AS n FROM users ORDER BY n", "bigquery"),
        Example("SELECT id, name AS n FROM users ORDER BY n", "mysql"),
        Example("SELECT id FROM t ORDER BY CASE WHEN a = 1 THEN 0 ELSE 1 END, id"),
        Example("SELECT id FROM t ORDER BY RAND()", "mysql"),
        Example("SELECT id FROM t ORDER BY FIELD(status, 'open', 'done')", "mysql"),
        Example("SELECT id FROM t ORDER BY deleted_at IS NULL, id", "mysql"),
        Example("SELECT RANK() OVER (ORDER BY LOWER(a)) AS r FROM t"),
        Example("SELECT id FROM t ORDER BY -price"),
        Example("SELECT id FROM t ORDER BY {sort_column} LIMIT 5", "postgres"),
    ],
)
def order_by_expression(order: exp.Order, context: Context) -> Iterable[Remark]:
    """Report each sort key that is computed; where no index could sort, only if not selected."""
    select = order.parent
    if not isinstance(select, exp.Select) or order.arg_key != "order":
        return ()
    if all_columns(order.expressions) and (
        not context.row_store or exp.Alias not in context.scope.nodes
    ):
        return ()
    if select.args.get("distinct") is not None or is_aggregated(context.scope):
        return ()
    return _computed(order, select, context)


def _computed(order: exp.Order, select: exp.Select, context: Context) -> Iterator[Remark]:
    named = aliased(select) if context.row_store else {}
    for entry in order.expressions:
        key = entry.this
        while isinstance(key, exp.Paren):
            key = key.this
        value = key
        if isinstance(key, exp.Column) and not key.table:
            value = named.get(key.name.lower(), key)
        if isinstance(value, _PLAIN) or not holds_column(value):
            continue
        if not context.row_store and _is_selected(value, select):
            continue
        if isinstance(value, exp.Anonymous) and str(value.name).upper() in _CUSTOM_ORDER:
            continue
        if value.find(exp.Rand, exp.Uuid, exp.Window, exp.Query) is None:
            yield Remark(context.ranges.operand(key), "This sort key is computed for every row.")


def _is_selected(value: exp.Expr, select: exp.Select) -> bool:
    return any(projection.unalias() == value for projection in select.expressions)
