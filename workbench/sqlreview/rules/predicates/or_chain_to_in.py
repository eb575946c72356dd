"""`or-chain-to-in`: one thing compared with value after value."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.joined_tests import is_whole, joined
from workbench.sqlreview.rules.predicates.parameters import is_parameter
from workbench.sqlreview.value_sets import column_key
from workbench.sqlreview.values import value_of
from workbench.sqlreview.volatile import is_repeatable


@rule(
    "or-chain-to-in",
    nodes=(exp.Or,),
    severity=Severity.HINT,
    category="performance",
    source="sql-checklist",
    why="A list says the same in fewer words, and no bracket can go missing around it.",
    fix="Write column IN (…).",
    impact="Hardly any on speed: engines turn one form into the other.",
    fires=[
        Example("SELECT id FROM t WHERE «a = 1 OR a = 2»"),
        Example("SELECT id FROM t WHERE k = 3 AND («s = 'x' OR s = 'y' OR s = 'z'»)", "postgres"),
        Example("SELECT id FROM t WHERE «t.a = @p OR @q = T.a»", "tsql"),
        Example("SELECT COUNT(CASE WHEN «a = 1 OR a = 2» THEN 1 END) AS n FROM t", "bigquery"),
        Example("SELECT id FROM t WHERE «LOWER(s) = 'x' OR LOWER(s) = 'y'»", "postgres"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE a IN (1, 2)"),
        Example("SELECT id FROM t WHERE a = 1 OR b = 2", "postgres"),
        Example("SELECT id FROM t WHERE a = 1 OR a > 5", "mysql"),
        Example("SELECT id FROM t WHERE a = b OR a = c", "tsql"),
        Example("SELECT id FROM t WHERE a <> 1 OR a <> 2", "bigquery"),
        Example("SELECT id FROM t WHERE LOWER(s) = 'x' OR UPPER(s) = 'X'", "postgres"),
        Example("SELECT id FROM t WHERE f(s) = 1 OR f(s) = 2", "oracle"),
    ],
)
def or_chain_to_in(or_: exp.Or, context: Context) -> Iterable[Remark]:
    """Report alternatives that compare one column, or one calculation, with constants."""
    if or_.parent.__class__ is _Or or not is_whole(or_):
        return ()
    tests = joined(or_)
    several = sum([test.__class__ is _EQ for test in tests]) > 1
    return _report(or_, tests, context) if several else ()


_Or, _EQ = exp.Or, exp.EQ


def _report(or_: exp.Or, tests: list[exp.Expr], context: Context) -> Iterator[Remark]:
    counts: dict[str | exp.Expr, int] = {}
    for test in tests:
        compared = _compared(test)
        if compared:
            counts[compared] = counts.get(compared, 0) + 1
    for compared, count in counts.items():
        if count > 1:
            name = compared if isinstance(compared, str) else "One calculation"
            message = f"{name} is compared with {count} values one by one."
            fix = f"Write {compared} IN (…)." if isinstance(compared, str) else ""
            yield Remark(context.ranges.test(or_), message, fix=fix)
            return


def _compared(test: exp.Expr) -> str | exp.Expr | None:
    """Return the name of the column that is compared with a constant, or what is calculated."""
    if test.__class__ is not _EQ:
        return None
    if test.this.__class__ is exp.Column and test.expression.__class__ is exp.Literal:
        return column_key(test.this)
    for side, value in ((test.this, test.expression), (test.expression, test.this)):
        if value.__class__ is exp.Column or not (value_of(value) or is_parameter(value)):
            continue
        if isinstance(side, exp.Column):
            return column_key(side)
        if side.find(exp.Column) and not side.find(exp.Query, exp.Anonymous):
            return side if is_repeatable(side) else None
    return None
