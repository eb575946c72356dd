"""`unknown-column`: none of the tables that the query reads has this column."""

from collections.abc import Collection, Iterator, Set

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.references import path
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.names.nearest import nearest
from workbench.sqlreview.scopes import Scope, known_columns
from workbench.sqlreview.select_list import aliased

_PSEUDO_NAMES = (
    "ctid xmin xmax oid tableoid rowid rownum level sysdate current_date current_timestamp "
    "current_user user session_user default excluded _rowid_ metadata$action "
    "metadata$isupdate metadata$row_id metadata$filename value nextval currval _file _path $path"
)
_PSEUDO = frozenset(_PSEUDO_NAMES.split())
"""Columns that engines add, and words that are parsed as columns."""
_UNIT_NAMES = (
    "year quarter month week day hour minute second millisecond microsecond epoch dow doy isodow "
    "isoweek isoyear dayofweek dayofyear weekday both leading trailing"
)
_UNITS = frozenset(_UNIT_NAMES.split())
Searched = tuple[str, Collection[str]]
"""The name of a relation and its columns."""
_OWN_NAMES = (exp.Pivot, exp.MatchRecognize, exp.Lambda, exp.Columns)
_SHOP = (
    "CREATE TABLE orders (id INT, user_id INT, total INT); CREATE TABLE users (id INT, name TEXT)"
)


@rule(
    "unknown-column",
    nodes=(exp.Select, exp.Insert, exp.Update, exp.Delete, exp.Merge),
    needs_schema=True,
    severity=Severity.ERROR,
    category="correctness",
    source="sql-checklist",
    why="The schema lists the columns of every table that the column could belong to.",
    fix="Correct the name, or bring the schema files up to date.",
    impact="The statement fails.",
    fires=[
        Example("SELECT o.id, o.«amount» FROM orders o", "postgres", _SHOP),
        Example("SELECT «totl» FROM orders WHERE id = 1", "mysql", _SHOP),
        Example("SELECT o.id FROM orders o JOIN users u ON u.«uid» = o.user_id", "tsql", _SHOP),
        Example("INSERT INTO orders (id, «price») VALUES (1, 2)", "snowflake", _SHOP),
        Example("UPDATE users SET «nam» = 'x' WHERE id = 1", "bigquery", _SHOP),
        Example("UPDATE u SET u.name = 'x' FROM users AS u WHERE u.«uid» = 1", "tsql", _SHOP),
        Example("SELECT UPPER(«nam») FROM users WHERE id = 1", "postgres", _SHOP),
        Example("SELECT x.«name» FROM (SELECT id FROM users) AS x", "postgres", _SHOP),
        Example("WITH c AS (SELECT id FROM users) SELECT c.«name» FROM c", "snowflake", _SHOP),
    ],
    quiet=[
        Example("SELECT o.id, o.amount FROM orders o", "postgres"),
        Example("SELECT O.ID, o.Total FROM orders o", "postgres", _SHOP),
        Example("SELECT total * 2 AS twice FROM orders ORDER BY twice", "postgres", _SHOP),
        Example("SELECT x, id FROM orders o, UNNEST([1, 2]) AS x", "bigquery", _SHOP),
        Example("SELECT o.id, c.mail FROM orders o JOIN contacts c ON c.id = o.id", "tsql", _SHOP),
        Example(
            "SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM orders WHERE user_id = u.id)",
            "mysql",
            _SHOP,
        ),
        Example("SELECT ctid, id FROM orders WHERE id = 1", "postgres", _SHOP),
        Example("SELECT DATEDIFF(day, a.d, a.e) FROM (SELECT 1 AS d, 2 AS e) AS a", "tsql", _SHOP),
        Example("SELECT DATE_TRUNC(name, MONTH) FROM users", "bigquery", _SHOP),
        Example("SELECT my_function(hour, id) FROM users", "snowflake", _SHOP),
        Example(
            "SELECT name FROM users WHERE id IN (SELECT user_id FROM orders WHERE name = 'x')",
            "mysql",
            _SHOP,
        ),
        Example("WITH o AS (SELECT *, 1 AS n FROM orders) SELECT n, id FROM o", "duckdb", _SHOP),
        Example("ALTER TABLE users ADD COLUMN age INT; SELECT age FROM users", "postgres", _SHOP),
        Example(
            "DECLARE least INT64; SELECT id FROM orders WHERE total > least", "bigquery", _SHOP
        ),
    ],
)
def unknown_column(
    statement: exp.Select | exp.Insert | exp.Update | exp.Delete | exp.Merge, context: Context
) -> Iterator[Remark]:
    """Report, once per name, columns that no table in reach has; all of them must be known."""
    scope = context.scope
    if context.schema is None or scope.root is not statement:
        return
    yield from _in_target(statement, context)
    if any(kind in scope.nodes for kind in _OWN_NAMES):
        return
    free = _free_names(scope)
    told: set[tuple[str, ...]] = set()
    for column in scope.columns:
        name = column.name.lower()
        key = (*path(column), name)
        if key in told or not isinstance(column.this, exp.Identifier) or _is_pseudo(name):
            continue
        if not path(column) and (name in free or _may_be_keyword(column)):
            continue
        lacking = _lacking(column, scope)
        if lacking is not None:
            told.add(key)
            yield _remark(column.this, lacking, context)


def _in_target(statement: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report the columns that an INSERT lists and its table does not have."""
    listed = statement.this if isinstance(statement, exp.Insert) else None
    if not isinstance(listed, exp.Schema) or not isinstance(listed.this, exp.Table):
        return
    parts = (listed.this.text("catalog"), listed.this.text("db"), listed.this.name)
    schema = context.schema
    stored = schema.find(tuple(part for part in parts if part)) if schema is not None else None
    for item in listed.expressions if stored is not None else ():
        if stored is not None and isinstance(item, exp.Identifier) and stored.lacks(item.name):
            yield _remark(item, [(stored.name, stored.columns or {})], context)


def _lacking(column: exp.Expr, scope: Scope) -> list[Searched] | None:
    """Return the relations that lack a column; None if it may belong to something."""
    parts = path(column)
    if len(parts) > 1:
        return None
    current: Scope | None = scope
    searched: list[Searched] = []
    while current is not None:
        relations: tuple[Relation, ...] = current.relations
        if parts:
            named = current.by_name.get(parts[0])
            relations = (named,) if named is not None else ()
        for relation in relations:
            names = _names(relation)
            if names is None or column.name.lower() in names:
                return None
            stored = relation.stored
            searched.append((stored.name if stored is not None else relation.label, names))
        if parts and relations:
            return searched or None
        current = current.parent
    return searched or None if not parts else None


def _names(relation: Relation) -> Set[str] | None:
    alias = relation.node.args.get("alias")
    renamed = isinstance(alias, exp.TableAlias) and alias.columns
    return None if renamed or relation.node.args.get("pivots") else known_columns(relation)


def _free_names(scope: Scope) -> set[str]:
    """Return names that an unqualified column may mean instead: aliases, relations."""
    names = set(scope.by_name)
    current: Scope | None = scope
    while current is not None:
        if isinstance(current.root, exp.Select):
            names |= aliased(current.root).keys()
        if any(one.kind is not RelationKind.TABLE for one in current.relations):
            names |= {one.name for one in current.relations}
        current = current.parent
    return names


def _is_pseudo(name: str) -> bool:
    return name in _PSEUDO or name.startswith(("_table", "_partition", "@", "$", "__"))


def _may_be_keyword(column: exp.Expr) -> bool:
    """Tell whether a bare word stands where some function takes one (``DATEDIFF(day, …)``)."""
    around = column.parent
    if not isinstance(around, exp.Func) or isinstance(around, exp.Connector):
        return False
    takes_any = isinstance(around, exp.Anonymous) or "unit" in around.arg_types
    return takes_any or column.name.lower() in _UNITS


def _remark(identifier: exp.Expr, searched: list[Searched], context: Context) -> Remark:
    names = " and ".join(dict.fromkeys(name for name, _ in searched))
    known = [name for _, columns in searched for name in columns]
    near = nearest(identifier.name, known)
    return Remark(
        context.ranges.of(identifier),
        f"{names} {'have' if ' and ' in names else 'has'} no column {identifier.name}"
        + (f"; {near} is near." if near else "."),
        fix=f"Write {near}, if it is meant." if near else "",
    )
