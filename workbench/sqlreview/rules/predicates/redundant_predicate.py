"""`redundant-predicate`: a test that another one makes superfluous."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, permutations

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import alternatives, conjuncts
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.joined_tests import Related, is_whole, related
from workbench.sqlreview.volatile import is_repeatable

_MOST_TESTS = 100


@rule(
    "redundant-predicate",
    nodes=(exp.And, exp.Or),
    severity=Severity.INFO,
    category="correctness",
    source="sql-checklist",
    why="The other tests decide already; often one was copied and not adapted.",
    fix="Remove it, or correct it.",
    impact="None on the result as written; a missing filter if it is a slip.",
    fires=[
        Example("SELECT id FROM t WHERE a = 1 AND b = 2 AND «a = 1»"),
        Example("SELECT id FROM t WHERE x > 5 AND «x > 3»", "postgres"),
        Example("SELECT id FROM t WHERE a = 1 OR b = 2 OR «a = 1»", "tsql"),
        Example("SELECT id FROM t WHERE a = 1 OR «(a = 1 AND b = 2)»", "mysql"),
        Example("SELECT id FROM t WHERE s IN ('x', 'y') AND «s <> 'z'»", "bigquery"),
        Example("SELECT id FROM t WHERE «a IS NOT NULL» AND a = 3", "snowflake"),
        Example("SELECT a.id FROM a JOIN b ON a.k = b.k AND «a.k = b.k»", "spark"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE a = 1 AND b = 1"),
        Example("SELECT id FROM t WHERE x > 3 AND x < 5", "postgres"),
        Example("SELECT id FROM t WHERE a = 1 OR a IS NULL", "tsql"),
        Example("SELECT id FROM t WHERE (a = 1 AND b = 2) OR (a = 1 AND c = 3)", "mysql"),
        Example("SELECT id FROM t WHERE x <> 1 AND x <> 2", "oracle"),
        Example("SELECT id FROM t WHERE RAND() < 0.5 AND RAND() < 0.5", "spark"),
        Example("SELECT id FROM t WHERE a = 1 AND a = 2"),
        Example("SELECT a.id FROM a JOIN b ON a.k = b.k AND a.j = b.j", "bigquery"),
        Example("SELECT id FROM t WHERE status = ? OR status = ?", "postgres"),
    ],
)
def redundant_predicate(connector: exp.And | exp.Or, context: Context) -> Iterable[Remark]:
    """Report the tests of a chain that repeat others or follow from them."""
    if connector.parent.__class__ is connector.__class__ or not is_whole(connector):
        return ()
    found = context.once(related, connector)
    if not found.tests:
        return ()
    superfluous = _covered_by_parts(connector, found.tests) or _covered_by_values(connector, found)
    return _report(superfluous, context) if superfluous else ()


def _report(
    superfluous: list[tuple[exp.Expr, Severity | None]], context: Context
) -> Iterator[Remark]:
    for test, severity in superfluous:
        if is_repeatable(test):
            message = "This test changes nothing: the others decide already."
            yield Remark(context.ranges.test(test), message, severity=severity)


def _covered_by_parts(
    connector: exp.Expr, tests: Sequence[exp.Expr]
) -> list[tuple[exp.Expr, Severity | None]]:
    """Return tests that repeat another, or hold all of it: ``a`` beside ``a OR b``."""
    if len(tests) > _MOST_TESTS:
        return []
    parts = _comparable_parts(connector, tests)
    if not parts:
        return []
    found: list[tuple[exp.Expr, Severity | None]] = []
    for index, test in enumerate(tests):
        repeats = parts[index] in parts[:index]
        if repeats or any(other < parts[index] for other in parts):
            found.append((_with_brackets(test), None))
    return found


def _comparable_parts(connector: exp.Expr, tests: Sequence[exp.Expr]) -> list[frozenset[int]]:
    """Return the parts of each test, equal ones by equal numbers; nothing if none are equal."""
    parts_of = alternatives if isinstance(connector, exp.And) else conjuncts
    parts = [list(parts_of(test)) for test in tests]
    looks = [[_looks(part) for part in several] for several in parts]
    together = list(chain.from_iterable(looks))
    if len(set(together)) == len(together):
        return []
    counts = Counter(together)
    if not any(all(counts[look] > 1 for look in alike) for alike in looks):
        return []
    return [
        frozenset(
            hash(part) if counts[look] > 1 else id(part)
            for part, look in zip(several, alike, strict=True)
        )
        for several, alike in zip(parts, looks, strict=True)
    ]


def _looks(test: exp.Expr) -> tuple[object, ...]:
    """Return what equal tests have in common, much quicker than a hash of the whole."""
    args = test.args
    kind = test.__class__
    if kind in _OF_TWO_SIDES:
        right = args["expression"]
        return kind, args["this"].name.lower(), right.__class__, right.name.lower()
    if kind in _CONNECTORS:
        return kind, _looks(args["expression"])
    sides = args.values()
    return (test.__class__, *[side.name.lower() for side in sides if isinstance(side, exp.Expr)])


_CONNECTORS = frozenset({exp.And, exp.Or})
_OF_TWO_SIDES = frozenset({exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE})


def _with_brackets(test: exp.Expr) -> exp.Expr:
    return test.parent if isinstance(test.parent, exp.Paren) else test


def _covered_by_values(
    connector: exp.Expr, related_tests: Related
) -> list[tuple[exp.Expr, Severity | None]]:
    """Return the wider of two tests joined by AND, the narrower of two joined by OR."""
    found: list[tuple[exp.Expr, Severity | None]] = []
    for group in related_tests.groups:
        if any(one.excludes(other) for one, other in permutations(group, 2)):
            continue
        spares = [
            wide if isinstance(connector, exp.And) else narrow
            for narrow, wide in permutations(group, 2)
            if narrow.implies(wide)
        ]
        if spares:
            spare = min(spares, key=lambda values: values.is_null_test)
            found.append((spare.test, Severity.HINT if spare.is_null_test else None))
    return found
