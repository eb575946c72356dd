"""How many rows a frame may have, as far as the steps that made it tell."""

import re

from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind, Step, constant

_ONE_ROW = re.compile(r"\b(?:count|sum|min|max|avg)\s*\(", re.IGNORECASE)
_BOUNDED_SQL = re.compile(r"\blimit\s+\d|^\s*(?:show|describe|desc|explain)\b", re.IGNORECASE)
_SAME_SIZE = frozenset(
    {
        *("select", "selectExpr", "withColumn", "withColumns", "withColumnRenamed", "drop"),
        *("filter", "where", "orderBy", "sort", "repartition", "coalesce", "alias", "dropna"),
        *("fillna", "fill", "replace", "toDF", "cache", "persist", "na", "hint", "broadcast"),
        *("sortWithinPartitions", "distinct", "dropDuplicates", "limit", "transform"),
        *("checkpoint", "localCheckpoint", "withWatermark", "dropDuplicatesWithinWatermark"),
    }
)
"""Steps after which there are no more rows than before."""


def is_bounded(step: Step, program: Program) -> bool:
    """Tell whether a frame has few rows for certain: a limit, one row, a list in the program."""
    most = program.facts.range_of("safe-rows").high
    for each in step.chain():
        bounded = _decides(each, most)
        if bounded is not None:
            return bounded
    return False


def _decides(step: Step, most: float) -> bool | None:
    """Tell whether a step alone has few rows, or not; None where it has what came before it."""
    if step.method == "limit":
        rows = constant(step.argument(0, "num"))
        return not isinstance(rows, int | float) or rows <= most
    if step.method == "range":
        rows = constant(step.arguments[-1]) if step.arguments else None
        return isinstance(rows, int) and rows <= most
    if step.method == "sql":
        return _is_bounded_sql(step)
    if step.method == "createDataFrame" or (step.kind is Kind.FRAME and _is_one_row(step)):
        return True
    return None if step.kind is Kind.FRAME and step.method in _SAME_SIZE else False


def is_reduced(step: Step) -> bool:
    """Tell whether a frame has one row for each group, or different values only."""
    methods = {each.method for each in step.chain()}
    return "distinct" in methods or any(each.kind is Kind.GROUPED for each in step.chain())


def _is_one_row(step: Step) -> bool:
    on_frame = step.source is not None and step.source.kind is Kind.FRAME
    return on_frame and step.method in {"agg", "describe", "summary"}


def _is_bounded_sql(step: Step) -> bool:
    text = constant(step.argument(0, "sqlQuery"))
    if not isinstance(text, str):
        return False
    if _BOUNDED_SQL.search(text):
        return True
    return _ONE_ROW.search(text) is not None and " group " not in text.lower()
