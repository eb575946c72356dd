"""`spark-infer-schema`: files are read once more to guess their types."""

import ast
from collections.abc import Iterator

from workbench.findings import Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind, Step, constant


@pyspark_rule(
    "spark-infer-schema",
    severity=Severity.INFO,
    category="performance",
    source="spark-checklist/complex-transformations",
    why=(
        "All files are parsed a first time to guess the types, and the guess changes with the "
        "data: an id with a leading zero becomes a number."
    ),
    fix='Give the schema: schema("id BIGINT, day DATE").',
    impact="The input is read twice.",
    fires=[
        Example('df = spark.read.csv("p", header=True, «inferSchema=True»)', "spark"),
        Example('df = spark.read.«option("inferSchema", "true")».format("csv").load("p")', "spark"),
        Example('df = spark.read.options(header=True, «inferSchema=True»).csv("p")', "spark"),
    ],
    quiet=[
        Example('df = spark.read.schema(s).csv("p", header=True)', "spark"),
        Example('df = spark.read.option("inferSchema", False).csv("p")', "spark"),
        Example('df = spark.read.parquet("p")', "spark"),
    ],
)
def spark_infer_schema(program: Program) -> Iterator[Remark]:
    """Report the option inferSchema."""
    message = "All files are read a first time only to guess the types of their columns."
    for step in program.steps:
        if step.method == "option" and step.source and step.source.kind is Kind.READER:
            name, value = constant(step.argument(0, "key")), constant(step.argument(1, "value"))
            if str(name).lower() == "inferschema" and str(value).lower() == "true":
                yield Remark(program.span_of(step), message)
        elif step.kind in {Kind.READER, Kind.FRAME} and _reads(step):
            for keyword in step.call.keywords if step.call else ():
                if keyword.arg == "inferSchema" and str(constant(keyword.value)).lower() == "true":
                    yield Remark(program.span_of_keyword(keyword), message)


def _reads(step: Step) -> bool:
    return isinstance(step.node, ast.Call) and (
        step.source is not None and step.source.kind is Kind.READER
    )
