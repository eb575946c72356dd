"""`small-partitions`: partitions hold far less than is worth opening."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.partitions.created import facts
from workbench.sqlreview.rules.partitions.partitioned import READERS
from workbench.sqlreview.schema.figures import bytes_of, rounded

_DUMP = (
    "table_name,column_name,is_partitioning_column,partition_count,bytes\n"
    "events,id,NO,{count},{bytes}\nevents,ds,YES,{count},{bytes}\n"
)
_FAR = 10
"""How many times smaller than the least size they must be."""


@rule(
    "small-partitions",
    nodes=READERS,
    needs_schema=True,
    severity=Severity.INFO,
    category="performance",
    source="partitioning-rules/target-size",
    why="Opening a partition and its files takes longer than reading a few megabytes.",
    fix="Partition by a coarser unit, such as months, or compact and cluster instead.",
    fires=[
        Example(
            "SELECT id FROM «events» WHERE ds > '2026-01-01'",
            "hive",
            _DUMP.format(count=3650, bytes=2 * 10**9),
        ),
    ],
    quiet=[
        Example(
            "SELECT id FROM events WHERE ds > '2026-01-01'",
            "hive",
            _DUMP.format(count=3650, bytes=10**12),
        ),
        Example(
            "SELECT id FROM events WHERE ds > '2026-01-01'",
            "hive",
            _DUMP.format(count=4, bytes=10**6),
        ),
        Example("SELECT id FROM events WHERE ds > '2026-01-01'", "hive"),
    ],
)
def small_partitions(
    statement: exp.Select | exp.Update | exp.Delete | exp.Merge, context: Context
) -> Iterator[Remark]:
    """Report tables whose partitions are known to be ten times smaller than they should be."""
    scope = context.scope
    if context.schema is None or context.row_store or scope.root is not statement:
        return
    for relation in scope.relations:
        stored = relation.stored
        if stored is None or not stored.bytes or not stored.partition_count:
            continue
        each = stored.bytes // stored.partition_count
        if stored.partition_count < 100 or each > facts().range_of("partition-bytes").low / _FAR:
            continue
        count = rounded(stored.partition_count)
        yield Remark(
            context.ranges.name(relation.node),
            f"A partition of {relation.node.name} holds {bytes_of(each)}.",
            impact=f"{bytes_of(stored.bytes)} lie in {count} partitions; 100 MB each is the least.",
        )
