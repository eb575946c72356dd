"""`unknown-table`: the schema has no table of this name."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.relations import Relation, RelationKind, parts_of
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.names.nearest import nearest
from workbench.sqlreview.scopes import Scope

_CATALOGUES = frozenset(
    {"information_schema", "pg_catalog", "account_usage", "sys", "system", "performance_schema"}
)
_NOT_STORED = frozenset({"dual", "inserted", "deleted", "new", "old", "excluded", "sysibm"})
_PREFIXES = ("#", "@", "$", "pg_", "sqlite_", "v$", "all_", "dba_", "svv_", "stl_", "stv_", "svl_")
_SHOP = "CREATE TABLE shop.orders (id INT); CREATE TABLE shop.users (id INT)"


@rule(
    "unknown-table",
    nodes=(exp.Select, exp.Insert, exp.Update, exp.Delete, exp.Merge),
    needs_schema=True,
    severity=Severity.ERROR,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="sql-checklist",
    why="The schema that was given knows the tables beside it, but none of this name.",
    fix="Correct the name, or add the table to the schema files.",
    impact="The statement fails.",
    fires=[
        Example("SELECT id FROM «shop.order» WHERE id = 1", "postgres", _SHOP),
        Example("SELECT o.id FROM orders o JOIN «clients» c ON c.id = o.id", "mysql", _SHOP),
        Example("INSERT INTO «shop.userz» (id) VALUES (1)", "tsql", _SHOP),
        Example("DELETE FROM «ordrs» WHERE id = 2", "snowflake", _SHOP),
    ],
    quiet=[
        Example("SELECT id FROM shop.order WHERE id = 1", "postgres"),
        Example("SELECT id FROM ORDERS WHERE id = 1", "postgres", _SHOP),
        Example("WITH c AS (SELECT id FROM orders) SELECT id FROM c", "postgres", _SHOP),
        Example("SELECT id FROM crm.contacts WHERE id = 1", "bigquery", _SHOP),
        Example("SELECT id FROM #picked WHERE id = 1", "tsql", _SHOP),
        Example("SELECT table_name FROM information_schema.tables", "postgres", _SHOP),
        Example("CREATE TABLE t AS SELECT id FROM orders; SELECT id FROM t", "duckdb", _SHOP),
        Example("UPDATE o SET id = 2 FROM (SELECT TOP 9 id FROM orders) AS o", "tsql", _SHOP),
        Example("UPDATE o SET id = 2 FROM shop.orders AS o WHERE o.id = 1", "tsql", _SHOP),
        Example("SELECT x FROM orders o, UNNEST(o.items) AS x", "bigquery", _SHOP),
    ],
)
def unknown_table(
    statement: exp.Select | exp.Insert | exp.Update | exp.Delete | exp.Merge, context: Context
) -> Iterator[Remark]:
    """Report relations, and targets of INSERT, that a schema with tables beside them lacks."""
    scope, schema = context.scope, context.schema
    if schema is None or scope.root is not statement:
        return
    nodes = [
        one.node
        for one in scope.relations
        if one.kind is RelationKind.TABLE and one.stored is None and not _is_alias(one, scope)
    ]
    if isinstance(statement, exp.Insert):
        target = statement.this.this if isinstance(statement.this, exp.Schema) else statement.this
        nodes += [target] if isinstance(target, exp.Table) else []
    for node in nodes:
        parts = parts_of(node)
        temporary = isinstance(node.this, exp.Expr) and node.this.args.get("temporary")
        if not parts or temporary or _is_elsewhere(parts):
            continue
        if schema.candidates(parts) or not schema.covers(parts):
            continue
        near = nearest(parts[-1], (table.name.lower() for table in schema.tables()))
        hint = f"; {near} is near" if near else ""
        yield Remark(
            context.ranges.name(node),
            f"The schema has no table {'.'.join(parts)}{hint}.",
            fix=f"Write {near}, if it is meant." if near else "",
            severity=None if near or len(parts) > 1 else Severity.WARNING,
            confidence=Confidence.CERTAIN if near else None,
        )


def _is_alias(target: Relation, scope: Scope) -> bool:
    """Tell whether the target of an UPDATE is called by its alias in FROM, as in T-SQL."""
    if not isinstance(scope.root, exp.Update) or target.node is not scope.root.this:
        return False
    return any(one.name == target.name and one is not target for one in scope.relations)


def _is_elsewhere(parts: tuple[str, ...]) -> bool:
    lower = [part.lower() for part in parts]
    if _CATALOGUES.intersection(lower) or lower[-1] in _NOT_STORED:
        return True
    return lower[-1].startswith(_PREFIXES) or "*" in lower[-1] or "{" in lower[-1]
