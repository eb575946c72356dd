"""`spark-group-by-key`: all values of a key are moved before they are combined."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind


@pyspark_rule(
    "spark-group-by-key",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/shuffle-heavy-joins",
    why=(
        "groupByKey() moves every single value and holds all values of a key in one task; "
        "reduceByKey() combines them where they are first."
    ),
    fix="Use reduceByKey() or aggregateByKey(), or a DataFrame with groupBy().agg().",
    impact="The shuffle carries every row instead of one for each key and partition.",
    fires=[
        Example(
            'pairs = sc.textFile("p").map(lambda l: (l[0], 1))\n'
            "n = pairs.«groupByKey()».mapValues(sum)",
            "spark",
        ),
        Example('r = spark.table("t").rdd.map(f).«groupByKey()».map(g)', "spark"),
    ],
    quiet=[
        Example('n = sc.textFile("p").map(f).reduceByKey(lambda a, b: a + b)', "spark"),
        Example('n = spark.table("t").groupBy("k").count()', "spark"),
    ],
)
def spark_group_by_key(program: Program) -> Iterator[Remark]:
    """Report groupByKey()."""
    for step in program.of_kind(Kind.RDD, "groupByKey"):
        message = "Every value is moved to the task of its key before any are combined."
        yield Remark(program.span_of(step), message)
