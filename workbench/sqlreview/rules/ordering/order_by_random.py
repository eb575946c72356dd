"""`order-by-random`: all rows are shuffled to pick a few."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.ordering.keys import all_columns
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.select_list import aliased

_RANDOM = frozenset(
    {"newid", "newsequentialid", "uuid_generate_v4", "gen_random_uuid", "generateuuidv4"}
    | {"rand32", "rand64", "randcanonical", "random", "rand", "dbms_random.value", "sys_guid"}
    | {"dbms_random.random"}
)

_GENERATORS = frozenset({exp.Rand, exp.Randn, exp.Uuid, exp.Anonymous})
_PACKAGE = ("dbms_random",)
_PACKAGE_MEMBERS = frozenset({"random", "value"})


@rule(
    "order-by-random",
    nodes=(exp.Order,),
    severity=Severity.WARNING,
    category="performance",
    source="sql-checklist/order-by-without-limit",
    why=(
        "Every row gets a random number and all of them are sorted, even if only a few are kept; "
        "no index can help."
    ),
    fix="Use TABLESAMPLE, a stored and indexed random key, or a filter on a hash of the id.",
    impact="Reads and sorts the whole table for each call.",
    on={
        "mysql": Texts(
            fix="Draw the ids in the application, or start at a random key: WHERE id >= … ORDER "
            "BY id LIMIT n (MySQL has no TABLESAMPLE).",
        ),
        "sqlite": Texts(
            fix="Start at a random rowid: WHERE rowid >= … ORDER BY rowid LIMIT n (SQLite has no "
            "TABLESAMPLE).",
        ),
        "oracle": Texts(
            fix="Use SAMPLE (percent) behind the table, a stored and indexed random key, or a "
            "filter on ORA_HASH of the id.",
        ),
        "postgres": Texts(
            fix="Use TABLESAMPLE (SYSTEM for speed, BERNOULLI for evenness), or a stored and "
            "indexed random key.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Every row is read with all its selected columns, gets a random number and is "
            "sorted, even if only a few are kept; nothing can be pruned.",
            fix="Use the engine's sampling clause where it has one, or a filter on a hash of the "
            "id.",
            impact="Reads, and bills where bytes are billed, the whole of the selected columns "
            "for each call.",
        ),
        "bigquery": Texts(
            why="Every row is read, gets a random number and is sorted, in the end by a single "
            "slot, even if only a few are kept.",
            fix="Use TABLESAMPLE SYSTEM (n PERCENT), which reads only some blocks, or WHERE "
            "RAND() < share for single rows.",
            impact="Bills the whole of the selected columns for each call; TABLESAMPLE bills the "
            "sampled blocks.",
        ),
        "snowflake": Texts(
            why="Every row is read with all its selected columns, gets a random number and is "
            "sorted, even if only a few are kept.",
            fix="Use SAMPLE (n ROWS), or SAMPLE SYSTEM (n), which skips whole micro-partitions.",
            impact="Warehouse time for a scan and a sort of the whole table for each call.",
        ),
        "duckdb": Texts(
            why="Every row is read with all its selected columns, gets a random number and is "
            "sorted, even if only a few are kept.",
            fix="Use USING SAMPLE n ROWS (or n%).",
        ),
        "clickhouse": Texts(
            why="Every row is read with all its selected columns, gets a random number and is "
            "sorted, even if only a few are kept.",
            fix="Use SAMPLE if the table has a SAMPLE BY key, else a filter such as "
            "cityHash64(id) % 1000 = 0.",
        ),
        "redshift": Texts(
            why="Every row is read with all its selected columns, gets a random number and is "
            "sorted, even if only a few are kept.",
            fix="Keep a random share with WHERE RANDOM() < share, or filter on a hash of the id "
            "(Redshift has no TABLESAMPLE).",
        ),
        "databricks": Texts(
            why="Every row of every file is read, gets a random number and is shuffled and "
            "sorted, even if only a few are kept.",
            fix="Use TABLESAMPLE (n PERCENT), or a filter on a hash of the id.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Every row of every file is read, gets a random number and is sorted, most of "
            "them after a shuffle, even if only a few are kept.",
            fix="Use the engine's sampling clause (TABLESAMPLE in Spark, Trino and Hive), or a "
            "filter on a hash of the id.",
            impact="A scan of all files and a sort over all rows for each call.",
        ),
    },
    fires=[
        Example("SELECT id FROM users «ORDER BY RAND()» LIMIT 10", "mysql"),
        Example("SELECT TOP 5 id FROM users «ORDER BY NEWID()»", "tsql"),
        Example("SELECT id FROM users «ORDER BY RANDOM()» LIMIT 1", "postgres"),
        Example("SELECT id FROM users «ORDER BY gen_random_uuid()»", "postgres"),
        Example("SELECT id FROM users «ORDER BY DBMS_RANDOM.VALUE» LIMIT 5", "oracle"),
        Example("SELECT id, RAND() AS r FROM users «ORDER BY r» LIMIT 5", "mysql"),
        Example(
            "SELECT id, ROW_NUMBER() OVER (PARTITION BY a «ORDER BY RAND()») AS n FROM t",
            "bigquery",
        ),
    ],
    quiet=[
        Example("SELECT id FROM users ORDER BY id"),
        Example("SELECT id FROM users WHERE RAND() < 0.1", "bigquery"),
        Example("SELECT id, RAND() AS r FROM users ORDER BY id", "mysql"),
        Example("SELECT id FROM users ORDER BY random_key LIMIT 10", "postgres"),
        Example("SELECT id FROM users ORDER BY FARM_FINGERPRINT(id) LIMIT 9", "bigquery"),
        Example("SELECT id FROM users TABLESAMPLE (1 PERCENT)", "tsql"),
    ],
)
def order_by_random(order: exp.Order, context: Context) -> Iterable[Remark]:
    """Report a sort by a random value; samples per group and inside aggregates as a hint."""
    scope = context.scope
    generates = not _GENERATORS.isdisjoint(scope.nodes)
    random = generates or not _RANDOM.isdisjoint(scope.unqualified) or _PACKAGE in scope.paths
    if not random and (all_columns(order.expressions) or not _holds_query(scope)):
        return ()
    return _random_keys(order, context, generates=generates)


def _holds_query(scope: Scope) -> bool:
    """Tell whether a query is inside this one, maybe in a sort key, and not in its WITH."""
    return any(inner.root.parent.__class__ is not exp.CTE for inner in scope.children)


def _random_keys(order: exp.Order, context: Context, *, generates: bool) -> Iterator[Remark]:
    for key in order.expressions:
        value = _sorted_by(key, order, generates=generates)
        if value is None or not any(_is_random(part) for part in _calls(value)):
            continue
        of_query = isinstance(order.parent, exp.Query)
        yield Remark(
            context.ranges.order_by(order),
            "The rows are sorted by a random value.",
            severity=None if of_query else Severity.HINT,
        )
        return


def _sorted_by(key: exp.Expr, order: exp.Order, *, generates: bool) -> exp.Expr | None:
    """Return what a sort key stands for; None for a column that cannot be random.

    ``generates`` tells whether the query, whose alias the key may be, has a call that is.
    """
    column = key.this
    if column.__class__ is not exp.Column:
        return key
    if column.name.lower() in _PACKAGE_MEMBERS:
        return key
    if not generates or column.table or not isinstance(order.parent, exp.Select):
        return None
    return aliased(order.parent).get(column.name.lower())


def _calls(key: exp.Expr) -> Iterator[exp.Expr]:
    yield from key.find_all(*_GENERATORS, exp.Column)


def _is_random(part: exp.Expr) -> bool:
    if isinstance(part, exp.Anonymous):
        return str(part.name).lower() in _RANDOM
    if isinstance(part, exp.Column):
        return ".".join(name.name for name in part.parts).lower() in _RANDOM
    return True
