"""`ddl-not-idempotent`: a CREATE or DROP that fails when it is run again."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.rule import Example, Remark, Texts, script_rule
from workbench.sqlreview.rules.ddl.columns import added_columns
from workbench.sqlreview.rules.scripts.transactions import steps_inside
from workbench.sqlreview.script import Defined, Script
from workbench.sqlreview.tables import created_table, full_name, is_scratch, is_temporary

_KINDS = ("TABLE", "VIEW", "SCHEMA", "DATABASE", "INDEX", "SEQUENCE")
_ROUTINES = ("FUNCTION", "PROCEDURE")
_DROPPED_KINDS = (*_KINDS, *_ROUTINES, "TYPE", "TRIGGER", "DOMAIN", "EXTENSION")
_NO_GUARD_ON_CREATE = frozenset({"tsql", "fabric", "oracle", "teradata"})
_NO_GUARD = frozenset({"oracle", "teradata"})
_REPLACES_ROUTINES = frozenset({"postgres", "snowflake", "bigquery", "databricks", "duckdb"})
_GUARDS_COLUMNS = frozenset({"postgres", "snowflake", "bigquery", "clickhouse", "duckdb"})
_UNDOES_DDL = frozenset({"postgres", "redshift", "sqlite", "duckdb", "generic"})
"""Dialects in which a transaction undoes definitions too, so that none stops halfway."""


@script_rule(
    "ddl-not-idempotent",
    severity=Severity.HINT,
    category="safety",
    source="idempotency-rules/run-twice",
    why="A migration that stopped halfway cannot be run again.",
    fix="Add IF NOT EXISTS, OR REPLACE or IF EXISTS.",
    skips_plain=True,
    on={
        **dict.fromkeys(
            ("postgres", "redshift", "sqlite", "mysql"),
            Texts(
                fix="Add IF NOT EXISTS or IF EXISTS where the statement has it; OR REPLACE serves "
                "views and routines, not tables.",
            ),
        ),
        **dict.fromkeys(
            ("tsql", "fabric"),
            Texts(
                fix="Add IF EXISTS to the DROP (SQL Server 2016 or later).",
            ),
        ),
        **dict.fromkeys(
            ("bigquery", "snowflake", "databricks", "duckdb"),
            Texts(
                fix="Add IF NOT EXISTS or IF EXISTS; OR REPLACE only where the rows of the old "
                "table may go.",
            ),
        ),
    },
    fires=[
        Example("«CREATE TABLE t» (a INT PRIMARY KEY)"),
        Example("«DROP TABLE t»", "postgres"),
        Example("«CREATE UNIQUE INDEX i» ON t (a)", "postgres"),
        Example("«CREATE VIEW v» AS SELECT a FROM t", "snowflake"),
        Example("«DROP SCHEMA s»", "tsql"),
        Example("«DROP PROCEDURE dbo.p»", "tsql"),
        Example("«DROP TYPE mood»", "postgres"),
        Example("ALTER TABLE t «ADD COLUMN a INT», «DROP COLUMN b»", "postgres"),
        Example("ALTER TABLE t «DROP CONSTRAINT c»", "postgres"),
        Example("BEGIN; «CREATE INDEX CONCURRENTLY i» ON t (a); COMMIT", "postgres"),
        Example("BEGIN; «CREATE TABLE t» (a INT PRIMARY KEY); COMMIT", "mysql"),
    ],
    quiet=[
        Example("CREATE TABLE IF NOT EXISTS t (a INT PRIMARY KEY)"),
        Example("CREATE OR REPLACE VIEW v AS SELECT a FROM t", "snowflake"),
        Example("DROP TABLE IF EXISTS t", "postgres"),
        Example("CREATE TEMP TABLE t (a INT)", "postgres"),
        Example("CREATE TABLE #t (a INT)", "tsql"),
        Example("IF OBJECT_ID('t') IS NULL CREATE TABLE t (a INT)", "tsql"),
        Example("CREATE TABLE t (a NUMBER)", "oracle"),
        Example("ALTER TABLE t DROP COLUMN c", "mysql"),
        Example(
            "ALTER TABLE t ADD COLUMN IF NOT EXISTS c INT, DROP COLUMN IF EXISTS d", "postgres"
        ),
        Example("BEGIN; CREATE TABLE t (a INT); DROP TABLE u; COMMIT", "postgres"),
        Example("DROP TABLE IF EXISTS t; CREATE TABLE t (a INT PRIMARY KEY)", "mysql"),
        Example("CREATE TABLE IF NOT EXISTS t (a INT); DROP TABLE t", "sqlite"),
        Example("CREATE INDEX ON t (a)", "postgres"),
    ],
)
def ddl_not_idempotent(script: Script) -> Iterator[Remark]:
    """Report an unguarded CREATE or DROP of something that lasts."""
    inside = steps_inside(script) if script.dialect in _UNDOES_DDL else set[int]()
    cleared: set[str] = set()
    for defined in script.definitions:
        node, words = defined.node, defined.step.words
        if defined.guarded or (id(defined.step) in inside and not node.args.get("concurrently")):
            continue
        if isinstance(node, exp.Alter):
            yield from _altered(defined, script.dialect)
            continue
        if isinstance(node, exp.TruncateTable) or not _is_bare(defined, script.dialect):
            cleared |= {_full(item) for item in node.args.get("tables") or ()}
            continue
        named = _named(node)
        extent = words.extent(named) if named is not None else None
        if named is None or extent is None or _full(named) in cleared:
            continue
        outcome = "already exists" if isinstance(node, exp.Create) else "is gone"
        name = named.name or named.text("db")
        yield Remark(words.span(0, extent[1]), f"Fails if {name} {outcome}.")


def _is_bare(defined: Defined, dialect: str) -> bool:
    """Tell a CREATE or DROP of something lasting that could have been guarded, and is not."""
    node = defined.node
    creates = isinstance(node, exp.Create)
    kind = node.text("kind").upper()
    kinds: tuple[str, ...] = _DROPPED_KINDS
    if creates:
        kinds = (*_KINDS, *_ROUTINES) if dialect in _REPLACES_ROUTINES else _KINDS
    if not kind.endswith(kinds) or dialect in (_NO_GUARD_ON_CREATE if creates else _NO_GUARD):
        return False
    if any(node.args.get(part) for part in ("exists", "replace", "temporary")):
        return False
    if not creates:
        dropped = node.args.get("tables") or ()
        return not defined.is_new and not all(is_scratch(item) for item in dropped)
    table = created_table(node)
    return not is_temporary(node) and not (table is not None and is_scratch(table))


def _altered(defined: Defined, dialect: str) -> Iterator[Remark]:
    """Report columns and constraints that ALTER TABLE adds or drops unguarded."""
    if dialect not in _GUARDS_COLUMNS or defined.is_new:
        return
    words = defined.step.words
    for column in added_columns(defined.node):
        if not column.args.get("exists"):
            yield Remark(words.action(column, {"ADD"}), f"Fails if {column.name} already exists.")
    for action in defined.node.args.get("actions") or ():
        if isinstance(action, exp.Drop) and not action.args.get("exists"):
            names = ", ".join(item.name for item in action.args.get("tables") or ())
            yield Remark(words.action(action, {"DROP"}), f"Fails if {names} is gone.")


def _named(statement: exp.Expr) -> exp.Expr | None:
    """Return what is created or dropped."""
    if isinstance(statement, exp.Drop):
        tables = statement.args.get("tables") or [None]
        return tables[0] if isinstance(tables[0], exp.Expr) else None
    named = statement.this
    if isinstance(named, exp.Schema | exp.Index | exp.UserDefinedFunction | exp.StoredProcedure):
        named = named.this
    return named if isinstance(named, exp.Expr) else None


def _full(item: exp.Expr) -> str:
    return full_name(item) if isinstance(item, exp.Table) else item.name.lower()
