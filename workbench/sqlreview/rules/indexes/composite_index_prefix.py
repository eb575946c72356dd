"""`composite-index-prefix`: the index has the column, but behind one that is not filtered."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.indexes.usable import STATEMENTS, unsupported

_ORDERS = (
    "CREATE TABLE orders (id INT PRIMARY KEY, user_id INT, day DATE, total INT); "
    "CREATE INDEX orders_user_day ON orders (user_id, day)"
)
_LINES = "CREATE TABLE items (order_id INT, no INT, sku VARCHAR(9), PRIMARY KEY (order_id, no))"


_SKIPPED = (
    "An index over several columns is sorted by its first; a filter on a later one alone must "
    "read all of it, or search it once for each value of the first, which pays only if those are "
    "few."
)


@rule(
    "composite-index-prefix",
    nodes=STATEMENTS,
    needs_schema=True,
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/full-table-scan",
    why=(
        "An index over several columns is sorted by its first; a filter on a later one alone "
        "cannot be looked up in it."
    ),
    fix="Filter on the first column of the index too, or add an index that starts with this one.",
    impact="The whole index or table is read for each run.",
    on={
        "oracle": Texts(why=_SKIPPED),
        "mysql": Texts(why=_SKIPPED),
        "sqlite": Texts(why=_SKIPPED),
    },
    fires=[
        Example("SELECT id FROM orders WHERE «day» = '2024-01-01'", "postgres", _ORDERS),
        Example("UPDATE orders SET total = 0 WHERE «day» < '2020-01-01'", "mysql", _ORDERS),
        Example("SELECT sku FROM items WHERE «no» = 1", "tsql", _LINES),
    ],
    quiet=[
        Example("SELECT id FROM orders WHERE day = '2024-01-01'", "postgres"),
        Example("SELECT id FROM orders WHERE user_id = 5 AND day > '2024-01-01'", "mysql", _ORDERS),
        Example("SELECT id FROM orders WHERE total > 5", "postgres", _ORDERS),
        Example("SELECT sku FROM items WHERE order_id = 1", "tsql", _LINES),
        Example(
            "SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM orders o "
            "WHERE o.user_id = u.id AND o.day = '2024-01-01')",
            "postgres",
            _ORDERS,
        ),
        Example(
            "SELECT id FROM orders WHERE user_id = (SELECT MAX(id) FROM users) "
            "AND day = '2024-01-01'",
            "mysql",
            _ORDERS,
        ),
        Example(
            "SELECT o.id FROM users u JOIN orders o ON o.user_id = u.id WHERE o.day = '2024-01-01'",
            "postgres",
            _ORDERS,
        ),
    ],
)
def composite_index_prefix(
    statement: exp.Select | exp.Update | exp.Delete, context: Context
) -> Iterator[Remark]:
    """Report a filter on a later column of an index whose first column the query leaves out."""
    for search in unsupported(statement, context):
        index = search.through
        if index is None:
            continue
        name = next(name for name in index.columns[1:] if name in search.tests)
        called = f"index {index.name}" if index.name else "key"
        yield Remark(
            context.ranges.of(search.tests[name]),
            f"The {called} of {search.table.name} starts with {index.columns[0]}, not {name}.",
        )
