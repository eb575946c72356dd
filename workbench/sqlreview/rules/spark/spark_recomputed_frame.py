"""`spark-recomputed-frame`: a costly DataFrame is worked out once for each use."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.runs import is_costly, is_partial, runs_of, together
from workbench.sqlreview.spark.steps import Kind, Step


@pyspark_rule(
    "spark-recomputed-frame",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/repeated-computation",
    why=(
        "A DataFrame is a plan, not a result: every action runs the plan again from the files on, "
        "unless what it yields is kept."
    ),
    fix="Call cache() or persist() before the first use and unpersist() after the last one.",
    fires=[
        Example(
            'orders = spark.table("orders")\n'
            '«daily» = orders.groupBy("day").sum("amount")\n'
            "print(daily.count())\n"
            'daily.write.parquet("s3://lake/daily")',
            "spark",
        ),
        Example(
            '«joined» = spark.table("a").join(spark.table("b"), "id")\n'
            'for day in ["2026-01-01", "2026-01-02"]:\n'
            '    joined.filter(joined.day == day).write.parquet(f"out/{day}")',
            "spark",
        ),
        Example(
            "from pyspark.sql import DataFrame\n\n\ndef run(a: DataFrame, b: DataFrame) -> None:\n"
            '    «j» = a.join(b, "id")\n'
            '    good = j.filter("ok")\n    bad = j.filter("not ok")\n'
            '    good.write.saveAsTable("good")\n    bad.write.saveAsTable("bad")',
            "spark",
        ),
        Example(
            '«whole» = spark.table("a").distinct()\n'
            "train, test = whole.randomSplit([0.8, 0.2])\n"
            'train.write.parquet("train")\ntest.write.parquet("test")',
            "spark",
        ),
    ],
    quiet=[
        Example(
            'daily = spark.table("orders").groupBy("day").sum("amount").cache()\n'
            'print(daily.count())\ndaily.write.parquet("p")\ndaily.unpersist()',
            "spark",
        ),
        Example('t = spark.table("orders")\nprint(t.count())\nt.write.parquet("p")', "spark"),
        Example(
            'j = spark.table("a").join(spark.table("b"), "id")\n'
            'if full:\n    j.write.parquet("p")\nelse:\n    j.limit(9).show()',
            "spark",
        ),
        Example(
            'j = spark.table("a").join(spark.table("b"), "id")\n'
            "j = j.cache()\nj.count()\n"
            'x = j.filter("a")\nx.write.parquet("x")\nj.filter("b").write.parquet("y")',
            "spark",
        ),
        Example(
            'j = spark.table("a").join(spark.table("b"), "id")\nj.printSchema()\n'
            'j.write.parquet("p")',
            "spark",
        ),
        Example(
            'for t in ["a", "b"]:\n    d = spark.table(t).distinct()\n    d.write.saveAsTable(t)',
            "spark",
        ),
    ],
)
def spark_recomputed_frame(program: Program) -> Iterator[Remark]:
    """Report frames with a join, grouping or sort behind them that several actions need."""
    told: list[Step] = []
    for frame in program.of_kind(Kind.FRAME):
        if frame.target is None or frame.kept or frame.given or len(_forks(frame)) < 2:
            continue
        actions = together(runs_of(frame))
        if len(actions) < 2 or not is_costly(frame) or _is_stream(frame):
            continue
        if any(_adds_little(frame, other) for other in told):
            continue
        told.append(frame)
        whole = [action for action in actions if not is_partial(action)]
        yield Remark(
            program.span(frame.target),
            f"{frame.target.id} is worked out {_times(actions)}: {_listed(actions)}.",
            impact="Each further action repeats its joins, groupings and sorts.",
            confidence=Confidence.POSSIBLE if len(whole) < 2 else None,
        )


def _forks(frame: Step) -> list[Step]:
    """Return the different uses that lead to an action; one in a further loop counts as two."""
    users = [user for user in frame.users if user.kind is Kind.ACTION or runs_of(user)]
    again = [user for user in users if len(user.where.loops) > len(frame.where.loops)]
    return [*users, *again]


def _is_stream(frame: Step) -> bool:
    return any(step.method == "readStream" for step in frame.lineage())


def _adds_little(frame: Step, other: Step) -> bool:
    """Tell whether ``frame`` is made of ``other``, which is reported, by steps that cost little."""
    since: list[Step] = []
    for step in frame.chain():
        if step is other:
            return not any(each.moves_rows for each in since)
        since.append(step)
    return False


def _times(actions: list[Step]) -> str:
    in_loop = len({id(action) for action in actions}) < len(actions)
    return "in every round of a loop" if in_loop else f"{len(actions)} times"


def _listed(actions: list[Step]) -> str:
    lines = {action.node.lineno: action for action in actions}
    parts = [f"{lines[line].method}() in line {line}" for line in sorted(lines)[:4]]
    more = len(lines) - len(parts)
    return ", ".join(parts) + (f" and {more} more" if more else "")
