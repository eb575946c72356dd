"""`spark-udf-in-filter`: rows are chosen by a Python function, so all of them are read."""

import ast
from collections.abc import Iterator

from workbench.findings import Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind


@pyspark_rule(
    "spark-udf-in-filter",
    severity=Severity.WARNING,
    category="performance",
    source="spark-checklist/complex-transformations",
    why=(
        "Spark cannot look into a Python function: nothing of the filter reaches the files, and "
        "every row is sent to a Python worker and back before it is dropped."
    ),
    fix="Write the condition with Spark's own functions, or filter by them first.",
    impact="No partition, row group or file is skipped.",
    fires=[
        Example(
            "from pyspark.sql import functions as F\nfrom pyspark.sql.types import BooleanType\n"
            "is_bot = F.udf(lambda a: a in BOTS, BooleanType())\n"
            'df = spark.table("events").filter(«is_bot("agent")»)',
            "spark",
        ),
        Example(
            "from pyspark.sql.functions import udf\n\n\n@udf('boolean')\ndef valid(x):\n"
            '    return check(x)\n\n\ndf = spark.table("t").where(«valid(df.x)» & (df.y > 1))',
            "spark",
        ),
        Example(
            "from pyspark.sql import functions as F\n"
            'a = spark.table("a").filter(«F.udf(lambda v: v[0])("x")»)',
            "spark",
        ),
    ],
    quiet=[
        Example(
            "from pyspark.sql import functions as F\n"
            'df = spark.table("events").filter(F.col("agent").like("%bot%"))',
            "spark",
        ),
        Example(
            "from pyspark.sql import functions as F\nclean = F.udf(lambda s: parse(s))\n"
            'df = spark.table("events").withColumn("x", clean("y")).filter("day = 1")',
            "spark",
        ),
    ],
)
def spark_udf_in_filter(program: Program) -> Iterator[Remark]:
    """Report calls of UDFs inside filter() and where()."""
    for step in program.of_kind(Kind.FRAME, "filter", "where"):
        for argument in step.arguments:
            for node in ast.walk(argument):
                name = _udf_called(node, program)
                if name and isinstance(node, ast.Call):
                    message = f"{name} is a Python function, so the filter is not pushed down."
                    yield Remark(program.span(node), message)


def _udf_called(node: ast.AST, program: Program) -> str:
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Name) and node.func.id in program.udfs:
        return node.func.id
    made_here = {id(step.node) for step in program.of_kind(Kind.UDF)}
    return "It" if id(node.func) in made_here else ""
