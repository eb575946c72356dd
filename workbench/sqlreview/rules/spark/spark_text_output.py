"""`spark-text-output`: a table is stored as text."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.sizes import is_bounded
from workbench.sqlreview.spark.steps import Kind, constant

_TEXTS = frozenset({"csv", "json", "text"})


@pyspark_rule(
    "spark-text-output",
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.POSSIBLE,
    source="spark-checklist/slow-writes",
    why=(
        "CSV and JSON are larger, have to be parsed at every read, lose types, and no column or "
        "row group of them can be skipped."
    ),
    fix="Write Parquet, Delta or Iceberg, unless another program needs text.",
    impact="Several times the bytes, for every reader.",
    fires=[
        Example('spark.table("o").write.«csv("s3://lake/o")»', "spark"),
        Example('spark.table("o").write.«format("json")».save("s3://lake/o")', "spark"),
    ],
    quiet=[
        Example('spark.table("o").write.parquet("s3://lake/o")', "spark"),
        Example('spark.table("o").limit(100).write.csv("export")', "spark"),
    ],
)
def spark_text_output(program: Program) -> Iterator[Remark]:
    """Report writes of CSV, JSON and text."""
    for step in program.steps:
        direct = step.kind is Kind.ACTION and step.method in _TEXTS
        chosen = step.method == "format" and constant(step.argument(0, "source")) in _TEXTS
        if not (direct or (chosen and step.kind is Kind.WRITER)):
            continue
        frames = [each for each in step.chain() if each.kind is Kind.FRAME]
        if frames and not is_bounded(frames[0], program):
            yield Remark(program.span_of(step), "The output is text, not a columnar format.")
