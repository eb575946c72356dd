"""`spark-collect`: all rows of a DataFrame are brought to the driver."""

import ast
from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.sizes import is_bounded, is_reduced
from workbench.sqlreview.spark.steps import Kind, Step, called_name

_ALL_ROWS = ("collect", "toPandas", "toArrow")


@pyspark_rule(
    "spark-collect",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/oom-errors",
    why=(
        "Every row is sent to the driver, whose memory is that of one machine; more executors or "
        "more of their memory do not help."
    ),
    fix="Aggregate, limit or write the result in Spark, and bring only what is small to Python.",
    impact="The driver needs several times the size of the data, and dies if it has less.",
    fires=[
        Example('df = spark.table("orders")\nrows = df.«collect()»', "spark"),
        Example(
            "from pyspark.sql import DataFrame\n\n\ndef load(spark):\n"
            '    orders = spark.read.parquet("s3://lake/orders")\n'
            '    return orders.filter("amount > 0").«toPandas()»',
            "spark",
        ),
        Example(
            'orders = spark.table("orders")\nfor row in orders.«collect()»:\n    print(row.id)',
            "spark",
        ),
        Example('n = len(spark.table("orders").«collect()»)', "spark"),
        Example('lines = sc.textFile("hdfs:///logs").«collect()»', "spark"),
    ],
    quiet=[
        Example('rows = spark.table("orders").limit(100).collect()', "spark"),
        Example(
            "from pyspark.sql import functions as F\n"
            'last = spark.table("orders").agg(F.max("day")).collect()[0][0]',
            "spark",
        ),
        Example('tables = spark.sql("SHOW TABLES IN raw").collect()', "spark"),
        Example('rows = spark.createDataFrame([(1, "a")], ["id", "n"]).collect()', "spark"),
        Example("import gc\nimport polars as pl\ndf = pl.scan_csv('x').collect()", "spark"),
        Example('spark.table("orders").write.parquet("s3://lake/copy")', "spark"),
    ],
)
def spark_collect(program: Program) -> Iterator[Remark]:
    """Report what brings the rows of a frame to the driver, unless they are few."""
    for step in program.of_kind(Kind.ACTION, *_ALL_ROWS):
        frame = step.source
        if frame is None or is_bounded(frame, program):
            continue
        unknown = _starts_unknown(frame) or is_reduced(frame)
        message, fix = _told(step, frame, program)
        yield Remark(
            program.span_of(step),
            message,
            fix=fix,
            confidence=Confidence.POSSIBLE if unknown and not fix else None,
        )


def _told(step: Step, frame: Step, program: Program) -> tuple[str, str]:
    name = program.name_of(frame)
    around = program.parent_of(step.node)
    if isinstance(around, ast.Call) and called_name(around) == "len":
        return f"All rows of {name} come to the driver to be counted.", "Use count()."
    if isinstance(around, ast.For) and around.iter is step.node:
        return (
            f"All rows of {name} come to the driver and are gone through one by one.",
            "Write the loop as a transformation of columns, or use foreachPartition().",
        )
    return f"{step.method}() brings all rows of {name} to the driver.", ""


def _starts_unknown(frame: Step) -> bool:
    return frame.first().given
