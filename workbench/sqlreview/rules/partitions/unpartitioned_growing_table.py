"""`unpartitioned-growing-table`: a table that grows with every event cannot be read in parts."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.partitions.created import column_kinds, facts, lasting_table
from workbench.sqlreview.schema.layout import cluster_keys, partition_keys
from workbench.sqlreview.schema.types import TypeKind
from workbench.sqlreview.tables import is_staging

_SURE = frozenset({"athena", "bigquery", "clickhouse", "hive", "presto", "spark", "trino"})
_ARRANGES_ITSELF = frozenset({"databricks", "redshift", "snowflake"})
"""Dialects whose engine sorts and skips by itself, up to a certain size."""


@rule(
    "unpartitioned-growing-table",
    nodes=(exp.Create,),
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="partitioning/transactional",
    why=(
        "Such tables are nearly always asked for a range of time, and without partitions or a "
        "sort order each query reads the whole history."
    ),
    fix="Partition by the day or month that queries filter on.",
    impact="Each query reads all years instead of the days that it asks for.",
    on={
        "snowflake": Texts(
            fix="Load it in the order of time, or give it a clustering key of the day: CLUSTER BY "
            "(…).",
        ),
        "redshift": Texts(fix="Make the time its SORTKEY, or leave that to SORTKEY AUTO."),
        "databricks": Texts(fix="Cluster by the time that queries filter on: CLUSTER BY (…)."),
    },
    fires=[
        Example("CREATE TABLE «lake.events» (id INT64, ts TIMESTAMP, kind STRING)", "bigquery"),
        Example("CREATE TABLE «fct_orders» (id INT, order_date DATE) STORED AS PARQUET", "hive"),
        Example("CREATE TABLE «page_views» (id INT, ts TIMESTAMP) USING parquet", "spark"),
    ],
    quiet=[
        Example("CREATE TABLE events (id INT64, ts TIMESTAMP) PARTITION BY DATE(ts)", "bigquery"),
        Example("CREATE TABLE events (id INT64, ts TIMESTAMP) CLUSTER BY id", "bigquery"),
        Example("CREATE TABLE events (id INT, ts TIMESTAMP)", "postgres"),
        Example("CREATE TABLE events (id INT, kind TEXT)", "bigquery"),
        Example("CREATE TEMP TABLE events (id INT64, ts TIMESTAMP)", "bigquery"),
        Example("CREATE TABLE staging.events (id INT64, ts TIMESTAMP)", "bigquery"),
        Example("CREATE TABLE customers (id INT64, created_at TIMESTAMP)", "bigquery"),
    ],
)
def unpartitioned_growing_table(create: exp.Create, context: Context) -> Iterator[Remark]:
    """Report tables of events by their name that have a time column and no layout."""
    unsure = context.dialect in _ARRANGES_ITSELF
    if not (unsure or context.dialect in _SURE):
        return
    table = lasting_table(create)
    if table is None or is_staging(table) or create.args.get("clone") is not None:
        return
    if any(True for _ in partition_keys(create)) or any(True for _ in cluster_keys(create)):
        return
    timely = {TypeKind.DATE, TypeKind.TIMESTAMP} & set(column_kinds(create).values())
    if timely and facts().is_like("growing-tables", table.name):
        yield Remark(
            context.ranges.name(table),
            f"{table.name} grows with every event, and has no partitions and no sort order.",
            confidence=Confidence.POSSIBLE if unsure else None,
        )
