"""`spark-cross-join`: every row of one DataFrame meets every row of another."""

import ast
from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.sizes import is_bounded
from workbench.sqlreview.spark.steps import Kind, Step, called_name, constant


@pyspark_rule(
    "spark-cross-join",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/shuffle-heavy-joins",
    why="The result has as many rows as both sides multiplied, and each is made and moved.",
    fix="Join on a key, or make one side small and broadcast() it.",
    impact="A million rows by a million rows are 10^12.",
    fires=[
        Example('a = spark.table("a")\nb = spark.table("b")\nc = a.«crossJoin(b)»', "spark"),
        Example('a = spark.table("a")\nc = a.«join(spark.table("b"))»', "spark"),
        Example('c = spark.table("a").«join(spark.table("b"), how="cross")»', "spark"),
        Example(
            "from pyspark.sql.functions import lit\n"
            'c = spark.table("a").«join(spark.table("b"), lit(True))»',
            "spark",
        ),
    ],
    quiet=[
        Example('c = spark.table("a").join(spark.table("b"), "id")', "spark"),
        Example('c = spark.table("a").join(spark.table("b"), on=["id"], how="left")', "spark"),
        Example(
            "from pyspark.sql import functions as F\n"
            'a = spark.table("a")\nc = a.crossJoin(a.agg(F.max("d").alias("last")))',
            "spark",
        ),
        Example('c = spark.table("a").crossJoin(spark.range(12))', "spark"),
        Example('import os\np = os.path.join("a", "b")\nt = spark.table("a")', "spark"),
    ],
)
def spark_cross_join(program: Program) -> Iterator[Remark]:
    """Report crossJoin() and joins without a condition, unless one side has few rows."""
    for step in program.of_kind(Kind.FRAME, "crossJoin", "join"):
        if not step.others or not _has_no_condition(step):
            continue
        sides = [*step.others, *([step.source] if step.source is not None else [])]
        if any(is_bounded(side, program) or _is_broadcast(side) for side in sides):
            continue
        given = all(side.first().given for side in sides)
        names = " and ".join(program.name_of(side) for side in reversed(sides))
        yield Remark(
            program.span_of(step),
            f"{step.method}() makes every pair of rows of {names}.",
            confidence=Confidence.POSSIBLE if given and step.method == "crossJoin" else None,
        )


def _has_no_condition(step: Step) -> bool:
    if step.method == "crossJoin" or constant(step.argument(2, "how")) == "cross":
        return True
    on = step.argument(1, "on")
    if on is None:
        return True
    if isinstance(on, ast.Call) and called_name(on) == "lit" and on.args:
        on = on.args[0]
    return constant(on) is True


def _is_broadcast(step: Step) -> bool:
    return step.method == "broadcast"
