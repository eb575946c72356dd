"""The scopes of a statement: which query reads which relations, found in one walk.

A scope is one SELECT (or the statement around it). The walk visits every node of
the statement once and sorts it by type into the scope it belongs to; relations
are worked out when a rule first asks for them.
"""

from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from typing import NamedTuple

from sqlglot import exp

from workbench.sqlreview.output_columns import output_names
from workbench.sqlreview.relations import Relation, RelationKind, relations_of
from workbench.sqlreview.schema.model import Schema
from workbench.sqlreview.select_list import is_windowed

Nodes = dict[type[exp.Expr], list[exp.Expr]]


class CteNames(NamedTuple):
    """The common table expressions that a scope can see, innermost first."""

    names: dict[str, tuple[int, exp.CTE]]
    limit: int
    outer: "CteNames | None"

    def find(self, name: str) -> exp.CTE | None:
        """Return the CTE that ``name`` (lower case) means here, if it means one."""
        level: CteNames | None = self
        while level is not None:
            entry = level.names.get(name)
            if entry is not None and entry[0] < level.limit:
                return entry[1]
            level = level.outer
        return None


Reference = tuple[exp.Expr, tuple[str, ...], str]
"""A column, with what stands before its name (``a.b.c``: a, b) and its name, in lower case.

There are so many that a class of their own, which takes longer to build, would be felt.
"""


def path(column: exp.Expr) -> tuple[str, ...]:
    """Return what stands before a column's name, in lower case: ``a.b.c`` gives a, b."""
    args = column.args
    table = args.get("table")
    if table is None:
        return ()
    if args.get("db") is None:
        return (table.name.lower(),)
    parts = (column.text(part).lower() for part in ("catalog", "db", "table"))
    return tuple(part for part in parts if part)


class Scope:
    """One SELECT, or the statement around it, with the nodes that are directly its own."""

    def __init__(self, root: exp.Expr, parent: "Scope | None", ctes: CteNames | None) -> None:
        self.root = root
        self.parent = parent
        self.ctes = ctes
        self.schema: Schema | None = parent.schema if parent is not None else None
        self.depth: int = parent.depth + 1 if parent is not None else 0
        self.nodes: Nodes = {}
        self.children: list[Scope] = []
        self.outward: Sequence[Reference] | None = None
        """References that name none of its relations (see `references`), once asked for."""

    def all(self, *types: type[exp.Expr]) -> Iterator[exp.Expr]:
        """Yield the nodes of exactly these types that belong to this scope."""
        for node_type in types:
            yield from self.nodes.get(node_type, ())

    def release(self) -> None:
        """Take the nodes apart and forget them, when nothing will be asked any more.

        Nodes know their parents, so without that only the cyclic garbage collector
        would free them, which costs as much as parsing.
        """
        with_ = self.root.args.get("with_")
        if isinstance(with_, exp.With):
            _take_apart(with_)
        for nodes in self.nodes.values():
            for node in nodes:
                node.args.clear()
        vars(self).clear()

    @property
    def columns(self) -> Sequence[exp.Expr]:
        """The column references of this scope, without those of queries inside it."""
        return self.nodes.get(exp.Column, ())

    @cached_property
    def holds_dates(self) -> bool:
        """Whether a literal of this scope looks like a date (``2024-…``, ``'20240131'``)."""
        for literal in self.nodes.get(exp.Literal, ()):
            text: str = literal.args["this"]
            if text[4:5] == "-" and text[:4].isdigit():
                return True
            if len(text) == _COMPACT_DATE and literal.args["is_string"] and text.isdigit():
                return True
        return False

    @cached_property
    def aggregates(self) -> Sequence[exp.AggFunc]:
        """The aggregate calls of this scope, without those used as window functions."""
        return [
            node
            for node_type, nodes in self.nodes.items()
            if issubclass(node_type, exp.AggFunc)
            for node in nodes
            if isinstance(node, exp.AggFunc) and not is_windowed(node)
        ]

    @cached_property
    def references(self) -> Sequence[Reference]:
        """The columns of this scope with their qualifiers and names, in the same order."""
        found: list[Reference] = []
        paths: dict[str, tuple[str, ...]] = {}
        for column in self.columns:
            args = column.args
            table = args.get("table")
            if table is None:
                qualifiers: tuple[str, ...] = ()
            elif args.get("db") is not None:
                qualifiers = path(column)
            else:
                name = table.name
                if name not in paths:
                    paths[name] = (name.lower(),)
                qualifiers = paths[name]
            found.append((column, qualifiers, column.name.lower()))
        return found

    @cached_property
    def paths(self) -> Set[tuple[str, ...]]:
        """What stands before the names of the columns of this scope, each way once."""
        return {qualifiers for _, qualifiers, _ in self.references}

    @cached_property
    def unqualified(self) -> Set[str]:
        """The names of the columns of this scope that do not say whose they are, in lower case."""
        if () not in self.paths:
            return frozenset()
        return {name for _, qualifiers, name in self.references if not qualifiers}

    @cached_property
    def outer_joins(self) -> Sequence[exp.Expr]:
        """The joins of this scope that say LEFT, RIGHT or FULL."""
        return [join for join in self.nodes.get(exp.Join, ()) if join.args.get("side")]

    @cached_property
    def is_correlated(self) -> bool:
        """Whether a column refers to a relation of a scope around this one."""
        return any(
            qualifiers and self._outer_relation(qualifiers[-1]) is not None
            for qualifiers in self.paths
        )

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        """What this scope reads: FROM, joins, laterals; the target of an UPDATE too."""
        return tuple(relations_of(self.root, self._find_cte, self._visible_names, self.schema))

    @cached_property
    def by_name(self) -> dict[str, Relation]:
        """The relations by the name under which columns refer to them (lower case)."""
        return {relation.name: relation for relation in reversed(self.relations)}

    def _find_cte(self, name: str) -> exp.CTE | None:
        return self.ctes.find(name) if self.ctes else None

    def _visible_names(self) -> Iterator[str]:
        """Yield the names of relations around this scope (for paths such as ``t.items``)."""
        scope = self.parent
        while scope is not None:
            yield from scope.by_name
            scope = scope.parent

    def relation_of(self, column: exp.Expr) -> Relation | None:
        """Return the relation of this scope that ``column`` belongs to, if that is certain."""
        qualifier = column.text("table").lower()
        if qualifier:
            return self.by_name.get(qualifier)
        if len(self.relations) == 1:
            return self.relations[0]
        return self._only_owner(column.name.lower()) if self.schema is not None else None

    def _only_owner(self, name: str) -> Relation | None:
        """Return the one relation that has a column, if the columns of all are known."""
        owners = []
        for relation in self.relations:
            names = known_columns(relation)
            if names is None:
                return None
            if name in names:
                owners.append(relation)
        return owners[0] if len(owners) == 1 else None

    def outer_relation_of(self, column: exp.Expr) -> Relation | None:
        """Return the relation of a surrounding scope that a qualified ``column`` refers to."""
        return self._outer_relation(column.text("table").lower())

    def _outer_relation(self, qualifier: str) -> Relation | None:
        if not qualifier or qualifier in self.by_name:
            return None
        scope = self.parent
        while scope is not None:
            if qualifier in scope.by_name:
                return scope.by_name[qualifier]
            scope = scope.parent
        return None

    def reads_base_table(self, column: exp.Expr) -> bool:
        """Tell whether ``column`` certainly comes from a stored table, not from a query."""
        relation = self.relation_of(column)
        if relation is not None:
            return relation.kind is RelationKind.TABLE
        if column.text("table"):
            return False
        return bool(self.relations) and all(
            relation.kind is RelationKind.TABLE for relation in self.relations
        )


def known_columns(relation: Relation) -> Set[str] | None:
    """Return the names of a relation's columns (lower case), if all of them are known."""
    if relation.kind is not RelationKind.TABLE:
        return output_names(relation) if relation.query is not None else None
    stored = relation.stored
    return None if stored is None or stored.columns is None else stored.columns.keys()


def read_scopes(statement: exp.Expr, schema: Schema | None = None) -> list[Scope]:
    """Walk ``statement`` once and return its scopes, outer ones before inner ones."""
    scopes = [Scope(statement, None, None)]
    scopes[0].schema = schema
    for scope in scopes:
        scopes.extend(_fill(scope))
    return scopes


_COMPACT_DATE = len("20240131")
_Column, _Expr, _Identifier, _Literal = exp.Column, exp.Expr, exp.Identifier, exp.Literal
_Sequence = exp.NextValueFor
_SKIPPED = frozenset({exp.Identifier, type(None), bool, str, int})
"""What is no node of its own: names belong to the node that holds them."""
_MAY_HOLD_WITH = frozenset(
    {exp.Create, exp.Delete, exp.Except, exp.Insert, exp.Intersect, exp.Merge}
    | {exp.MultitableInserts, exp.Subquery, exp.Union, exp.Update}
)
_MAY_START = _MAY_HOLD_WITH | {exp.Select}


def _fill(scope: Scope) -> list[Scope]:
    """Sort the nodes of one scope by type; return the scopes found directly inside it.

    It meets every node of the statement, so each test here counts.
    """
    root = scope.root
    nodes: Nodes = scope.nodes
    inner: list[Scope] = []
    with_ = root.args.get("with_")
    if isinstance(with_, exp.With):
        nodes[exp.With] = [with_]
        inner += _cte_scopes(scope, with_)
    pending: list[exp.Expr] = [root]
    next_node, put = pending.pop, pending.append
    while pending:
        node = next_node()
        node_type = node.__class__
        if node_type in _MAY_START and node is not root and _starts_scope(node):
            inner.append(Scope(node, scope, scope.ctes))
            continue
        same = nodes.get(node_type)
        if same is None:
            nodes[node_type] = [node]
        else:
            same.append(node)
        if node_type is _Literal:
            continue
        args = node.args
        if node_type is _Column and args["this"].__class__ is _Identifier:
            continue
        for value in args.values():
            kind = value.__class__
            if kind in _SKIPPED:
                continue
            if kind is list:
                pending += [item for item in value if isinstance(item, _Expr)]
            elif isinstance(value, _Expr) and value is not with_:
                put(value)
    if _Sequence in nodes:
        _without_sequences(nodes)
    scope.children = inner
    return inner


def _without_sequences(nodes: Nodes) -> None:
    """Leave out what looks like a column in ``NEXT VALUE FOR dbo.s``."""
    names = {id(node.this) for node in nodes[_Sequence]}
    columns = [node for node in nodes.pop(_Column, ()) if id(node) not in names]
    if columns:
        nodes[_Column] = columns


def _starts_scope(node: exp.Expr) -> bool:
    return node.__class__ is exp.Select or bool(node.args.get("with_"))


def _take_apart(with_: exp.With) -> None:
    """Take apart what of a WITH belongs to no scope: names and the lists of their columns."""
    for cte in with_.expressions:
        if not isinstance(cte, _Expr):
            continue
        alias = cte.args.get("alias")
        if isinstance(alias, exp.Expr):
            alias.args.clear()
        cte.args.clear()
    with_.args.clear()


def _cte_scopes(scope: Scope, with_: exp.With) -> list[Scope]:
    """Make the names of a WITH visible in ``scope`` and return the scopes of their queries."""
    outer = scope.ctes
    ctes = [cte for cte in with_.expressions if isinstance(cte, exp.CTE)]
    names: dict[str, tuple[int, exp.CTE]] = {}
    for index, cte in enumerate(ctes):
        names.setdefault(cte.alias.lower(), (index, cte))
    scope.ctes = CteNames(names, len(ctes), outer)
    recursive = 1 if with_.args.get("recursive") else 0
    return [
        Scope(cte.this, scope, CteNames(names, index + recursive, outer))
        for index, cte in enumerate(ctes)
        if isinstance(cte.this, exp.Expr)
    ]
