"""`partition-by-many-values`: a table has a partition for every person, order or session."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.partitions.created import facts, lasting_table
from workbench.sqlreview.schema.layout import partition_keys


@rule(
    "partition-by-many-values",
    nodes=(exp.Create,),
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="partitioning-rules/low-cardinality",
    why=(
        "The number of partitions grows with the business; each holds next to nothing, and every "
        "query plans over all of them."
    ),
    fix="Partition by a day or month, and cluster, sort or hash by this column.",
    impact="A table should stay below 10,000 partitions of 100 MB to 1 GB.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="The number of partitions grows with the business; each is a table with indexes of "
            "its own, which takes planning time, memory and locks.",
            fix="Partition by a range of days or months, or by HASH of this column, and index it.",
            impact="Planning time and memory grow with every partition that a query cannot leave "
            "out.",
        ),
        "clickhouse": Texts(
            why="The number of partitions grows with the business; parts of different partitions "
            "are never merged, and an insert writes one part for each partition that it touches.",
            fix="Partition by month, and put this column into ORDER BY.",
            impact="An insert of more than 100 partitions at once is refused, unless "
            "max_partitions_per_insert_block is raised.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="The number of folders grows with the business; each holds a few tiny files, and "
            "every query plans over all of them.",
            fix="Partition by a day or month, and bucket or sort by this column.",
        ),
    },
    fires=[
        Example("CREATE TABLE o (total INT) PARTITIONED BY («user_id» BIGINT, ds STRING)", "hive"),
        Example("CREATE TABLE o (id INT, email STRING) PARTITIONED BY («email»)", "spark"),
        Example("CREATE TABLE o (order_id INT, d DATE) PARTITION BY LIST («order_id»)", "postgres"),
        Example(
            "CREATE TABLE e (user_id UInt64, ts DateTime) ENGINE = MergeTree "
            "PARTITION BY («user_id», toYYYYMM(ts)) ORDER BY ts",
            "clickhouse",
        ),
        Example(
            "CREATE TABLE e (a INT, user_id INT) WITH (partitioning = ARRAY[«'user_id'»])", "trino"
        ),
    ],
    quiet=[
        Example("CREATE TABLE o (user_id BIGINT) PARTITIONED BY (ds STRING)", "hive"),
        Example("CREATE TABLE o (id INT, ts TIMESTAMP) PARTITIONED BY (bucket(16, id))", "spark"),
        Example("CREATE TABLE o (order_id INT) PARTITION BY HASH (order_id)", "postgres"),
        Example("CREATE TABLE o (order_id INT) PARTITION BY RANGE (order_id)", "postgres"),
        Example("CREATE TABLE o (tenant_id INT, ds DATE) PARTITIONED BY (tenant_id, ds)", "spark"),
        Example(
            "CREATE TABLE o (id INT64) PARTITION BY RANGE_BUCKET(id, GENERATE_ARRAY(0, 100, 10))",
            "bigquery",
        ),
        Example("CREATE TABLE o (id INT, user_id INT) CLUSTER BY (user_id)", "snowflake"),
    ],
)
def partition_by_many_values(create: exp.Create, context: Context) -> Iterator[Remark]:
    """Report partition columns that have a value for nearly every row, by their name."""
    if lasting_table(create) is None:
        return
    for partition, key in partition_keys(create):
        if partition.kind == "value" and facts().has_many_values(partition.column):
            yield Remark(
                context.ranges.of(key),
                f"{partition.column} has very many values, and each becomes a partition.",
            )
