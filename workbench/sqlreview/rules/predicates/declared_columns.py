"""What the declaration of a column says about tests on it."""

import re
from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Remark
from workbench.sqlreview.rules.predicates.clause import is_test
from workbench.sqlreview.schema.types import TypeKind
from workbench.sqlreview.stored_columns import StoredColumn, stored_column

_LENGTH = re.compile(r"\((\d+)")


def decided_by_declaration(test: exp.Expr, context: Context) -> Iterator[Remark]:
    """Yield a remark on IS NULL of a column that never is, or a text longer than the column."""
    about_null = isinstance(test, exp.Is) and isinstance(test.expression, exp.Null)
    length = _text_length(test.args.get("expression")) if isinstance(test, exp.EQ) else 0
    if not (about_null or length) or not is_test(test):
        return
    stored = stored_column(test.this, context.scope, context)
    if stored is None:
        return
    if about_null:
        yield from _never_null(test, stored, context)
    elif stored.column.kind is TypeKind.TEXT:
        room = _LENGTH.search(stored.column.type)
        if room and length > int(room[1]):
            declared = f"{test.this.name} is {stored.column.type}"
            message = f"{declared}, too short for this text of {length} characters."
            yield Remark(context.ranges.test(test), message)


def _never_null(test: exp.Expr, stored: StoredColumn, context: Context) -> Iterator[Remark]:
    if stored.nullable is not False or _may_be_missing(test.this, context):
        return
    whole = test.parent if isinstance(test.parent, exp.Not) else test
    outcome = "false" if whole is test else "true"
    yield Remark(
        context.ranges.test(whole),
        f"{test.this.name} is declared NOT NULL, so this is {outcome} for every row.",
        severity=None if whole is test else Severity.HINT,
    )


def _text_length(value: exp.Expr | None) -> int:
    return len(value.name.rstrip()) if isinstance(value, exp.Literal) and value.is_string else 0


def _may_be_missing(column: exp.Expr, context: Context) -> bool:
    """Tell whether an outer join, here or in a query on the way, may leave the column NULL."""
    relation = context.scope.relation_of(column)
    if relation is None or relation.kind is not RelationKind.TABLE:
        return True
    return any(one.join is not None and one.join.side for one in context.scope.relations)
