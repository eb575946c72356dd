"""Which relations and columns the expressions of a query refer to."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.scopes import Scope


def family(scope: Scope) -> Iterator[Scope]:
    """Yield ``scope`` and every scope inside it."""
    pending = [scope]
    while pending:
        current = pending.pop()
        yield current
        pending += current.children


def path(column: exp.Expr) -> tuple[str, ...]:
    """Return what stands before a column's name, in lower case: ``a.b.c`` gives a, b."""
    parts = (column.text(part).lower() for part in ("catalog", "db", "table"))
    return tuple(part for part in parts if part)


def takes_everything(scope: Scope, relation: Relation) -> bool:
    """Tell whether a star, the row as a whole or a pivot reads all columns of ``relation``."""
    if relation.node.args.get("pivots") or exp.Columns in scope.nodes:
        return True
    if any(join.args.get("method") == "NATURAL" for join in scope.all(exp.Join)):
        return True
    for inner in family(scope):
        for star in inner.all(exp.Star):
            around = star.parent
            if isinstance(around, exp.Column):
                if around.text("table").lower() == relation.name:
                    return True
            elif inner is scope and not isinstance(around, exp.Count):
                return True
        for column in inner.columns:
            if column.name.lower() == relation.name and not column.text("table"):
                return True
    return False


@dataclass(slots=True)
class Reads:
    """What the columns of a scope refer to."""

    by_relation: dict[str, set[str]] = field(default_factory=dict)
    """The columns read with a qualifier, by the relation's name."""
    unqualified: set[str] = field(default_factory=set)
    """Names that may belong to any relation."""


def reads_of(scope: Scope) -> Reads:
    """Return which columns of its relations ``scope``, and the queries inside it, name."""
    reads = Reads({name: set() for name in scope.by_name})
    for inner in family(scope):
        for column in inner.columns:
            _note(column, inner, scope, reads)
    for relation in scope.relations:
        if relation.kind is RelationKind.FUNCTION and isinstance(relation.node, exp.Table):
            _note_path(path_of_table(relation.node), reads)
        if relation.join is not None:
            names = {named.name.lower() for named in relation.join.args.get("using") or ()}
            reads.unqualified |= names
    return reads


def path_of_table(table: exp.Expr) -> tuple[str, ...]:
    """Return the parts of a relation's name, in lower case."""
    parts = (table.text("catalog"), table.text("db"), table.name)
    return tuple(part.lower() for part in parts if part)


def _note(column: exp.Expr, inner: Scope, scope: Scope, reads: Reads) -> None:
    qualifiers = path(column)
    name = column.name.lower()
    if not qualifiers:
        reads.unqualified.add(name)
        return
    if inner is not scope and qualifiers[-1] in inner.by_name:
        return
    if len(qualifiers) == 1 and qualifiers[0] in reads.by_relation:
        reads.by_relation[qualifiers[0]].add(name)
        return
    _note_path((*qualifiers, name), reads)


def _note_path(parts: tuple[str, ...], reads: Reads) -> None:
    """Note a path such as ``t.payload.id``, whose parts may be a relation, columns or fields."""
    for part in parts:
        if part in reads.by_relation:
            reads.by_relation[part].update(parts)
    reads.unqualified.update(parts)
