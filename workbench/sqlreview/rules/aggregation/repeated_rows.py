"""Aggregates of rows that a join repeats, as the keys of a schema tell."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.keys import is_own_key, join_columns
from workbench.sqlreview.queries import aggregates, group_keys
from workbench.sqlreview.references import columns_in
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Remark
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.uniqueness import likely_unique_on, repeating, unique_on

_ADD_UP = (exp.Sum, exp.Count, exp.Avg)
_UNQUALIFIED = frozenset({()})


def repeated_aggregates(select: exp.Select, context: Context) -> Iterator[Remark]:
    """Report SUM, COUNT and AVG over a relation whose rows a join with a schema's table repeats."""
    scope = context.scope
    told: set[str] = set()
    for aggregate in aggregates(scope):
        relation = _added_up(aggregate, scope)
        if relation is None or relation.name in told:
            continue
        culprits, _ = repeating(relation, scope, context)
        culprits = [other for other in culprits if not _is_grouped_by_row(other, select, context)]
        if not culprits:
            continue
        told.add(relation.name)
        later = [other for other in culprits if _is_joined_after(other, relation, scope)]
        other = (later or culprits)[0]
        yield Remark(
            context.ranges.of(aggregate),
            f"Each row of {relation.label} is taken once per row of {other.label} that matches it.",
            severity=None if later else Severity.HINT,
            confidence=Confidence.CERTAIN if later else Confidence.POSSIBLE,
        )


def likely_repeated(context: Context) -> Iterator[Remark]:
    """Report the same where no schema tells: a table joined to one that may repeat its rows.

    Joined by its own key it most likely is repeated; by another column it may be.
    """
    scope = context.scope
    if scope.paths <= _UNQUALIFIED:
        return  # without a schema nothing tells whose the columns are
    partners: list[tuple[Relation, list[tuple[exp.Column, exp.Column]]]] = []
    for aggregate in aggregates(scope):
        relation = _added_up(aggregate, scope)
        if relation is None or relation.kind is not RelationKind.TABLE:
            continue
        partners = partners or [(other, join_columns(scope, other)) for other in scope.relations]
        for other, pairs in partners:
            if other is relation or other.kind is not RelationKind.TABLE:
                continue
            tied = [(own, known) for own, known in pairs if scope.relation_of(known) is relation]
            by_key = any(is_own_key(relation, known.name) for _, known in tied)
            if not by_key and not any(own.name == known.name for own, known in tied):
                continue  # columns of two names mostly are a reference and what it refers to
            columns = {own.name.lower() for own, _ in pairs}
            if likely_unique_on(other, columns, context):
                continue
            yield Remark(
                context.ranges.of(aggregate),
                f"Each row of {relation.label} is taken once per row of {other.label}, if "
                f"several have the same {', '.join(sorted(columns))}.",
                severity=Severity.INFO if by_key else Severity.HINT,
                confidence=Confidence.POSSIBLE,
            )
            return


def _added_up(aggregate: exp.Expr, scope: Scope) -> Relation | None:
    """Return the one relation whose rows an aggregate adds up, if repetition changes it."""
    if not isinstance(aggregate, _ADD_UP) or isinstance(aggregate.this, exp.Distinct):
        return None
    summed = aggregate.this
    is_plain = summed.__class__ is exp.Column and not aggregate.expressions
    columns = [summed] if is_plain else columns_in(aggregate)
    first = scope.relation_of(columns[0]) if columns else None
    if first is None or first.kind is RelationKind.FUNCTION:
        return None
    return first if all(scope.relation_of(column) is first for column in columns[1:]) else None


def _is_joined_after(other: Relation, relation: Relation, scope: Scope) -> bool:
    """Tell whether ``other`` was joined to ``relation`` by ON; a comma says nothing of order."""
    order = list(scope.relations)
    by_on = other.join is not None and bool(
        other.join.args.get("on") or other.join.args.get("using")
    )
    return by_on and order.index(other) > order.index(relation)


def _is_grouped_by_row(relation: Relation, select: exp.Select, context: Context) -> bool:
    """Tell whether each group has one row of ``relation`` only."""
    columns = {
        key.name.lower()
        for key in group_keys(select) or ()
        if isinstance(key, exp.Column) and context.scope.relation_of(key) is relation
    }
    return bool(columns) and unique_on(relation, columns, context) is True
