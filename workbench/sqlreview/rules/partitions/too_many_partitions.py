"""`too-many-partitions`: a table has, or will have, more partitions than engines plan over."""

from collections.abc import Iterator, Sequence
from math import prod

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.partitions.created import (
    facts,
    known_table,
    lasting_table,
)
from workbench.sqlreview.rules.partitions.partitioned import READERS
from workbench.sqlreview.schema.figures import rounded
from workbench.sqlreview.schema.layout import PER_DAY, partition_keys
from workbench.sqlreview.schema.model import Partition

_DAYS = 365
_DUMP = (
    "table_name,column_name,is_partitioning_column,partition_count\n"
    "events,id,NO,{count}\nevents,ds,YES,{count}\n"
)


@rule(
    "too-many-partitions",
    nodes=(exp.Create, *READERS),
    yields_to=("partition-by-moment",),
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="partitioning-rules/partition-count",
    why=(
        "Every query plans over the metadata of all partitions before it reads one, and most of "
        "them hold less than is worth opening."
    ),
    fix="Use a coarser unit, fewer hash buckets, or cluster by the second key.",
    on={
        "bigquery": Texts(
            why="BigQuery allows a table 10,000 partitions, and a job to change 4,000 of them; "
            "most of so many hold less than is worth opening.",
        ),
        "postgres": Texts(
            why="Each partition is a table with indexes of its own: planning time, memory and "
            "locks grow with all those that a query cannot leave out.",
        ),
        "clickhouse": Texts(
            why="Parts of different partitions are never merged: small ones pile up, each is "
            "opened by itself, and inserts slow down.",
        ),
    },
    fires=[
        Example("CREATE TABLE e (id INT, ts TIMESTAMP) PARTITIONED BY («hours(ts)»)", "spark"),
        Example(
            "CREATE TABLE e (id INT, ts TIMESTAMP) PARTITIONED BY («days(ts)», bucket(32, id))",
            "spark",
        ),
        Example(
            "CREATE TABLE e (tenant_id INT) PARTITIONED BY («tenant_id» INT, ds STRING)", "hive"
        ),
        Example(
            "CREATE TABLE d.e (ts TIMESTAMP) PARTITION BY «TIMESTAMP_TRUNC(ts, HOUR)» "
            "OPTIONS (partition_expiration_days = 730)",
            "bigquery",
        ),
        Example(
            "SELECT id FROM «events» WHERE ds = '2026-01-01'", "hive", _DUMP.format(count=182500)
        ),
    ],
    quiet=[
        Example("CREATE TABLE e (id INT, ts TIMESTAMP) PARTITIONED BY (days(ts))", "spark"),
        Example(
            "CREATE TABLE e (id INT, ts TIMESTAMP) PARTITIONED BY (months(ts), bucket(16, id))",
            "spark",
        ),
        Example(
            "CREATE TABLE d.e (ts TIMESTAMP) PARTITION BY TIMESTAMP_TRUNC(ts, HOUR) "
            "OPTIONS (partition_expiration_days = 90)",
            "bigquery",
        ),
        Example("CREATE TABLE e (id INT) PARTITIONED BY (region STRING, ds STRING)", "hive"),
        Example("SELECT id FROM events WHERE ds = '2026-01-01'", "hive", _DUMP.format(count=900)),
    ],
)
def too_many_partitions(
    node: exp.Create | exp.Select | exp.Update | exp.Delete | exp.Merge, context: Context
) -> Iterator[Remark]:
    """Report tables that are known to have, or come to have, more partitions than the limit."""
    if not isinstance(node, exp.Create):
        if context.schema is not None:
            yield from _read(node, context)
        return
    table = lasting_table(node)
    keys = list(partition_keys(node)) if table is not None else []
    if table is None or not keys:
        return
    most = facts().range_of("partition-count").high
    known = known_table(table, context)
    partitions = [partition for partition, _ in keys]
    counted = known.partition_count if known is not None else None
    at = context.ranges.of(keys[0][1])
    if counted is not None and counted > most:
        yield Remark(at, f"{table.name} has {rounded(counted)} partitions; {most:,.0f} are enough.")
        return
    own = _kept_days(node)
    years = facts().range_of("years-kept").high
    days = own if own is not None else years * _DAYS
    count, sum_ = _expected(partitions, days)
    if count > most:
        since = f"{days:,.0f} days" if own is not None else f"{years:.0f} years"
        yield Remark(
            at,
            f"In {since} these are {count:,.0f} partitions.",
            impact=f"{sum_} = {count:,.0f}; keep a table below {most:,.0f}.",
        )
    elif _multiplies_tenants(partitions):
        yield Remark(
            at,
            f"Each {_tenant(partitions)} has its own partitions for each day.",
            fix="Partition by day and cluster by the tenant, or hash tenants into 16 buckets.",
            impact="500 tenants times 365 days are 182,500 partitions; with 20 they are 7,300.",
            severity=Severity.INFO,
        )


def _read(node: exp.Expr, context: Context) -> Iterator[Remark]:
    scope = context.scope
    if scope.root is not node:
        return
    for relation in scope.relations:
        count = relation.stored.partition_count if relation.stored is not None else None
        if count is not None and count > 1000 and count > facts().range_of("partition-count").high:
            yield Remark(
                context.ranges.name(relation.node),
                f"{relation.node.name} has {rounded(count)} partitions.",
                impact=f"Each query plans over {rounded(count)} partitions.",
                confidence=Confidence.CERTAIN,
                severity=Severity.INFO,
            )


def _kept_days(create: exp.Create) -> float | None:
    for item in create.find_all(exp.Property):
        if item.name.lower() == "partition_expiration_days":
            value = item.args.get("value")
            if isinstance(value, exp.Literal):
                try:
                    return float(value.name)
                except ValueError:
                    return None
    return None


def _expected(partitions: Sequence[Partition], days: float) -> tuple[float, str]:
    """Return how many partitions there will be of those keys that can be counted, and how."""
    factors: list[tuple[float, str]] = []
    for partition in partitions:
        if partition.kind == "time":
            number = PER_DAY.get(partition.unit or "DAY", 1.0) * days
            factors.append((number, f"{number:,.0f} {partition.unit.lower()}s"))
        elif partition.kind == "hash" and partition.buckets:
            factors.append((partition.buckets, f"{partition.buckets} buckets"))
    if not any(partition.kind == "time" for partition in partitions):
        return 0.0, ""
    return prod(number for number, _ in factors), " x ".join(text for _, text in factors)


def _is_day(partition: Partition) -> bool:
    by_day = partition.kind == "time" and partition.unit in {"DAY", "HOUR"}
    return by_day or (partition.kind == "value" and facts().is_like("days", partition.column))


def _tenant(partitions: Sequence[Partition]) -> str:
    names = [p.column for p in partitions if p.kind == "value"]
    return next((name for name in names if facts().is_like("tenants", name)), "")


def _multiplies_tenants(partitions: Sequence[Partition]) -> bool:
    return bool(_tenant(partitions)) and any(map(_is_day, partitions))
