"""`spark-tiny-micro-batches`: a stream commits files every few seconds."""

import re
from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind, Step, constant

_INTERVAL = re.compile(r"(\d+(?:\.\d+)?) *(milli|second|sec|s\b)", re.IGNORECASE)
_FILES = frozenset({"parquet", "orc", "csv", "json", "delta", "iceberg", "hudi"})


@pyspark_rule(
    "spark-tiny-micro-batches",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/small-files",
    why="At every commit each task writes a file; a stream that commits often writes tiny ones.",
    fix="Commit every few minutes, or compact the table on a schedule.",
    impact="A commit every second is 86,400 a day, each with a file for every task.",
    fires=[
        Example(
            'q = (spark.readStream.table("raw").writeStream.format("delta")'
            '.«trigger(processingTime="5 seconds")».toTable("clean"))',
            "spark",
        ),
    ],
    quiet=[
        Example(
            'q = (spark.readStream.table("raw").writeStream.format("delta")'
            '.trigger(processingTime="5 minutes").toTable("clean"))',
            "spark",
        ),
        Example(
            'q = (spark.readStream.table("raw").writeStream.format("kafka")'
            '.trigger(processingTime="1 second").start())',
            "spark",
        ),
        Example(
            'q = (spark.readStream.table("raw").writeStream.format("delta")'
            '.trigger(availableNow=True).toTable("clean"))',
            "spark",
        ),
    ],
)
def spark_tiny_micro_batches(program: Program) -> Iterator[Remark]:
    """Report short triggers of streams that write files."""
    least = program.facts.range_of("micro-batch").low
    for step in program.of_kind(Kind.WRITER, "trigger"):
        interval = constant(step.keyword("processingTime"))
        match = _INTERVAL.match(interval.strip()) if isinstance(interval, str) else None
        if match is None or not _writes_files(step):
            continue
        seconds = float(match[1]) / (1000 if match[2].lower() == "milli" else 1)
        if seconds < least:
            yield Remark(program.span_of(step), f"Files are committed every {interval}.")


def _writes_files(step: Step) -> bool:
    pending, around = list(step.users), list(step.chain())
    while pending:
        user = pending.pop()
        around.append(user)
        pending += user.users
    return any(
        each.method in _FILES | {"toTable"}
        or (each.method == "format" and constant(each.argument(0, "source")) in _FILES)
        for each in around
        if each.kind in {Kind.WRITER, Kind.ACTION}
    )
