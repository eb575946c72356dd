"""`partition-by-moment`: a table has a partition for every second, minute or small event."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.partitions.created import column_kinds, facts, lasting_table
from workbench.sqlreview.schema.layout import partition_keys
from workbench.sqlreview.schema.model import Partition
from workbench.sqlreview.schema.types import TypeKind


@rule(
    "partition-by-moment",
    nodes=(exp.Create,),
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="partitioning-rules/low-cardinality",
    why="Nearly every row has its own point in time, so nearly every row gets its own partition.",
    fix="Partition by its day or month: a column of its own, or a transform such as days(ts).",
    impact="One day of single seconds is 86,400 partitions.",
    on={
        "hive": Texts(fix="Partition by its day or month, in a column of its own."),
        "clickhouse": Texts(
            fix="Partition by its month, toYYYYMM(…), and put the time into ORDER BY.",
        ),
    },
    fires=[
        Example("CREATE TABLE e (id INT, ts TIMESTAMP) PARTITIONED BY («ts»)", "spark"),
        Example("CREATE TABLE e (id INT) PARTITIONED BY («created_at» TIMESTAMP)", "hive"),
        Example(
            "CREATE TABLE e (id UInt64, ts DateTime) ENGINE = MergeTree "
            "PARTITION BY «toStartOfMinute(ts)» ORDER BY id",
            "clickhouse",
        ),
        Example(
            "CREATE TABLE e (id UInt64, ts DateTime) ENGINE = MergeTree "
            "PARTITION BY «toYYYYMMDD(ts)» ORDER BY id",
            "clickhouse",
        ),
    ],
    quiet=[
        Example("CREATE TABLE e (id INT, ts TIMESTAMP) PARTITIONED BY (days(ts))", "spark"),
        Example("CREATE TABLE e (id INT, ts TIMESTAMP) PARTITION BY RANGE (ts)", "postgres"),
        Example("CREATE TABLE e (id INT64, ts TIMESTAMP) PARTITION BY DATE(ts)", "bigquery"),
        Example("CREATE TABLE e (id INT) PARTITIONED BY (date_at STRING)", "hive"),
        Example(
            "CREATE TABLE e (id UInt64, ts DateTime) ENGINE = MergeTree "
            "PARTITION BY toYYYYMM(ts) ORDER BY id",
            "clickhouse",
        ),
    ],
)
def partition_by_moment(create: exp.Create, context: Context) -> Iterator[Remark]:
    """Report partitions by a bare timestamp, by minutes, and on ClickHouse by days."""
    if lasting_table(create) is None:
        return
    kinds = column_kinds(create)
    for partition, key in partition_keys(create):
        at = context.ranges.of(key)
        if _is_moment(partition, kinds):
            yield Remark(at, f"{partition.column} is a point in time; each becomes a partition.")
        elif partition.unit == "MINUTE":
            yield Remark(at, f"There is a partition for each minute of {partition.column}.")
        elif context.dialect == "clickhouse" and partition.unit in {"DAY", "HOUR"}:
            yield Remark(
                at,
                f"There is a partition for each {partition.unit.lower()} of {partition.column}.",
                fix=f"Partition by month, and put {partition.column} into ORDER BY.",
                impact="Parts of different partitions are never merged; inserts slow down.",
                severity=Severity.INFO,
            )


def _is_moment(partition: Partition, kinds: dict[str, TypeKind]) -> bool:
    if partition.kind != "value":
        return False
    kind = kinds.get(partition.column, TypeKind.UNKNOWN)
    if kind is TypeKind.TIMESTAMP:
        return True
    unknown = kind in {TypeKind.UNKNOWN, TypeKind.TEXT, TypeKind.INTEGER}
    return (
        unknown
        and facts().is_like("moments", partition.column)
        and not (facts().is_like("days", partition.column) or partition.column.startswith("date"))
    )
