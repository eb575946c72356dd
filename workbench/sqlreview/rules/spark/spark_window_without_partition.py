"""`spark-window-without-partition`: all rows go to one task to be numbered or summed."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind, Step, called_name, constant


@pyspark_rule(
    "spark-window-without-partition",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/data-skew",
    why="A window without partitionBy() needs all rows in one partition, sorted by one task.",
    fix=(
        "Partition the window by a key; for a mere number use monotonically_increasing_id() or "
        "zipWithIndex()."
    ),
    impact="One core works, and its memory must hold what the window looks at.",
    fires=[
        Example(
            "from pyspark.sql import Window\nfrom pyspark.sql import functions as F\n"
            'w = Window.«orderBy("ts")»\n'
            'df = spark.table("events").withColumn("n", F.row_number().over(w))',
            "spark",
        ),
        Example(
            "from pyspark.sql import Window\nfrom pyspark.sql import functions as F\n"
            'w = Window.«partitionBy(F.lit(1))».orderBy("ts")\n'
            'df = spark.table("events").withColumn("n", F.rank().over(w))',
            "spark",
        ),
    ],
    quiet=[
        Example(
            "from pyspark.sql import Window\nfrom pyspark.sql import functions as F\n"
            'w = Window.partitionBy("user_id").orderBy("ts")\n'
            'df = spark.table("events").withColumn("n", F.row_number().over(w))',
            "spark",
        ),
        Example(
            "from pyspark.sql import Window\n"
            'w = Window.orderBy("ts").partitionBy("user_id").rowsBetween(-3, 0)\n'
            'df = spark.table("events")',
            "spark",
        ),
        Example(
            "from pyspark.sql import Window\nbase = Window.orderBy('ts')\n"
            "w = base.partitionBy('user_id')\ndf = spark.table('events')",
            "spark",
        ),
    ],
)
def spark_window_without_partition(program: Program) -> Iterator[Remark]:
    """Report a window that is ordered and not partitioned, or partitioned by a constant."""
    for step in program.of_kind(Kind.WINDOW, "orderBy", "partitionBy"):
        if step.method == "partitionBy":
            if _by_constant(step):
                yield Remark(program.span_of(step), "The window's only partition holds all rows.")
        elif not any(each.method == "partitionBy" for each in _around(step)):
            yield Remark(
                program.span_of(step), "The window is ordered over all rows, not within partitions."
            )


def _around(step: Step) -> Iterator[Step]:
    yield from step.chain()
    pending = list(step.users)
    while pending:
        user = pending.pop()
        yield user
        pending += user.users


def _by_constant(step: Step) -> bool:
    if not step.arguments:
        return True
    first = step.arguments[0]
    return len(step.arguments) == 1 and (
        isinstance(constant(first), int) or called_name(first) == "lit"
    )
