"""`right-join`: the main table stands at the end."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule


@rule(
    "right-join",
    nodes=(exp.Join,),
    severity=Severity.HINT,
    category="correctness",
    source="sql-checklist/large-joins",
    why=(
        "A RIGHT JOIN keeps all rows of the table named last, so the reader must go through the "
        "whole FROM to learn what the result is about; mixed with LEFT joins it is misread."
    ),
    fix="Start FROM with the table whose rows are kept, and use LEFT JOIN.",
    impact="None at run time.",
    fires=[
        Example("SELECT b.x FROM a «RIGHT JOIN b» ON b.i = a.i"),
        Example("SELECT b.x FROM a «RIGHT OUTER JOIN s.b AS b» ON b.i = a.i", "tsql"),
        Example("SELECT b.x FROM a «RIGHT JOIN b» USING (i)", "postgres"),
    ],
    quiet=[
        Example("SELECT b.x FROM a LEFT JOIN b ON b.i = a.i"),
        Example("SELECT b.x FROM a JOIN b ON RIGHT(b.i, 3) = a.i", "mysql"),
        Example("SELECT b.x FROM a FULL OUTER JOIN b ON b.i = a.i", "snowflake"),
        Example("SELECT b.x FROM a RIGHT SEMI JOIN b ON b.i = a.i", "clickhouse"),
    ],
)
def right_join(join: exp.Join, context: Context) -> Iterator[Remark]:
    """Report RIGHT JOIN; semi and anti joins have no mirrored form everywhere."""
    if join.args.get("side") == "RIGHT" and join.args.get("kind") not in {"SEMI", "ANTI"}:
        name = join.this.alias_or_name or "the subquery"
        yield Remark(context.ranges.join(join), f"All rows of {name} are kept, though it is last.")
