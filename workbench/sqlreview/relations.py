"""What a FROM clause reads: stored tables, CTEs, derived tables, or the rows of a function."""

from collections.abc import Callable, Iterable, Iterator
from enum import Enum, auto
from typing import NamedTuple

from sqlglot import exp

from workbench.sqlreview.schema.model import Schema, Table

_CATALOGUES = frozenset(
    {"account_usage", "information_schema", "performance_schema", "pg_catalog", "sys", "system"}
)


class RelationKind(Enum):
    """Where the rows of a relation come from."""

    TABLE = auto()
    CTE = auto()
    DERIVED = auto()
    FUNCTION = auto()
    """UNNEST, FLATTEN, LATERAL, VALUES, a table function, an array column."""


class Relation(NamedTuple):
    """One entry of a FROM clause.

    ``name`` is the alias or the name, in lower case; ``query`` the query behind a
    CTE or derived table; ``join`` the join that brings it in, if one does;
    ``stored`` what the schema knows about a table.
    """

    name: str
    node: exp.Expr
    kind: RelationKind
    join: exp.Join | None = None
    query: exp.Expr | None = None
    stored: Table | None = None

    @property
    def label(self) -> str:
        """The name as the query's author wrote it."""
        return self.node.alias_or_name or "the subquery"

    @property
    def table_name(self) -> str:
        """The full name of the stored table, in lower case."""
        parts = (self.node.text("catalog"), self.node.text("db"), self.node.name)
        return ".".join(part for part in parts if part).lower()


def is_catalogue(relation: Relation) -> bool:
    """Tell a table in which an engine describes itself (``information_schema``)."""
    if relation.kind is not RelationKind.TABLE:
        return False
    *schemas, table = relation.table_name.split(".")
    return table.startswith("pg_") or not _CATALOGUES.isdisjoint(schemas)


FindCte = Callable[[str], exp.CTE | None]


def relations_of(
    root: exp.Expr,
    find_cte: FindCte,
    outer_names: Callable[[], Iterable[str]],
    schema: Schema | None = None,
) -> Iterator[Relation]:
    """Yield what the query or DML statement ``root`` reads, in the order it is written."""
    seen: set[str] = set()
    for node, join in _entries(root):
        relation = _relation(node, join, find_cte, lambda: {*seen, *outer_names()})
        if schema is not None and relation.kind is RelationKind.TABLE:
            relation = relation._replace(stored=schema.find(parts_of(node)))
        seen.add(relation.name)
        yield relation


def parts_of(table: exp.Expr) -> tuple[str, ...]:
    """Return the name of a table as its parts, without those that are not written."""
    parts = (table.text("catalog"), table.text("db"), table.name)
    return tuple(part for part in parts if part)


def _entries(root: exp.Expr) -> Iterator[tuple[exp.Expr, exp.Join | None]]:
    pending: list[tuple[exp.Expr, exp.Join | None]] = []
    if isinstance(root, (exp.Update, exp.Delete, exp.Merge)):
        pending += [(node, None) for node in _targets(root)]
    from_ = root.args.get("from_")
    if isinstance(from_, exp.From) and isinstance(from_.this, exp.Expr):
        pending.append((from_.this, None))
    pending += _joined(root)
    pending += [(lateral, None) for lateral in root.args.get("laterals") or ()]
    pending.reverse()
    while pending:
        node, join = pending.pop()
        if isinstance(node, exp.Final):
            node = node.this
        pending += reversed(_joined(node))
        brackets = isinstance(node, exp.Subquery) and isinstance(
            node.this, (exp.Table, exp.Subquery)
        )
        if brackets and not node.alias:
            pending.append((node.this, join))
            continue
        yield node, join


def _targets(root: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(root.this, exp.Expr):
        yield root.this
    using = root.args.get("using")
    for node in using if isinstance(using, list) else [using]:
        if isinstance(node, exp.Expr):
            yield node


def _joined(node: exp.Expr) -> list[tuple[exp.Expr, exp.Join | None]]:
    joins = node.args.get("joins") or ()
    return [(join.this, join) for join in joins if isinstance(join.this, exp.Expr)]


def _relation(
    node: exp.Expr,
    join: exp.Join | None,
    find_cte: FindCte,
    names: Callable[[], set[str]],
) -> Relation:
    name = node.alias_or_name.lower()
    if isinstance(node, exp.Subquery):
        inner = node.unnest()
        kind = RelationKind.FUNCTION if isinstance(inner, exp.Values) else RelationKind.DERIVED
        return Relation(name, node, kind, join, inner)
    if not isinstance(node, exp.Table):
        return Relation(name, node, RelationKind.FUNCTION, join)
    if not isinstance(node.this, exp.Identifier):
        return Relation(name, node, RelationKind.FUNCTION, join)
    first = (node.text("catalog") or node.text("db")).lower()
    if not first:
        cte = find_cte(node.name.lower())
        if cte is not None:
            return Relation(name, node, RelationKind.CTE, join, _unwrapped(cte.this))
    elif first in names():
        return Relation(name, node, RelationKind.FUNCTION, join)
    return Relation(name, node, RelationKind.TABLE, join)


def _unwrapped(query: exp.Expr) -> exp.Expr:
    return query.unnest() if isinstance(query, exp.Subquery) else query
