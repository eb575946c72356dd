"""Which relations and columns the expressions of a query refer to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sqlglot import exp

from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.scopes import Reference, Scope, path
from workbench.sqlreview.stand_in_names import is_stand_in

__all__ = [
    "Reads",
    "columns_about",
    "columns_in",
    "family",
    "joined_by",
    "path",
    "path_of_table",
    "reads_of",
    "references_about",
]


_WITHOUT_COLUMNS = frozenset(
    {exp.Identifier, exp.Literal, exp.Null, exp.Boolean, type(None), bool, str, int}
)


def columns_in(node: exp.Expr) -> list[exp.Expr]:
    """Return the columns under ``node``, those of queries inside too, in no set order.

    It is several times quicker than to have the parser's classes search for them.
    """
    found: list[exp.Expr] = []
    pending = [node]
    while pending:
        part = pending.pop()
        if part.__class__ is exp.Column:
            found.append(part)
            if part.this.__class__ is exp.Identifier:
                continue
        for value in part.args.values():
            kind = value.__class__
            if kind in _WITHOUT_COLUMNS:
                continue
            if kind is list:
                pending += [
                    item
                    for item in value
                    if item.__class__ not in _WITHOUT_COLUMNS and isinstance(item, exp.Expr)
                ]
            elif isinstance(value, exp.Expr):
                pending.append(value)
    return found


def family(scope: Scope) -> Iterator[Scope]:
    """Yield ``scope`` and every scope inside it."""
    pending = [scope]
    while pending:
        current = pending.pop()
        yield current
        pending += current.children


def joined_by(join: exp.Join, scope: Scope) -> Relation | None:
    """Return the relation that ``join`` brings into ``scope``, if it is a single one."""
    return next((relation for relation in scope.relations if relation.join is join), None)


def columns_about(scope: Scope) -> Iterator[exp.Expr]:
    """Yield the column references that may belong to the relations of ``scope``.

    A query inside may refer to them too; a derived table only by their names
    (LATERAL, or an engine that does not ask for the word), a CTE of this scope never.
    """
    return (column for column, _, _ in references_about(scope))


def references_about(scope: Scope) -> Iterator[Reference]:
    """Yield what `columns_about` yields, with the names taken apart."""
    yield from scope.references
    if scope.children:
        yield from _references_inside(scope)


def _references_inside(scope: Scope) -> Iterator[Reference]:
    """Yield the references of the queries inside that may be about relations of ``scope``."""
    for child in scope.children:
        holder = child.root.parent
        if isinstance(holder, exp.CTE):
            continue
        is_derived = isinstance(holder, exp.Subquery) and isinstance(
            holder.parent, (exp.From, exp.Join)
        )
        outward = _outward(child)
        yield from (one for one in outward if one[1]) if is_derived else outward


def _outward(scope: Scope) -> Sequence[Reference]:
    """Return the references in a query, and inside it, that name none of its own relations.

    They are worked out from the inside, for a query may lie in hundreds of others.
    """
    if scope.outward is None:
        unknown = [one for one in family(scope) if one.outward is None]
        for inner in reversed(unknown):
            own = inner.by_name
            free = {path for path in inner.paths if not (path and path[-1] in own)}
            found = [one for one in inner.references if one[1] in free] if free else []
            if inner.children:
                inside = _references_inside(inner)
                found += [one for one in inside if not (one[1] and one[1][-1] in own)]
            inner.outward = found
    return scope.outward or ()


@dataclass(slots=True)
class Reads:
    """What the expressions of a scope, and of the queries inside it, refer to."""

    by_relation: dict[str, set[str]]
    """The columns read with a qualifier, by the relation's name."""
    unqualified: set[str] = field(default_factory=set)
    """Names that may belong to any relation; or be a relation, read as a whole."""
    everything: bool = False
    """Whether a star (or NATURAL, or a pattern of names) takes all columns of all relations."""

    def takes_all_of(self, relation: Relation) -> bool:
        """Tell whether a star, the row as a whole or a pivot reads all columns of a relation."""
        if self.everything or relation.node.args.get("pivots"):
            return True
        if relation.name and relation.name in self.unqualified:
            return True
        return "*" in self.by_relation.get(relation.name, ())

    def of(self, relation: Relation) -> set[str]:
        """Return the names that are, or may be, columns of a relation."""
        return self.by_relation.get(relation.name, set()) | self.unqualified


@lru_cache(maxsize=16)
def reads_of(scope: Scope) -> Reads:
    """Return which columns of its relations ``scope``, and the queries inside it, name.

    Several rules ask in turn about the same few scopes, so the last answers are kept.
    """
    reads = Reads({name: set() for name in scope.by_name}, set(scope.unqualified))
    reads.everything = exp.Columns in scope.nodes or any(
        not isinstance(star.parent, (exp.Column, exp.Count))
        for star in scope.nodes.get(exp.Star, ())
    )
    for reference in scope.references:
        if reference[1]:
            _note(reference, reads)
    for reference in _references_inside(scope):
        _note(reference, reads)
    for relation in scope.relations:
        if relation.kind is RelationKind.FUNCTION and isinstance(relation.node, exp.Table):
            _note_path(path_of_table(relation.node), reads)
        if relation.join is not None:
            reads.everything |= relation.join.args.get("method") == "NATURAL"
            names = {named.name.lower() for named in relation.join.args.get("using") or ()}
            reads.unqualified |= names
    _note_stand_ins(scope, reads)
    return reads


def _note_stand_ins(scope: Scope, reads: Reads) -> None:
    """Note that what a template puts in may read any column; compared with one it is a value."""
    if any(name.startswith("_j") for name in reads.unqualified):
        reads.everything |= any(
            is_stand_in(name) and column.parent.__class__ not in _COMPARISONS
            for column, _, name in references_about(scope)
        )
    for names in reads.by_relation.values():
        if any(name.startswith("_j") and is_stand_in(name) for name in names):
            names.add("*")


_COMPARISONS = frozenset(
    {exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.In, exp.Like, exp.ILike}
)


def path_of_table(table: exp.Expr) -> tuple[str, ...]:
    """Return the parts of a relation's name, in lower case."""
    parts = (table.text("catalog"), table.text("db"), table.name)
    return tuple(part.lower() for part in parts if part)


def _note(reference: Reference, reads: Reads) -> None:
    _, qualifiers, name = reference
    if not qualifiers:
        reads.unqualified.add(name)
    elif len(qualifiers) == 1 and qualifiers[0] in reads.by_relation:
        reads.by_relation[qualifiers[0]].add(name)
    else:
        _note_path((*qualifiers, name), reads)


def _note_path(parts: tuple[str, ...], reads: Reads) -> None:
    """Note a path such as ``t.payload.id``, whose parts may be a relation, columns or fields."""
    for part in parts:
        if part in reads.by_relation:
            reads.by_relation[part].update(parts)
        else:
            reads.unqualified.add(part)
