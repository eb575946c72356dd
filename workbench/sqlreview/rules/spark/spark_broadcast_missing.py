"""`spark-broadcast-missing`: a join shuffles a large table although the other one is small."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind, constant


@pyspark_rule(
    "spark-broadcast-missing",
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.POSSIBLE,
    source="spark-checklist/shuffle-heavy-joins",
    why=(
        "Spark broadcasts by itself only what it knows to be under 10 MB; of files, views and "
        "results it often does not know, and then sorts and moves both sides."
    ),
    fix="Wrap the small side in broadcast() if it is under 100 MB in memory.",
    impact="The large side is not moved at all.",
    fires=[
        Example(
            'orders = spark.table("fact_orders")\n'
            'j = orders.«join(spark.table("dim_country"), "country_id")»',
            "spark",
        ),
        Example(
            'codes = spark.read.csv("s3://lake/lookup_codes.csv", header=True, schema=s)\n'
            'j = spark.table("fact_orders").«join(codes, ["code"], "left")»',
            "spark",
        ),
    ],
    quiet=[
        Example(
            "from pyspark.sql.functions import broadcast\n"
            'j = spark.table("fact_orders").join(broadcast(spark.table("dim_country")), "id")',
            "spark",
        ),
        Example('j = spark.table("orders").join(spark.table("customers"), "id")', "spark"),
        Example('j = spark.table("dim_country").join(spark.table("lookup_region"), "id")', "spark"),
        Example(
            'j = spark.table("fact_orders").join(spark.table("dim_country"), "id", "full_outer")',
            "spark",
        ),
    ],
)
def spark_broadcast_missing(program: Program) -> Iterator[Remark]:
    """Report a join with a table that is small by its name, without the hint."""
    is_small = program.facts.is_like
    for step in program.of_kind(Kind.FRAME, "join"):
        how = str(constant(step.argument(2, "how")) or "inner")
        if step.source is None or not step.others or how.startswith(("full", "right", "outer")):
            continue
        names = [program.stored_name(each) for each in (*step.others, step.source)]
        if not names[0] or not is_small("reference-tables", names[0]):
            continue
        if names[-1] and not is_small("reference-tables", names[-1]):
            message = f"{names[0]} looks small, and the join may still move all of {names[-1]}."
            yield Remark(program.span_of(step), message)
