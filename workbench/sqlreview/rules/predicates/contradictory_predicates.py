"""`contradictory-predicates`: tests that cannot all be true."""

from collections.abc import Iterable, Iterator
from itertools import chain, combinations

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.all_filters import exclude_each_other
from workbench.sqlreview.rules.predicates.denials import (
    opposites,
    passed_by_no_null,
    without_alternative,
)
from workbench.sqlreview.rules.predicates.joined_tests import Related, is_whole, joined, related
from workbench.sqlreview.value_sets import value_set


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
        Example("SELECT a.x FROM a JOIN b ON b.i = a.i AND b.k = 'x' WHERE «b.k = 'y'»", "mysql"),
        Example(
            "SELECT a.x FROM a JOIN b ON b.i = a.i AND a.k = 1 JOIN c ON c.i = a.i AND «a.k = 2»",
            "bigquery",
        ),
        Example("SELECT a.x FROM a LEFT JOIN b ON b.i = a.i AND b.k = 1 WHERE «b.k = 2»", "spark"),
        Example("SELECT id FROM t x WHERE x.a = 1 AND «a = 2»", "snowflake"),
        Example("SELECT id FROM t WHERE name LIKE 'ab%' AND «name = 'xyz'»", "postgres"),
        Example("SELECT id FROM t WHERE name LIKE 'ab%' AND «name LIKE 'xy%'»", "oracle"),
        Example("SELECT id FROM t WHERE a IS NULL AND «a = b»", "redshift"),
        Example("SELECT id FROM t WHERE a IS TRUE AND «a IS FALSE»", "databricks"),
        Example("SELECT id FROM t WHERE (a = 1 OR a = 2) AND «a = 3»", "tsql"),
        Example("SELECT id FROM t WHERE a = 3 AND «a NOT BETWEEN 1 AND 9»", "duckdb"),
        Example("SELECT a FROM t GROUP BY a HAVING COUNT(*) > 5 AND «COUNT(*) < 3»", "mysql"),
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
        Example("SELECT id FROM t WHERE a IS NOT TRUE AND a IS NOT FALSE", "postgres"),
        Example("SELECT id FROM t WHERE d = '${day}' AND d = 'today'", "spark"),
        Example("SELECT id FROM t WHERE n LIKE '{prefix}%' AND n = 'abc'", "bigquery"),
        Example("SELECT id FROM t WHERE d = '{{ one }}' AND d = '{{ two }}'", "snowflake"),
        Example("SELECT id FROM t WHERE a IS NULL AND a NOT IN (SELECT b FROM u)", "postgres"),
        Example("SELECT a.x FROM a LEFT JOIN b ON b.i = a.i AND a.k = 1 WHERE a.k = 2", "mysql"),
        Example("SELECT a.x FROM a LEFT JOIN b ON b.i = a.i AND b.k = 1 WHERE b.k IS NULL"),
        Example("SELECT a.x FROM a FULL JOIN b ON b.i = a.i AND b.k = 1 WHERE b.k = 2", "duckdb"),
        Example(
            "SELECT a.x FROM a JOIN b p ON p.i = a.i AND p.k = 1 JOIN b q ON q.i = a.i AND q.k = 2"
        ),
        Example("SELECT t.x FROM t LEFT SEMI JOIN u ON u.i = t.i AND u.k = 1 AND t.k = 2", "spark"),
        Example("SELECT id FROM t WHERE name LIKE 'ab%' AND name = 'ABC'", "mysql"),
        Example("SELECT id FROM t WHERE name LIKE '_b%' AND name LIKE 'ab%'", "postgres"),
        Example("SELECT id FROM t WHERE code LIKE '1%' AND code = '01'", "oracle"),
        Example("SELECT id FROM t WHERE a IS NULL AND a IS NOT DISTINCT FROM b", "postgres"),
        Example('SELECT id FROM t WHERE "A" = 1 AND a = 2', "postgres"),
        Example("SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE t.a = 1 AND a = 2)"),
        Example("SELECT id FROM t WHERE d >= '2024-01-01' AND d < '2024-01-02'", "redshift"),
    ],
)
def contradictory_predicates(test: exp.And | exp.Between, context: Context) -> Iterable[Remark]:
    """Report the second of two tests that exclude each other: in a chain of ANDs, or of joins."""
    kind = test.__class__
    if kind is _And:
        if test.parent.__class__ is _And or not is_whole(test):
            return ()
        found = context.once(related, test)
        told = list(_contradictions(found, context)) if found.tests else []
        if not told and exp.Is in context.scope.nodes:
            told = _about_null(test, context)
        return told if told or test.parent.__class__ not in _FILTERS else _across(test, context)
    values = value_set(test)
    return _limits(test, context) if values is not None and values.is_empty() else ()


_And = exp.And
_FILTERS = frozenset({exp.Join, exp.Where})


def _across(chain_top: exp.Expr, context: Context) -> Iterable[Remark]:
    """Report tests of WHERE and ON, or with and without the qualifier of their column."""
    scope = context.scope
    joins = scope.nodes.get(exp.Join)
    if joins:
        several = (join for join in joins if join.args.get("on").__class__ is _And)
        if next(several, None) is not chain_top.parent:
            return ()  # the chain of one ON asks for all
    elif len(scope.paths) < 2 or () not in scope.paths:
        return ()
    return [
        Remark(
            context.ranges.test(values.test),
            f"No value of {values.label} passes this and another test that must hold as well.",
        )
        for values in exclude_each_other(scope)
    ]


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
    if told:
        return
    for spare in chain(opposites(found.tests), without_alternative(found.tests)):
        yield Remark(context.ranges.test(spare), "Another test of this filter says the opposite.")
        return


def _about_null(chain_top: exp.Expr, context: Context) -> list[Remark]:
    """Report IS NULL beside a test of the same column that is never true for NULL."""
    return [
        Remark(
            context.ranges.test(test),
            "One test of this filter asks for NULL, which the other one never lets pass.",
        )
        for test in passed_by_no_null(joined(chain_top))
    ]
