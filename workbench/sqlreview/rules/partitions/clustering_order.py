"""`clustering-order`: rows are sorted first by what differs in every row."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.partitions.created import column_kinds, facts, lasting_table
from workbench.sqlreview.schema.layout import cluster_keys
from workbench.sqlreview.schema.types import TypeKind

_IN_ORDER = frozenset({"bigquery", "clickhouse", "redshift", "snowflake"})
"""Dialects that sort by the columns one after the other; liquid clustering does not."""


@rule(
    "clustering-order",
    nodes=(exp.Create,),
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="partitioning",
    why=(
        "Rows are sorted by the first column, and only among equal values of it by the next; "
        "behind a column that differs in every row the later ones help no filter."
    ),
    fix="Put the columns with few values first: tenant, kind, date, and the id last.",
    impact="Filters on the later columns skip nothing.",
    fires=[
        Example(
            "CREATE TABLE e (id INT, ts TIMESTAMP, region TEXT) CLUSTER BY («ts», region)",
            "snowflake",
        ),
        Example("CREATE TABLE e (id INT, day DATE) COMPOUND SORTKEY(«id», day)", "redshift"),
        Example(
            "CREATE TABLE e (event_id UInt64, ts DateTime) ENGINE = MergeTree "
            "ORDER BY («event_id», ts)",
            "clickhouse",
        ),
        Example(
            "CREATE TABLE d.e (user_id INT64, tenant_id INT64, day DATE) PARTITION BY day "
            "CLUSTER BY «user_id», tenant_id",
            "bigquery",
        ),
    ],
    quiet=[
        Example(
            "CREATE TABLE e (id INT, day DATE, region TEXT) CLUSTER BY (day, region)", "snowflake"
        ),
        Example("CREATE TABLE e (id INT, day DATE) COMPOUND SORTKEY(day, id)", "redshift"),
        Example(
            "CREATE TABLE e (tenant_id UInt32, id UInt64, ts DateTime) ENGINE = MergeTree "
            "ORDER BY (tenant_id, toDate(ts), id)",
            "clickhouse",
        ),
        Example(
            "CREATE TABLE e (id INT, ts TIMESTAMP) USING delta CLUSTER BY (id, ts)", "databricks"
        ),
        Example("CREATE TABLE e (id INT, total INT) CLUSTER BY (id, total)", "snowflake"),
        Example(
            "CREATE TABLE e (id UInt64, ts DateTime) ENGINE = MergeTree ORDER BY (user_id, ts)",
            "clickhouse",
        ),
    ],
)
def clustering_order(create: exp.Create, context: Context) -> Iterator[Remark]:
    """Report a leading sort column that is an id or a point in time, before coarser ones.

    An entity's id before the time is right for histories of one entity, so on
    ClickHouse and Redshift only the table's own ``id`` and ``event_id`` count there.
    """
    if context.dialect not in _IN_ORDER or lasting_table(create) is None:
        return
    keys = list(cluster_keys(create))
    if len(keys) < 2 or not keys[0][0]:
        return
    first, node = keys[0]
    kinds = column_kinds(create)
    rank = _rank(first, kinds)
    coarser = [name for name, _ in keys[1:] if name and _rank(name, kinds) in {0, 2} - {rank}]
    if not coarser or rank < 2 or isinstance(node, exp.Func):
        return
    if _is_history(first, coarser, kinds):
        return
    yield Remark(
        context.ranges.of(node),
        f"{first} differs in nearly every row, so sorting by {coarser[0]} behind it has no effect.",
    )


def _rank(name: str, kinds: dict[str, TypeKind]) -> int:
    """Return how many values a column has: 0 few, 1 unknown, 2 points in time, 3 one per row."""
    if facts().has_many_values(name):
        return 3
    if kinds.get(name) is TypeKind.TIMESTAMP:
        return 2
    few = ("few-values", "very-few-values", "days", "tenants")
    if kinds.get(name) is TypeKind.DATE or any(facts().is_like(term, name) for term in few):
        return 0
    return 2 if facts().is_like("moments", name) else 1


def _is_history(first: str, coarser: list[str], kinds: dict[str, TypeKind]) -> bool:
    """Tell whether rows are sorted by an entity and then by time, to read its history."""
    own_key = first in {"id", "uuid", "event_id", "row_id", "log_id"}
    by_time = all(_rank(name, kinds) == 2 or kinds.get(name) is TypeKind.DATE for name in coarser)
    return not own_key and _rank(first, kinds) == 3 and by_time
