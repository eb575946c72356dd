"""`missing-partition-filter`: a partitioned table is read as a whole."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context, StatementKind
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.filters import is_filtered
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.partitions.partitioned import (
    READERS,
    described,
    partition_names,
    partitioned,
    reads_only,
)
from workbench.sqlreview.scopes import Scope

_SMALL = 1_000_000
"""Rows below which reading all partitions is cheap."""
_EVENTS = "CREATE TABLE ds.events (id INT64, ts TIMESTAMP, kind STRING) PARTITION BY DATE(ts)"
_HIVE = "CREATE TABLE logs (id BIGINT, msg STRING) PARTITIONED BY (ds STRING)"


@rule(
    "missing-partition-filter",
    nodes=READERS,
    needs_schema=True,
    severity=Severity.WARNING,
    category="performance",
    source="sql-checklist/full-table-scan",
    why=(
        "Rows are stored apart by the partition column so that a filter on it can leave most of "
        "them unread; without one every partition is opened and paid for."
    ),
    fix="Filter on the partition column, in the query itself or in each query that reads it.",
    impact="All partitions are read, however few rows are wanted.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="Rows are stored apart by the partition column so that a filter on it can leave "
            "most of them out; without one every partition is planned, locked and searched, each "
            "by its own indexes.",
        ),
        "bigquery": Texts(
            why="Rows are stored apart by the partition column so that a filter on it can leave "
            "most of them unread; without one the bytes of every partition are read and billed.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="The files of each partition lie in a folder of their own, so that a filter on its "
            "column can leave most of them unread; without one every folder is listed and every "
            "file opened.",
        ),
    },
    fires=[
        Example("SELECT id FROM «ds.events» WHERE kind = 'buy'", "bigquery", _EVENTS),
        Example("SELECT l.msg FROM «logs» l JOIN u ON u.id = l.id", "hive", _HIVE),
        Example(
            "WITH e AS (SELECT id, ts FROM «ds.events») SELECT id FROM e WHERE id > 5",
            "bigquery",
            _EVENTS,
        ),
        Example("DELETE FROM «logs» WHERE id = 7", "spark", _HIVE),
        Example(
            "SELECT id FROM «t» WHERE b = 1",
            "postgres",
            "CREATE TABLE t (id INT, d DATE, b INT) PARTITION BY RANGE (d)",
        ),
    ],
    quiet=[
        Example("SELECT id FROM ds.events WHERE kind = 'buy'", "bigquery"),
        Example(
            "SELECT id FROM ds.events WHERE DATE(ts) = '2024-01-01' AND kind = 'buy'",
            "bigquery",
            _EVENTS,
        ),
        Example(
            "WITH e AS (SELECT * FROM ds.events) SELECT id FROM e WHERE ts > @since",
            "bigquery",
            _EVENTS,
        ),
        Example("SELECT MAX(ds) FROM logs", "hive", _HIVE),
        Example("SELECT l.msg FROM logs l JOIN days d ON d.ds = l.ds", "spark", _HIVE),
        Example("SELECT COUNT(*) FROM ds.events", "bigquery", _EVENTS),
        Example(
            "SELECT id FROM t WHERE b = 1",
            "mysql",
            "CREATE TABLE t (id INT, b INT) PARTITION BY HASH (id)",
        ),
        Example("SELECT msg FROM logs LIMIT 10", "trino", _HIVE),
    ],
)
def missing_partition_filter(
    statement: exp.Select | exp.Update | exp.Delete | exp.Merge, context: Context
) -> Iterator[Remark]:
    """Report a partitioned table that nothing filters by its partition columns."""
    scope = context.scope
    for relation, stored in partitioned(statement, context):
        names = partition_names(stored)
        if any(is_filtered(relation, name, scope, context) for name in names):
            continue
        needed = stored.needs_partition_filter
        small = stored.rows is not None and stored.rows < _SMALL
        if not needed and (
            small or reads_only(relation, scope, names) or _stops_early(scope, context)
        ):
            continue
        load = context.kind is StatementKind.LOAD or context.row_store
        yield Remark(
            context.ranges.name(relation.node),
            f"{relation.node.name} is partitioned by {names[0]}, and nothing filters by it.",
            impact="The query is refused." if needed else described(stored),
            severity=Severity.ERROR if needed else Severity.INFO if load else None,
            confidence=Confidence.LIKELY if load and not needed else None,
        )


def _stops_early(scope: Scope, context: Context) -> bool:
    """Tell whether a LIMIT ends the reading; BigQuery reads, and bills, everything first."""
    root = scope.root
    needs_all = ("where", "group", "order", "distinct", "joins")
    return (
        root.args.get("limit") is not None
        and context.dialect != "bigquery"
        and not any(root.args.get(name) for name in needs_all)
    )
