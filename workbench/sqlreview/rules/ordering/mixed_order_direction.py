"""`mixed-order-direction`: some sort keys say ASC or DESC, others do not."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule


@rule(
    "mixed-order-direction",
    nodes=(exp.Order,),
    severity=Severity.HINT,
    category="correctness",
    source="naming-conventions",
    why=(
        "A direction belongs to its own key only; a reader may think that the DESC at the end "
        "holds for all."
    ),
    fix="Write ASC or DESC for every key, or for none.",
    fires=[
        Example("SELECT a, b FROM t «ORDER BY a, b DESC»"),
        Example("SELECT a, b FROM t «ORDER BY a ASC, b» LIMIT 5", "postgres"),
        Example("SELECT RANK() OVER (PARTITION BY c «ORDER BY a DESC, b») AS r FROM t", "bigquery"),
    ],
    quiet=[
        Example("SELECT a, b FROM t ORDER BY a, b"),
        Example("SELECT a, b FROM t ORDER BY a ASC, b DESC", "mysql"),
        Example("SELECT a, b FROM t ORDER BY a DESC", "tsql"),
        Example("SELECT a, b FROM t ORDER BY a NULLS LAST, b", "snowflake"),
    ],
)
def mixed_order_direction(order: exp.Order, context: Context) -> Iterable[Remark]:
    """Report a sort in which at least one key has a direction and at least one has none."""
    keys = order.expressions
    if len(keys) < 2:
        return ()
    directions = [key.args.get("desc") for key in keys if isinstance(key, exp.Ordered)]
    silent = directions.count(None)
    if not silent or silent == len(directions):
        return ()
    first = next(key for key in keys if key.args.get("desc") is None)
    remark = Remark(
        context.ranges.order_by(order),
        f"{silent} of {len(directions)} sort keys have no direction.",
        fix=f"Write {first.this.name or 'the key'} ASC, or leave out the directions.",
    )
    return (remark,)
