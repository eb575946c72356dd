"""`spark-single-partition`: one task writes the whole result."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.sizes import is_bounded
from workbench.sqlreview.spark.steps import Kind, Step, constant


@pyspark_rule(
    "spark-single-partition",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/small-files",
    why=(
        "With one partition a single task reads, computes or writes everything while all other "
        "cores idle; coalesce(1) takes the steps before it along."
    ),
    fix="Write as many files as 128 MB to 1 GB each need; repartition(n) keeps the rest parallel.",
    impact="The write takes as many times longer as the cluster has cores.",
    fires=[
        Example(
            'df = spark.table("orders")\ndf.«coalesce(1)».write.mode("overwrite").csv("out")',
            "spark",
        ),
        Example(
            'one = spark.table("orders").«repartition(1)»\none.write.parquet("s3://lake/orders")',
            "spark",
        ),
        Example(
            "def save(df):\n    df.withColumn('x', df.y).«coalesce(1)».write.save('p')", "spark"
        ),
    ],
    quiet=[
        Example('spark.table("orders").repartition(64).write.parquet("p")', "spark"),
        Example('spark.table("orders").limit(100).coalesce(1).write.csv("p")', "spark"),
        Example('spark.table("orders").groupBy().count().coalesce(1).write.csv("p")', "spark"),
        Example('n = spark.table("orders").coalesce(1).count()', "spark"),
        Example('spark.table("orders").repartition(1, "day").schema', "spark"),
    ],
)
def spark_single_partition(program: Program) -> Iterator[Remark]:
    """Report repartition(1) and coalesce(1) before a write."""
    for step in program.of_kind(Kind.FRAME, "repartition", "coalesce"):
        if constant(step.argument(0, "numPartitions")) != 1 or not _is_written(step):
            continue
        if step.source is None or is_bounded(step.source, program) or _is_total(step.source):
            continue
        message = f"{step.method}(1) leaves one task to write all of {program.name_of(step)}."
        if step.target is None:
            message = f"{step.method}(1) leaves one task to write everything."
        yield Remark(program.span_of(step), message)


def _is_written(step: Step) -> bool:
    pending, depth = list(step.users), 0
    while pending and depth < 50:
        user = pending.pop()
        depth += 1
        if user.kind is Kind.WRITER:
            return True
        if user.kind is Kind.FRAME:
            pending += user.users
    return False


def _is_total(step: Step) -> bool:
    """Tell whether a frame is the one row of a grouping without keys."""
    group = step.source
    return group is not None and group.kind is Kind.GROUPED and not group.arguments
