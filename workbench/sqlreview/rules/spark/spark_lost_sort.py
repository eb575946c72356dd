"""`spark-lost-sort`: all rows are sorted, and the next step gives up their order."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark import methods
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind


@pyspark_rule(
    "spark-lost-sort",
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/shuffle-heavy-joins",
    why="A global sort samples and moves all rows; joins, groupings and repartitions undo it.",
    fix="Remove the sort, or put it last.",
    impact="One shuffle and one sort for nothing, where the optimiser does not see it.",
    fires=[
        Example('d = spark.table("o").«orderBy("day")».groupBy("day").count()', "spark"),
        Example(
            's = spark.table("o").«sort("id")»\nj = s.join(spark.table("c"), "id")\n'
            'j.write.parquet("p")',
            "spark",
        ),
        Example('spark.table("o").«orderBy("id")».repartition(8).write.parquet("p")', "spark"),
    ],
    quiet=[
        Example('spark.table("o").groupBy("day").count().orderBy("day").show()', "spark"),
        Example('spark.table("o").orderBy("day").limit(10).join(spark.table("c"), "id")', "spark"),
        Example('spark.table("o").orderBy("day").dropDuplicates(["id"])', "spark"),
        Example(
            's = spark.table("o").orderBy("day")\ns.show()\ns.groupBy("day").count().show()',
            "spark",
        ),
    ],
)
def spark_lost_sort(program: Program) -> Iterator[Remark]:
    """Report a sort whose only user gives up the order.

    dropDuplicates() behind a sort is left alone: people rely on it, rightly or not.
    """
    for step in program.of_kind(Kind.FRAME, *methods.SORTS):
        if len(step.users) != 1 or step.escapes:
            continue
        user = step.users[0]
        loses = user.method in methods.DISORDERS | methods.SORTS
        if loses and not user.method.startswith("drop"):
            message = f"The order by {step.method}() is lost in {user.method}()."
            yield Remark(program.span_of(step), message)
