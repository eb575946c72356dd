"""`spark-rdd-detour`: the rows of a DataFrame are handed to Python one by one."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind

_BY_ROW = frozenset({"map", "flatMap", "filter", "mapPartitions", "reduceByKey", "keyBy"})


@pyspark_rule(
    "spark-rdd-detour",
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/complex-transformations",
    why=(
        "Behind .rdd the optimiser sees nothing: no filter is pushed down, no column left out, and "
        "each row becomes a Python object."
    ),
    fix="Stay with DataFrame functions, or use mapInPandas() for what only Python can do.",
    impact="The step costs several times as much as with functions of Spark.",
    fires=[
        Example('names = spark.table("u").«rdd».map(lambda r: r.name)', "spark"),
        Example('df = spark.table("u").«rdd».filter(f).toDF()', "spark"),
    ],
    quiet=[
        Example('n = spark.table("u").rdd.getNumPartitions()', "spark"),
        Example('names = spark.table("u").select("name")', "spark"),
        Example('r = sc.textFile("p").map(f)', "spark"),
    ],
)
def spark_rdd_detour(program: Program) -> Iterator[Remark]:
    """Report .rdd of a frame followed by functions for single rows."""
    for step in program.of_kind(Kind.RDD, "rdd"):
        user = next((each for each in step.users if each.method in _BY_ROW), None)
        if user is not None and step.source is not None:
            name = program.name_of(step.source)
            message = f"{user.method}() handles {name} row by row in Python."
            yield Remark(program.span_of(step), message)
