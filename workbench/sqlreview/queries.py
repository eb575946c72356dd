"""Questions about a query that several rules ask: its shape, not its content."""

from collections.abc import Iterator, Sequence

from sqlglot import exp

from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.scopes import Scope

_COMPARISONS = (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In, exp.Like, exp.ILike)


def conjuncts(condition: exp.Expr | None) -> Iterator[exp.Expr]:
    """Yield the parts of ``condition`` that must all hold."""
    return iter(_operands(condition, _CONJUNCTION))


def alternatives(condition: exp.Expr | None) -> Iterator[exp.Expr]:
    """Yield the parts of ``condition`` of which one is enough."""
    return iter(_operands(condition, _DISJUNCTION))


def tests(condition: exp.Expr | None) -> Iterator[exp.Expr]:
    """Yield the tests that AND and OR join in ``condition``; not those under NOT."""
    return iter(_operands(condition, _BOTH))


_CONJUNCTION = frozenset({exp.And})
_DISJUNCTION = frozenset({exp.Or})
_BOTH = _CONJUNCTION | _DISJUNCTION
_Operators = frozenset[type[exp.Expr]]
_KEPT = 64
_known: dict[tuple[int, _Operators], tuple[exp.Expr, list[exp.Expr]]] = {}
"""The last conditions that were taken apart: many rules ask for the parts of one."""


def _operands(condition: exp.Expr | None, joined_by: _Operators) -> Sequence[exp.Expr]:
    if not isinstance(condition, exp.Expr):
        return ()
    if condition.__class__ not in joined_by and condition.__class__ is not exp.Paren:
        return (condition,)
    key = (id(condition), joined_by)
    entry = _known.get(key)
    if entry is not None and entry[0] is condition:
        return entry[1]
    parts = _taken_apart(condition, joined_by)
    if len(_known) >= _KEPT:
        _known.clear()
    _known[key] = (condition, parts)
    return parts


def _taken_apart(condition: exp.Expr, joined_by: _Operators) -> list[exp.Expr]:
    parts: list[exp.Expr] = []
    pending: list[exp.Expr | None] = [condition]
    while pending:
        node = pending.pop()
        while node is not None and node.__class__ in joined_by:
            args = node.args
            pending.append(args.get("expression"))
            node = args.get("this")
        if isinstance(node, exp.Paren):
            pending.append(node.args.get("this"))
        elif isinstance(node, exp.Expr):
            parts.append(node)
    return parts


def chain_top(connector: exp.Expr) -> exp.Expr:
    """Return the outermost AND or OR of the chain that ``connector`` is in, without brackets.

    Any other node is returned as it is. The tops of long chains are kept, so that a chain
    of many tests is climbed once.
    """
    passed: list[exp.Expr] = []
    top: exp.Expr = connector
    if top.__class__ not in _BOTH:
        return top
    while top.parent.__class__ in _BOTH:
        entry = _tops.get(id(top))
        if entry is not None and entry[0] is top:
            top = entry[1]
            break
        passed.append(top)
        assert top.parent is not None
        top = top.parent
    if len(passed) > _LONG_CHAIN:
        _tops.clear()
        _tops.update((id(node), (node, top)) for node in passed)
    return top


_LONG_CHAIN = 30
_tops: dict[int, tuple[exp.Expr, exp.Expr]] = {}


def condition_of(clause: exp.Expr | None) -> exp.Expr | None:
    """Return what is inside a WHERE (or HAVING), if there is one."""
    if clause is None or not isinstance(clause.this, exp.Expr):
        return None
    return clause.this


def fills_variables(query: exp.Expr) -> bool:
    """Tell ``SELECT … INTO`` variables of a routine, which a placeholder stands for."""
    into = query.args.get("into")
    target = into.this if into is not None else None
    return isinstance(target, exp.Table) and isinstance(target.this, exp.Placeholder)


def limits_rows(query: exp.Expr) -> bool:
    """Tell whether a LIMIT, TOP, FETCH, OFFSET, QUALIFY or sample cuts the result."""
    given = query.args.get
    return (
        given("limit") is not None
        or given("offset") is not None
        or given("qualify") is not None
        or given("sample") is not None
    )


def aggregates(scope: Scope) -> Iterator[exp.AggFunc]:
    """Yield the aggregate calls of a scope, without those used as window functions."""
    return iter(scope.aggregates)


def is_aggregated(scope: Scope) -> bool:
    """Tell whether a SELECT groups or aggregates its rows."""
    if scope.root.args.get("group") is not None:
        return True
    return bool(scope.aggregates)


def returns_one_row(query: exp.Expr | None) -> bool:
    """Tell whether a query returns at most one row, whatever the data."""
    if isinstance(query, exp.Subquery):
        return returns_one_row(query.unnest()) or _limit_is_one(query)
    if not isinstance(query, exp.Select):
        return False
    if _limit_is_one(query):
        return True
    if query.args.get("from_") is None:
        return True
    if query.args.get("group") is not None or not query.expressions:
        return False
    return any(_aggregates_rows(projection) for projection in query.expressions)


def _limit_is_one(query: exp.Expr) -> bool:
    limit = query.args.get("limit")
    amount = limit and (limit.args.get("expression") or limit.args.get("count"))
    return isinstance(amount, exp.Literal) and amount.name == "1"


_PLAIN = frozenset({exp.Column, exp.Literal, exp.Star})


def _aggregates_rows(projection: exp.Expr) -> bool:
    """Tell whether a projection holds an aggregate of its own query (not of one inside)."""
    value = projection.this if projection.__class__ is exp.Alias else projection
    if value.__class__ in _PLAIN:
        return False
    pending = [projection]
    while pending:
        node = pending.pop()
        if isinstance(node, (exp.Window, exp.Query)):
            continue
        if isinstance(node, exp.AggFunc):
            return True
        pending += node.iter_expressions()
    return False


def group_keys(select: exp.Expr) -> list[exp.Expr] | None:
    """Return the plain GROUP BY keys with positions resolved; None for ROLLUP, ALL and the like."""
    group = select.args.get("group")
    if group is None:
        return None
    for name, value in group.args.items():
        if value and name != "expressions":
            return None
    keys: list[exp.Expr] = []
    for key in group.expressions:
        if isinstance(key, exp.Literal) and not key.is_string:
            position = int(key.name) - 1 if key.name.isdigit() else -1
            if not 0 <= position < len(select.expressions):
                return None
            keys.append(select.expressions[position].unalias())
        else:
            keys.append(key)
    return keys


def is_unique_on(relation: Relation, columns: set[str]) -> bool:
    """Tell whether the query behind a relation has one row per value of ``columns``."""
    query = relation.query
    if query is None or relation.kind not in {RelationKind.CTE, RelationKind.DERIVED}:
        return False
    if returns_one_row(query):
        return True
    if not isinstance(query, exp.Select):
        return False
    if query.args.get("distinct") is not None:
        names = {projection.alias_or_name.lower() for projection in query.expressions}
        return names <= columns
    keys = group_keys(query)
    if keys is None:
        return _keeps_first_row(query)
    return {output_name_of(query, key) for key in keys} <= columns


def output_name_of(select: exp.Expr, key: exp.Expr) -> str:
    """Return the name under which a grouping key leaves the query."""
    for projection in select.expressions:
        if projection.unalias() == key or projection.alias == key.name != "":
            name: str = projection.alias_or_name
            return name.lower()
    return key.name.lower()


def _keeps_first_row(query: exp.Expr) -> bool:
    """Tell whether QUALIFY ROW_NUMBER() … = 1 leaves one row per partition."""
    qualify = query.args.get("qualify")
    return qualify is not None and qualify.find(exp.RowNumber) is not None


def enclosing(node: exp.Expr) -> exp.Expr | None:
    """Return what holds a query, looking through brackets."""
    around = node.parent
    while isinstance(around, (exp.Subquery, exp.Paren)):
        around = around.parent
    return around


def is_result(query: exp.Expr) -> bool:
    """Tell whether a query's rows go to the caller: it is the statement itself."""
    around = query.parent
    while isinstance(around, exp.Subquery):
        around = around.parent
    return around is None


def feeds_membership_test(query: exp.Expr) -> bool:
    """Tell whether a query is only asked whether a value is in it (IN, EXISTS, ANY, ALL)."""
    around = enclosing(query)
    while isinstance(around, exp.SetOperation):
        around = enclosing(around)
    if isinstance(around, exp.In):
        # In a PIVOT it lists the columns that are made, each once and in this order.
        return not isinstance(around.parent, exp.Pivot)
    return isinstance(around, (exp.Exists, exp.Any, exp.All))


_VARYING = (exp.Column, exp.Query, exp.Star)


def is_constant(node: exp.Expr | None) -> bool:
    """Tell whether an expression is the same for every row: no column, no subquery."""
    if node is None or node.__class__ is exp.Column:
        return False
    if node.__class__ is exp.Literal:
        return True
    return not any(isinstance(part, _VARYING) for part in node.walk())


def rejects_null(test: exp.Expr) -> Iterator[exp.Expr]:
    """Yield the columns that cannot be NULL in rows for which ``test`` holds."""
    if isinstance(test, exp.Not):
        inner = test.this
        if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
            yield inner.this
        elif isinstance(inner, (exp.In, exp.Like, exp.ILike, exp.Between)):
            yield inner.this
    elif isinstance(test, (*_COMPARISONS, exp.NEQ)):
        yield test.this
        other = test.args.get("expression")
        if isinstance(other, exp.Expr):
            yield other
