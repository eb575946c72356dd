"""Which relations of a query its conditions connect."""

from collections.abc import Iterable
from functools import lru_cache

from sqlglot import exp

from workbench.sqlreview.queries import condition_of, conjuncts, returns_one_row
from workbench.sqlreview.references import columns_in
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.scopes import Scope, path

_OUTSIDE = " outside"


class _Graph:
    """Groups of names that are connected (union-find).

    ``gaps`` is how many connections are missing until all names that it was made with are
    one group.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._leader = {name: name for name in names}
        self._counted = set(self._leader)
        self.gaps = len(self._leader) - 1

    def leader(self, name: str) -> str:
        leader = self._leader
        above = leader.setdefault(name, name)
        while above != name:
            # Each name on the way is hung higher, so that chains of many joins stay short.
            leader[name] = above = leader[above]
            name, above = above, leader[above]
        return name

    def connect(self, names: set[str]) -> None:
        first, *others = names
        for other in others:
            self.connect_two(first, other)

    def connect_two(self, left: str, right: str) -> None:
        one, other = self.leader(left), self.leader(right)
        if one == other:
            return
        self._leader[other] = one
        # A group counts as long as one of the first names is in it: its leader then.
        if one in self._counted and other in self._counted:
            self.gaps -= 1
        elif other in self._counted:
            self._counted.add(one)


@lru_cache(maxsize=16)
def disconnected(scope: Scope) -> tuple[Relation, ...]:
    """Return the first relation of each group that nothing ties to the first group.

    Rows of functions and of single-row queries multiply nothing and are left
    out. A condition on columns without qualifier might connect any two groups,
    so each pair of columns that it equates excuses one.
    Several rules ask in turn about one scope, so the last answers are kept.
    """
    function = RelationKind.FUNCTION
    relations = [one for one in scope.relations if one.kind is not function]
    if len(relations) < 2:
        return ()
    loose = _loose(relations, scope)
    # Mostly there are none, and nobody has to look which queries return a single row.
    if not loose or all(relation.query is None for relation in relations):
        return loose
    return _loose([one for one in relations if not returns_one_row(one.query)], scope)


def _loose(relations: list[Relation], scope: Scope) -> tuple[Relation, ...]:
    """Return the first of each group of ``relations`` that is not tied to the first group."""
    if len(relations) < 2:
        return ()
    graph = _Graph([relation.name for relation in relations])
    excuses = _connect(scope, graph)
    if graph.gaps <= excuses:
        return ()
    seen = {graph.leader(relations[0].name)}
    loose: list[Relation] = []
    for relation in relations[1:]:
        leader = graph.leader(relation.name)
        if leader not in seen:
            seen.add(leader)
            loose.append(relation)
    return tuple(loose[: max(0, len(loose) - excuses)])


def _connect(scope: Scope, graph: _Graph) -> int:
    """Connect what the conditions mention, up to where no gap is left without an excuse.

    Return how many pairs excuse. Comparisons of two columns, which mostly connect all,
    come first: nothing has to be searched for in them.
    """
    excuses = 0
    others: list[exp.Expr] = []
    for condition in _conditions(scope, graph):
        for test in conjuncts(condition):
            if graph.gaps <= excuses:
                return excuses
            if test.__class__ not in _COMPARISONS:
                others.append(test)
                continue
            args = test.args
            one, compared = args["this"], args.get("expression")
            if one.__class__ is not exp.Column:
                others.append(test)
            elif compared.__class__ is exp.Column:
                excuses += _connect_pair(one, compared, scope, graph)
            elif compared.__class__ is not exp.Literal:
                others.append(test)
    for test in others:
        if graph.gaps <= excuses:
            break
        excuses += _connect_by(test, scope, graph)
    return excuses


def _conditions(scope: Scope, graph: _Graph) -> list[exp.Expr]:
    """Return what stands in ON and WHERE; connect what is joined by the names of columns."""
    conditions: list[exp.Expr] = []
    relations = scope.relations
    for relation in relations:
        if relation.join is None:
            continue
        args = relation.join.args
        if args.get("using") or args.get("method"):
            graph.connect({relations[0].name, relation.name})
        on = args.get("on")
        if on is not None:
            conditions.append(on)
    where = condition_of(scope.root.args.get("where"))
    return conditions if where is None else [*conditions, where]


def _connect_by(test: exp.Expr, scope: Scope, graph: _Graph) -> int:
    """Connect what one condition mentions; return how many more pairs it may connect."""
    columns = columns_in(test)
    if len(columns) < 2:
        return 0
    known: set[str] = set()
    unplaced: list[exp.Expr] = []
    for column in columns:
        if column.args.get("table") is None:
            unplaced.append(column)
            continue
        source = _source_of(column, scope)
        if source:
            known.add(source)
    if known and unplaced:
        # Who qualifies here means the inner query's own column by a bare name in there.
        unplaced = [column for column in unplaced if not _is_of_query_in(column, test)]
    unknown = len(unplaced)
    if len(known) > 1:
        graph.connect(known)
    if not unknown or len(known) + unknown < 2:
        return 0
    return max(1, len({_names(equality) for equality in test.find_all(exp.EQ)} - {frozenset()}))


def _is_of_query_in(column: exp.Expr, test: exp.Expr) -> bool:
    """Tell whether a column stands in a query inside ``test`` that reads from something."""
    node: exp.Expr | None = column
    while node is not None and node is not test:
        node = node.parent
        if node.__class__ is exp.Select and node.args.get("from_") is not None:
            return True
    return False


def _connect_pair(one: exp.Expr, other: exp.Expr, scope: Scope, graph: _Graph) -> int:
    """Connect the relations of two compared columns; return 1 if one has none that is known."""
    left = _source_of(one, scope)
    right = _source_of(other, scope) if left else ""
    if not right:
        return 1
    if left != right:
        graph.connect_two(left, right)
    return 0


_COMPARISONS = frozenset({exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like})


def _names(equality: exp.EQ) -> frozenset[str]:
    """Return the names of the two columns that are compared, or nothing if one side is none."""
    sides = (equality.this, equality.expression)
    if not all(isinstance(side, exp.Column) for side in sides):
        return frozenset()
    return frozenset(side.name.lower() for side in sides)


def _source_of(column: exp.Expr, scope: Scope) -> str:
    """Return the name of the relation a column is qualified with, or nothing."""
    given = column.args.get
    table = given("table")
    if table is None:
        return ""
    by_name = scope.by_name
    name: str = table.name.lower()
    if given("db") is not None:
        name = next((part for part in path(column) if part in by_name), name)
    if name in by_name:
        return name
    return _OUTSIDE if scope.outer_relation_of(column) else ""


def is_always_true(condition: exp.Expr) -> bool:
    """Tell whether a join condition is a constant: TRUE, 1 = 1."""
    return condition.find(exp.Column) is None and condition.find(exp.Query) is None
