"""`spark-broadcast-large`: a table that grows is sent whole to every executor."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.sizes import is_bounded, is_reduced
from workbench.sqlreview.spark.steps import Kind, Step, constant


@pyspark_rule(
    "spark-broadcast-large",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/oom-errors",
    why=(
        "A broadcast table is collected on the driver and copied to every executor, uncompressed; "
        "the hint is followed whatever the size."
    ),
    fix="Broadcast the small side, or leave the choice to Spark.",
    impact="Past about 100 MB, driver or executors run out of memory.",
    fires=[
        Example(
            "from pyspark.sql.functions import broadcast\n"
            'users = spark.table("users")\n'
            'j = users.join(«broadcast(spark.table("fact_orders"))», "user_id")',
            "spark",
        ),
        Example(
            "from pyspark.sql import functions as F\n"
            'events = spark.read.parquet("s3://lake/events")\n'
            'j = spark.table("users").join(F.«broadcast(events)», "user_id")',
            "spark",
        ),
        Example(
            'j = spark.table("users").join(spark.table("clicks").«hint("broadcast")», "user_id")',
            "spark",
        ),
    ],
    quiet=[
        Example(
            "from pyspark.sql.functions import broadcast\n"
            'j = spark.table("fact_orders").join(broadcast(spark.table("dim_date")), "day")',
            "spark",
        ),
        Example(
            "from pyspark.sql import functions as F\n"
            'daily = spark.table("events").groupBy("day").count()\n'
            'j = spark.table("days").join(F.broadcast(daily), "day")',
            "spark",
        ),
        Example(
            "from pyspark.sql import functions as F\n"
            'bots = spark.table("events").filter("is_bot").select("user_id").distinct()\n'
            'j = spark.table("users").join(F.broadcast(bots), "user_id", "left_anti")',
            "spark",
        ),
    ],
)
def spark_broadcast_large(program: Program) -> Iterator[Remark]:
    """Report a broadcast of a table whose name says that it grows with every event."""
    for step in program.of_kind(Kind.FRAME, "broadcast", "hint"):
        if step.source is None or not _is_broadcast(step):
            continue
        if is_bounded(step.source, program) or is_reduced(step.source):
            continue
        for each in step.source.chain():
            if each.method in {"filter", "where", "join"}:
                break
            name = program.stored_name(each)
            if name and program.facts.is_like("growing-tables", name):
                message = f"{name} grows with every event, and all of it is broadcast."
                yield Remark(program.span_of(step), message)


def _is_broadcast(step: Step) -> bool:
    return step.method == "broadcast" or constant(step.argument(0, "name")) == "broadcast"
