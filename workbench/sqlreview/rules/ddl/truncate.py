"""`truncate`: a table emptied at once, perhaps with those that refer to it."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.tables import is_scratch, is_staging
from workbench.sqlreview.words import Words


@rule(
    "truncate",
    nodes=(exp.TruncateTable, exp.Command),
    severity=Severity.WARNING,
    category="safety",
    source="load-strategies/truncate-reload",
    why=(
        "All rows go at once, without triggers and in most engines without a way back; readers "
        "see an empty table until it is filled again."
    ),
    fix="Load beside it and swap, or delete the partition or rows that are meant.",
    impact="Every row of the table; with CASCADE of every table that refers to it too.",
    on={
        **dict.fromkeys(
            ("postgres", "tsql"),
            Texts(
                why="All rows go at once, without row triggers; it can be rolled back before the "
                "commit only, and until then nobody else can read the table.",
            ),
        ),
        **dict.fromkeys(
            ("mysql", "oracle"),
            Texts(
                why="All rows go at once, without row triggers; it commits by itself, with all "
                "that was pending, so that nothing can be rolled back.",
            ),
        ),
        "redshift": Texts(
            why="All rows go at once, and it commits the transaction that it is in, so that "
            "nothing can be rolled back; readers see an empty table until it is filled again.",
            fix="Load beside it and swap the names, or DELETE the rows that are meant and load in "
            "the same transaction.",
        ),
        "snowflake": Texts(
            why="All rows go at once; the way back is Time Travel, for one day unless the table "
            "keeps more. Readers see an empty table until it is filled again.",
            fix="Use INSERT OVERWRITE, or load beside it and ALTER TABLE … SWAP WITH; delete only "
            "the rows that are meant.",
        ),
        "bigquery": Texts(
            why="All rows go at once; the way back is FOR SYSTEM_TIME AS OF, for seven days by "
            "default. Readers see an empty table until it is filled again.",
            fix="Use CREATE OR REPLACE TABLE … AS or a load job that overwrites, which replace "
            "the rows in one step; or delete the partition that is meant.",
        ),
        "databricks": Texts(
            why="All rows go at once; the way back is RESTORE TABLE, until VACUUM removes the "
            "files. Readers see an empty table until it is filled again.",
            fix="Use INSERT OVERWRITE or REPLACE WHERE, which replace the rows in one step.",
        ),
        "clickhouse": Texts(
            why="All rows go at once, without a way back; readers see an empty table until it is "
            "filled again.",
            fix="Load beside it and EXCHANGE TABLES, or drop the partition that is meant.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="All rows go at once: the files are deleted, except where the table format keeps "
            "snapshots. Readers see an empty table until it is filled again.",
            fix="Replace the rows in one step (INSERT OVERWRITE where the engine has it), or "
            "delete only the partition that is meant.",
        ),
    },
    fires=[
        Example("«TRUNCATE TABLE orders»"),
        Example("«TRUNCATE orders, items CASCADE»", "postgres"),
        Example("«TRUNCATE TABLE dbo.orders»", "tsql"),
        Example("«TRUNCATE TABLE stg_orders CASCADE»", "postgres"),
        Example("«TRUNCATE TABLE orders DROP STORAGE»", "oracle"),
        Example("ALTER TABLE orders «TRUNCATE PARTITION p2023»", "mysql"),
    ],
    quiet=[
        Example("TRUNCATE TABLE #work", "tsql"),
        Example("SELECT TRUNCATE(amount, 2) FROM orders", "mysql"),
        Example("DELETE FROM orders WHERE id = 1"),
        Example("CREATE TABLE truncate_log (id INT)"),
    ],
)
def truncate(statement: exp.TruncateTable | exp.Command, context: Context) -> Iterator[Remark]:
    """Report TRUNCATE; only hint for staging tables and for one partition."""
    if isinstance(statement, exp.Command):
        if statement.parent is None and context.words.starts("ALTER", "TABLE"):
            yield from _partition(context.words)
        elif statement.parent is None and context.words.at(0) == "TRUNCATE":
            name, _ = context.words.name(2 if context.words.at(1) == "TABLE" else 1)
            if name and not name.startswith("#"):
                yield Remark(context.ranges.statement(), f"Every row of {name} is removed.")
        return
    tables = [table for table in statement.expressions if isinstance(table, exp.Table)]
    if not tables or all(is_scratch(table) for table in tables):
        return
    names = ", ".join(table.name for table in tables)
    cascades = statement.text("option").upper() == "CASCADE"
    mild = statement.args.get("partition") is not None or all(is_staging(t) for t in tables)
    beyond = " and of every table that refers to it" if cascades else ""
    yield Remark(
        context.words.action(tables[0], {"TRUNCATE"})
        if statement.parent is not None
        else context.ranges.statement(),
        f"Every row of {names}{beyond} is removed.",
        severity=Severity.HINT if mild and not cascades else None,
    )


def _partition(words: Words) -> Iterator[Remark]:
    index = words.find("TRUNCATE", "PARTITION")
    if index >= 0:
        message = f"Every row of a partition of {words.name(2)[0]} is removed."
        yield Remark(words.span(index, len(words) - 1), message, severity=Severity.HINT)
