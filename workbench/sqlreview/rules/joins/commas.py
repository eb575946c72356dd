"""Joins written as a comma, and those written as JOIN without a condition."""

from sqlglot import exp

from workbench.sqlreview.context import Context


def is_unspecified(join: exp.Join, context: Context) -> bool:
    """Tell whether a join is a comma, or a JOIN without a condition that is no cross join."""
    given = join.args.get
    on = given("on")
    # The parser puts ON TRUE where a JOIN has no condition, in some dialects.
    if on is not None and (on.__class__ is not exp.Boolean or context.ranges.says_on(join)):
        return False
    # Of BigQuery, Spark, SQLite and others the parser hands over a comma as a cross join.
    if given("kind") not in _PLAIN and not is_unsaid_cross(join, context):
        return False
    return not (given("using") or given("side") or given("method") or given("hint"))


def is_unsaid_cross(join: exp.Join, context: Context) -> bool:
    """Tell whether a cross join is written as a comma."""
    return join.args.get("kind") == "CROSS" and not context.ranges.says_join(join)


_PLAIN = frozenset({None, "", "INNER"})


def is_comma(join: exp.Join, context: Context) -> bool:
    """Tell whether a join that is unspecified is written as a comma."""
    return join.args.get("kind") == "CROSS" or not context.ranges.says_join(join)
