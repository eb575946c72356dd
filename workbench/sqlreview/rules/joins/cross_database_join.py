"""`cross-database-join`: one query reads from several databases or servers."""

import re
from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.stand_in_names import is_stand_in

_SCHEMA_IS_DATABASE = frozenset({"mysql", "singlestore", "clickhouse", "doris", "starrocks"})
_SHARED_ENGINE = frozenset({"bigquery", "snowflake", "databricks", "redshift", "duckdb", "fabric"})
"""One engine reads all databases: no data is moved, only permissions and deployment suffer."""
_SYSTEM = frozenset({"information_schema", "performance_schema", "sys", "system", "mysql", "msdb"})
_FETCHES = frozenset({"OPENQUERY", "OPENDATASOURCE", "DBLINK"})
"""Functions that run a query on another server. OPENROWSET is left out: it also reads files."""
_HAVE_LINKS = frozenset({"tsql", "oracle"})
"""Dialects in which the name of a table may tell that it is on another server."""
_OWN = "the own database"
_DATABASE_NAME = re.compile(r"^db\d*$|^db_|_db$|db\d+$|database")
_SYSTEM_CATALOGUES = frozenset({"master", "tempdb", "msdb", "system", "snowflake"})


_ONE_ENGINE = Texts(
    why="One engine reads both, so no rows travel; but the query depends on the names, the "
    "permissions and the deployment of two databases.",
    fix="Read the other one through a view in the own database, and name it in one place.",
    impact="None on speed; the query fails where one of them is missing or closed to the reader.",
)
_CATALOGUES = Texts(
    why="A catalogue may stand for another system, whose rows are fetched before they are "
    "joined, often without the filters and statistics of the other side.",
    fix="Filter each side by what its own system can test, or copy the smaller table to the "
    "other catalogue.",
    impact="Whole tables travel if the filter cannot be handed down.",
)


@rule(
    "cross-database-join",
    nodes=(exp.Select, exp.Update, exp.Delete),
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/large-joins",
    why=(
        "The rows of one side must be fetched before they can be joined, often without the "
        "filters and statistics of the other side, and both databases must be up and in step."
    ),
    fix="Copy the smaller table into the same database, or filter it there and join the result.",
    impact="Whole tables travel between servers if the filter cannot be passed on.",
    on={
        **dict.fromkeys(("mysql", "clickhouse", "doris", "starrocks"), _ONE_ENGINE),
        **dict.fromkeys(("bigquery", "snowflake", "redshift", "fabric"), _ONE_ENGINE),
        **dict.fromkeys(("databricks", "duckdb", EngineKind.DISTRIBUTED), _CATALOGUES),
        "tsql": Texts(
            why="Rows of a linked server are fetched before they are joined, often without the "
            "filters; another database of the same server is restored by itself, and no foreign "
            "key reaches into it.",
            fix="Copy the smaller table into the same database, or filter it on the other server "
            "(OPENQUERY) and join the result.",
            impact="Whole tables travel from a linked server if the filter cannot be passed on.",
        ),
    },
    fires=[
        Example("SELECT a.x FROM sales.dbo.a JOIN «crm.dbo.b» ON b.i = a.i", "tsql"),
        Example("SELECT a.x FROM shop.a JOIN «crm.b» ON b.i = a.i", "mysql"),
        Example("SELECT a.x FROM pg.public.a JOIN «hive.web.b» ON b.i = a.i", "trino"),
        Example("SELECT a.x FROM a JOIN «b@crm» ON a.i = a.j", "oracle"),
        Example("SELECT a.x FROM dbo.a JOIN «crm.dbo.b» ON b.i = a.i", "tsql"),
        Example("SELECT a.x FROM dbo.a a JOIN «srv.crm.dbo.b b» ON b.i = a.i", "tsql"),
        Example("SELECT a.x FROM «srv.crm.dbo.a» WHERE a.i = 1", "tsql"),
        Example("SELECT x FROM «orders@crm» WHERE i = 1", "oracle"),
        Example("SELECT a.x FROM db1.a JOIN «db2.b» ON b.i = a.i"),
        Example("UPDATE a SET a.x = b.x FROM shop.dbo.a a JOIN «crm.dbo.b b» ON b.i = a.i", "tsql"),
        Example("SELECT q.x FROM «OPENQUERY(crm, 'SELECT x FROM b') AS q»", "tsql"),
        Example("SELECT a.x FROM a JOIN «dblink('crm', 'SELECT i FROM b') AS t(i)» ON t.i = a.i"),
    ],
    quiet=[
        Example("SELECT a.x FROM sales.dbo.a JOIN sales.hr.b ON b.i = a.i", "tsql"),
        Example("SELECT a.x FROM sales.a JOIN crm.b ON b.i = a.i", "postgres"),
        Example("SELECT a.x FROM #work a JOIN crm.dbo.b ON b.i = a.i", "tsql"),
        Example("SELECT a.x FROM shop.a JOIN shop.b ON b.i = a.i", "mysql"),
        Example("SELECT a.x FROM shop.a JOIN b ON b.i = a.i", "mysql"),
        Example("SELECT a.x FROM sales.a JOIN crm.b ON b.i = a.i"),
        Example("SELECT a.x FROM t a JOIN information_schema.columns b ON b.i = a.i", "mysql"),
        Example("SELECT a.x FROM p.d1.a UNION ALL SELECT b.x FROM q.d2.b", "bigquery"),
        Example("SELECT a.x FROM {{ one }}.a JOIN {{ two }}.b ON b.i = a.i", "clickhouse"),
    ],
)
def cross_database_join(
    query: exp.Select | exp.Update | exp.Delete, context: Context
) -> Iterable[Remark]:
    """Report the first relation of a query that is in another database than the first."""
    scope = context.scope
    if scope.root is not query:
        return ()
    found: list[Remark] = []
    if exp.Anonymous in scope.nodes:
        found += _fetched(scope.relations, context)
    linked = context.dialect in _HAVE_LINKS
    if exp.Join not in scope.nodes:
        return [*found, *_remote(scope.relations, context)] if linked else found
    if linked or any(map(_is_qualified, scope.relations)):
        found += _apart(query, context)
    return found


def _apart(query: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report the first relation that is in another database than those before it."""
    scope = context.scope
    known: dict[str, Relation] = {}
    # UPDATE names the target by its alias in FROM, which is no database of its own.
    is_named_again = isinstance(query, exp.Update) and query.args.get("from_") is not None
    for relation in scope.relations[1 if is_named_again else 0 :]:
        home = _database(relation, context)
        if home is None:
            continue
        first = known.setdefault(home, relation)
        if first is relation and len(known) > 1:
            other = next(iter(known))
            shared = context.dialect in {*_SHARED_ENGINE, *_SCHEMA_IS_DATABASE, "generic"}
            yield Remark(
                context.ranges.of(relation.node),
                f"{relation.node.name} is in {home or _OWN}, "
                f"{known[other].node.name} in {other or _OWN}.",
                severity=Severity.HINT if shared else None,
                # One of the names may be that of the database which the text is run in.
                confidence=Confidence.POSSIBLE if "" in known else None,
            )
            return


def _is_qualified(relation: Relation) -> bool:
    node = relation.node
    args = node.args
    return (
        args.get("db") is not None
        or args.get("catalog") is not None
        or node.this.__class__ is exp.Dot
    )


def _remote(relations: Iterable[Relation], context: Context) -> Iterator[Remark]:
    """Report the one table of a query where its name says that it is on another server."""
    for relation in relations:
        node = relation.node
        linked = isinstance(node, exp.Table) and isinstance(node.this, exp.Dot)
        if linked if context.dialect == "tsql" else "@" in node.name:
            message = "This table is on another server: all its rows may travel to be filtered."
            yield Remark(context.ranges.of(node), message)


def _fetched(relations: Iterable[Relation], context: Context) -> Iterator[Remark]:
    """Report the relations that a function fetches from another server."""
    for relation in relations:
        call = relation.node.this
        if isinstance(call, exp.Anonymous) and call.name.upper() in _FETCHES:
            message = f"{call.name} fetches its rows from another server before they are joined."
            yield Remark(context.ranges.of(relation.node), message)


def _database(relation: Relation, context: Context) -> str | None:
    """Return the database that a stored table names; None if that says nothing."""
    node = relation.node
    catalogue, schema = node.text("catalog").lower(), node.text("db").lower()
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Dot):
        return f"{catalogue}.{schema}"
    if relation.kind is not RelationKind.TABLE or is_stand_in(catalogue or schema):
        return None
    if context.dialect == "oracle":
        return node.name.lower().partition("@")[2]
    called_database = context.dialect == "generic" and _DATABASE_NAME.search(schema)
    if context.dialect in _SCHEMA_IS_DATABASE or (called_database and not catalogue):
        return None if not schema or schema in _SYSTEM else schema
    if schema in _SYSTEM or catalogue in _SYSTEM_CATALOGUES:
        return None
    is_own = context.dialect == "tsql" and not node.this.args.get("temporary")
    return catalogue or ("" if is_own and not node.name.startswith("#") else None)
