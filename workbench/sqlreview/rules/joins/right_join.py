"""`right-join`: the main table stands at the end, or there are two of them."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Confidence, Severity
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
        Example("SELECT a.x, b.y FROM a «FULL OUTER JOIN b» ON b.i = a.i", "snowflake"),
    ],
    quiet=[
        Example("SELECT b.x FROM a LEFT JOIN b ON b.i = a.i"),
        Example("SELECT b.x FROM a JOIN b ON RIGHT(b.i, 3) = a.i", "mysql"),
        Example("SELECT COALESCE(a.i, b.i) AS i FROM a FULL JOIN b ON b.i = a.i", "snowflake"),
        Example("SELECT b.x FROM a RIGHT SEMI JOIN b ON b.i = a.i", "clickhouse"),
    ],
)
def right_join(join: exp.Join, context: Context) -> Iterable[Remark]:
    """Report RIGHT JOIN; semi and anti joins have no mirrored form everywhere.

    FULL JOIN is reported too, unless COALESCE shows that the NULLs of both sides are thought of.
    """
    side = join.args.get("side")
    if not side or side not in {"RIGHT", "FULL"} or join.args.get("kind") in {"SEMI", "ANTI"}:
        return ()
    name = join.this.alias_or_name or "the subquery"
    if side == "RIGHT":
        message = f"All rows of {name} are kept, though it is last."
        return [Remark(context.ranges.join(join), message)]
    if exp.Coalesce in context.scope.nodes or join.args.get("using"):
        return ()
    remark = Remark(
        context.ranges.join(join),
        f"All columns may be NULL: rows without a partner are kept on both sides of {name}.",
        fix="Use COALESCE for what is read from either side, or LEFT JOIN if one side leads.",
        impact="Keys and amounts of one side are missing in rows of the other.",
        confidence=Confidence.POSSIBLE,
    )
    return [remark]
