"""`case-same-branches`: a CASE that gives the same whatever holds."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.cases.branches import branches, default
from workbench.sqlreview.volatile import is_repeatable


@rule(
    "case-same-branches",
    nodes=(exp.Case, exp.If),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist",
    why="All branches have the same result, so the conditions decide nothing; one was not adapted.",
    fix="Correct the branch that was copied, or write the result without CASE.",
    impact="The conditions have no effect.",
    fires=[
        Example("SELECT «CASE WHEN a = 1 THEN 'x' ELSE 'x' END» AS c FROM t"),
        Example("SELECT «CASE a WHEN 1 THEN b WHEN 2 THEN b ELSE b END» AS c FROM t", "postgres"),
        Example("SELECT «IIF(a = 1, b, b)» AS c FROM t", "tsql"),
        Example("SELECT id FROM t WHERE x = «CASE WHEN a = 1 THEN 0 ELSE 0 END»", "bigquery"),
        Example("SELECT «CASE WHEN a = 1 THEN NULL END» AS c FROM t", "mysql"),
        Example("SELECT «CASE WHEN a = 1 THEN 'x' WHEN b = 2 THEN 'x' END» AS c FROM t"),
    ],
    quiet=[
        Example("SELECT CASE WHEN a = 1 THEN 'x' ELSE 'y' END AS c FROM t"),
        Example("SELECT CASE WHEN a = 1 THEN 'x' END AS c FROM t", "postgres"),
        Example("SELECT CASE WHEN a = 1 THEN 'x' ELSE 'X' END AS c FROM t", "tsql"),
        Example("SELECT CASE WHEN a = 1 THEN RAND() ELSE RAND() END AS c FROM t", "spark"),
        Example("SELECT IF(a = 1, b, c) AS c FROM t", "bigquery"),
        Example("SELECT CASE WHEN a = 1 THEN b WHEN a = 2 THEN b ELSE c END AS d FROM t"),
        Example("SELECT CASE WHEN a = 1 THEN ? ELSE ? END AS c FROM t", "mysql"),
    ],
)
def case_same_branches(case: exp.Case | exp.If, context: Context) -> Iterable[Remark]:
    """Report a CASE (or IF) all of whose results are equal."""
    if case.__class__ is exp.If:
        if case.parent.__class__ is exp.Case and case.arg_key == "ifs":
            return ()
    elif _first_and_last_differ(case):
        return ()
    return _report(case, context)


def _first_and_last_differ(case: exp.Expr) -> bool:
    """Tell whether the first result and ELSE (or its NULL) are certainly not equal: most are."""
    whens, last = case.args["ifs"], case.args.get("default")
    first = whens[0].args.get("true") if whens else None
    if first is None:
        return False
    if last is None:
        return len(whens) == 1 and first.__class__ is not exp.Null
    return first.__class__ is not last.__class__ or first.name.lower() != last.name.lower()


def _report(case: exp.Case | exp.If, context: Context) -> Iterator[Remark]:
    results = _results(case)
    if len(results) < 2 or any(result != results[0] for result in results[1:]):
        return
    if not is_repeatable(results[0]):
        return
    if _may_give_null(case, results[0]):
        yield Remark(
            context.ranges.of(case),
            "Every WHEN gives the same result.",
            fix="Join the conditions with OR in one WHEN.",
            severity=Severity.HINT,
            confidence=Confidence.POSSIBLE,
        )
        return
    yield Remark(context.ranges.of(case), "Every branch gives the same result.")


def _may_give_null(case: exp.Expr, result: exp.Expr) -> bool:
    """Tell whether a missing ELSE gives another result than the branches, so conditions matter."""
    return isinstance(case, exp.Case) and default(case) is None and not isinstance(result, exp.Null)


def _results(case: exp.Case | exp.If) -> list[exp.Expr]:
    """Return the results of all branches; of one alone, NULL stands for a missing ELSE."""
    if isinstance(case, exp.Case):
        found = [branch.result for branch in branches(case)]
        otherwise = default(case)
        if otherwise is None and len(found) > 1:
            return found
        return [*found, otherwise or exp.Null()]
    results = (case.args.get("true"), case.args.get("false"))
    return [result for result in results if isinstance(result, exp.Expr)]
