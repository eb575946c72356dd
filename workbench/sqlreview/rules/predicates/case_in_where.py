"""`case-in-where`: a CASE decides which rows pass."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.clause import filter_around
from workbench.sqlreview.rules.predicates.own_values import not_searchable


@rule(
    "case-in-where",
    nodes=(exp.Case, exp.If),
    needs=(exp.Where,),
    yields_to=("partition-filter-not-prunable",),
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/full-table-scan",
    why="A CASE is worked out for each row; no index, partition or statistics can answer it.",
    fix="Write the branches as tests: (condition AND test) OR (other condition AND other test).",
    impact="Every row that the other filters leave is read.",
    on=not_searchable("the outcome of a CASE"),
    fires=[
        Example("SELECT id FROM t WHERE «CASE WHEN a = 1 THEN b ELSE c END» = 3"),
        Example(
            "SELECT id FROM t WHERE k = 1 AND 5 > «CASE kind WHEN 'a' THEN x ELSE y END»", "tsql"
        ),
        Example("DELETE FROM t WHERE «CASE WHEN a > b THEN 1 ELSE 0 END» = 1", "postgres"),
        Example(
            "SELECT id FROM ds.t WHERE «CASE WHEN a IS NULL THEN TRUE ELSE b > 2 END»", "bigquery"
        ),
        Example("SELECT id FROM t WHERE «IF(a = 1, b, c)» = 3", "mysql"),
        Example("SELECT id FROM t WHERE «IIF(a = 1, b, c)» = 3", "tsql"),
    ],
    quiet=[
        Example("SELECT CASE WHEN a = 1 THEN b ELSE c END AS d FROM t WHERE a = 3"),
        Example("SELECT id FROM t WHERE d >= CASE WHEN @x = 1 THEN 5 ELSE 9 END", "tsql"),
        Example("SELECT id FROM t WHERE x > (SELECT SUM(CASE WHEN a = 1 THEN b END) FROM u)"),
        Example(
            "SELECT a.id FROM a JOIN b ON a.k = CASE WHEN b.x = 1 THEN b.k ELSE b.l END", "mysql"
        ),
        Example("SELECT id FROM t WHERE CASE WHEN b > 0 THEN a / b END > 1.2", "duckdb"),
        Example("SELECT id FROM t WHERE k = 3 ORDER BY CASE WHEN a = 1 THEN 0 ELSE 1 END"),
        Example("SELECT id FROM t WHERE x > CASE kind WHEN 'a' THEN 5 ELSE 9 END", "tsql"),
        Example("SELECT id FROM t WHERE s IN (CASE WHEN k = 1 THEN 'a' ELSE 'b' END)", "mysql"),
    ],
)
def case_in_where(case: exp.Case | exp.If, context: Context) -> Iterable[Remark]:
    """Report the outermost CASE over columns in a WHERE."""
    if case.parent.__class__ in _CERTAINLY_OUTSIDE:
        return ()
    return _report(case, context) if isinstance(filter_around(case), exp.Where) else ()


_CERTAINLY_OUTSIDE = frozenset({exp.Case, exp.Select})


def _report(case: exp.Case | exp.If, context: Context) -> Iterator[Remark]:
    if case.find(exp.Div) is not None:
        return
    if _is_compared_with_column(case):
        return
    columns = list(case.find_all(exp.Column))
    if not any(context.scope.reads_base_table(column) for column in columns):
        return
    if isinstance(case.find_ancestor(exp.Case, exp.If, exp.Where), (exp.Case, exp.If)):
        return
    kind = "A CASE" if isinstance(case, exp.Case) else "An IF"
    yield Remark(context.ranges.of(case), f"{kind} in WHERE decides here which rows pass.")


def _is_compared_with_column(case: exp.Expr) -> bool:
    """Tell whether a bare column is tested against the CASE, so that an index on it still helps."""
    side = case
    while isinstance(side.parent, exp.Paren):
        side = side.parent
    test = side.parent
    if isinstance(test, exp.In):
        return side is not test.this and isinstance(test.this, exp.Column)
    if not isinstance(test, (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE)):
        return False
    other = test.args.get("expression") if side is test.this else test.this
    return isinstance(other, exp.Column)
