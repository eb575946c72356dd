"""`insert-overwrite-unpartitioned`: an overwrite that replaces the whole table."""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.tables import is_scratch, is_staging

_DIALECTS = frozenset({"spark", "spark2", "databricks", "hive", "presto", "trino", "athena"})


@rule(
    "insert-overwrite-unpartitioned",
    nodes=(exp.Insert,),
    severity=Severity.INFO,
    category="safety",
    confidence=Confidence.LIKELY,
    source="load-strategies/partition-swap",
    why="Without PARTITION everything in the table is replaced by what the query returns today.",
    fix="Name the partition (PARTITION (day = …)) or use REPLACE WHERE; comment a full reload.",
    impact="All older partitions are lost, unless partition overwrite mode is dynamic.",
    on={
        "hive": Texts(
            fix="Name the partition (PARTITION (day = …)); comment a full reload.",
            impact="An unpartitioned table loses all its old files.",
        ),
    },
    fires=[
        Example("«INSERT OVERWRITE TABLE sales.orders» SELECT id FROM new_orders", "spark"),
        Example("«INSERT OVERWRITE TABLE orders» SELECT id FROM new_orders", "hive"),
        Example("«INSERT OVERWRITE orders» SELECT id FROM new_orders", "databricks"),
    ],
    quiet=[
        Example("INSERT OVERWRITE TABLE t PARTITION (d = '2024-01-01') SELECT a FROM u", "hive"),
        Example("INSERT OVERWRITE TABLE t PARTITION (d) SELECT a, d FROM u", "spark"),
        Example("INSERT OVERWRITE DIRECTORY '/out' SELECT a FROM u", "hive"),
        Example("INSERT OVERWRITE INTO t SELECT a FROM u", "snowflake"),
        Example("INSERT INTO t REPLACE WHERE d = 1 SELECT a FROM u", "databricks"),
        Example("INSERT OVERWRITE TABLE tmp_orders SELECT a FROM u", "spark"),
        Example("INSERT INTO t SELECT a FROM u", "spark"),
    ],
)
def insert_overwrite_unpartitioned(insert: exp.Insert, context: Context) -> Iterator[Remark]:
    """Report INSERT OVERWRITE of a lasting table that names no partition."""
    if context.dialect not in _DIALECTS or not insert.args.get("overwrite"):
        return
    table = insert.this.this if isinstance(insert.this, exp.Schema) else insert.this
    if not isinstance(table, exp.Table) or table.args.get("partition") or insert.args.get("where"):
        return
    if insert.args.get("partition") or is_scratch(table) or is_staging(table):
        return
    at = context.ranges.target(insert, TokenType.INSERT)
    yield Remark(at, f"Everything in {table.name} is replaced: no PARTITION is named.")
