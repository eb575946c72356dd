"""`spark-unsized-partitions`: every task writes a file into every partition."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind, Step, texts

_ARRANGES = frozenset({"repartition", "repartitionByRange", "coalesce", "hint", "groupBy"})


@pyspark_rule(
    "spark-unsized-partitions",
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.POSSIBLE,
    source="spark-checklist/small-files",
    why="Each task opens a file in each partition that it has rows for.",
    fix="Put repartition() with the partition columns before the write.",
    impact="200 tasks times 365 days are up to 73,000 files.",
    fires=[
        Example('spark.table("orders").write.«partitionBy("day")».parquet("p")', "spark"),
    ],
    quiet=[
        Example(
            'spark.table("o").repartition("day").write.partitionBy("day").parquet("p")', "spark"
        ),
        Example('spark.table("orders").write.parquet("p")', "spark"),
        Example('spark.readStream.table("o").writeStream.partitionBy("day").toTable("t")', "spark"),
    ],
)
def spark_unsized_partitions(program: Program) -> Iterator[Remark]:
    """Report partitionBy() where nothing brought the rows of a partition together before."""
    for step in program.of_kind(Kind.WRITER, "partitionBy"):
        if any(_arranges(each) for each in step.chain()):
            continue
        names = ", ".join(name for name, _ in texts(step))
        message = f"Rows are not brought together by {names or 'the partition columns'} before."
        yield Remark(program.span_of(step), message)


def _arranges(step: Step) -> bool:
    return step.method in _ARRANGES or step.method in {"writeStream", "writeTo"}
