"""Joins written as a comma, and those written as a bare JOIN without a condition."""

from sqlglot import exp

from workbench.sqlreview.context import Context

_WRITTEN_OUT = ("on", "using", "side", "kind", "method", "hint")


def is_unspecified(join: exp.Join) -> bool:
    """Tell whether a join is a comma, or a JOIN with neither a condition nor a word in front."""
    args = join.args
    return not any(args.get(part) for part in _WRITTEN_OUT)


def is_comma(join: exp.Join, context: Context) -> bool:
    """Tell whether a join is written as a comma."""
    return is_unspecified(join) and context.ranges.of(join.this) == context.ranges.join(join)
