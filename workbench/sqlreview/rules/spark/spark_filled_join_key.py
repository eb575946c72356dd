"""`spark-filled-join-key`: missing keys are all given one value, and then joined on."""

import ast
from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind, Step, called_name, constant, texts


@pyspark_rule(
    "spark-filled-join-key",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/data-skew",
    why=(
        "All rows without a key then have the same one: they go to one task, and match each other "
        "where both sides are filled."
    ),
    fix="Join only the rows that have a key, and add the others by a union; or salt the key.",
    impact="One task does the work of all rows without a key.",
    fires=[
        Example(
            'o = spark.table("orders").«fillna({"customer_id": "none"})»\n'
            'j = o.join(spark.table("customers"), "customer_id", "left")',
            "spark",
        ),
        Example(
            "from pyspark.sql import functions as F\n"
            'o = spark.table("o").«withColumn("k", F.coalesce(F.col("k"), F.lit(-1)))»\n'
            'j = o.join(spark.table("c"), on=["k"])',
            "spark",
        ),
    ],
    quiet=[
        Example(
            'o = spark.table("orders").fillna({"amount": 0})\n'
            'j = o.join(spark.table("customers"), "customer_id")',
            "spark",
        ),
        Example(
            'o = spark.table("orders").join(spark.table("c"), "customer_id", "left")\n'
            'o = o.fillna({"customer_id": "none"})',
            "spark",
        ),
    ],
)
def spark_filled_join_key(program: Program) -> Iterator[Remark]:
    """Report a join on a column whose missing values were replaced before."""
    for join in program.of_kind(Kind.FRAME, "join"):
        keys = _keys(join)
        sides = [*join.others, *([join.source] if join.source is not None else [])]
        for step in (each for side in sides for each in side.chain()):
            filled = keys & _filled(step)
            if filled:
                name = min(filled)
                message = f"Rows without {name} all get the same one, and are joined by it."
                yield Remark(program.span_of(step), message)


def _keys(join: Step) -> set[str]:
    on = join.argument(1, "on")
    return {name for name, _ in texts(join, on)} if on is not None else set()


def _filled(step: Step) -> set[str]:
    if step.method in {"fillna", "fill"} and step.arguments:
        values = step.arguments[0]
        if isinstance(values, ast.Dict):
            return {str(constant(key)) for key in values.keys if key is not None}
        subset = step.argument(1, "subset")
        return {name for name, _ in texts(step, subset)} if subset is not None else set()
    if step.method == "withColumn" and len(step.arguments) == 2:
        value = step.arguments[1]
        if isinstance(value, ast.Call) and called_name(value) in {"coalesce", "nvl", "ifnull"}:
            constants = [each for each in value.args[1:] if called_name(each) == "lit"]
            return {str(constant(step.arguments[0]))} if constants else set()
    return set()
