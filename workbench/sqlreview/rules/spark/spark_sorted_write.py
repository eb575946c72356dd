"""`spark-sorted-write`: all rows are sorted across the cluster to be written to files."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark import methods
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind


@pyspark_rule(
    "spark-sorted-write",
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.POSSIBLE,
    source="spark-checklist/slow-writes",
    why=(
        "orderBy() sorts over all partitions; to skip row groups it is enough that rows are "
        "sorted within each file."
    ),
    fix="Use repartition() by the partition columns and sortWithinPartitions().",
    impact="One shuffle with a sampling pass over the data.",
    fires=[Example('spark.table("o").«orderBy("day")».write.parquet("p")', "spark")],
    quiet=[
        Example('spark.table("o").sortWithinPartitions("day").write.parquet("p")', "spark"),
        Example('spark.table("o").orderBy("day").limit(5).write.parquet("p")', "spark"),
        Example('spark.table("o").orderBy("day").coalesce(1).write.csv("p")', "spark"),
    ],
)
def spark_sorted_write(program: Program) -> Iterator[Remark]:
    """Report a global sort right before a write."""
    for step in program.of_kind(Kind.FRAME, *methods.SORTS):
        if step.users and all(user.kind is Kind.WRITER for user in step.users):
            message = f"{step.method}() sorts across all partitions only to write files."
            yield Remark(program.span_of(step), message)
