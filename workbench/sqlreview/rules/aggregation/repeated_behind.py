"""Aggregates of columns that a CTE or derived table repeats: the join stands further inside."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import condition_of, conjuncts, group_keys, limits_rows
from workbench.sqlreview.references import columns_in
from workbench.sqlreview.relations import Relation
from workbench.sqlreview.rule import Remark
from workbench.sqlreview.rules.aggregation.details import anchor_of, own_columns
from workbench.sqlreview.rules.aggregation.repeated_rows import (
    AddedUp,
    added_up,
    is_joined_after,
    owner_of,
)
from workbench.sqlreview.scopes import Scope, known_columns
from workbench.sqlreview.uniqueness import Side, joined_columns, repeating, unique_among, unique_on

_DEEPEST = 10
_RANGES = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NEQ, exp.Between, exp.Not)
"""Tests that leave many rows of a detail."""


class _Level(NamedTuple):
    """A query, and the relation of it that leads to the join further inside."""

    scope: Scope
    relation: Relation


class _Source(NamedTuple):
    """The table whose columns are added up, in the query that joins it, and the way there."""

    total: AddedUp
    relation: Relation
    scope: Scope
    way: Sequence[_Level]


def repeated_behind(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report sums over a query whose join repeats the rows that they are taken from."""
    for relation in context.scope.relations:
        if relation.query is not None and _may_repeat(relation, context):
            return _repeated_behind(select, context)
    return ()


def _repeated_behind(select: exp.Select, context: Context) -> Iterator[Remark]:
    scope = context.scope
    sources = [
        source
        for total in reversed(added_up(scope))  # the first in the text first
        for source in _sources(total, context)
    ]
    pair = _side_by_side(sources, context)
    if pair is not None:
        yield pair
        return
    told: set[int] = set()
    for source in sources if context.schema is not None else ():
        other = _repeats(source, select, context)
        if other is None or id(source.relation.node) in told:
            continue
        told.add(id(source.relation.node))
        counted = isinstance(source.total.aggregate, exp.Count)
        sure = is_joined_after(other, source.relation, source.scope) and not counted
        yield Remark(
            context.ranges.of(source.total.aggregate),
            f"{source.way[0].relation.label} has each row of {source.relation.label} once per row "
            f"of {other.label} that matches it, and all are taken.",
            severity=None if sure else Severity.HINT,
            confidence=Confidence.CERTAIN if sure else Confidence.POSSIBLE,
        )


def _may_repeat(relation: Relation, context: Context) -> bool:
    """Tell cheaply whether a join inside may repeat rows; a schema lets one see more."""
    if relation.query.__class__ is not exp.Select or relation.query is None:
        return False
    if context.schema is not None:
        return True
    joins = relation.query.args.get("joins") or ()
    inner = context.scope_of(relation.query) if len(joins) > 1 else None
    return inner is not None and len(inner.paths) > 2


def _sources(total: AddedUp, context: Context) -> Iterator[_Source]:
    """Yield the joins, from the outside in, through which a table's columns are added up."""
    scope: Scope = context.scope
    relation = owner_of(total, scope)
    around = total.aggregate.parent
    filtered = columns_in(around.expression) if isinstance(around, exp.Filter) else []
    names = {column.name.lower() for column in (*total.columns, *filtered)}
    way: list[_Level] = []
    while relation is not None and relation.query is not None and len(way) < _DEEPEST:
        way.append(_Level(scope, relation))
        inner = context.scope_of(relation.query)
        if inner is None or _cuts_rows(inner):
            return
        sides = [side for name in names for side in _sides(inner, name) or (None,)]
        first = sides[0]
        if first is None or any(one is None or one.relation is not first.relation for one in sides):
            return
        scope, relation = inner, first.relation
        names = {side.column for side in sides if side is not None}
        if len(scope.relations) > 1:
            yield _Source(total, relation, scope, tuple(way))
        if _has_fewer_rows(scope):
            return


def _cuts_rows(scope: Scope) -> bool:
    return not isinstance(scope.root, exp.Select) or limits_rows(scope.root)


def _has_fewer_rows(scope: Scope) -> bool:
    """Tell whether a query takes several of its rows together."""
    root = scope.root
    return root.args.get("group") is not None or root.args.get("distinct") is not None


def _sides(scope: Scope, name: str) -> list[Side] | None:
    """Return the columns that an output column is worked out of; None if that is not certain.

    It is not where a window or a query inside decides the value.
    """
    if not isinstance(scope.root, exp.Select):
        return None
    for projection in scope.root.expressions:
        if projection.alias_or_name.lower() != name:
            continue
        value = projection.unalias()
        if not isinstance(value, exp.Column) and value.find(exp.Window, exp.Query, exp.AggFunc):
            return None
        found: list[Side] = []
        for column in columns_in(value):
            relation = scope.relation_of(column)
            if relation is None:
                return None
            found.append(Side(relation, column.name.lower()))
        return found or None
    owners = [one for one in _starred(scope) if name in (known_columns(one) or ())]
    return [Side(owners[0], name)] if len(owners) == 1 else None


def _starred(scope: Scope) -> Iterator[Relation]:
    """Yield the relations all of whose columns a query gives out."""
    for projection in scope.root.expressions:
        if isinstance(projection, exp.Star):
            yield from scope.relations
        elif isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star):
            relation = scope.relation_of(projection)
            if relation is not None:
                yield relation


def _traced(column: exp.Expr, level: int, source: _Source) -> list[Side] | None:
    """Return the columns of the innermost query behind a column of an outer one."""
    sides = [Side(source.way[level].relation, column.name.lower())]
    inner = [each.scope for each in source.way[level + 1 :]] + [source.scope]
    for depth, scope in enumerate(inner, start=level):
        found: list[Side] = []
        for side in sides:
            if side.relation is not source.way[depth].relation:
                continue  # of a relation beside the way
            behind = _sides(scope, side.column)
            if behind is None:
                return None
            found += behind
        sides = found
    return sides


def _repeats(source: _Source, select: exp.Select, context: Context) -> Relation | None:
    """Return the relation whose rows repeat those that are added up, and still do outside."""
    culprits, _ = repeating(source.relation, source.scope, context)
    if not culprits or _is_narrowed(source, culprits):
        return None
    keys = group_keys(select)
    if keys is None and select.args.get("group") is not None:
        return None
    grouped: list[Side] = []
    for key in keys or ():
        for column in columns_in(key):
            if source.way[0].scope.relation_of(column) is source.way[0].relation:
                grouped += _traced(column, 0, source) or ()
    for other in culprits:
        if _row_is_told(other, grouped, source, context):
            continue
        if not _has_fewer_rows(source.scope) or _survives(other, source, context):
            return other
    return None


def _row_is_told(other: Relation, sides: list[Side], source: _Source, context: Context) -> bool:
    """Tell whether columns, with those of the join, identify the rows of a relation."""
    columns = {side.column for side in sides if side.relation is other}
    if not columns:
        return False
    columns |= joined_columns(source.scope, other, source.relation)[0]
    return unique_on(other, columns, context) is not False


def _survives(other: Relation, source: _Source, context: Context) -> bool:
    """Tell whether GROUP BY or DISTINCT keeps the rows of ``other`` apart."""
    root = source.scope.root
    keys = group_keys(root) if root.args.get("group") is not None else root.expressions
    columns = {
        column.name.lower()
        for key in keys or ()
        for column in columns_in(key)
        if source.scope.relation_of(column) is other
    }
    columns |= joined_columns(source.scope, other, source.relation)[0]
    return unique_on(other, columns, context) is True


def _is_narrowed(source: _Source, others: Sequence[Relation]) -> bool:
    """Tell whether a query on the way may keep one of the repeated rows only."""
    for level, (scope, relation) in enumerate(source.way):
        if level and (_cuts_rows(scope) or _has_fewer_rows(scope)):
            return True
        for test in _tests(scope):
            for column in columns_in(test):
                owner = scope.relation_of(column)
                if owner is not relation:
                    if owner is None:
                        return True
                    continue
                sides = _traced(column, level, source)
                if sides is None:
                    return True
                about_others = any(side.relation is other for side in sides for other in others)
                if about_others and not isinstance(test, _RANGES):
                    return True
    return False


def _tests(scope: Scope) -> Iterator[exp.Expr]:
    for clause in ("where", "having", "qualify"):
        yield from conjuncts(condition_of(scope.root.args.get(clause)))
    for relation in scope.relations:
        if relation.join is not None:
            yield from conjuncts(relation.join.args.get("on"))


def _side_by_side(sources: Sequence[_Source], context: Context) -> Remark | None:
    """Return a remark on a sum over one of two details that hang from the same key inside."""
    first: dict[tuple[int, object], _Source] = {}
    for source in sources:
        if isinstance(source.total.aggregate, exp.Count) or _has_fewer_rows(source.scope):
            continue
        anchor = anchor_of(source.relation, source.scope, context)
        if not anchor:
            continue
        known = first.setdefault((id(source.scope.root), anchor), source)
        one, other = source.relation, known.relation
        if one is other or _is_narrowed(source, (one, other)):
            continue
        decided = all(
            unique_among(side, own_columns(source.scope, side), source.scope, context) is False
            for side in (one, other)
        )
        return Remark(
            context.ranges.of(source.total.aggregate),
            f"{one.label} and {other.label} multiply each other in {source.way[0].relation.label} "
            "before both are added up.",
            confidence=Confidence.CERTAIN if decided else None,
        )
    return None
