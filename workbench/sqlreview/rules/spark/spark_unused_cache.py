"""`spark-unused-cache`: a DataFrame is kept in memory and read once."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark import methods
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.runs import runs_of
from workbench.sqlreview.spark.steps import Kind, Step


@pyspark_rule(
    "spark-unused-cache",
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/repeated-computation",
    why=(
        "Rows are copied into memory, which joins and sorts then lack, and are read from there "
        "once: as often as without."
    ),
    fix="Remove the call, or keep what several actions really share.",
    impact="Memory or disk for the whole DataFrame, and the time to write it.",
    fires=[
        Example('df = spark.table("orders").distinct().«cache()»\ndf.write.parquet("p")', "spark"),
        Example(
            'df = spark.table("orders").distinct()\ndf.«persist()»\n'
            'x = df.filter("a")\nx.write.parquet("p")\ndf.unpersist()',
            "spark",
        ),
    ],
    quiet=[
        Example(
            'df = spark.table("orders").distinct().cache()\ndf.count()\ndf.write.parquet("p")',
            "spark",
        ),
        Example("def load(spark):\n    return spark.table('t').distinct().cache()", "spark"),
        Example(
            'df = spark.table("orders").distinct().cache()\n'
            'df.createOrReplaceTempView("v")\nspark.sql("select a from v").show()',
            "spark",
        ),
        Example(
            'df = spark.table("orders").distinct().cache()\n'
            'for d in days:\n    df.filter(df.d == d).write.parquet(f"p/{d}")',
            "spark",
        ),
        Example(
            'df = spark.table("orders").distinct().cache()\nreport(df)\ndf.write.parquet("p")',
            "spark",
        ),
        Example(
            'a = spark.table("orders").distinct().cache()\n'
            'a.join(a.groupBy("x").count(), "x").write.parquet("p")',
            "spark",
        ),
    ],
)
def spark_unused_cache(program: Program) -> Iterator[Remark]:
    """Report a cache that exactly one action reads."""
    for step in program.of_kind(Kind.FRAME, *methods.CACHES):
        frame = step.source
        if frame is None or program.is_cell or len(frame.users) != 1 or _escapes(frame):
            continue
        if len(runs_of(frame)) != 1 or frame.where.loops:
            continue
        name = program.name_of(frame)
        yield Remark(program.span_of(step), f"{name} is kept in memory and read only once.")


def _escapes(frame: Step) -> bool:
    """Tell whether the frame, or what is made of it, goes where it cannot be followed."""
    pending, seen = [frame], set()
    while pending:
        step = pending.pop()
        if step.escapes:
            return True
        if id(step) not in seen:
            seen.add(id(step))
            pending += step.users
    return False
