"""`unqualified-join-type`: JOIN without saying which."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.joins.commas import is_comma


@rule(
    "unqualified-join-type",
    nodes=(exp.Join,),
    severity=Severity.HINT,
    category="correctness",
    source="naming-conventions",
    why="JOIN alone means INNER JOIN; said aloud, a reader sees that rows may be dropped.",
    fix="Write INNER JOIN.",
    impact="None at run time.",
    fires=[
        Example("SELECT a.x FROM a «JOIN b» ON b.i = a.i"),
        Example("SELECT a.x FROM a LEFT JOIN c ON c.i = a.i «JOIN b» ON b.i = a.i", "tsql"),
        Example("SELECT a.x FROM a «JOIN b» USING (i)", "postgres"),
        Example("SELECT a.x FROM a «JOIN b» WHERE b.i = a.i", "mysql"),
    ],
    quiet=[
        Example("SELECT a.x FROM a INNER JOIN b ON b.i = a.i"),
        Example("SELECT a.x FROM a LEFT JOIN b ON b.i = a.i", "mysql"),
        Example("SELECT a.x FROM a, b WHERE b.i = a.i", "oracle"),
        Example("SELECT a.x FROM a CROSS JOIN b", "bigquery"),
        Example("SELECT a.x FROM a NATURAL JOIN b", "sqlite"),
        Example("SELECT a.x FROM a CROSS APPLY (SELECT 1 AS y) q", "tsql"),
    ],
)
def unqualified_join_type(join: exp.Join, context: Context) -> Iterable[Remark]:
    """Report a JOIN with no word in front."""
    said = join.args.get
    if said("side") or said("kind") or said("method") or said("hint"):
        return ()
    if isinstance(join.this, exp.Lateral):
        return ()
    if not said("on") and not said("using") and is_comma(join, context):
        return ()
    name = join.this.alias_or_name or "the subquery"
    message = f"JOIN {name} does not say that it is an inner join."
    return [Remark(context.ranges.join(join), message)]
