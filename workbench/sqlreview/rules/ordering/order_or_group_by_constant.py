"""`order-or-group-by-constant`: a sort or grouping key that is the same for every row."""

from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import GENERIC
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.ordering.keys import (
    all_columns,
    is_literal,
    is_position,
    takes_positions,
)
from workbench.sqlreview.source import Span

_NULL_STOPS_SORT = frozenset({"mysql", "singlestore", "generic"})
"""Dialects in which ORDER BY NULL says that GROUP BY need not sort."""

_VALUES = (exp.Subquery, exp.Placeholder, exp.Parameter)
"""Keys that have a value of their own, which is not taken from the row."""

_WITHOUT_PLACE = (exp.Boolean, exp.Null, exp.Placeholder, exp.Parameter)

_OWN_VARIABLES = frozenset({"mysql", "singlestore", "doris", "starrocks", "snowflake", "hive"})
"""Dialects in which a name with ``@``, ``$`` or ``:`` may be a column or change between rows."""


@rule(
    "order-or-group-by-constant",
    nodes=(exp.Group, exp.Order),
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="sql-checklist/order-by-without-limit",
    why="A constant is equal in all rows, so it neither orders nor splits them.",
    fix="Name the column that was meant, or leave the key out.",
    impact="The rows come in any order, or in one group.",
    fires=[
        Example("SELECT id, name FROM users ORDER BY «'name'»"),
        Example("SELECT id FROM users ORDER BY id, «'x'» DESC", "mysql"),
        Example("SELECT id, name FROM users ORDER BY «5»", "postgres"),
        Example("SELECT status, COUNT(*) FROM orders GROUP BY «'status'»", "bigquery"),
        Example("SELECT status, COUNT(*) FROM orders GROUP BY «1»", "oracle"),
        Example("SELECT id FROM users ORDER BY «1 + 1»", "tsql"),
        Example("SELECT id FROM users ORDER BY «'a'::text»", "postgres"),
        Example("SELECT id FROM users «GROUP BY id, NULL»", "mysql"),
        Example("SELECT id FROM users «ORDER BY TRUE»", "postgres"),
        Example("SELECT id FROM users «ORDER BY NULL»", "postgres"),
        Example("SELECT id FROM users «ORDER BY id, NULL» LIMIT 3", "postgres"),
        Example("SELECT RANK() OVER (PARTITION BY a ORDER BY «1») AS r FROM t", "snowflake"),
        Example("SELECT id FROM t ORDER BY «(SELECT MAX(u.x) FROM u)» LIMIT 5", "postgres"),
        Example("SELECT id FROM t «ORDER BY ? DESC» LIMIT 5", "mysql"),
        Example("SELECT id FROM t «ORDER BY $1» LIMIT 5", "postgres"),
        Example("SELECT TOP 5 id FROM t «ORDER BY @sort_column»", "tsql"),
        Example("SELECT id FROM t «ORDER BY :sort_column» LIMIT 5", "postgres"),
    ],
    quiet=[
        Example("SELECT id, name FROM users ORDER BY 2"),
        Example("SELECT id FROM users ORDER BY NULL", "mysql"),
        Example("SELECT ROW_NUMBER() OVER (ORDER BY (SELECT NULL)) AS n FROM t", "tsql"),
        Example("SELECT status, COUNT(*) FROM orders GROUP BY 1", "bigquery"),
        Example("SELECT * FROM users ORDER BY 7"),
        Example("SELECT id FROM users ORDER BY RAND()", "mysql"),
        Example("SELECT a FROM t ORDER BY a || 'x'"),
        Example("SELECT COUNT(*) FROM t GROUP BY ()", "postgres"),
        Example("SELECT ROW_NUMBER() OVER (PARTITION BY a ORDER BY 1) AS n FROM t", "snowflake"),
        Example("SELECT id FROM t ORDER BY (SELECT NULL) OFFSET 5 ROWS", "tsql"),
        Example("SELECT id FROM t ORDER BY (SELECT MAX(u.x) FROM u WHERE u.id = t.id)", "mysql"),
        Example("SELECT id FROM t ORDER BY CASE WHEN @by = 1 THEN a ELSE b END", "tsql"),
        Example("SELECT $1, $2 FROM @stage ORDER BY $1", "snowflake"),
        Example("SELECT id, @n := @n + 1 AS n FROM t ORDER BY @n", "mysql"),
    ],
)
def order_or_group_by_constant(clause: exp.Group | exp.Order, context: Context) -> Iterable[Remark]:
    """Report keys that are written constants; numbers only where they are no position."""
    entries = clause.expressions
    return () if all_columns(entries) else _constants(entries, clause, context)


def _constants(
    entries: Sequence[exp.Expr], clause: exp.Group | exp.Order, context: Context
) -> Iterator[Remark]:
    keys = [_key(entry) for entry in entries]
    query = clause.parent
    of_query = isinstance(query, exp.Query) and clause.arg_key in {"group", "order"}
    verb = "GROUP BY" if isinstance(clause, exp.Group) else "ORDER BY"
    for key in keys:
        if of_query and isinstance(key, _VALUES):
            confidence = _is_one_value(key, context)
            if confidence is not None:
                at = _place(key, clause, context)
                yield Remark(at, _message(verb, key, context), confidence=confidence)
            continue
        if not is_literal(key):
            continue
        stops_sort = context.dialect in _NULL_STOPS_SORT and isinstance(clause, exp.Order)
        if isinstance(key, exp.Null) and (not of_query or stops_sort):
            continue
        if of_query and takes_positions(clause, context.dialect) and is_position(key, query):
            continue
        if not of_query and _only_satisfies_syntax(clause):
            continue
        at = _place(key, clause, context)
        severity = Severity.HINT if not of_query or _is_selected(key, query) else None
        yield Remark(at, _message(verb, key, context), severity=severity)


def _key(entry: exp.Expr) -> exp.Expr:
    key: exp.Expr = entry.this if entry.__class__ is exp.Ordered else entry
    return key


def _message(verb: str, key: exp.Expr, context: Context) -> str:
    dialect = context.dialect if context.dialect != GENERIC else ""
    if isinstance(key, exp.Subquery):
        return f"The subquery in {verb} is the same for every row."
    named = f"{verb} {key.sql(dialect, comments=False)}"
    return f"{named} is the same for every row."


def _is_one_value(key: exp.Expr, context: Context) -> Confidence | None:
    """Say how sure it is that a bound value or a subquery is the same for every row, if at all.

    Snowflake's ``$1`` is a column, a variable of MySQL may change from row to row, and clients
    put text in place of names like ``:sort``. A subquery without FROM is there on purpose.
    """
    if isinstance(key, exp.Subquery):
        inner = context.scope_of(key.unnest())
        if inner is None or not inner.relations or inner.is_correlated:
            return None
        return Confidence.LIKELY
    if context.dialect in _OWN_VARIABLES:
        return Confidence.LIKELY if isinstance(key, exp.Placeholder) and not key.this else None
    return Confidence.POSSIBLE if isinstance(key.this, str) else Confidence.LIKELY


def _place(key: exp.Expr, clause: exp.Expr, context: Context) -> Span:
    """Return where a key stands; NULL, TRUE and bound values have no place but their clause."""
    if not isinstance(key, _WITHOUT_PLACE):
        return context.ranges.operand(key)
    if isinstance(clause, exp.Group) and clause.parent is not None:
        return context.ranges.clause(clause.parent, TokenType.GROUP_BY)
    return context.ranges.order_by(clause)


def _is_selected(key: exp.Expr, query: exp.Expr | None) -> bool:
    """Tell whether the constant is a column of the result (generated SQL groups by all of them)."""
    return query is not None and any(
        projection.unalias() == key for projection in query.expressions
    )


def _only_satisfies_syntax(clause: exp.Expr) -> bool:
    """Tell whether ORDER BY is only there because ROW_NUMBER or LISTAGG asks for one."""
    window = clause.parent
    return not isinstance(window, exp.Window) or isinstance(window.this, exp.RowNumber)
