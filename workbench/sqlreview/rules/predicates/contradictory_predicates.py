"""`contradictory-predicates`: tests that cannot all be true."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.joined_tests import Related, is_whole, related
from workbench.sqlreview.value_sets import value_set
from workbench.sqlreview.volatile import is_repeatable

_MOST_TESTS = 60
"""Longer chains are not searched for tests that deny each other."""


@rule(
    "contradictory-predicates",
    nodes=(exp.And, exp.Between),
    severity=Severity.ERROR,
    category="correctness",
    source="sql-checklist",
    why="Both tests are about the same value, and no value passes both.",
    fix="Use OR or IN if either is enough; correct the limits if they are the wrong way round.",
    impact="No row ever passes.",
    fires=[
        Example("SELECT id FROM t WHERE a = 1 AND «a = 2»"),
        Example("SELECT id FROM t WHERE x > 5 AND y = 1 AND «x < 3»", "postgres"),
        Example("SELECT id FROM t WHERE status = 'open' AND «status IN ('a', 'b')»", "mysql"),
        Example("SELECT id FROM t WHERE d >= '2024-02-01' AND «d < '2024-01-01'»", "bigquery"),
        Example("SELECT id FROM t WHERE a IS NULL AND «a = 3»", "tsql"),
        Example("SELECT id FROM t WHERE «x BETWEEN 10 AND 5»", "snowflake"),
        Example("SELECT id FROM t WHERE a = 1 AND «a <> 1»", "oracle"),
        Example("SELECT SUM(CASE WHEN a = 'x' AND «a = 'y'» THEN 1 ELSE 0 END) AS s FROM t"),
        Example("SELECT id FROM t WHERE a IS NULL AND «a IS NOT NULL»", "spark"),
        Example("SELECT id FROM t WHERE name LIKE 'x%' AND «name NOT LIKE 'x%'»", "mysql"),
        Example("SELECT id FROM t WHERE a = b AND k = 1 AND «a <> b»", "postgres"),
        Example("SELECT id FROM t WHERE a = 5 AND «NOT (a = 5)»", "tsql"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE a = 1 OR a = 2"),
        Example("SELECT id FROM t WHERE x > 3 AND x < 5", "postgres"),
        Example("SELECT id FROM t WHERE a.k = 1 AND b.k = 2"),
        Example("SELECT id FROM t WHERE a = '1' AND a = '1.0'", "mysql"),
        Example("SELECT id FROM t WHERE a = 'x' AND a = 'X'", "tsql"),
        Example("SELECT id FROM t WHERE (a = 1 AND b = 1) OR (a = 2 AND b = 2)"),
        Example("SELECT id FROM t WHERE RAND() < 0.5 AND RAND() > 0.7", "spark"),
        Example("SELECT id FROM t WHERE x BETWEEN SYMMETRIC 10 AND 5", "postgres"),
        Example("SELECT id FROM t WHERE NOT x BETWEEN 10 AND 20 AND x > 0"),
        Example("SELECT id FROM t WHERE x >= 5 AND x <= 5"),
        Example("SELECT id FROM t WHERE a = b AND a <> c AND name NOT LIKE 'x%'", "mysql"),
        Example("SELECT id FROM t WHERE a = ? AND a <> ?", "mysql"),
        Example("SELECT id FROM t WHERE d >= '2024-01-01' AND d < '2024-01-02'", "redshift"),
    ],
)
def contradictory_predicates(test: exp.And | exp.Between, context: Context) -> Iterable[Remark]:
    """Report the second of two tests in a chain of ANDs that exclude each other."""
    kind = test.__class__
    if kind is _And:
        if test.parent.__class__ is _And or not is_whole(test):
            return ()
        found = context.once(related, test)
        return _contradictions(found, context) if found.tests else ()
    values = value_set(test)
    return _limits(test, context) if values is not None and values.is_empty() else ()


_And = exp.And


def _limits(between: exp.Expr, context: Context) -> Iterator[Remark]:
    message = "The lower limit of this BETWEEN is above its upper one."
    yield Remark(context.ranges.test(between), message, fix="Swap the two limits.")


def _contradictions(found: Related, context: Context) -> Iterator[Remark]:
    told = False
    for group in found.groups:
        for one, other in combinations(group, 2):
            if one.excludes(other):
                message = f"No value of {other.label} passes this and the earlier test on it."
                yield Remark(context.ranges.test(other.test), message)
                told = True
                break
    if not told:
        yield from _negations(found.tests, context)


def _negations(tests: Sequence[exp.Expr], context: Context) -> Iterator[Remark]:
    """Report a test that another one denies: ``a = b`` and ``a <> b``."""
    if len(tests) > _MOST_TESTS:
        return
    for denial in tests:
        kind = _kind_denied(denial)
        for other in tests if kind is not None else ():
            if other.__class__ is not kind or other is denial:
                continue
            if _denies(denial, other) and is_repeatable(other):
                message = "Another test of this filter says the opposite."
                yield Remark(context.ranges.test(max(denial, other, key=tests.index)), message)
                return


def _kind_denied(test: exp.Expr) -> type[exp.Expr] | None:
    """Return the kind of the tests that a test may say the opposite of."""
    kind = test.__class__
    if kind is exp.NEQ:
        return exp.EQ
    if kind is exp.Not:
        denied: exp.Expr = test.this.unnest()
        return denied.__class__
    return kind if test.args.get("negate") else None


def _denies(denial: exp.Expr, other: exp.Expr) -> bool:
    if isinstance(denial, exp.Not):
        return bool(denial.this.unnest() == other)
    if other.args.get("negate") or denial.expression.name != other.expression.name:
        return False  # other texts are quicker to see than whether all is equal
    sides = [name for name in denial.args if name != "negate"]
    return all(denial.args.get(name) == other.args.get(name) for name in sides)
