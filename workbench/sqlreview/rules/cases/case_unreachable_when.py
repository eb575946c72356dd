"""`case-unreachable-when`: a branch that an earlier one always takes first."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import alternatives, conjuncts
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.cases.branches import branches, has_operand
from workbench.sqlreview.value_sets import ValueSet, value_set
from workbench.sqlreview.volatile import is_repeatable

_MOST_BRANCHES = 60
"""Each branch is compared with this many before it."""


@rule(
    "case-unreachable-when",
    nodes=(exp.Case,),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist",
    why="CASE takes the first branch that is true, so a later one that is narrower is never used.",
    fix="Put the narrower condition first, correct it, or remove the branch.",
    impact="The result of this branch never appears.",
    fires=[
        Example("SELECT CASE WHEN a = 1 THEN 'x' WHEN «a = 1» THEN 'y' ELSE 'z' END AS c FROM t"),
        Example(
            "SELECT CASE a WHEN 1 THEN 'x' WHEN 2 THEN 'y' WHEN «1» THEN 'z' END FROM t", "tsql"
        ),
        Example(
            "SELECT CASE WHEN n > 10 THEN 'a' WHEN «n > 100» THEN 'b' ELSE 'c' END AS c FROM t",
            "postgres",
        ),
        Example(
            "SELECT CASE WHEN a = 1 THEN 'x' WHEN «a = 1 AND b = 2» THEN 'y' END AS c FROM t",
            "bigquery",
        ),
        Example(
            "SELECT CASE WHEN s IN ('a', 'b') THEN 1 WHEN «s = 'b'» THEN 2 ELSE 0 END AS c FROM t",
            "snowflake",
        ),
        Example("SELECT CASE WHEN TRUE THEN 1 WHEN «a = 2» THEN 2 END AS c FROM t", "mysql"),
    ],
    quiet=[
        Example("SELECT CASE WHEN n > 100 THEN 'a' WHEN n > 10 THEN 'b' END AS c FROM t"),
        Example("SELECT CASE WHEN a = 1 AND b = 2 THEN 'x' WHEN a = 1 THEN 'y' END AS c FROM t"),
        Example("SELECT CASE a WHEN 'x' THEN 1 WHEN 'X' THEN 2 END AS c FROM t", "postgres"),
        Example(
            "SELECT CASE WHEN RAND() < 0.5 THEN 1 WHEN RAND() < 0.5 THEN 2 END AS c FROM t", "spark"
        ),
        Example("SELECT CASE WHEN a = 1 THEN 'x' WHEN b = 1 THEN 'y' END AS c FROM t", "mysql"),
        Example("SELECT CASE WHEN n >= 10 THEN 'a' WHEN n <= 10 THEN 'b' END AS c FROM t", "tsql"),
        Example("SELECT CASE WHEN n < 5 THEN 1 WHEN n IS NULL THEN 2 END AS c FROM t", "oracle"),
        Example("SELECT CASE s WHEN ? THEN 1 WHEN ? THEN 2 ELSE 3 END AS c FROM t", "sqlite"),
    ],
)
def case_unreachable_when(case: exp.Case, context: Context) -> Iterable[Remark]:
    """Report the branches whose condition an earlier one covers."""
    return _report(case, context) if len(case.args.get("ifs") or ()) > 1 else ()


def _report(case: exp.Case, context: Context) -> Iterator[Remark]:
    earlier: list[_Condition] = []
    for branch in branches(case)[:_MOST_BRANCHES]:
        condition = _condition(branch.condition, plain=has_operand(case))
        if not any(before.covers(condition) for before in earlier):
            earlier.append(condition)
        elif is_repeatable(branch.condition):
            message = "An earlier branch of this CASE is true whenever this one is."
            yield Remark(context.ranges.test(branch.condition), message)


class _Condition(NamedTuple):
    """A WHEN condition, prepared for comparison with others.

    ``parts`` are the hashes of the tests that must all hold; ``needs`` and
    ``accepts`` what it says about single expressions: all of the first hold
    when it is true, any of the second makes it true.
    """

    always: bool
    parts: frozenset[int]
    needs: tuple[ValueSet, ...]
    accepts: tuple[ValueSet, ...]

    def covers(self, later: "_Condition") -> bool:
        """Tell whether this is true whenever ``later`` is."""
        if self.always or self.parts <= later.parts:
            return True
        return any(
            narrower.operand == wider.operand and narrower.implies(wider)
            for wider in self.accepts
            for narrower in later.needs
        )


def _condition(node: exp.Expr, *, plain: bool) -> _Condition:
    if plain:
        return _Condition(False, frozenset((hash(node),)), (), ())
    always = isinstance(node, exp.Boolean) and bool(node.this)
    parts = list(conjuncts(node))
    hashes = frozenset(hash(part) for part in parts)
    return _Condition(always, hashes, _value_sets(parts), _value_sets(alternatives(node)))


def _value_sets(tests: Iterable[exp.Expr]) -> tuple[ValueSet, ...]:
    return tuple(values for test in tests if (values := value_set(test)) is not None)
