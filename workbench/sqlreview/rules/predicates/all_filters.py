"""What WHERE and the ON of inner joins say together about one column."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from sqlglot import exp

from workbench.sqlreview.queries import condition_of, conjuncts
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.value_sets import ValueSet, operand_of, value_set, written_name

_MOST_TESTS = 60
"""More tests on one column are not compared in pairs."""
_UNQUALIFIED: tuple[str, ...] = ()
_KEEPS_ALL = frozenset({"RIGHT", "FULL"})
_FILTERS = frozenset({"SEMI", "ANTI"})


class Filter(NamedTuple):
    """A test, and which condition of the query it is a part of: 0 is WHERE.

    ``only_if`` is the relation that must have a match, where an outer join asks.
    """

    condition: int
    test: exp.Expr
    column: exp.Expr
    only_if: str = ""


def exclude_each_other(scope: Scope) -> Iterator[ValueSet]:
    """Yield tests that an earlier one excludes and that are not in one chain, called the same.

    A row of the result passes all of WHERE and of ON, where no join keeps rows that fail.
    Of a single relation a column is the same with and without its qualifier.
    """
    filters = _filters(scope)
    if len(filters) < 2:
        return
    for group in _by_column(filters, scope):
        second = _second(group)
        if second is not None:
            yield second


def _second(group: Sequence[Filter]) -> ValueSet | None:
    known = [(each, value_set(each.test)) for each in group[:_MOST_TESTS]]
    for (one, mine), (other, theirs) in combinations(known, 2):
        if mine is None or theirs is None or _is_told(one, other):
            continue
        if (one.only_if or other.only_if) and (mine.is_null_test or theirs.is_null_test):
            continue  # such is how rows without a match are looked for
        if mine.excludes(theirs):
            return theirs
    return None


def _is_told(one: Filter, other: Filter) -> bool:
    """Tell whether both stand in one chain and name the column alike, which is seen there."""
    same = one.condition == other.condition
    return same and one.column.text("table").lower() == other.column.text("table").lower()


def _filters(scope: Scope) -> list[Filter]:
    """Return the tests of single columns, those of ON first; nothing if they all are told."""
    found: list[Filter] = []
    joins = scope.nodes.get(exp.Join, ())
    for index, join in enumerate(reversed(joins), start=1):  # the first in the text first
        given = join.args.get
        on, side = given("on"), given("side")
        if side in _KEEPS_ALL or given("kind") in _FILTERS or given("method"):
            return []
        if on is None or not _is_outermost(join, scope):
            continue
        only_if = join.this.alias_or_name.lower() if side else ""
        for test in conjuncts(on):
            column = _column_of(test)
            if column is None or (only_if and column.text("table").lower() != only_if):
                continue
            found.append(Filter(index, test, column, only_if))
    if found or not joins:
        where = condition_of(scope.root.args.get("where"))
        parts = conjuncts(where)
        found += [
            Filter(0, test, column) for test in parts if (column := _column_of(test)) is not None
        ]
    return found


def _is_outermost(join: exp.Expr, scope: Scope) -> bool:
    """Tell whether a join stands in no brackets, which may be joined as a whole."""
    holder = join.parent
    if holder is scope.root:
        return True
    from_ = holder.parent if holder is not None else None
    return isinstance(from_, exp.From) and from_.parent is scope.root


def _column_of(test: exp.Expr) -> exp.Expr | None:
    """Return the column that a test says something about; None for most, which compare two."""
    kind = test.__class__
    if kind is exp.EQ and test.args["expression"].__class__ is exp.Column:
        return None
    inner = test.this.unnest() if kind is exp.Not else test
    operand = inner.this if inner.__class__ in _PATTERNS else operand_of(inner)
    return operand if operand.__class__ is exp.Column else None


_PATTERNS = frozenset({exp.Like, exp.ILike})


def _by_column(filters: Sequence[Filter], scope: Scope) -> Iterator[list[Filter]]:
    """Yield the tests of each column that has several."""
    by_name: dict[str, list[Filter]] = {}
    for each in filters:
        by_name.setdefault(written_name(each.column), []).append(each)
    for name, group in by_name.items():
        if len(group) < 2:
            continue
        owners = {_qualifiers(each.column) for each in group}
        if _UNQUALIFIED in owners and _is_of_one(owners, name, scope):
            yield group
            continue
        for owner in owners:
            own = [each for each in group if _qualifiers(each.column) == owner]
            if len(own) > 1:
                yield own


def _qualifiers(column: exp.Expr) -> tuple[str, ...]:
    args = column.args
    if args.get("db") is not None:
        return tuple(column.text(part).lower() for part in ("catalog", "db", "table"))
    table = args.get("table")
    return (table.name.lower(),) if table is not None else ()


def _is_of_one(owners: set[tuple[str, ...]], name: str, scope: Scope) -> bool:
    """Tell whether a column is that of the only relation, however it is called."""
    if len(scope.relations) != 1 or _names_something_else(name, scope):
        return False
    known = scope.relations[0].name
    return all(not owner or owner[-1] == known for owner in owners)


def _names_something_else(name: str, scope: Scope) -> bool:
    """Tell whether a relation or a selected expression has the name of the column too."""
    if name in scope.by_name:
        return True
    selected = scope.root.args.get("expressions") or ()
    return any(
        each.alias.lower() == name and each.this.__class__ is not exp.Column
        for each in selected
        if each.__class__ is exp.Alias
    )
