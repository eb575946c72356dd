"""`spark-jdbc-single-read`: one task reads a whole table of a database."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, pyspark_rule
from workbench.sqlreview.spark.program import Program
from workbench.sqlreview.spark.steps import Kind, Step, constant

_SPLITS = frozenset({"column", "partitionColumn", "numPartitions", "predicates", "lowerBound"})


@pyspark_rule(
    "spark-jdbc-single-read",
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="spark-checklist/too-many-partitions",
    why=(
        "Without bounds Spark opens one connection and reads into one partition; all later steps "
        "up to the first shuffle run on one core."
    ),
    fix=(
        "Give partitionColumn, lowerBound, upperBound and numPartitions, or predicates; and a "
        "fetchsize."
    ),
    impact="One core of the cluster reads; its memory must hold the table.",
    fires=[
        Example('df = spark.read.«jdbc(url, "public.orders", properties=p)»', "spark"),
        Example(
            'df = (spark.read.«format("jdbc")».option("url", u)'
            '.option("dbtable", "orders").load())',
            "spark",
        ),
    ],
    quiet=[
        Example(
            'df = spark.read.jdbc(url, "orders", column="id", lowerBound=1, upperBound=9, '
            "numPartitions=8)",
            "spark",
        ),
        Example(
            'df = (spark.read.format("jdbc").option("dbtable", "orders")'
            '.option("partitionColumn", "id").option("numPartitions", 8).load())',
            "spark",
        ),
        Example('df = spark.read.jdbc(url, "dim_country", properties=p)', "spark"),
        Example('df = spark.read.format("jdbc").options(**settings).load()', "spark"),
        Example(
            'df = spark.read.format("jdbc").option("query", "select max(id) from t").load()',
            "spark",
        ),
    ],
)
def spark_jdbc_single_read(program: Program) -> Iterator[Remark]:
    """Report JDBC reads that are not split."""
    for step in program.of_kind(Kind.FRAME, "jdbc", "load"):
        start = step if step.method == "jdbc" else _jdbc_format(step)
        if start is None or _is_split(step):
            continue
        table = _table(step)
        if not table or program.facts.is_like("reference-tables", table.rpartition(".")[2]):
            continue
        yield Remark(program.span_of(start), f"{table} is read by a single task.")


def _jdbc_format(step: Step) -> Step | None:
    for each in step.chain():
        if each.method == "format" and constant(each.argument(0, "source")) == "jdbc":
            return each
    return None


def _options(step: Step) -> Iterator[tuple[str, object]]:
    for each in step.chain():
        if each.method == "option":
            name, value = each.argument(0, "key"), each.argument(1, "value")
            yield str(constant(name)), constant(value)
        for keyword in each.call.keywords if each.call else ():
            yield keyword.arg or "**", constant(keyword.value)


def _is_split(step: Step) -> bool:
    names = {name for name, _ in _options(step)}
    return bool(names & _SPLITS) or "**" in names or len(step.arguments) > 2


def _table(step: Step) -> str:
    """Return the table that is read; nothing for a query, or where it is not written out."""
    if step.method == "jdbc":
        value = constant(step.argument(1, "table"))
    else:
        value = dict(_options(step)).get("dbtable")
    return value if isinstance(value, str) and " " not in value.strip() else ""
