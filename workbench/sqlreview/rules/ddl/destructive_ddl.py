"""`destructive-ddl`: a table, column, schema, database or NOT NULL dropped."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, script_rule
from workbench.sqlreview.script import Defined, Script
from workbench.sqlreview.source import Span
from workbench.sqlreview.tables import (
    created_table,
    full_name,
    is_scratch,
    is_scratch_name,
    is_staging,
    new_name,
)
from workbench.sqlreview.words import Words

_BLOCKS = frozenset({"tsql", "fabric"})
_OPENING = frozenset({"IF", "BEGIN", "ELSE", "WHILE"})
_KINDS = frozenset({"TABLE", "SCHEMA", "DATABASE"})


@script_rule(
    "destructive-ddl",
    severity=Severity.WARNING,
    category="safety",
    source="schema-change/classify",
    why="What is dropped is gone with its data, and whatever still reads it fails.",
    fix="Stop reading and writing it first, keep a copy or rename it for a while, then drop it.",
    impact="Data and every reader of it; a restore at worst.",
    skips_plain=True,
    on={
        "snowflake": Texts(
            why="What is dropped is gone for its readers at once; UNDROP brings back a table, "
            "schema or database within its Time Travel (one day by default), but not a column.",
            impact="Every reader of it; after Time Travel only Snowflake's support can reach the "
            "data.",
        ),
        "bigquery": Texts(
            why="What is dropped is gone for its readers at once; a table can be copied back from "
            "its time travel (seven days by default), a column only by reading the table as of an "
            "earlier time.",
            impact="Every reader of it, and the data once time travel is over.",
        ),
        "databricks": Texts(
            why="What is dropped is gone for its readers at once; UNDROP brings back a table of "
            "Unity Catalog for seven days. An external table loses its definition, not its files.",
            impact="Every reader of it, and later the data of a managed table.",
        ),
        "oracle": Texts(
            why="What is dropped is gone for its readers at once; FLASHBACK TABLE … TO BEFORE "
            "DROP brings a table back while it is in the recycle bin, but not a column or a user.",
            impact="Data and every reader of it; a restore once the recycle bin is emptied.",
        ),
        "clickhouse": Texts(
            why="What is dropped is gone for its readers at once; UNDROP TABLE works for some "
            "minutes only (eight by default, in an Atomic database).",
            impact="Data and every reader of it; a restore after those minutes.",
        ),
        "mysql": Texts(
            why="What is dropped is gone with its data, and the statement commits by itself: a "
            "ROLLBACK does not bring it back.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Whatever still reads it fails. A managed table loses its files with its "
            "definition, an external one only the definition.",
        ),
        "postgres": Texts(
            why="What is dropped is gone with its data once the transaction commits, and whatever "
            "still reads it fails; CASCADE takes the views over it along.",
            impact="Data and every reader of it; a restore, or a recovery to a point in time, at "
            "worst.",
        ),
        "tsql": Texts(
            why="What is dropped is gone with its data once the transaction commits, and whatever "
            "still reads it fails, views and procedures only when they are next run.",
        ),
    },
    fires=[
        Example("«DROP TABLE orders»"),
        Example("«DROP TABLE IF EXISTS orders CASCADE»", "postgres"),
        Example("ALTER TABLE orders «DROP COLUMN status»", "postgres"),
        Example("«DROP SCHEMA sales CASCADE»", "snowflake"),
        Example("«DROP DATABASE shop»", "mysql"),
        Example("ALTER TABLE orders ALTER COLUMN id «DROP NOT NULL»", "postgres"),
        Example("IF OBJECT_ID('dbo.orders') IS NOT NULL «DROP TABLE dbo.orders»", "tsql"),
        Example("CREATE PROCEDURE p AS BEGIN «DROP TABLE dbo.orders»; SELECT 1; END", "tsql"),
        Example("IF @a = 1 BEGIN «DROP TABLE dbo.orders» END", "tsql"),
        Example("DO $$ BEGIN «DROP TABLE orders»; END $$", "postgres"),
        Example("ALTER TABLE orders «DROP COLUMN status, note»", "tsql"),
        Example("ALTER TABLE orders «DROP (status, note)»", "oracle"),
        Example("ALTER TABLE orders «DROP PARTITION p2023»", "mysql"),
        Example("ALTER TABLE orders «DROP PARTITION '2023'»", "clickhouse"),
        Example("«DROP TABLESPACE sales INCLUDING CONTENTS»", "oracle"),
        Example("«DROP USER sales CASCADE»", "oracle"),
    ],
    quiet=[
        Example("DROP TABLE #work", "tsql"),
        Example("DROP TABLE ##work", "tsql"),
        Example("DROP TABLE IF EXISTS tmp_orders"),
        Example("DROP VIEW v"),
        Example("DROP USER bob", "postgres"),
        Example("DROP INDEX i", "postgres"),
        Example("ALTER TABLE t DROP CONSTRAINT c", "postgres"),
        Example("CREATE TABLE t2 (a INT); INSERT INTO u (a) SELECT a FROM t2; DROP TABLE t2"),
        Example("ALTER TABLE t ADD COLUMN c INT", "postgres"),
        Example("SELECT a INTO dbo.w FROM dbo.t; DROP TABLE dbo.w", "tsql"),
        Example(
            "CREATE PROCEDURE p AS BEGIN SELECT a INTO dbo.w FROM dbo.t; DROP TABLE dbo.w; END",
            "tsql",
        ),
    ],
)
def destructive_ddl(script: Script) -> Iterator[Remark]:
    """Report drops of what the script did not create itself; only hint at rebuilds."""
    blocks = script.dialect in _BLOCKS
    for step in script.steps:
        if step.tree is None:
            yield from _spelled(step.words)
            yield from _in_block(step.words) if blocks else ()
    every = script.definitions
    made = {name for d in every if (name := _made(d.node))}
    for defined in every:
        if isinstance(defined.node, exp.Drop):
            yield from _dropped(defined, made)
        elif isinstance(defined.node, exp.Alter) and not defined.is_new:
            yield from _altered(defined)


def _made(node: exp.Expr) -> str:
    """Return the full name of the table that a definition creates, or renames to."""
    table = created_table(node)
    return new_name(node) if table is None else full_name(table)


def _dropped(defined: Defined, made: set[str]) -> Iterator[Remark]:
    drop = defined.node
    kind = drop.text("kind").upper()
    tables = [table for table in drop.args.get("tables") or () if isinstance(table, exp.Table)]
    if kind not in _KINDS or not tables or drop.args.get("temporary") or defined.is_new:
        return
    if kind == "TABLE" and all(is_scratch(table) for table in tables):
        return
    names = ", ".join(full_name(table) or table.text("db") for table in tables)
    rebuilt = all(full_name(table) in made for table in tables)
    mild = kind == "TABLE" and (rebuilt or all(is_staging(table) for table in tables))
    yield Remark(
        defined.step.words.reaching(drop, {"DROP"}) if defined.guarded else _whole(defined),
        f"{kind.capitalize()} {names} is dropped with its data.",
        severity=Severity.HINT if mild else None,
    )


def _altered(defined: Defined) -> Iterator[Remark]:
    words = defined.step.words
    table = defined.node.this
    if not isinstance(table, exp.Table) or is_scratch(table):
        return
    for action in defined.node.args.get("actions") or ():
        if isinstance(action, exp.Drop) and action.text("kind").upper() == "COLUMN":
            columns = ", ".join(column.name for column in action.args.get("tables") or ())
            named, whole = words.reaching(action, {"DROP"}), words.action(action, {"DROP"})
            at = Span(named.start, max(named.end, whole.end))
            yield Remark(at, f"Column {columns} of {table.name} is dropped with its data.")
        elif isinstance(action, exp.DropPartition) or _lists_columns(action):
            yield from _spelled(words)
            return
        elif isinstance(action, exp.AlterColumn) and action.args.get("allow_null"):
            index = words.find("DROP", "NOT", "NULL")
            if index >= 0 and action.args.get("drop"):
                message = f"{action.name} may be NULL from now on; readers may not expect that."
                yield Remark(words.span(index, index + 2), message, severity=Severity.HINT)


def _in_block(words: Words) -> Iterator[Remark]:
    """Report DROP TABLE as first statement of a block, which is not read on its own."""
    for index in words.all("DROP", "TABLE") if words.at(0) in _OPENING else ():
        start = index + 4 if words.matches(index + 2, "IF", "EXISTS") else index + 2
        name, last = words.name(start)
        if name and words.at(start) not in {"#", "@"} and not is_scratch_name(name):
            yield Remark(words.span(index, last), f"Table {name} is dropped with its data.")


def _lists_columns(action: exp.Expr) -> bool:
    """Tell ``DROP (a, b)`` of Oracle, which the parser leaves as text."""
    return isinstance(action, exp.Command) and action.name.upper() == "DROP"


def _spelled(words: Words) -> Iterator[Remark]:
    """Report what is dropped by statements and actions that have no tree."""
    last = len(words) - 1
    if words.starts("ALTER", "TABLE"):
        name = words.name(2)[0]
        index = words.find("DROP", "PARTITION")
        if index >= 0:
            message = f"A partition of {name} is dropped with its rows."
            yield Remark(words.span(index, last), message, severity=Severity.HINT)
        index = words.find("DROP", "(")
        if index >= 0:
            at = words.span(index, words.closing(index + 1))
            yield Remark(at, f"Columns of {name} are dropped with their data.")
    elif words.starts("DROP", "TABLESPACE") or (
        words.starts("DROP", "USER") and words.at(last) == "CASCADE"
    ):
        kind = words.at(1).capitalize()
        yield Remark(words.statement(), f"{kind} {words.name(2)[0]} is dropped with its tables.")


def _whole(defined: Defined) -> Span:
    return defined.step.words.statement()
