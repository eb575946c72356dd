"""Which columns of a relation a statement filters by, here or in a query around it."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import condition_of, conjuncts
from workbench.sqlreview.relations import Relation
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.select_list import own_parts

_DEEPEST = 20


def conditions(scope: Scope) -> Iterator[exp.Expr]:
    """Yield the tests that rows must pass: of WHERE, PREWHERE, ON of joins and of a MERGE."""
    root = scope.root
    yield from conjuncts(condition_of(root.args.get("prewhere")))
    yield from conjuncts(condition_of(root.args.get("where")))
    if isinstance(root, exp.Merge):
        yield from conjuncts(root.args.get("on"))
    for relation in scope.relations:
        if relation.join is not None:
            yield from conjuncts(relation.join.args.get("on"))


def tests_of(relation: Relation, name: str, scope: Scope) -> list[exp.Expr]:
    """Return the tests that mention a column (lower case) of ``relation``."""
    return [test for test in conditions(scope) if mentions(test, relation, name, scope)]


def mentions(test: exp.Expr, relation: Relation, name: str, scope: Scope) -> bool:
    """Tell whether a test is about a column of ``relation``, or may be."""
    return any(
        isinstance(part, exp.Column)
        and part.name.lower() == name
        and may_belong(part, relation, scope)
        for part in own_parts(test)
    )


def may_belong(column: exp.Expr, relation: Relation, scope: Scope) -> bool:
    """Tell whether a column is one of ``relation``, or may be: nothing says whose it is."""
    if column.text("table"):
        return column.text("table").lower() == relation.name
    owner = scope.relation_of(column)
    return owner is None or owner is relation


def chooses_partitions(column: exp.Expr, scope: Scope) -> bool:
    """Tell whether the table of a column is partitioned by it, so that tests on it prune."""
    if scope.schema is None:
        return False
    relation = scope.relation_of(column)
    stored = relation.stored if relation is not None else None
    return stored is not None and column.name.lower() in stored.partition_columns


def is_filtered(
    relation: Relation, name: str, scope: Scope, context: Context, depth: int = 0
) -> bool:
    """Tell whether rows are filtered by a column, at this level or wherever they are read."""
    if any(mentions(test, relation, name, scope) for test in conditions(scope)):
        return True
    if _is_shared(name, scope):
        return True
    passed = list(_passed_on(relation, name, scope))
    readers = context.readers.get(id(context.outermost(scope.root)[0]), ())
    if not passed or not readers or depth > _DEEPEST:
        return False
    return all(
        any(is_filtered(reader, out, around, context, depth + 1) for out in passed)
        for around, reader in readers
    )


def _is_shared(name: str, scope: Scope) -> bool:
    """Tell whether USING joins by the column, or NATURAL may."""
    joins = [relation.join for relation in scope.relations if relation.join is not None]
    return any(
        join.args.get("method") == "NATURAL"
        or any(named.name.lower() == name for named in join.args.get("using") or ())
        for join in joins
    )


def _passed_on(relation: Relation, name: str, scope: Scope) -> Iterator[str]:
    """Yield the names under which a column leaves the query."""
    for projection in scope.root.expressions if isinstance(scope.root, exp.Select) else ():
        value = projection.unalias()
        if isinstance(value, exp.Star):
            yield name
        elif isinstance(value, exp.Column):
            if isinstance(value.this, exp.Star):
                if value.text("table").lower() == relation.name:
                    yield name
            elif value.name.lower() == name and may_belong(value, relation, scope):
                yield projection.alias_or_name.lower()
