"""`spark-cache-in-loop`: every round of a loop keeps one more DataFrame."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark import methods
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind


@pyspark_rule(
    "spark-cache-in-loop",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/repeated-computation",
    why="What is kept stays until it is released or pushed out; each round adds to it.",
    fix="Call unpersist() at the end of the round.",
    impact="Memory for joins and sorts shrinks with every round, until they spill or fail.",
    fires=[
        Example(
            "for day in days:\n"
            '    df = spark.table("orders").filter(f"day = {day}").«cache()»\n'
            '    print(df.count())\n    df.write.parquet(f"p/{day}")',
            "spark",
        ),
    ],
    quiet=[
        Example(
            'for day in days:\n    df = spark.table("orders").cache()\n'
            '    print(df.count())\n    df.write.parquet(f"p/{day}")\n    df.unpersist()',
            "spark",
        ),
        Example(
            'df = spark.table("orders").distinct().cache()\n'
            "for day in days:\n    df.filter(df.day == day).show()",
            "spark",
        ),
        Example(
            'for day in days:\n    df = spark.table("t").cache()\n    df.count()\n'
            "    df.show()\n    spark.catalog.clearCache()",
            "spark",
        ),
    ],
)
def spark_cache_in_loop(program: Program) -> Iterator[Remark]:
    """Report cache() in a loop for a frame that is never released."""
    for step in program.of_kind(Kind.FRAME, *methods.CACHES):
        frame = step.source
        if frame is None or not step.where.loops or not frame.where.loops:
            continue
        if frame.released or frame.escapes or program.releases_all:
            continue
        name = program.name_of(frame)
        yield Remark(program.span_of(step), f"{name} is kept in every round and never released.")
