"""`case-without-else`: rows that no branch covers become NULL."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.cases.branches import branches, is_itself

_USE_NULL: tuple[type[exp.Expr], ...] = (
    exp.AggFunc,
    exp.Coalesce,
    exp.Concat,
    exp.Where,
    exp.Join,
    exp.Having,
    exp.Is,
    exp.Filter,
    exp.Order,
    exp.Window,
    exp.Qualify,
    exp.Nullif,
)
_TAKE_VALUES = (exp.Query, exp.Case, exp.Update, exp.SetItem, exp.DeclareItem)


@rule(
    "case-without-else",
    nodes=(exp.Case,),
    severity=Severity.HINT,
    category="correctness",
    source="sql-checklist/not-in-with-nulls",
    why="Without ELSE a row that no WHEN matches gets NULL, unseen, also for values added later.",
    fix="Add ELSE with the value that is meant, even if that is NULL.",
    impact="NULL for every row that no branch matches.",
    fires=[
        Example("SELECT «CASE WHEN a = 1 THEN 'x' WHEN a = 2 THEN 'y' END» AS c FROM t"),
        Example("SELECT «CASE s WHEN 'o' THEN 'open' END» AS c FROM t", "tsql"),
        Example("UPDATE t SET a = «CASE WHEN b = 1 THEN 'x' WHEN b = 2 THEN 'y' END»", "postgres"),
        Example("SELECT id, «CASE WHEN n > 10 THEN 'big' END» AS size FROM ds.t", "bigquery"),
        Example("SET @label = «CASE @s WHEN 1 THEN 'open' WHEN 2 THEN 'shut' END»", "tsql"),
    ],
    quiet=[
        Example("SELECT CASE WHEN a = 1 THEN 'x' ELSE 'y' END AS c FROM t"),
        Example("SELECT COUNT(CASE WHEN a = 1 THEN 1 END) AS n FROM t", "postgres"),
        Example("SELECT SUM(CASE WHEN a = 1 THEN x END) / COUNT(*) AS r FROM t", "tsql"),
        Example("SELECT COALESCE(CASE WHEN a = 1 THEN 'x' END, 'y') AS c FROM t", "snowflake"),
        Example("SELECT CASE WHEN a = 1 THEN 'x' ELSE NULL END AS c FROM t", "mysql"),
        Example("SELECT id FROM t WHERE CASE WHEN a = 1 THEN b END = 3", "oracle"),
        Example("SELECT CASE WHEN b <> 0 THEN a / b END AS ratio FROM t", "bigquery"),
        Example("SELECT CASE WHEN x THEN 1 WHEN TRUE THEN 2 END AS c FROM t", "postgres"),
        Example("SELECT CASE WHEN a IS NOT NULL THEN a END AS c FROM t", "redshift"),
    ],
)
def case_without_else(case: exp.Case, context: Context) -> Iterable[Remark]:
    """Report a CASE without ELSE whose NULL is not taken care of."""
    if case.args.get("default") is not None or isinstance(case.parent, _USE_NULL):
        return ()
    return _report(case, context)


def _report(case: exp.Case, context: Context) -> Iterator[Remark]:
    place = _place(case)
    if place is None or _is_covered(case) or _guards_itself(case) or is_itself(case):
        return
    overwrites = isinstance(place, exp.Update) and place.args.get("where") is None
    yield Remark(
        context.ranges.of(case),
        "Rows that match no WHEN get NULL here.",
        fix="Add ELSE with the column itself, so that the other rows keep their value."
        if overwrites
        else "",
        severity=Severity.WARNING if overwrites else None,
        confidence=Confidence.LIKELY if overwrites else None,
    )


def _place(case: exp.Case) -> exp.Expr | None:
    """Return the statement or expression that takes the value; None where NULL is meant."""
    around = case.parent
    while around is not None and not isinstance(around, _TAKE_VALUES):
        if isinstance(around, _USE_NULL):
            return None
        around = around.parent
    return around


def _is_covered(case: exp.Case) -> bool:
    whens = branches(case)
    last = whens[-1].condition if whens else None
    return isinstance(last, exp.Boolean) and bool(last.this)


def _guards_itself(case: exp.Case) -> bool:
    """Tell whether the only condition protects a division, so that NULL is the wanted answer."""
    whens = branches(case)
    return len(whens) == 1 and whens[0].result.find(exp.Div) is not None
