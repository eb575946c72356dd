"""`ddl-not-idempotent`: a CREATE or DROP that fails when it is run again."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.tables import created_table, is_scratch, is_temporary

_KINDS = ("TABLE", "VIEW", "MATERIALIZED VIEW", "SCHEMA", "DATABASE", "INDEX", "SEQUENCE")
_NO_GUARD_ON_CREATE = frozenset({"tsql", "fabric", "oracle", "teradata"})
_NO_GUARD = frozenset({"oracle", "teradata"})


@rule(
    "ddl-not-idempotent",
    nodes=(exp.Create, exp.Drop),
    severity=Severity.HINT,
    category="safety",
    source="idempotency-rules/run-twice",
    why="A migration that stopped halfway cannot be run again.",
    fix="Add IF NOT EXISTS, OR REPLACE or IF EXISTS.",
    fires=[
        Example("«CREATE TABLE t» (a INT PRIMARY KEY)"),
        Example("«DROP TABLE t»", "postgres"),
        Example("«CREATE UNIQUE INDEX i» ON t (a)", "postgres"),
        Example("«CREATE VIEW v» AS SELECT a FROM t", "snowflake"),
        Example("«DROP SCHEMA s»", "tsql"),
    ],
    quiet=[
        Example("CREATE TABLE IF NOT EXISTS t (a INT PRIMARY KEY)"),
        Example("CREATE OR REPLACE VIEW v AS SELECT a FROM t", "snowflake"),
        Example("DROP TABLE IF EXISTS t", "postgres"),
        Example("CREATE TEMP TABLE t (a INT)", "postgres"),
        Example("CREATE TABLE #t (a INT)", "tsql"),
        Example("IF OBJECT_ID('t') IS NULL CREATE TABLE t (a INT)", "tsql"),
        Example("CREATE TABLE t (a NUMBER)", "oracle"),
        Example("ALTER TABLE t DROP COLUMN c", "postgres"),
    ],
)
def ddl_not_idempotent(statement: exp.Create | exp.Drop, context: Context) -> Iterator[Remark]:
    """Report an unguarded CREATE or DROP of something that lasts."""
    kind = statement.text("kind").upper()
    if not kind.endswith(_KINDS) or statement.args.get("exists") or statement.parent is not None:
        return
    if statement.args.get("replace") or statement.args.get("temporary"):
        return
    creates = isinstance(statement, exp.Create)
    if context.dialect in (_NO_GUARD_ON_CREATE if creates else _NO_GUARD):
        return
    table = created_table(statement) if creates else None
    dropped = statement.args.get("tables") or ()
    if is_temporary(statement) or (table is not None and is_scratch(table)):
        return
    if dropped and all(is_scratch(item) for item in dropped):
        return
    words = context.words
    named = _named(statement)
    extent = words.extent(named) if named is not None else None
    if extent is None:
        return
    outcome = "already exists" if creates else "is gone"
    name = named.name or named.text("db") if named is not None else ""
    yield Remark(words.span(0, extent[1]), f"Fails if {name} {outcome}.")


def _named(statement: exp.Expr) -> exp.Expr | None:
    """Return what is created or dropped."""
    if isinstance(statement, exp.Drop):
        tables = statement.args.get("tables") or [None]
        return tables[0] if isinstance(tables[0], exp.Expr) else None
    named = statement.this
    if isinstance(named, exp.Schema | exp.Index):
        named = named.this
    return named if isinstance(named, exp.Expr) else None
