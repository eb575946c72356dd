"""Aggregates of rows that a join repeats, as the keys of a schema tell."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.keys import is_own_key, join_columns
from workbench.sqlreview.queries import group_keys
from workbench.sqlreview.references import columns_in, references_about
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Remark
from workbench.sqlreview.rules.aggregation.details import certain_pair
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.uniqueness import equalities, likely_unique_on, repeating, unique_on

_ADD_UP = (exp.Sum, exp.Count, exp.Avg)
_UNQUALIFIED = frozenset({()})
_Tied = dict[str, dict[str, bool]]


class AddedUp(NamedTuple):
    """An aggregate that adds up, the columns under it, and their qualifiers in lower case."""

    aggregate: exp.AggFunc
    columns: list[exp.Expr]
    qualifiers: set[str]


def repeated_aggregates(select: exp.Select, context: Context) -> Iterator[Remark]:
    """Report SUM, COUNT and AVG over a relation whose rows a join with a schema's table repeats."""
    scope = context.scope
    told: set[str] = set()
    for total in reversed(added_up(scope)):  # the first in the text first
        relation = owner_of(total, scope)
        if relation is None or relation.name in told:
            continue
        culprits, _ = repeating(relation, scope, context)
        culprits = [other for other in culprits if not _is_grouped_by_row(other, select, context)]
        if not culprits:
            continue
        told.add(relation.name)
        later = [other for other in culprits if is_joined_after(other, relation, scope)]
        other = (later or culprits)[0]
        yield Remark(
            context.ranges.of(total.aggregate),
            f"Each row of {relation.label} is taken once per row of {other.label} that matches it.",
            severity=None if later else Severity.HINT,
            confidence=Confidence.CERTAIN if later else Confidence.POSSIBLE,
        )


def counted_pairs(select: exp.Select, context: Context) -> Iterator[Remark]:
    """Report COUNT(*) over the pairs that two details of the same row build."""
    scope = context.scope
    counts = [
        one
        for one in scope.nodes.get(exp.Count, ())
        if isinstance(one.this, exp.Star) and isinstance(one.parent, (exp.Alias, exp.Select))
    ]
    pair = certain_pair(scope, context) if counts else None
    keys = group_keys(select) or ()
    if pair is None or (not keys and select.args.get("group") is not None):
        return
    owners = [scope.relation_of(column) for key in keys for column in columns_in(key)]
    if any(owner is None or owner in pair for owner in owners):
        return
    yield Remark(
        context.ranges.of(counts[-1]),
        f"Each row of {pair[1].label} is counted once per row of {pair[0].label} beside it.",
    )


def likely_repeated(context: Context) -> Iterable[Remark]:
    """Report the same where no schema tells: a table joined to one that may repeat its rows.

    Joined by its own key it most likely is repeated; by another column it may be.
    """
    scope = context.scope
    if scope.paths <= _UNQUALIFIED:
        return ()  # without a schema nothing tells whose the columns are
    tied = _tied(scope)
    return _likely_repeated(tied, context) if tied else ()


def _likely_repeated(tied: _Tied, context: Context) -> Iterator[Remark]:
    scope = context.scope
    seen: set[str] = set()
    # Mostly the first one tells, so the others are not looked at in advance.
    for total in _each_added_up(scope):
        relation = owner_of(total, scope)
        if relation is None or relation.name in seen or relation.kind is RelationKind.FUNCTION:
            continue
        seen.add(relation.name)
        partners = tied.get(relation.name, {})
        for other in scope.relations:
            if other is relation or other.kind is not RelationKind.TABLE:
                continue
            if other.name not in partners:
                continue
            columns = {own.name.lower() for own, _ in join_columns(scope, other)}
            if likely_unique_on(other, columns, context):
                continue
            by_key = partners[other.name]
            if relation.kind is not RelationKind.TABLE:
                by_key = _has_one_row_per(relation, other, context)
                if not by_key:
                    continue
            # Whoever adds up both sides takes the other for the one with several rows.
            both = by_key and _is_added_up(other, scope)
            yield Remark(
                context.ranges.of(total.aggregate),
                f"Each row of {relation.label} is taken once per row of {other.label}, if "
                f"several have the same {', '.join(sorted(columns))}.",
                severity=Severity.INFO if by_key else Severity.HINT,
                confidence=Confidence.LIKELY if both else Confidence.POSSIBLE,
            )
            return


def _has_one_row_per(relation: Relation, other: Relation, context: Context) -> bool:
    """Tell whether a CTE or derived table has one row for what ``other`` is joined by."""
    pairs = join_columns(context.scope, other)
    joined = {known.name.lower() for _, known in pairs if known.table.lower() == relation.name}
    return unique_on(relation, joined, context) is True


def _is_added_up(relation: Relation, scope: Scope) -> bool:
    """Tell whether columns of ``relation`` alone are summed or averaged, not just counted."""
    return any(
        total.qualifiers == {relation.name} and not isinstance(total.aggregate, exp.Count)
        for total in _each_added_up(scope)
    )


def _tied(scope: Scope) -> _Tied:
    """Return the tables whose rows others may repeat, with those and whether a key ties them.

    Columns of two names mostly are a reference and what it refers to: that repeats no rows.
    What a CTE or derived table has one row for is asked later, where it matters.
    """
    found: _Tied = {}
    for other in scope.relations:
        for own, known in join_columns(scope, other):
            relation = scope.by_name.get(known.table.lower())
            if relation is None:
                continue
            by_key = is_own_key(relation, known.name)
            if by_key or own.name == known.name or relation.query is not None:
                partners = found.setdefault(relation.name, {})
                partners[other.name] = by_key or partners.get(other.name, False)
    return found


def _each_added_up(scope: Scope) -> Iterator[AddedUp]:
    """Yield what `added_up` returns one by one, the first in the text first."""
    for one in reversed(scope.aggregates):
        if isinstance(one, _ADD_UP) and not isinstance(one.this, exp.Distinct):
            columns = columns_in(one)
            if columns:
                yield AddedUp(one, columns, {column.text("table").lower() for column in columns})


@lru_cache(maxsize=16)
def added_up(scope: Scope) -> Sequence[AddedUp]:
    """Return the SUM, COUNT and AVG of a scope that rows which come twice change.

    Several rules ask in turn about one scope, so the last answers are kept.
    """
    found = {
        id(one): AddedUp(one, [], set())
        for one in scope.aggregates
        if isinstance(one, _ADD_UP) and not isinstance(one.this, exp.Distinct)
    }
    # To climb from the columns is much quicker than to search all that is added up for them.
    for column, qualifiers, _ in references_about(scope) if found else ():
        around = column.parent
        while around is not None and around is not scope.root:
            total = found.get(id(around))
            if total is not None:
                total.columns.append(column)
                total.qualifiers.add(qualifiers[-1] if qualifiers else "")
                break
            around = around.parent
    return [total for total in found.values() if total.columns]


def owner_of(total: AddedUp, scope: Scope) -> Relation | None:
    """Return the one relation whose rows are added up, and chosen if FILTER chooses them."""
    qualifiers = total.qualifiers
    if len(qualifiers) > 1 and "" not in qualifiers:
        return None
    first = scope.relation_of(total.columns[0])
    if first is None or first.kind is RelationKind.FUNCTION:
        return None
    around = total.aggregate.parent
    others = columns_in(around.expression) if isinstance(around, exp.Filter) else []
    if "" in qualifiers:
        others += total.columns
    return first if all(scope.relation_of(column) is first for column in others) else None


def is_joined_after(other: Relation, relation: Relation, scope: Scope) -> bool:
    """Tell whether ``other`` was joined to ``relation`` by ON; a comma says nothing of order."""
    order = list(scope.relations)
    by_on = other.join is not None and bool(
        other.join.args.get("on") or other.join.args.get("using")
    )
    return by_on and order.index(other) > order.index(relation)


def _is_grouped_by_row(relation: Relation, select: exp.Select, context: Context) -> bool:
    """Tell whether a row has one match of ``relation`` at most in each group."""
    scope = context.scope
    columns = {
        key.name.lower()
        for key in group_keys(select) or ()
        if isinstance(key, exp.Column) and scope.relation_of(key) is relation
    }
    if not columns:
        return False
    for pair in equalities(scope):
        columns.update(side.column for side in pair if side.relation is relation)
    return unique_on(relation, columns, context) is True
