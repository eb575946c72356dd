"""`partition-filter-not-prunable`: the filter is there, but no partition is left out by it."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.filters import tests_of
from workbench.sqlreview.impacts import partitions_scanned
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.partitions.partitioned import (
    READERS,
    described,
    partition_names,
    partitioned,
)
from workbench.sqlreview.rules.partitions.pruning import obstacle

_EVENTS = "CREATE TABLE ds.events (id INT64, ts TIMESTAMP, kind STRING) PARTITION BY DATE(ts)"
_HIVE = "CREATE TABLE logs (id BIGINT, msg STRING) PARTITIONED BY (ds STRING)"
_DAYS = "CREATE TABLE t (id INT, d DATE, b INT) PARTITION BY RANGE (d)"


@rule(
    "partition-filter-not-prunable",
    nodes=READERS,
    needs_schema=True,
    severity=Severity.WARNING,
    category="performance",
    source="sql-checklist/full-table-scan",
    why=(
        "The engine chooses partitions before it reads rows, so it must be able to compare the "
        "bare partition column with values that it knows by then."
    ),
    fix="Compare the bare partition column with a constant, a parameter or a range of them.",
    impact="All partitions are read, as if there were no filter.",
    on={
        "bigquery": Texts(
            why="BigQuery chooses partitions before it reads rows, from tests of the bare "
            "partition column with constants and parameters only.",
            impact="The bytes of all partitions are read and billed, as if there were no filter.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Partitions are chosen by the names of their folders or the metadata of the table "
            "before a file is opened, so the bare partition column must be compared with values "
            "that are known by then.",
        ),
    },
    fires=[
        Example(
            "SELECT id FROM ds.events WHERE «EXTRACT(YEAR FROM ts) = 2024»", "bigquery", _EVENTS
        ),
        Example(
            "SELECT id FROM ds.events WHERE «CAST(ts AS STRING) = '2024-01-01'» AND kind = 'a'",
            "bigquery",
            _EVENTS,
        ),
        Example(
            "SELECT id FROM ds.events WHERE «ts > (SELECT MAX(ts) FROM ds.done)»",
            "bigquery",
            _EVENTS,
        ),
        Example(
            "SELECT id FROM ds.events WHERE «DATE(ts, 'Asia/Tokyo') = @d»", "bigquery", _EVENTS
        ),
        Example("SELECT t.id FROM t WHERE «t.d >= t.b»", "postgres", _DAYS),
        Example("SELECT id FROM logs WHERE «SUBSTR(ds, 1, 7) = '2024-01'»", "hive", _HIVE),
        Example("SELECT id FROM t WHERE «d + 1 > '2024-01-01'»", "postgres", _DAYS),
        Example("SELECT id FROM t WHERE «d = '2024-01-01' OR b = 1»", "postgres", _DAYS),
    ],
    quiet=[
        Example("SELECT id FROM ds.events WHERE DATE(ts) = '2024-01-01'", "bigquery", _EVENTS),
        Example(
            "SELECT id FROM ds.events WHERE TIMESTAMP_TRUNC(ts, DAY) >= @d", "bigquery", _EVENTS
        ),
        Example("SELECT id FROM ds.events WHERE EXTRACT(YEAR FROM ts) = 2024", "bigquery"),
        Example(
            "SELECT id FROM logs WHERE ds = DATE_FORMAT(CURRENT_DATE, 'yyyy-MM-dd')", "hive", _HIVE
        ),
        Example(
            "SELECT id FROM logs WHERE ds >= '2024' AND SUBSTR(ds, 6, 2) = '01'", "hive", _HIVE
        ),
        Example("SELECT id FROM t WHERE d IN ('2024-01-01', '2024-01-02')", "postgres", _DAYS),
        Example("SELECT id FROM t WHERE d = '2024-01-01' OR d > '2024-06-01'", "postgres", _DAYS),
        Example("SELECT id FROM t WHERE d = (SELECT MAX(day) FROM closed)", "postgres", _DAYS),
        Example("SELECT t.id FROM t JOIN c ON c.d = t.d WHERE c.x = 1", "postgres", _DAYS),
    ],
)
def partition_filter_not_prunable(
    statement: exp.Select | exp.Update | exp.Delete | exp.Merge, context: Context
) -> Iterator[Remark]:
    """Report a partitioned table whose tests on partition columns all keep it from pruning."""
    for relation, stored in partitioned(statement, context):
        blocked: list[tuple[exp.Expr, str, str]] = []
        pruned = False
        for name in partition_names(stored):
            for test in tests_of(relation, name, context.scope):
                reason = obstacle(test, name, context.dialect)
                pruned = pruned or not reason
                blocked.append((test, name, reason))
        if pruned or not blocked:
            continue
        test, name, reason = blocked[0]
        in_or = "OR" in reason
        yield Remark(
            context.ranges.test(test),
            f"{name} {reason}: no partition of {relation.node.name} is left out.",
            impact=partitions_scanned(stored, name, test) or described(stored),
            confidence=Confidence.LIKELY if in_or or context.dialect == "generic" else None,
        )
