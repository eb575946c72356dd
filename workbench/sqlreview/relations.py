"""What a FROM clause reads: stored tables, CTEs, derived tables, or the rows of a function."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
_Entry = tuple[exp.Expr, exp.Join | None]


def relations_of(
    root: exp.Expr,
    find_cte: FindCte,
    outer_names: Callable[[], Iterable[str]],
    schema: Schema | None = None,
) -> list[Relation]:
    """Return what the query or DML statement ``root`` reads, in the order it is written."""
    found: list[Relation] = []
    for node, join in _entries(root):
        relation = _relation(node, join, find_cte, found, outer_names)
        if schema is not None and relation.kind is RelationKind.TABLE:
            relation = relation._replace(stored=schema.find(parts_of(node)))
        found.append(relation)
    if schema is not None and root.__class__ is exp.Update and len(found) > 1:
        found[0] = found[0]._replace(stored=found[0].stored or _by_alias(found))
    return found


def _by_alias(found: list[Relation]) -> Table | None:
    """Return the table whose alias in FROM an UPDATE names as its target, as in T-SQL."""
    target = found[0]
    given = target.node.args.get
    if given("db") is not None or given("alias") is not None or given("catalog") is not None:
        return None
    return next((other.stored for other in found[1:] if other.name == target.name), None)


def parts_of(table: exp.Expr) -> tuple[str, ...]:
    """Return the name of a table as its parts, without those that are not written."""
    parts = (table.text("catalog"), table.text("db"), table.name)
    return tuple(part for part in parts if part)


def _entries(root: exp.Expr) -> list[_Entry]:
    """Return what a FROM clause lists, with the join that brings it in."""
    args = root.args
    given = args.get
    pending: list[_Entry] = []
    if root.__class__ in _WRITES:
        pending += [(node, None) for node in _targets(root)]
    from_ = given("from_")
    if from_.__class__ is exp.From and isinstance(from_.this, exp.Expr):
        pending.append((from_.this, None))
    if given("joins"):
        pending += _joined(root)
    if given("laterals"):
        pending += [(lateral, None) for lateral in args["laterals"]]
    pending.reverse()
    entries: list[_Entry] = []
    while pending:
        entry = pending.pop()
        node, join = entry
        if node.__class__ is exp.Final:
            node = node.this
            entry = node, join
        if node.args.get("joins"):
            pending += reversed(_joined(node))
        brackets = node.__class__ is exp.Subquery and node.this.__class__ in _IN_BRACKETS
        if brackets and not node.alias:
            pending.append((node.this, join))
            continue
        entries.append(entry)
    return entries


_WRITES = frozenset({exp.Update, exp.Delete, exp.Merge})
_IN_BRACKETS = frozenset({exp.Table, exp.Subquery})


def _targets(root: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(root.this, exp.Expr):
        yield root.this
    using = root.args.get("using")
    for node in using if isinstance(using, list) else [using]:
        if isinstance(node, exp.Expr):
            yield node


def _joined(node: exp.Expr) -> list[_Entry]:
    joins = node.args.get("joins") or ()
    return [(join.this, join) for join in joins if isinstance(join.this, exp.Expr)]


def _relation(
    node: exp.Expr,
    join: exp.Join | None,
    find_cte: FindCte,
    before: Sequence[Relation],
    outer_names: Callable[[], Iterable[str]],
) -> Relation:
    kind = node.__class__
    if kind is exp.Table and node.this.__class__ is exp.Identifier:
        return _named(node, join, find_cte, before, outer_names)
    name = node.alias_or_name.lower()
    if kind is not exp.Subquery:
        return Relation(name, node, RelationKind.FUNCTION, join)
    inner = node.unnest()
    has_rows = isinstance(inner, exp.Values)
    return Relation(
        name, node, RelationKind.FUNCTION if has_rows else RelationKind.DERIVED, join, inner
    )


def _named(
    node: exp.Expr,
    join: exp.Join | None,
    find_cte: FindCte,
    before: Sequence[Relation],
    outer_names: Callable[[], Iterable[str]],
) -> Relation:
    """Return what a name stands for: a stored table, a CTE, an array of a relation."""
    given = node.args.get
    own_name: str = node.this.name.lower()
    name = own_name if given("alias") is None else node.alias.lower() or own_name
    is_bare = given("db") is None and given("catalog") is None
    first = "" if is_bare else (node.text("catalog") or node.text("db")).lower()
    if not first:
        cte = find_cte(own_name)
        if cte is not None:
            return Relation(name, node, RelationKind.CTE, join, _unwrapped(cte.this))
    elif any(relation.name == first for relation in before) or first in outer_names():
        return Relation(name, node, RelationKind.FUNCTION, join)
    return Relation(name, node, RelationKind.TABLE, join)


def _unwrapped(query: exp.Expr) -> exp.Expr:
    return query.unnest() if isinstance(query, exp.Subquery) else query
