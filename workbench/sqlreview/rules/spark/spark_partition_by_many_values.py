"""`spark-partition-by-many-values`: the output has a folder for every person or moment."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind, texts


@pyspark_rule(
    "spark-partition-by-many-values",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="partitioning-rules/low-cardinality",
    why=(
        "Each value becomes a folder with at least one file; their number grows with the "
        "business, and each holds next to nothing."
    ),
    fix="Partition by a day or month; bucket, cluster or sort by this column.",
    impact="A table should stay below 10,000 partitions of 100 MB to 1 GB.",
    fires=[
        Example('spark.table("orders").write.partitionBy(«"user_id"»).parquet("p")', "spark"),
        Example(
            'spark.table("events").write.format("delta").partitionBy("day", «"event_ts"»)'
            '.saveAsTable("t")',
            "spark",
        ),
        Example('spark.table("u").write.parquet("p", partitionBy=[«"email"»])', "spark"),
    ],
    quiet=[
        Example('spark.table("orders").write.partitionBy("order_date").parquet("p")', "spark"),
        Example('spark.table("o").write.partitionBy("tenant_id", "day").parquet("p")', "spark"),
        Example('spark.table("o").write.bucketBy(64, "user_id").saveAsTable("t")', "spark"),
        Example(
            "from pyspark.sql import Window\nw = Window.partitionBy('user_id')\n"
            "df = spark.table('orders')",
            "spark",
        ),
    ],
)
def spark_partition_by_many_values(program: Program) -> Iterator[Remark]:
    """Report partition columns of a write that have very many values, by their name."""
    for step in program.steps:
        if step.kind not in {Kind.WRITER, Kind.ACTION}:
            continue
        named = texts(step) if step.method == "partitionBy" else []
        given = step.keyword("partitionBy")
        named += texts(step, given) if given is not None else []
        for name, node in named:
            many = program.facts.has_many_values(name)
            if many or program.facts.is_like("moments", name):
                what = "very many values" if many else "a value for every moment"
                yield Remark(
                    program.span(node), f"{name} has {what}, and each becomes a partition."
                )
