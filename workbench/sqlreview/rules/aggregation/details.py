"""Relations that have several rows for one row of another one: details, by which columns."""

from workbench.sqlreview.context import Context
from workbench.sqlreview.keys import join_columns
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.uniqueness import (
    fixed_columns,
    is_filter,
    likely_unique_on,
    unique_among,
)

_PERIODS = frozenset(
    {"date", "day", "ds", "dt", "week", "month", "quarter", "year", "hour", "period"}
)

Anchor = frozenset[tuple[str, str]]
"""Columns of one relation: its name and theirs."""


def own_columns(scope: Scope, relation: Relation) -> set[str]:
    """Return the columns of a relation by which it is joined."""
    return {column.name.lower() for column, _ in join_columns(scope, relation)}


def anchor_of(relation: Relation, scope: Scope, context: Context) -> Anchor | None:
    """Return the columns a detail relation hangs from; None if it matches at most one row."""
    anchor = hangs_from(relation, scope)
    if anchor is None:
        return None
    own = own_columns(scope, relation)
    if any(name in _PERIODS or name.endswith("_date") for name in own):
        return None
    return (
        None
        if likely_unique_on(relation, own | fixed_columns(scope, relation), context)
        else anchor
    )


def hangs_from(relation: Relation, scope: Scope) -> Anchor | None:
    """Return the columns of the only other relation that a relation is joined to."""
    if relation.kind is RelationKind.FUNCTION:
        return None
    others = [
        (other.table.lower(), other.name.lower()) for _, other in join_columns(scope, relation)
    ]
    return frozenset(others) if len({table for table, _ in others}) == 1 else None


def certain_pair(scope: Scope, context: Context) -> tuple[Relation, Relation] | None:
    """Return two relations that hang from the same columns, both with several rows for them.

    Their rows meet each other although nothing joins the two; the keys of a schema prove it.
    """
    first: dict[Anchor, Relation] = {}
    for relation in scope.relations:
        anchor = hangs_from(relation, scope)
        if anchor is None or is_filter(relation, scope):
            continue
        own = own_columns(scope, relation) | fixed_columns(scope, relation)
        if unique_among(relation, own, scope, context) is not False:
            continue
        known = first.setdefault(anchor, relation)
        if known is not relation:
            return known, relation
    return None
