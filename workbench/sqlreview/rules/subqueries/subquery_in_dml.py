"""`subquery-in-dml`: an UPDATE or DELETE that asks a subquery row by row."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import GENERIC
from workbench.sqlreview.queries import condition_of
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Example, Remark, rule

_ROW_BY_ROW = frozenset({"mysql", "singlestore", "doris", "starrocks"})


@rule(
    "subquery-in-dml",
    nodes=(exp.Update, exp.Delete),
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/correlated-subquery",
    why=(
        "MySQL before 8.0.21, and MariaDB, cannot turn a subquery in UPDATE or DELETE into a join: "
        "it runs once per row of the table while the rows stay locked."
    ),
    fix="Join the other table: DELETE t FROM t JOIN s ON …, UPDATE t JOIN s ON … SET ….",
    impact="Rows of the table times the cost of the subquery, under locks.",
    fires=[
        Example("DELETE FROM t WHERE «t.id IN (SELECT s.id FROM s WHERE s.x = 1)»", "mysql"),
        Example("UPDATE t SET a = 1 WHERE b = 2 AND «id IN (SELECT s.id FROM s)»", "mysql"),
        Example("UPDATE t SET a = 1 WHERE «k NOT IN (SELECT s.k FROM s)»", "mysql"),
        Example("DELETE FROM t WHERE «id IN (SELECT s.id FROM s)»"),
    ],
    quiet=[
        Example("DELETE FROM t WHERE t.id IN (SELECT s.id FROM s)", "postgres"),
        Example("DELETE FROM t WHERE t.id IN (SELECT s.id FROM s)", "tsql"),
        Example("DELETE t FROM t JOIN s ON s.id = t.id WHERE s.x = 1", "mysql"),
        Example("UPDATE t SET a = (SELECT MAX(s.a) FROM s) WHERE id = 3", "mysql"),
        Example("DELETE FROM t WHERE EXISTS (SELECT 1 FROM s WHERE s.id = t.id)", "mysql"),
        Example("DELETE FROM t WHERE id = (SELECT MAX(s.id) FROM s)", "mysql"),
        Example("SELECT id FROM t WHERE id IN (SELECT s.id FROM s)", "mysql"),
    ],
)
def subquery_in_dml(statement: exp.Update | exp.Delete, context: Context) -> Iterator[Remark]:
    """Report IN over stored rows in the WHERE of a write, where that hurts."""
    if not may_run_row_by_row(context.dialect):
        return
    hurts = context.dialect in _ROW_BY_ROW
    where = condition_of(statement.args.get("where"))
    scope = context.scope_of(statement)
    if where is None or scope is None:
        return
    for test in scope.all(exp.In):
        query = test.args.get("query")
        inner = query.unnest() if isinstance(query, exp.Subquery) else query
        read = context.scope_of(inner) if isinstance(inner, exp.Select) else None
        if read is None or not any(r.kind is RelationKind.TABLE for r in read.relations):
            continue
        if test.find_ancestor(exp.Where, exp.Query, exp.Update) is not where.parent:
            continue
        target = statement.this.alias_or_name if isinstance(statement.this, exp.Expr) else "it"
        yield Remark(
            context.ranges.negation(test)
            if isinstance(test.parent, exp.Not)
            else context.ranges.of(test),
            f"The subquery is asked for every row of {target or 'the table'} that is checked.",
            severity=None if hurts else Severity.HINT,
            confidence=None if hurts else Confidence.POSSIBLE,
        )


def may_run_row_by_row(dialect: str) -> bool:
    """Tell whether an engine may ask a subquery of UPDATE or DELETE once per row."""
    return dialect in _ROW_BY_ROW or dialect == GENERIC
