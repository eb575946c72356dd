"""`spark-write-in-loop`: one table is written to in every round of a loop."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind, Step, constant


@pyspark_rule(
    "spark-write-in-loop",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/slow-writes",
    why="Each round is a job of its own with its own commit and its own, smaller files.",
    fix="Collect what the rounds make with one union or one partitioned read, and write once.",
    impact="Files and commits multiply by the rounds; readers open all of them.",
    fires=[
        Example(
            "for day in days:\n"
            '    df = spark.table("raw").filter(f"day = \'{day}\'")\n'
            '    df.write.mode("append").«saveAsTable("clean.orders")»',
            "spark",
        ),
        Example(
            "for path in paths:\n"
            '    spark.read.json(path).write.«parquet("s3://lake/all", mode="append")»',
            "spark",
        ),
    ],
    quiet=[
        Example(
            "for name in tables:\n    spark.table(name).write.saveAsTable(f'copy.{name}')", "spark"
        ),
        Example('spark.table("raw").write.mode("append").saveAsTable("clean.orders")', "spark"),
        Example(
            "for name, path in pairs:\n    spark.read.json(path).write.parquet(target[name])",
            "spark",
        ),
    ],
)
def spark_write_in_loop(program: Program) -> Iterator[Remark]:
    """Report writes to a fixed target inside a loop."""
    for step in program.of_kind(Kind.ACTION):
        if not step.where.loops or step.source is None or step.source.kind is not Kind.WRITER:
            continue
        target = _target(step)
        if target and not _is_stream(step):
            message = f"{target} is written to in every round of the loop."
            yield Remark(program.span_of(step), message)


def _target(step: Step) -> str:
    value = constant(step.argument(0, "path") or step.keyword("name") or step.keyword("tableName"))
    return value if isinstance(value, str) else ""


def _is_stream(step: Step) -> bool:
    return any(each.method == "writeStream" for each in step.chain())
