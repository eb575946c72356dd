"""`or-chain-to-in`: one column compared with value after value."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.joined_tests import is_whole, joined
from workbench.sqlreview.rules.predicates.parameters import is_parameter
from workbench.sqlreview.values import value_of


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
    ],
    quiet=[
        Example("SELECT id FROM t WHERE a IN (1, 2)"),
        Example("SELECT id FROM t WHERE a = 1 OR b = 2", "postgres"),
        Example("SELECT id FROM t WHERE a = 1 OR a > 5", "mysql"),
        Example("SELECT id FROM t WHERE a = b OR a = c", "tsql"),
        Example("SELECT id FROM t WHERE a <> 1 OR a <> 2", "bigquery"),
    ],
)
def or_chain_to_in(or_: exp.Or, context: Context) -> Iterator[Remark]:
    """Report two or more alternatives that compare one column with constants."""
    if isinstance(or_.parent, exp.Or) or not is_whole(or_):
        return
    counts: dict[str, int] = {}
    for test in joined(or_):
        column = _compared_column(test)
        if column is not None:
            name = ".".join(part.name for part in column.parts).lower()
            counts[name] = counts.get(name, 0) + 1
    repeated = [name for name, count in counts.items() if count > 1]
    if repeated:
        message = f"{repeated[0]} is compared with {counts[repeated[0]]} values one by one."
        fix = f"Write {repeated[0]} IN (…)."
        yield Remark(context.ranges.test(or_), message, fix=fix)


def _compared_column(test: exp.Expr) -> exp.Column | None:
    if not isinstance(test, exp.EQ):
        return None
    for column, value in ((test.this, test.expression), (test.expression, test.this)):
        if isinstance(column, exp.Column) and (value_of(value) or is_parameter(value)):
            return column
    return None
