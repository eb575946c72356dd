"""`select-star`: every column of a stored table goes into the result."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.impacts import columns_read
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.projection.stars import WholeTables, taken_whole
from workbench.sqlreview.schema.figures import size_of
from workbench.sqlreview.tables import is_scratch


@rule(
    "select-star",
    nodes=(exp.Star,),
    yields_to=("nondeterministic-group",),
    severity=Severity.WARNING,
    category="performance",
    source="sql-checklist/select-star",
    why=(
        "Every column is read and moved, needed or not, and whoever consumes the result breaks "
        "or grows when a column is added to the table."
    ),
    fix="List the columns that are used.",
    impact="On a column store the bytes read grow with every column that is not needed.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="A row is read whole in any case, but every column is also sent to the client, "
            "and an index that holds the needed columns cannot answer alone. Whoever consumes "
            "the result breaks or grows when a column is added to the table.",
            impact="Network and memory for every column; large texts are fetched from beside "
            "the row.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Each column is stored by itself and only those that are named are read; the "
            "star names them all. Whoever consumes the result breaks or grows when a column is "
            "added to the table.",
            impact="The bytes that are read, and billed where bytes are, grow with every column "
            "that is not needed.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Of Parquet and ORC files only the named columns are read; the star reads all "
            "of them and moves them between workers in every shuffle. Whoever consumes the "
            "result breaks or grows when a column is added to the table.",
            impact="Bytes read and moved grow with every column that is not needed.",
        ),
    },
    fires=[
        Example("SELECT «*» FROM orders WHERE order_date >= '2024-01-01'"),
        Example("SELECT «o.*», c.name FROM orders o JOIN customers c ON c.id = o.customer_id"),
        Example("WITH src AS (SELECT «*» FROM raw.orders) SELECT * FROM src", "bigquery"),
        Example(
            "SELECT * FROM (SELECT «*», ROW_NUMBER() OVER (ORDER BY d) rn FROM t) x WHERE rn=1"
        ),
        Example("CREATE TEMP TABLE copy AS SELECT «*» FROM orders", "snowflake"),
        Example("SELECT a FROM t WHERE a IN (SELECT «*» FROM u)", "postgres"),
        Example("SELECT TOP 10 «*» FROM dbo.orders", "tsql"),
        Example("SELECT «*» FROM #work", "tsql"),
        Example("CREATE PROCEDURE p AS BEGIN SELECT «*» FROM users; END", "tsql"),
        Example("SELECT «*» FROM a\nUNION ALL\nSELECT «*» FROM b", "spark"),
    ],
    quiet=[
        Example("SELECT COUNT(*) FROM orders"),
        Example("SELECT id FROM a WHERE EXISTS (SELECT * FROM b WHERE b.id = a.id)"),
        Example("WITH src AS (SELECT * FROM raw.orders) SELECT id, amount FROM src", "snowflake"),
        Example("WITH t AS (SELECT id, amount FROM orders) SELECT * FROM t", "bigquery"),
        Example("SELECT * EXCEPT (email) FROM users", "bigquery"),
        Example("SELECT * EXCLUDE (email) FROM users", "snowflake"),
        Example("SELECT * FROM UNNEST([1, 2, 3])", "bigquery"),
        Example("SELECT * FROM generate_series(1, 10)", "postgres"),
        Example("SELECT COUNT(*) FROM (SELECT * FROM orders WHERE amount > 0) x", "mysql"),
        Example("SELECT * FROM (VALUES (1), (2)) AS v(x)", "duckdb"),
        Example("SELECT table_name FROM information_schema.tables", "postgres"),
        Example("SELECT * FROM information_schema.tables", "postgres"),
        Example("CREATE TABLE copy AS SELECT * FROM orders", "snowflake"),
        Example("INSERT INTO copy SELECT * FROM orders", "spark"),
        Example("SELECT * INTO #work FROM dbo.orders", "tsql"),
    ],
)
def select_star(star: exp.Star, context: Context) -> Iterator[Remark]:
    """Report the star that reads a stored table, if its columns reach a reader's result."""
    taken = taken_whole(star, context)
    if taken is None or taken.kept_in is not None:
        return
    message = f"{taken.written} takes every column of {taken.names}."
    # The columns of a scratch table were chosen when it was filled.
    passing = all(is_scratch(relation.node) for relation in taken.tables)
    yield Remark(
        context.ranges.of(taken.projection),
        message,
        impact=_impact(taken, context),
        severity=Severity.HINT if passing else None,
    )


def _impact(taken: WholeTables, context: Context) -> str:
    """Return what is read, and which personal data is among it."""
    tables = [relation.stored for relation in taken.tables if relation.stored is not None]
    personal = sorted({name for table in tables for name in table.personal})
    told = f"Personal data is among it: {', '.join(personal)}." if personal else ""
    return " ".join(part for part in (_cost(taken, context), told) if part)


def _cost(taken: WholeTables, context: Context) -> str:
    """Return how many columns of how many rows are read, where a schema tells."""
    if len(context.scope.relations) > len(taken.tables):
        return columns_read(context.scope)
    stored = [relation.stored for relation in taken.tables if relation.stored is not None]
    count = sum(len(table.columns or ()) for table in stored)
    if not count or len(stored) < len(taken.tables):
        return ""
    sizes = [size_of(table) for table in stored if size_of(table)]
    behind = f" of {' and '.join(sizes)}" if sizes else ""
    return f"Reads all {count} columns{behind}."
