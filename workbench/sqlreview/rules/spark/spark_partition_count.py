"""`spark-partition-count`: a DataFrame is cut into an absurd number of partitions."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind, constant


@pyspark_rule(
    "spark-partition-count",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/too-many-partitions",
    why=(
        "Each partition is a task that is scheduled, started and reported, and before a write a "
        "file; tiny ones cost more than they do."
    ),
    fix="Divide the size of the data by 128 to 200 MB (of a file: up to 1 GB), and ask for that.",
    fires=[
        Example('df = spark.table("events").«repartition(50000, "id")»', "spark"),
        Example('spark.table("events").«repartition(4000)».write.parquet("p")', "spark"),
    ],
    quiet=[
        Example('df = spark.table("events").repartition(400, "id")', "spark"),
        Example('df = spark.table("events").repartition("day")', "spark"),
        Example('df = spark.table("events").repartition(n)', "spark"),
    ],
)
def spark_partition_count(program: Program) -> Iterator[Remark]:
    """Report repartition(n) with an n beyond the limits of the handbook."""
    any_most = program.facts.range_of("shuffle-partitions").high
    written_most = program.facts.range_of("output-partitions").high
    for step in program.of_kind(Kind.FRAME, "repartition", "repartitionByRange"):
        count = constant(step.argument(0, "numPartitions"))
        written = any(user.kind is Kind.WRITER for user in step.users)
        most = written_most if written else any_most
        if isinstance(count, int) and count > most:
            what = "files for each write" if written else "tasks"
            yield Remark(
                program.span_of(step),
                f"{count:,} partitions are {count:,} {what}.",
                impact=f"From {most:,.0f} on, they pay only for data of more than a terabyte.",
            )
