"""`spark-uncompressed-output`: files are written without compression."""

from collections.abc import Iterator

from workbench.findings import Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind, constant

_NONE = frozenset({"none", "uncompressed"})


@pyspark_rule(
    "spark-uncompressed-output",
    severity=Severity.WARNING,
    category="performance",
    source="spark-checklist/slow-writes",
    why="More bytes go over the network and to storage, and come back at every read.",
    fix="Leave the default, Snappy, or choose Zstandard.",
    impact="Parquet with Snappy or Zstandard is 20 to 50 % of the raw size.",
    fires=[
        Example('spark.table("o").write.«option("compression", "none")».parquet("p")', "spark"),
        Example('spark.table("o").write.parquet("p", «compression="uncompressed"»)', "spark"),
    ],
    quiet=[
        Example('spark.table("o").write.option("compression", "zstd").parquet("p")', "spark"),
        Example('spark.read.option("compression", "none").csv("p").show()', "spark"),
    ],
)
def spark_uncompressed_output(program: Program) -> Iterator[Remark]:
    """Report writes whose compression is switched off."""
    message = "The files are written without compression."
    for step in program.steps:
        if step.kind is Kind.WRITER and step.method == "option":
            name, value = constant(step.argument(0, "key")), constant(step.argument(1, "value"))
            if name == "compression" and str(value).lower() in _NONE:
                yield Remark(program.span_of(step), message)
        elif step.kind is Kind.ACTION:
            for keyword in step.call.keywords if step.call else ():
                if keyword.arg == "compression" and str(constant(keyword.value)).lower() in _NONE:
                    yield Remark(program.span_of_keyword(keyword), message)
