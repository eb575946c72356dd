"""`unpartitioned-large-table`: a large table has nothing by which parts of it could be skipped."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.partitions.partitioned import READERS
from workbench.sqlreview.schema.figures import size_of
from workbench.sqlreview.schema.model import Table

LARGE_ROWS = 100_000_000
LARGE_BYTES = 10 * 1024**3
_DUMP = "table_name,column_name,is_partitioning_column,row_count\nevents,id,NO,{rows}\n"


@rule(
    "unpartitioned-large-table",
    nodes=READERS,
    needs_schema=True,
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="partitioning-rules/target-size",
    why="Without partitions or a sort order every query reads the table from end to end.",
    fix="Partition it by the date that queries filter on, or cluster it by their columns.",
    impact="Each query reads the whole table.",
    on={
        "snowflake": Texts(
            why="Without a clustering key micro-partitions hold what was loaded together; a filter "
            "on another column than the time of loading skips hardly any.",
            fix="Give it a clustering key of the columns that queries filter on: CLUSTER BY (…).",
        ),
        "redshift": Texts(
            why="Without a sort key every query reads the blocks of its columns from end to end.",
            fix="Make the date that queries filter on its SORTKEY, or leave that to SORTKEY AUTO.",
        ),
        "databricks": Texts(
            fix="Cluster it by the columns that queries filter on: CLUSTER BY (…).",
        ),
    },
    fires=[
        Example("SELECT id FROM «events» WHERE id = 5", "bigquery", _DUMP.format(rows=10**9)),
        Example("SELECT COUNT(id) FROM «events»", "snowflake", _DUMP.format(rows=2 * 10**8)),
        Example("DELETE FROM «events» WHERE id = 5", "databricks", _DUMP.format(rows=10**9)),
    ],
    quiet=[
        Example("SELECT id FROM events WHERE id = 5", "bigquery"),
        Example("SELECT id FROM events WHERE id = 5", "bigquery", _DUMP.format(rows=10**6)),
        Example("SELECT id FROM events WHERE id = 5", "postgres", _DUMP.format(rows=10**9)),
        Example(
            "SELECT id FROM events WHERE id = 5",
            "bigquery",
            _DUMP.format(rows=10**9).replace("NO", "YES"),
        ),
        Example("SELECT id FROM events WHERE id = 5", "bigquery", "CREATE TABLE events (id INT64)"),
    ],
)
def unpartitioned_large_table(
    statement: exp.Select | exp.Update | exp.Delete | exp.Merge, context: Context
) -> Iterator[Remark]:
    """Report a table of a size worth partitioning that is neither partitioned nor sorted."""
    scope = context.scope
    if context.schema is None or context.row_store or scope.root is not statement:
        return
    for relation in scope.relations:
        stored = relation.stored
        if stored is None or stored.partitions != () or stored.cluster or not is_large(stored):
            continue
        size = size_of(stored)
        yield Remark(
            context.ranges.name(relation.node),
            f"{relation.node.name} ({size}) has no partitions and no sort order.",
            impact=f"Each query reads all of {size}.",
        )


def is_large(table: Table) -> bool:
    """Tell whether a table is known to be large enough to be worth partitioning."""
    return (table.rows or 0) >= LARGE_ROWS or (table.bytes or 0) >= LARGE_BYTES
