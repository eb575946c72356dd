"""Whether the rows of a frame are those of a stored table, with nothing worked out yet."""

from workbench.sqlreview.spark.steps import Kind, Step

_READS = frozenset({"table", "parquet", "orc", "load", "delta"})
_NARROW = frozenset({"select", "filter", "where", "withColumn", "drop", "alias", "na", "dropna"})


def is_on_scan(step: Step) -> bool:
    """Tell whether a step works on a table that can leave out what a filter does not need."""
    for each in step.chain():
        if each.method in _READS and each.kind is Kind.FRAME:
            return not any(other.method in {"csv", "json", "text"} for other in each.chain())
        if each.method not in _NARROW:
            return False
    return False
