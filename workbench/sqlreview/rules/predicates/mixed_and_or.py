"""`mixed-and-or`: AND and OR side by side without brackets."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.clause import is_test
from workbench.sqlreview.rules.predicates.joined_tests import is_whole, operands


@rule(
    "mixed-and-or",
    nodes=(exp.Or,),
    needs=(exp.And,),
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="sql-checklist",
    why="AND binds tighter than OR, so the tests in front of the OR do not restrict what follows.",
    fix="Put brackets round the part that belongs together, even if it is read that way already.",
    impact="Rows that the other filters should keep out are let in, if OR was meant to go first.",
    fires=[
        Example("SELECT id FROM t WHERE «tenant = 1 AND a = 2 OR b = 3»"),
        Example("SELECT id FROM t WHERE «a = 2 OR b = 3 AND c = 4»", "postgres"),
        Example("SELECT CASE WHEN «a = 1 AND b = 2 OR c = 3» THEN 1 ELSE 0 END AS f FROM t"),
        Example("DELETE FROM t WHERE «a = @a AND b = @b OR c IS NULL»", "tsql"),
        Example("SELECT a.id FROM a JOIN b ON «a.x = b.x AND a.y = b.y OR a.z = b.z»", "mysql"),
        Example("SELECT id FROM t WHERE k = 1 AND («x = 1 OR y = 2 AND z = 3»)", "bigquery"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE (a = 1 AND b = 2) OR c = 3"),
        Example("SELECT id FROM t WHERE a = 1 AND (b = 2 OR c = 3)", "postgres"),
        Example("SELECT id FROM t WHERE x BETWEEN 1 AND 5 OR y = 2", "tsql"),
        Example("SELECT id FROM t WHERE a = 1 OR b = 2 OR c = 3", "mysql"),
        Example("SELECT id FROM t WHERE NOT (a = 1 AND b = 2) OR c = 3", "bigquery"),
        Example("SELECT id FROM t WHERE a = 1 AND b IN (SELECT k FROM u WHERE x = 1 OR y = 2)"),
    ],
)
def mixed_and_or(or_: exp.Or, context: Context) -> Iterable[Remark]:
    """Report a chain of ORs with an AND in it that has no brackets."""
    if or_.parent.__class__ is exp.Or or not is_whole(or_):
        return ()
    branches = operands(or_)
    mixed = sum([branch.__class__ is exp.And for branch in branches])
    if not mixed or not is_test(or_):
        return ()
    return _report(or_, context, alternates=mixed == len(branches))


def _report(or_: exp.Or, context: Context, *, alternates: bool) -> Iterator[Remark]:
    yield Remark(
        context.ranges.test(or_),
        "AND and OR are mixed here without brackets: each AND is read as one bracket.",
        severity=Severity.HINT if alternates else None,
    )
