"""Keys by declaration, or, for want of a schema, by name: ``orders.id``, ``orders.order_id``."""

from functools import lru_cache

from sqlglot import exp

from workbench.sqlreview.queries import condition_of, conjuncts
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.scopes import Scope

_KEY_ENDINGS = ("_id", "_key", "_sk", "_pk", "id", "_code")
LIKELY_UNIQUE = frozenset(
    {"email", "token", "username", "login", "slug", "uuid", "guid", "hash", "sku", "code", "key"}
)
"""Last words of names of columns that are likely to be unique in their table."""
_PREFIXES = ("dim_", "fct_", "fact_", "stg_", "d_", "tbl_", "raw_")


def is_own_key(relation: Relation, column: str) -> bool:
    """Tell whether a column is the key of its own table: declared, else named as is usual."""
    name = column.lower()
    if relation.kind is not RelationKind.TABLE:
        return False
    declared = relation.stored.is_key({name}) if relation.stored is not None else None
    if declared is not None:
        return declared
    if name in {"id", "pk"}:
        return True
    return name in _usual_keys(relation.node.name.lower())


@lru_cache(maxsize=256)
def _usual_keys(table: str) -> frozenset[str]:
    """Return how the key of a table with this name is called where it has the table's name."""
    for prefix in _PREFIXES:
        table = table.removeprefix(prefix)
    return frozenset(f"{stem}{ending}" for stem in _singulars(table) for ending in _KEY_ENDINGS)


def _singulars(table: str) -> set[str]:
    stems = {table, table.removesuffix("_dim")}
    if table.endswith("ies"):
        stems.add(table[:-3] + "y")
    if table.endswith("es"):
        stems.add(table[:-2])
    if table.endswith("s"):
        stems.add(table[:-1])
    return stems


def describes(name: str, key: str) -> bool:
    """Tell whether a column may say more of what a key stands for: ``country``, ``user_name``."""
    stem = next((key.removesuffix(end) for end in _KEY_ENDINGS if key.endswith(end)), key)
    return name in _DESCRIBING or (len(stem) > 1 and name.startswith(stem))


_DESCRIBING = frozenset({"name", "title", "label", "description", "email", "code", "type"})


def join_columns(scope: Scope, relation: Relation) -> list[tuple[exp.Column, exp.Column]]:
    """Return the pairs (own column, other column) by which a relation is joined to others.

    They stand in ON, and where a relation is joined without one in WHERE.
    """
    return _join_columns(scope).get(relation.name, [])


@lru_cache(maxsize=16)
def _join_columns(scope: Scope) -> dict[str, list[tuple[exp.Column, exp.Column]]]:
    """Return the pairs of all relations by their names.

    Several rules ask in turn about the relations of one scope, so the last answers are kept.
    """
    pairs: dict[str, list[tuple[exp.Column, exp.Column]]] = {}
    joins = [other.join for other in scope.relations if other.join is not None]
    conditions = [join.args.get("on") for join in joins]
    if None in conditions:
        conditions.append(condition_of(scope.root.args.get("where")))
    for condition in conditions:
        for test in conjuncts(condition):
            if test.__class__ is not exp.EQ:
                continue
            left, right = test.this, test.args["expression"]
            if not isinstance(left, exp.Column) or not isinstance(right, exp.Column):
                continue
            first, second = left.table.lower(), right.table.lower()
            if first != second:
                pairs.setdefault(first, []).append((left, right))
                pairs.setdefault(second, []).append((right, left))
    return pairs
