"""Which indexes of a table the tests of a query can use."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import condition_of, conjuncts, is_constant
from workbench.sqlreview.relations import Relation
from workbench.sqlreview.schema.model import Index, Table
from workbench.sqlreview.schema.types import TypeKind
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.uniqueness import Side, equalities

SMALL = 10_000
"""Rows below which a scan is as good as an index."""
STATEMENTS = (exp.Select, exp.Update, exp.Delete)
_SEARCHES = (exp.EQ, exp.NullSafeEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between)
_FEW_VALUES = frozenset({TypeKind.BOOLEAN})


class Search(NamedTuple):
    """The tests by which a query looks for rows of one table, none of which an index starts with.

    ``tests`` are by column (lower case); ``through`` is an index that has one of
    the columns behind its first.
    """

    relation: Relation
    table: Table
    tests: dict[str, exp.Column]
    through: Index | None


def unsupported(statement: exp.Expr, context: Context) -> Iterator[Search]:
    """Yield the searches in ``statement`` that no index of a row store supports."""
    scope = context.scope
    if context.schema is None or scope.root is not statement or context.column_store:
        return
    for relation in scope.relations:
        stored = relation.stored
        if stored is None or stored.indexes is None or (stored.rows or SMALL) < SMALL:
            continue
        if not context.row_store and not stored.indexes:
            continue
        tests = dict(_searched(relation, stored, scope))
        leading = _leading(stored, context)
        if not tests or leading & {*tests, *_looked_up(relation, scope)} or "" in leading:
            continue
        through = next((i for i in stored.indexes if set(i.columns[1:]) & set(tests)), None)
        yield Search(relation, stored, tests, through)


def unsorted(statement: exp.Expr, context: Context) -> Iterator[tuple[Table, exp.Column]]:
    """Yield the first sort key of an unfiltered query with a row limit that has no index."""
    scope, args = context.scope, statement.args
    if context.schema is None or scope.root is not statement or context.column_store:
        return
    order = args.get("order")
    if not isinstance(order, exp.Order) or args.get("limit") is None or len(scope.relations) != 1:
        return
    if any(args.get(part) for part in ("where", "group", "having", "distinct", "qualify")):
        return
    stored = scope.relations[0].stored
    if stored is None or stored.indexes is None or (stored.rows or SMALL) < SMALL:
        return
    key = order.expressions[0].this
    if not isinstance(key, exp.Column) or not stored.column(key.name):
        return
    if key.name.lower() not in _leading(stored, context):
        yield stored, key


def unjoinable(statement: exp.Expr, context: Context) -> Iterator[tuple[Side, Side]]:
    """Yield a pair of columns that ties two tables, if none of such a pair starts an index."""
    scope = context.scope
    if context.schema is None or scope.root is not statement or not context.row_store:
        return
    tied: dict[tuple[int, int], list[tuple[Side, Side]]] = {}
    for sides in equalities(scope) if len(scope.relations) > 1 else ():
        key = (id(sides[0].relation.node), id(sides[1].relation.node))
        tied.setdefault(key, []).append(sides)
    for pairs in tied.values():
        if not any(_may_search(side, context) for sides in pairs for side in sides):
            yield pairs[0]


def unfollowed(statement: exp.Expr, context: Context) -> Iterator[Side]:
    """Yield columns without an index by which rows of a table are joined to a few of another.

    The few are found by an index; the other table has no filter that could narrow it as well.
    """
    scope = context.scope
    if context.schema is None or scope.root is not statement or not context.row_store:
        return
    told: set[int] = set()
    for one, other in equalities(scope) if len(scope.relations) > 1 else ():
        for side, found_by in ((one, other), (other, one)):
            relation = side.relation
            if id(relation) in told or _may_search(side, context) or not _is_free(relation, scope):
                continue
            if _is_kept_whole(found_by.relation) or not _is_looked_up(found_by, context):
                continue
            told.add(id(relation))
            yield side


def _is_free(relation: Relation, scope: Scope) -> bool:
    """Tell whether nothing but one join says which rows of a relation are asked for."""
    where = condition_of(scope.root.args.get("where"))
    columns = where.find_all(exp.Column) if where is not None else ()
    filtered = any(scope.relation_of(column) is relation for column in columns)
    tied = {side.column for pair in equalities(scope) for side in pair if side.relation is relation}
    return not filtered and len(tied) == 1


def _is_kept_whole(relation: Relation) -> bool:
    """Tell a relation that an outer join adds to all rows of those before it."""
    return relation.join is not None and bool(relation.join.side)


def _is_looked_up(side: Side, context: Context) -> bool:
    """Tell whether a constant and an index lead to few rows of a relation."""
    relation, scope = side.relation, context.scope
    stored = relation.stored
    if stored is None or stored.indexes is None:
        return False
    wanted = {
        name
        for name, column in _searched(relation, stored, scope)
        if isinstance(column.parent, exp.EQ)
    }
    return not wanted.isdisjoint(_leading(stored, context))


def _may_search(side: Side, context: Context) -> bool:
    """Tell whether rows can be found by a column, or if not, whether that does not matter."""
    stored = side.relation.stored
    if stored is None or stored.indexes is None or (stored.rows or SMALL) < SMALL:
        return True
    return side.column in _leading(stored, context)


def _leading(stored: Table, context: Context) -> set[str]:
    """Return the columns that indexes of a table start with."""
    leading = {index.columns[0] for index in stored.indexes or () if index.columns}
    return leading | {key.columns[0] for key in _indexed_references(stored, context)}


def _searched(relation: Relation, stored: Table, scope: Scope) -> Iterator[tuple[str, exp.Column]]:
    """Yield the columns that WHERE compares, bare, with constants."""
    for test in conjuncts(condition_of(scope.root.args.get("where"))):
        column = test.this
        if isinstance(test, exp.Like):
            pattern = test.expression
            prefixed = isinstance(pattern, exp.Literal) and not pattern.name.startswith(("%", "_"))
            if not prefixed:
                continue
        elif not isinstance(test, _SEARCHES):
            continue
        if not isinstance(column, exp.Column) or scope.relation_of(column) is not relation:
            continue
        others = [part for part in test.iter_expressions() if part.arg_key != "this"]
        known = stored.column(column.name)
        if known is not None and known.kind not in _FEW_VALUES and all(map(is_constant, others)):
            yield column.name.lower(), column


def _looked_up(relation: Relation, scope: Scope) -> set[str]:
    """Return the columns held to values of other relations, queries around or inside included."""
    found = {
        side.column for pair in equalities(scope) for side in pair if side.relation is relation
    }
    for test in conjuncts(condition_of(scope.root.args.get("where"))):
        if isinstance(test, (exp.EQ, exp.NullSafeEQ, exp.In)):
            for side in (test.this, test.args.get("expression")):
                if isinstance(side, exp.Column) and scope.relation_of(side) is relation:
                    found.add(side.name.lower())
    return found


def _indexed_references(stored: Table, context: Context) -> list[Index]:
    """MySQL makes an index for every foreign key."""
    if context.dialect != "mysql":
        return []
    return [Index("", key.columns) for key in stored.foreign_keys]
