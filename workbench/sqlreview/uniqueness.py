"""Which rows of a relation can repeat: decided by declared keys and by queries, not by names.

Answers have three values: True and False where it is certain, None where nothing
tells. `keys` has the guesses for the last case.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.keys import describes, is_own_key
from workbench.sqlreview.queries import (
    condition_of,
    conjuncts,
    group_keys,
    is_constant,
    is_unique_on,
    output_name_of,
    returns_one_row,
)
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.scopes import Scope, known_columns
from workbench.sqlreview.single_rows import keeps_one_per, may_keep_one, narrows

_DEEPEST = 10
_FILTERS = frozenset({"SEMI", "ANTI"})


class Side(NamedTuple):
    """A column (lower case) of a relation of a scope."""

    relation: Relation
    column: str


_EQUALITIES: WeakKeyDictionary[Scope, list[tuple[Side, Side]]] = WeakKeyDictionary()
_FIXED: WeakKeyDictionary[Scope, list[Side]] = WeakKeyDictionary()
"""Answers that several rules ask for, kept as long as their scope is."""


def unique_on(
    relation: Relation, columns: set[str], context: Context, depth: int = 0
) -> bool | None:
    """Tell whether at most one row of ``relation`` has given values of ``columns``."""
    if relation.kind is RelationKind.TABLE:
        return relation.stored.is_key(columns) if relation.stored is not None else None
    if is_unique_on(relation, columns):
        return True
    query = relation.query
    return _unique_in(query, columns, context, depth) if isinstance(query, exp.Select) else None


def _unique_in(query: exp.Select, columns: set[str], context: Context, depth: int) -> bool | None:
    """Tell whether a query gives out at most one row for given values of ``columns``."""
    if keeps_one_per(query, columns):
        return True
    if context.schema is None or depth > _DEEPEST:
        return None
    keys = group_keys(query)
    if query.args.get("distinct") is not None:
        keys = [projection.unalias() for projection in query.expressions]
    if keys is not None:
        return _follow(keys, query, columns, context, depth)
    selected = _passed_on(query, columns, context)
    kept = None if selected is None else _kept_unique(query, selected, context, depth)
    return None if kept is False and may_keep_one(query, columns) else kept


def _follow(
    keys: Sequence[exp.Expr], query: exp.Select, columns: set[str], context: Context, depth: int
) -> bool | None:
    """Tell whether all keys of a query's rows follow from those that are among ``columns``.

    They do where the others belong to a row that these identify: ``GROUP BY c.id, c.name``.
    """
    scope = context.scope_of(query)
    if scope is None or any(key.is_star for key in keys):
        return None
    given = [key for key in keys if output_name_of(query, key) in columns]
    others = [key for key in keys if output_name_of(query, key) not in columns]
    known = [
        Side(relation, key.name.lower())
        for key in given
        if isinstance(key, exp.Column) and (relation := scope.relation_of(key)) is not None
    ]
    told = _told_by(known, scope, context, depth)
    if all(
        scope.relation_of(column) in told for key in others for column in key.find_all(exp.Column)
    ):
        return True
    may_follow = any(
        describes(key.name.lower(), other.name.lower()) for key in others for other in given
    )
    return None if may_follow else False


def _told_by(known: Sequence[Side], scope: Scope, context: Context, depth: int) -> list[Relation]:
    """Return the relations of which ``known`` columns of a scope leave one row."""
    told: list[Relation] = []
    grew = True
    while grew:
        grew = False
        for relation in scope.relations:
            if relation in told:
                continue
            own = {side.column for side in known if side.relation is relation}
            for one, other in equalities(scope):
                for mine, theirs in ((one, other), (other, one)):
                    if mine.relation is relation and (theirs.relation in told or theirs in known):
                        own.add(mine.column)
            own |= fixed_columns(scope, relation)
            if own and unique_on(relation, own, context, depth + 1):
                told.append(relation)
                grew = True
    return told


def unique_among(
    relation: Relation, columns: set[str], scope: Scope, context: Context, depth: int = 0
) -> bool | None:
    """Tell the same of the rows that the tests of ``scope`` leave.

    None where a test may leave one row of those with one key: the current one, or the
    one that was valid on a day.
    """
    answer = unique_on(relation, columns, context, depth)
    return None if answer is False and narrows(_tests(scope), relation, scope) else answer


def likely_unique_on(relation: Relation, columns: set[str], context: Context) -> bool:
    """Tell the same, by the names of keys where nothing decides."""
    decided = unique_on(relation, columns, context)
    if decided is None:
        return any(is_own_key(relation, name) for name in columns)
    return decided


def has_no_duplicates(select: exp.Expr, context: Context) -> bool:
    """Tell whether the rows of a SELECT certainly differ: a key of its rows is selected."""
    if not isinstance(select, exp.Select):
        return False
    if returns_one_row(select) or select.args.get("distinct") is not None:
        return True
    return selects_key(select, context)


def selects_key(select: exp.Select, context: Context) -> bool:
    """Tell whether a SELECT without GROUP BY gives out a key, free of NULL, of its rows."""
    if context.schema is None or select.args.get("group") is not None:
        return False
    chosen = _passed_on(select, None, context)
    if not chosen:
        return False
    return _kept_unique(select, chosen, context, 0, not_null=True) is True


def _passed_on(query: exp.Select, wanted: set[str] | None, context: Context) -> list[Side] | None:
    """Return the columns of relations that leave ``query`` as they are, under wanted names."""
    scope = context.scope_of(query)
    if scope is None:
        return None
    sides: list[Side] = []
    for projection in query.expressions:
        value = projection.unalias()
        name = projection.alias_or_name.lower()
        if isinstance(value, exp.Star):
            found = list(_all_columns(scope.relations, wanted))
        elif isinstance(value, exp.Column) and isinstance(value.this, exp.Star):
            relation = scope.relation_of(value)
            found = list(_all_columns([relation] if relation else [], wanted))
        elif isinstance(value, exp.Column) and (wanted is None or name in wanted):
            relation = scope.relation_of(value)
            found = [Side(relation, value.name.lower())] if relation is not None else []
        else:
            found = []
        sides += found
    return sides


def _all_columns(relations: object, wanted: set[str] | None) -> Iterator[Side]:
    for relation in relations if isinstance(relations, (list, tuple)) else ():
        for name in known_columns(relation) or wanted or ():
            if wanted is None or name in wanted:
                yield Side(relation, name)


def _kept_unique(
    query: exp.Select, sides: list[Side], context: Context, depth: int, *, not_null: bool = False
) -> bool | None:
    """Tell whether ``sides`` identify the rows of a query without GROUP BY."""
    scope = context.scope_of(query)
    if scope is None or not scope.relations or _may_add_rows(scope):
        return None
    answers: set[bool | None] = set()
    for relation in scope.relations:
        columns = {side.column for side in sides if side.relation is relation}
        columns |= fixed_columns(scope, relation)
        answer = unique_among(relation, columns, scope, context, depth + 1)
        if answer and not_null and not _has_full_key(relation, columns):
            answer = None
        if answer and repeating(relation, scope, context, depth + 1) == ([], True):
            return True
        answers.add(answer)
    return False if answers == {False} and len(scope.relations) == 1 else None


def _has_full_key(relation: Relation, columns: set[str]) -> bool:
    """Tell whether a key without NULL is among ``columns``: NULLs are equal for DISTINCT."""
    stored = relation.stored
    if stored is None:
        return relation.kind is not RelationKind.TABLE
    return any(
        key <= columns and all(stored.nullable(name) is False for name in key)
        for key in stored.keys
    )


def _may_add_rows(scope: Scope) -> bool:
    return any(
        relation.kind is RelationKind.FUNCTION
        or (relation.join is not None and relation.join.args.get("side") in {"RIGHT", "FULL"})
        for relation in scope.relations
    )


def repeating(
    start: Relation, scope: Scope, context: Context, depth: int = 0
) -> tuple[list[Relation], bool]:
    """Return the relations that repeat rows of ``start``, and whether nothing else might.

    From ``start`` the joins are followed outward as long as each row meets at most
    one row; where a joined relation is certainly not unique on the columns that
    join it, it repeats the rows.
    """
    pairs = equalities(scope)
    reached = {start.name}
    waiting = [
        other for other in scope.relations if other is not start and not is_filter(other, scope)
    ]
    grew = True
    answers: dict[str, bool | None] = {}
    while grew:
        grew = False
        for other in list(waiting):
            own = _joined_by(other, reached, pairs)
            if not own:
                answers[other.name] = None
                continue
            fixed = fixed_columns(scope, other)
            answers[other.name] = unique_among(other, own | fixed, scope, context, depth + 1)
            if answers[other.name]:
                reached.add(other.name)
                waiting.remove(other)
                grew = True
    culprits = [other for other in waiting if answers.get(other.name) is False]
    return culprits, len(culprits) == len(waiting)


def _joined_by(relation: Relation, reached: set[str], pairs: list[tuple[Side, Side]]) -> set[str]:
    own: set[str] = set()
    for one, other in pairs:
        for mine, theirs in ((one, other), (other, one)):
            if mine.relation is relation and theirs.relation.name in reached:
                own.add(mine.column)
    return own


def joined_columns(scope: Scope, one: Relation, other: Relation) -> tuple[set[str], set[str]]:
    """Return the columns on each side by which two relations are joined."""
    mine: set[str] = set()
    theirs: set[str] = set()
    for left, right in equalities(scope):
        for first, second in ((left, right), (right, left)):
            if first.relation is one and second.relation is other:
                mine.add(first.column)
                theirs.add(second.column)
    return mine, theirs


def is_filter(relation: Relation, scope: Scope) -> bool:
    """Tell whether a join only asks for existence: SEMI, ANTI, LEFT JOIN … IS NULL."""
    join = relation.join
    if join is None:
        return False
    if join.args.get("kind") in _FILTERS:
        return True
    return join.args.get("side") == "LEFT" and any(
        isinstance(test, exp.Is)
        and isinstance(test.expression, exp.Null)
        and isinstance(test.this, exp.Column)
        and scope.relation_of(test.this) is relation
        for test in conjuncts(condition_of(scope.root.args.get("where")))
    )


def equalities(scope: Scope) -> list[tuple[Side, Side]]:
    """Return the pairs of columns of two relations that ON, USING or WHERE make equal."""
    known = _EQUALITIES.get(scope)
    if known is None:
        known = _EQUALITIES[scope] = [*_compared(scope), *_by_using(scope)]
    return known


def _compared(scope: Scope) -> Iterator[tuple[Side, Side]]:
    for test in _tests(scope):
        left, right = test.this, test.args.get("expression")
        if not isinstance(test, (exp.EQ, exp.NullSafeEQ)):
            continue
        if not isinstance(left, exp.Column) or not isinstance(right, exp.Column):
            continue
        mine, theirs = scope.relation_of(left), scope.relation_of(right)
        if mine is not None and theirs is not None and mine is not theirs:
            yield Side(mine, left.name.lower()), Side(theirs, right.name.lower())


def _by_using(scope: Scope) -> Iterator[tuple[Side, Side]]:
    for index, relation in enumerate(scope.relations):
        names = (relation.join.args.get("using") or ()) if relation.join is not None else ()
        for name in (named.name.lower() for named in names):
            for earlier in scope.relations[:index]:
                columns = known_columns(earlier)
                if columns is None or name in columns:
                    yield Side(earlier, name), Side(relation, name)


def _tests(scope: Scope) -> list[exp.Expr]:
    found: list[exp.Expr] = []
    for relation in scope.relations:
        if relation.join is not None:
            found += conjuncts(relation.join.args.get("on"))
    found += conjuncts(condition_of(scope.root.args.get("where")))
    return found


def fixed_columns(scope: Scope, relation: Relation) -> set[str]:
    """Return the columns of a relation that WHERE or ON holds to one value."""
    known = _FIXED.get(scope)
    if known is None:
        known = _FIXED[scope] = list(_held(scope))
    return {side.column for side in known if side.relation is relation}


def _held(scope: Scope) -> Iterator[Side]:
    for test in _tests(scope):
        if not isinstance(test, exp.EQ):
            continue
        for side, value in ((test.this, test.expression), (test.expression, test.this)):
            if isinstance(side, exp.Column) and is_constant(value):
                relation = scope.relation_of(side)
                if relation is not None:
                    yield Side(relation, side.name.lower())
