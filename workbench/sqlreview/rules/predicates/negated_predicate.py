"""`negated-predicate`: a filter that only says what is not wanted."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.predicates.clause import restricts_rows
from workbench.sqlreview.rules.predicates.joined_tests import required

_NEGATED = (exp.EQ, exp.In, exp.Between, exp.Like, exp.ILike, exp.RegexpLike, exp.RegexpILike)


@rule(
    "negated-predicate",
    nodes=(exp.Where,),
    yields_to=("null-comparison", "null-in-list"),
    severity=Severity.HINT,
    category="performance",
    source="sql-checklist/full-table-scan",
    why="Most rows pass a test for what is not wanted: no index or partition narrows the search.",
    fix="Name the values that are wanted, or add a filter that narrows the rows.",
    impact="The whole table is read.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="Most rows pass a test for what is not wanted, and an index is of no use for "
            "reading most of a table.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Nearly every block holds a row that passes a test for what is not wanted, so "
            "hardly any is skipped.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Nearly every file holds a row that passes a test for what is not wanted, so "
            "hardly any row group is skipped.",
        ),
    },
    fires=[
        Example("SELECT id FROM t WHERE «status <> 'closed'»"),
        Example("SELECT id FROM t WHERE «name NOT LIKE 'x%'»", "postgres"),
        Example("SELECT id FROM t WHERE «status NOT IN ('a', 'b')» AND kind != 3", "tsql"),
        Example("SELECT id FROM ds.t WHERE «NOT status = 'closed'»", "bigquery"),
        Example("SELECT id FROM t WHERE «n NOT BETWEEN 1 AND 5»", "mysql"),
        Example("SELECT id FROM t WHERE «name NOT REGEXP '^x'»", "mysql"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE status <> 'closed' AND created_at > '2024-01-01'"),
        Example("SELECT id FROM t WHERE status = 'open'", "postgres"),
        Example("SELECT id FROM t WHERE deleted_at IS NOT NULL", "mysql"),
        Example("SELECT id FROM t WHERE id NOT IN (SELECT k FROM u)", "tsql"),
        Example("WITH u AS (SELECT n FROM t WHERE d = 1) SELECT n FROM u WHERE n <> 4"),
        Example("SELECT a.id FROM a JOIN b ON a.k = b.k WHERE a.x <> b.x", "bigquery"),
        Example("SELECT id FROM t WHERE NOT deleted", "postgres"),
        Example("SELECT COUNT(*) FILTER (WHERE a <> 1) AS n FROM t WHERE k = 3", "postgres"),
    ],
)
def negated_predicate(where: exp.Where, context: Context) -> Iterable[Remark]:
    """Report the first test of a WHERE all of whose tests are negated."""
    last = where.this
    while last.__class__ in _HOLD_THE_LAST:
        last = last.args.get("expression") or last.args["this"]
    return () if last.__class__ in _WANTED else _report(where, context)


_HOLD_THE_LAST = frozenset({exp.And, exp.Paren})
_WANTED = frozenset({exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between, exp.Or})


def _report(where: exp.Where, context: Context) -> Iterator[Remark]:
    if not restricts_rows(where):
        return
    tests = context.once(required, where.this)
    for test in tests:
        column = _excluding_column(test)
        if column is None or not context.scope.reads_base_table(column):
            return
    if tests:
        message = "The filter only says which rows are not wanted."
        yield Remark(context.ranges.test(tests[0]), message)


def _excluding_column(test: exp.Expr) -> exp.Column | None:
    """Return the column that ``test`` keeps away from constants."""
    inner = test
    if isinstance(test, exp.Not):
        inner = test.this.unnest()
        if not isinstance(inner, _NEGATED):
            return None
        if inner.args.get("query") is not None:
            return None
    elif test.__class__ is not exp.NEQ and not test.args.get("negate"):
        return None
    column = inner.this
    other = inner.args.get("expression")
    if isinstance(other, exp.Expr) and other.find(exp.Column, exp.Query) is not None:
        return None
    return column if isinstance(column, exp.Column) else None
