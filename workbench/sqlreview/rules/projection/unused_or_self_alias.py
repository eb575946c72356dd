"""`unused-or-self-alias`: a name that says nothing new, or that nobody uses."""

from collections.abc import Iterable, Iterator, Set
from functools import lru_cache

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import GENERIC
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.scopes import Scope

_FOLDING = frozenset({GENERIC, "oracle", "postgres", "redshift", "snowflake"})
"""Dialects in which the letter case of a bare name is lost, so that it renames nothing."""


@rule(
    "unused-or-self-alias",
    nodes=(exp.Select,),
    needs=(exp.Alias, exp.TableAlias),
    severity=Severity.HINT,
    category="correctness",
    source="naming-conventions",
    why=(
        "An alias that changes nothing is noise; one that nobody uses is often the rest of a join "
        "or of a condition that was meant."
    ),
    fix="Remove the alias, or qualify the columns with it.",
    fires=[
        Example("SELECT id AS «id», name FROM users"),
        Example("SELECT id FROM users AS «u»", "postgres"),
        Example("SELECT a.x FROM a JOIN b AS «bb» USING (id)", "bigquery"),
        Example("SELECT orders.id FROM orders AS «orders»", "tsql"),
        Example("SELECT id AS «ID» FROM users", "oracle"),
    ],
    quiet=[
        Example("SELECT u.id AS user_id FROM users AS u"),
        Example("SELECT u.id AS id FROM users u"),
        Example("SELECT x.id FROM (SELECT id FROM t) AS x", "postgres"),
        Example("SELECT id FROM (SELECT id FROM t) AS x", "mysql"),
        Example("SELECT a.x FROM t a WHERE EXISTS (SELECT 1 FROM u WHERE u.id = a.id)"),
        Example("SELECT a.x, COUNT(*) AS n FROM t a, t b GROUP BY a.x", "tsql"),
        Example("SELECT u.* FROM users u", "snowflake"),
        Example("SELECT TO_JSON_STRING(t) AS j FROM users AS t", "bigquery"),
        Example("SELECT id, item FROM t, UNNEST(items) AS item", "bigquery"),
        Example("SELECT item FROM orders o, o.items AS item", "bigquery"),
        Example("SELECT id AS ID FROM users", "bigquery"),
        Example("SELECT orders.id FROM sales.orders AS orders", "tsql"),
    ],
)
def unused_or_self_alias(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report columns renamed to themselves and aliases of tables that no column uses."""
    scope = context.scope
    nodes = scope.nodes
    remarks: list[Remark] = []
    if _Alias in nodes and scope.unqualified:
        remarks += _renamed_to_themselves(select, context)
    if _TableAlias in nodes:
        # Most aliases qualify a column beside them: no need to look into inner queries.
        paths = scope.paths
        for relation in scope.relations:
            if (relation.name,) not in paths or relation.node.name.lower() == relation.name:
                remarks += _of_table(relation, context)
    return remarks


_Alias, _Column, _TableAlias = exp.Alias, exp.Column, exp.TableAlias


def _renamed_to_themselves(select: exp.Select, context: Context) -> Iterator[Remark]:
    read = context.scope.unqualified
    for projection in select.expressions:
        if projection.__class__ is not _Alias or projection.alias.lower() not in read:
            continue
        value = projection.this
        if isinstance(value, _Column) and _is_self(value, projection, context.dialect):
            at = context.ranges.of(projection.args["alias"])
            yield Remark(at, f"{projection.alias} is renamed to itself.")


def _of_table(relation: Relation, context: Context) -> Iterator[Remark]:
    if not _has_alias(relation):
        return
    scope = context.scope
    alias = relation.node.args["alias"].this
    if relation.name == relation.node.name.lower():
        if relation.node.args.get("db") is not None:
            return
        message = f"{alias.name} is the table's own name."
    elif (
        (relation.name,) not in scope.paths
        and relation.name not in _used_names(scope)
        and _is_read_once(relation, scope)
    ):
        message = f"No column uses the alias {alias.name}."
    else:
        return
    yield Remark(context.ranges.of(alias), message, confidence=Confidence.LIKELY)


def _is_self(column: exp.Expr, projection: exp.Expr, dialect: str) -> bool:
    name, alias = column.this, projection.args.get("alias")
    if column.args.get("table") or column.name.lower() != projection.alias.lower():
        return False
    if not isinstance(name, exp.Identifier) or not isinstance(alias, exp.Identifier):
        return False
    if name == alias:
        return True
    return dialect in _FOLDING and not name.args.get("quoted") and not alias.args.get("quoted")


def _is_stored(relation: Relation) -> bool:
    return relation.kind is RelationKind.TABLE or relation.kind is RelationKind.CTE


def _has_alias(relation: Relation) -> bool:
    alias = relation.node.args.get("alias")
    if not isinstance(alias, exp.TableAlias) or not _is_stored(relation):
        return False
    return isinstance(alias.this, exp.Identifier) and not alias.args.get("columns")


def _is_read_once(relation: Relation, scope: Scope) -> bool:
    """Tell whether no other relation has the same table: an alias tells two of them apart."""
    table = relation.table_name
    return not any(
        other is not relation and _is_stored(other) and other.table_name == table
        for other in scope.relations
    )


@lru_cache(maxsize=4)
def _used_names(scope: Scope) -> Set[str]:
    """Return the qualifiers used in a scope and inside it, and names that may mean whole rows."""
    names: set[str] = set()
    pending = [scope]
    while pending:
        current = pending.pop()
        for qualifiers in current.paths:
            names.update(qualifiers[-2:])
        if () in current.paths:
            names.update(name for _, qualifiers, name in current.references if not qualifiers)
        for relation in current.relations:
            if relation.kind is RelationKind.FUNCTION:
                names |= {part.name.lower() for part in relation.node.find_all(exp.Identifier)}
        for dot in current.all(exp.Dot):
            names |= {part.name.lower() for part in dot.find_all(exp.Identifier)}
        pending += current.children
    return names
