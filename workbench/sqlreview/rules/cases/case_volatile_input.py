"""`case-volatile-input`: a random value or a subquery that is worked out again per branch."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.references import family
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.cases.branches import branches
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.volatile import RANDOM_NODES, random_calls

_EXPANDS = frozenset({"tsql", "fabric"})
"""Dialects that turn CASE x WHEN … and COALESCE into a chain of comparisons with x."""


@rule(
    "case-volatile-input",
    nodes=(exp.Case, exp.Coalesce),
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="sql-checklist",
    why=(
        "Each branch works its input out anew, so a random value changes between two comparisons "
        "and a subquery runs (and may answer) more than once."
    ),
    fix="Work the value out once, in a derived table, a variable or a CTE that is stored.",
    impact="Results that no branch was meant for, NULL included; a subquery run several times.",
    fires=[
        Example(
            "SELECT CASE «ABS(CHECKSUM(NEWID())) % 3» WHEN 0 THEN 'a' WHEN 1 THEN 'b' ELSE 'c' END "
            "AS g FROM t",
            "tsql",
        ),
        Example("SELECT COALESCE(«(SELECT MAX(x) FROM u)», 0) AS m FROM t", "tsql"),
        Example(
            "SELECT CASE WHEN RAND() < 0.3 THEN 'a' WHEN «RAND()» < 0.6 THEN 'b' ELSE 'c' END AS g "
            "FROM t",
            "mysql",
        ),
        Example(
            "SELECT CASE WHEN random() < 0.3 THEN 1 WHEN «random()» < 0.6 THEN 2 END AS g FROM t",
            "postgres",
        ),
        Example("SELECT CASE «(SELECT k FROM u)» WHEN 1 THEN 'a' WHEN 2 THEN 'b' END AS g", "tsql"),
    ],
    quiet=[
        Example("SELECT CASE WHEN RAND() < 0.3 THEN 'a' ELSE 'b' END AS g FROM t", "mysql"),
        Example("SELECT ISNULL((SELECT MAX(x) FROM u), 0) AS m FROM t", "tsql"),
        Example("SELECT COALESCE((SELECT MAX(x) FROM u), 0) AS m FROM t", "postgres"),
        Example("SELECT CASE a WHEN 1 THEN RAND() WHEN 2 THEN RAND() END AS g FROM t", "spark"),
        Example("SELECT COALESCE(a, (SELECT MAX(x) FROM u)) AS m FROM t", "tsql"),
        Example("SELECT CASE random() WHEN 0 THEN 'a' WHEN 1 THEN 'b' END AS g FROM t", "postgres"),
    ],
)
def case_volatile_input(case: exp.Case | exp.Coalesce, context: Context) -> Iterable[Remark]:
    """Report an input that is worked out more than once, with another answer each time."""
    if isinstance(case, exp.Case) and not isinstance(case.this, exp.Expr):
        return _rolled_again(case, context) if len(case.args.get("ifs") or ()) > 1 else ()
    if context.dialect not in _EXPANDS or case.args.get("is_null"):
        return ()
    return _asked_again(case, context)


def _asked_again(case: exp.Case | exp.Coalesce, context: Context) -> Iterator[Remark]:
    if isinstance(case, exp.Case) and len(branches(case)) < 2:
        return
    value = case.this
    if value.find(exp.Subquery) is not None:
        message = "This subquery is run once to test it and again to use it."
        yield Remark(context.ranges.of(value), message, severity=Severity.INFO)
    elif any(random_calls(value)):
        yield Remark(context.ranges.of(value), "Each WHEN compares with another random value.")


def _may_be_random(scope: Scope) -> bool:
    """Tell whether a call of a random function may be in a scope or in a query inside it."""
    return any(kind in one.nodes for one in family(scope) for kind in RANDOM_NODES)


def _rolled_again(case: exp.Case, context: Context) -> Iterator[Remark]:
    """Report the second condition that rolls the dice."""
    if not _may_be_random(context.scope):
        return
    rolls = [next(random_calls(branch.condition), None) for branch in branches(case)]
    calls = [roll for roll in rolls if roll is not None]
    if len(calls) > 1:
        message = "Each WHEN draws a new random value, so the shares are not what the limits say."
        yield Remark(context.ranges.of(calls[1]), message)
