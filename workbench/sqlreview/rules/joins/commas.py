"""Joins written as a comma, and those written as JOIN without a condition."""

from sqlglot import exp

from workbench.sqlreview.context import Context

_WRITTEN_OUT = ("using", "side", "method", "hint")


def is_unspecified(join: exp.Join) -> bool:
    """Tell whether a join is a comma, or a JOIN without a condition that is no cross join."""
    args = join.args
    if any(args.get(part) for part in _WRITTEN_OUT):
        return False
    if args.get("kind") == "INNER":
        # The parser puts ON TRUE where an INNER JOIN has no condition, in some dialects.
        return isinstance(args.get("on"), exp.Boolean | None)
    return not args.get("kind") and not args.get("on")


def is_comma(join: exp.Join, context: Context) -> bool:
    """Tell whether a join is written as a comma."""
    return is_unspecified(join) and context.ranges.of(join.this) == context.ranges.join(join)
