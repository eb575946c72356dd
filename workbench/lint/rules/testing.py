"""Rules about tests and about plans to process history again or to move."""

from collections.abc import Iterator
from datetime import timedelta

from workbench.designs.backfill import BackfillOrder
from workbench.designs.contract import BreakingChangePolicy
from workbench.designs.model import DimensionType
from workbench.designs.names import plain_name
from workbench.designs.pipeline import LoadStrategy, PipelineTier
from workbench.designs.test_plan import PyramidLayer
from workbench.findings import Confidence, Severity
from workbench.lint.landscape import Landscape
from workbench.lint.rule import Remark, cannot_tell, rule

_NEEDED = (
    PyramidLayer.UNIT,
    PyramidLayer.INTEGRATION,
    PyramidLayer.CONTRACT,
    PyramidLayer.E2E,
)
_NOTICE = timedelta(days=30)
_CUMULATIVE = ("cumul", "running", "session", "snapshot", "balance", "to date", "lag(", "previous")


@rule(
    "test-layer-missing",
    concern="testing",
    severity=Severity.WARNING,
    source="test-pyramid",
    why="Each layer finds what the others cannot: a faulty rule, a changed source, a broken "
    "promise, a wrong result.",
    fix="Plan a test on each layer that is missing.",
    fires=[
        """
        pipelines: [{name: payments, tier: «1»}]
        tests:
          plan: [{layer: unit}, {layer: data-quality}]
        """
    ],
    quiet=[
        """
        pipelines: [{name: payments, tier: 1}, {name: banners, tier: 3}]
        tests:
          plan:
            - {layer: unit, covers: [payments]}
            - {layer: integration}
            - {layer: contract}
            - {layer: e2e}
        """
    ],
)
def test_layer_missing(landscape: Landscape) -> Iterator[Remark]:
    """A pipeline of tier 1 lacks a unit, integration, contract or end-to-end test."""
    tests = landscape.design.tests
    for pipeline in landscape.pipelines:
        stated = pipeline.document
        if stated.tier is not PipelineTier.CRITICAL:
            continue
        if tests is None or not tests.plan:
            yield cannot_tell(pipeline.at("tier"), f"how {stated.name} is tested", "a test plan")
            continue
        names = {stated.name, stated.load.target_dataset}
        planned = {each.layer for each in tests.plan if not each.covers or names & set(each.covers)}
        missing = [layer for layer in _NEEDED if layer not in planned]
        if missing:
            yield Remark(
                pipeline.at("tier"), f"{stated.name} is of tier 1 and has no {_list(missing)} test."
            )


def _list(layers: list[PyramidLayer]) -> str:
    return " and no ".join(layers)


@rule(
    "backfill-order-unfit",
    concern="change",
    severity=Severity.ERROR,
    source="corrections/erratum-6",
    why="History, running totals and sessions build on the day before: processed from the "
    "newest, each day builds on what is about to change.",
    fix="Process the oldest part first.",
    fires=[
        """
        models:
          - dimensions: [{name: dim_customers, type: Type 2}]
        backfills:
          - name: customers
            scope: {tables: [dim_customers]}
            execution: {order: «newest-first»}
        """,
        """
        backfills:
          - name: totals
            execution: {order: «newest-first», stateful: yes}
        """,
    ],
    quiet=[
        """
        models:
          - dimensions: [{name: dim_customers, type: Type 2}]
        backfills:
          - name: customers
            scope: {tables: [dim_customers]}
            execution: {order: oldest-first}
          - name: orders
            scope: {tables: [fct_orders]}
            execution: {order: newest-first}
        """
    ],
)
def backfill_order_unfit(landscape: Landscape) -> Iterator[Remark]:
    """Data with a memory is processed from the newest part on."""
    for number, backfill in enumerate(landscape.design.backfills):
        if backfill.execution.order is not BackfillOrder.NEWEST_FIRST:
            continue
        reason = "it carries state" if backfill.execution.stateful else ""
        for table in backfill.scope.tables:
            dimension = landscape.dimension(table)
            kept = dimension.document.type if dimension else None
            if kept in {DimensionType.TYPE_2, DimensionType.TYPE_6}:
                reason = f"{table} keeps its history"
            for pipeline in landscape.writers(table):
                said = " ".join(
                    each
                    for stage in pipeline.document.transform.stages
                    for each in stage.operations
                ).casefold()
                if any(word in said for word in _CUMULATIVE):
                    reason = f"{pipeline.document.name} builds on earlier days"
        if reason:
            yield Remark(
                ("backfills", number, "execution", "order"),
                f"{backfill.name} begins with the newest part, but {reason}.",
            )


@rule(
    "backfill-into-append",
    concern="change",
    severity=Severity.ERROR,
    source="idempotency-rules/run-twice",
    why="Rows that are there already are added once more.",
    fix="Swap partitions or merge while the history is processed again.",
    fires=[
        """
        pipelines:
          - {name: clicks, load: {target_dataset: fct_clicks, strategy: append}}
        backfills:
          - name: clicks-january
            scope: {tables: [«fct_clicks»]}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: clicks
            load: {target_dataset: fct_clicks, strategy: partition-swap, partition_key: day_date}
        backfills:
          - name: clicks-january
            scope: {tables: [fct_clicks]}
        """
    ],
)
def backfill_into_append(landscape: Landscape) -> Iterator[Remark]:
    """A backfill writes to a table whose pipeline only adds rows."""
    for number, backfill in enumerate(landscape.design.backfills):
        for index, table in enumerate(backfill.scope.tables):
            for pipeline in landscape.writers(table):
                if pipeline.document.load.strategy is LoadStrategy.APPEND:
                    yield Remark(
                        ("backfills", number, "scope", "tables", index),
                        f"{pipeline.document.name} appends to {table}; {backfill.name} would "
                        "add its rows again.",
                    )


@rule(
    "backfill-misses-readers",
    concern="change",
    severity=Severity.WARNING,
    source="backfill-protocol/impact-assessment",
    why="What is computed from the table keeps the old figures, and its readers are not told.",
    fix="List everything downstream, and process it again, too.",
    fires=[
        """
        datasets:
          - {name: fct_orders, lineage: {downstream: [mrt_sales_daily]}}
        backfills:
          - name: «orders-january»
            scope: {tables: [fct_orders]}
        """
    ],
    quiet=[
        """
        datasets:
          - {name: fct_orders, lineage: {downstream: [mrt_sales_daily]}}
        backfills:
          - name: orders-january
            scope: {tables: [fct_orders]}
            impact: {downstream: [mrt_sales_daily]}
        """
    ],
)
def backfill_misses_readers(landscape: Landscape) -> Iterator[Remark]:
    """A backfill does not list what is made from the tables that it writes."""
    for number, backfill in enumerate(landscape.design.backfills):
        listed = {
            plain_name(each) for each in (*backfill.scope.tables, *backfill.impact.downstream)
        }
        missed = sorted(
            {
                reader
                for table in backfill.scope.tables
                for reader in landscape.lineage.downstream(table)
                if reader not in listed
            }
        )
        if missed:
            part = "impact" if backfill.impact.downstream else "name"
            yield Remark(
                ("backfills", number, part),
                f"{backfill.name} does not list {', '.join(missed)}, which come from its tables.",
            )


@rule(
    "backfill-without-notice",
    concern="change",
    severity=Severity.WARNING,
    source="backfill-protocol/communication",
    why="Figures change under people who compare them with last week's.",
    fix="Tell the consumers before, on the channel of the contract.",
    fires=[
        """
        contracts:
          - {name: fct_orders, consumers: [Finance], notification_channel: "#orders-data"}
        backfills:
          - name: «orders-january»
            scope: {tables: [fct_orders]}
        """
    ],
    quiet=[
        """
        contracts:
          - {name: fct_orders, consumers: [Finance], notification_channel: "#orders-data"}
        backfills:
          - name: orders-january
            scope: {tables: [fct_orders]}
            communication: {channel: "#orders-data", date: 2026-03-02}
        """
    ],
)
def backfill_without_notice(landscape: Landscape) -> Iterator[Remark]:
    """A backfill changes what others read, and does not say where they are told."""
    for number, backfill in enumerate(landscape.design.backfills):
        readers = [
            name
            for table in backfill.scope.tables
            for contract in [landscape.contract_of(table)]
            if contract is not None
            for name in contract.document.consumers
        ]
        if readers and not backfill.communication.channel:
            yield Remark(
                ("backfills", number, "name"),
                f"{backfill.name} changes what {', '.join(dict.fromkeys(readers))} read; "
                "nobody tells them.",
            )


@rule(
    "backfill-not-compared",
    concern="change",
    severity=Severity.WARNING,
    source="backfill-protocol/validation",
    why="Without figures from before and after, nobody knows whether the history is better now.",
    fix="Compare row counts and the key figures before and after.",
    fires=[
        """
        backfills:
          - name: «orders-january»
            scope: {tables: [fct_orders]}
        """
    ],
    quiet=[
        """
        backfills:
          - name: orders-january
            scope: {tables: [fct_orders]}
            validation: [{metric: rows per day}]
        """
    ],
)
def backfill_not_compared(landscape: Landscape) -> Iterator[Remark]:
    """A backfill compares nothing before and after."""
    for number, backfill in enumerate(landscape.design.backfills):
        if backfill.scope.tables and not backfill.validation and not backfill.verification:
            yield Remark(
                ("backfills", number, "name"), f"{backfill.name} compares nothing before and after."
            )


@rule(
    "migration-without-way-back",
    concern="change",
    severity=Severity.ERROR,
    source="backfill-protocol",
    why="When the new system fails on the first morning, the way back is invented at night.",
    fix="Write down when to go back, and how.",
    fires=[
        """
        migrations:
          - {name: «to-lakehouse», source: Oracle, target: Snowflake}
        """
    ],
    quiet=[
        """
        migrations:
          - name: to-lakehouse
            source: Oracle
            target: Snowflake
            parallel_run: {days: 14}
            rollback: {steps: [point the views back]}
        """
    ],
)
def migration_without_way_back(landscape: Landscape) -> Iterator[Remark]:
    """A migration has no rollback."""
    for number, migration in enumerate(landscape.design.migrations):
        if not migration.rollback.steps:
            yield Remark(("migrations", number, "name"), f"{migration.name} has no way back.")


@rule(
    "migration-without-parallel-run",
    concern="change",
    severity=Severity.WARNING,
    source="backfill-protocol/validation",
    why="Differences are found by readers, after the old system is gone.",
    fix="Run both for a while and compare their results each day.",
    fires=[
        """
        migrations:
          - name: «to-lakehouse»
            rollback: {steps: [point the views back]}
        """
    ],
    quiet=[
        """
        migrations:
          - name: to-lakehouse
            parallel_run: {days: 14, comparison: daily totals}
            rollback: {steps: [point the views back]}
        """
    ],
)
def migration_without_parallel_run(landscape: Landscape) -> Iterator[Remark]:
    """A migration moves readers without running both systems first."""
    for number, migration in enumerate(landscape.design.migrations):
        run = migration.parallel_run
        if not run.days and run.start_date is None:
            yield Remark(
                ("migrations", number, "name"), f"{migration.name} never runs both systems at once."
            )


@rule(
    "cut-over-within-notice",
    concern="change",
    severity=Severity.ERROR,
    source="data-contract",
    why="The contract promises thirty days to those who have to change their queries.",
    fix="Move the cut-over, or give notice earlier.",
    fires=[
        """
        contracts:
          - {name: fct_orders, breaking_change_policy: notify-30-days}
        migrations:
          - name: to-lakehouse
            scope: {datasets: [fct_orders]}
            communication: {date: 2026-03-20}
            cut_over: {date: «2026-04-01»}
        """
    ],
    quiet=[
        """
        contracts:
          - {name: fct_orders, breaking_change_policy: notify-30-days}
        migrations:
          - name: to-lakehouse
            scope: {datasets: [fct_orders]}
            communication: {date: 2026-02-20}
            cut_over: {date: 2026-04-01}
        """
    ],
)
def cut_over_within_notice(landscape: Landscape) -> Iterator[Remark]:
    """Readers move less than thirty days after they were told."""
    for number, migration in enumerate(landscape.design.migrations):
        told, moved = migration.communication.date, migration.cut_over.date
        if told is None or moved is None or moved - told >= _NOTICE:
            continue
        for name in migration.scope.datasets:
            contract = landscape.contract_of(name)
            if contract and contract.document.breaking_change_policy is BreakingChangePolicy.NOTIFY:
                yield Remark(
                    ("migrations", number, "cut_over", "date"),
                    f"The readers of {name} are told {(moved - told).days} days before, not 30.",
                )


@rule(
    "removal-breaks-readers",
    concern="change",
    severity=Severity.ERROR,
    source="schema-change",
    confidence=Confidence.LIKELY,
    why="Every query that names the column fails at its next run.",
    fix="List what reads it, change that first, and tell its owners.",
    fires=[
        """
        datasets:
          - {name: raw_shop_orders, lineage: {downstream: [stg_shop__orders]}}
        schema_changes:
          - {name: drop-status, source: shop, table: raw_shop_orders, kind: «column-removed»}
        """
    ],
    quiet=[
        """
        datasets:
          - {name: raw_shop_orders, lineage: {downstream: [stg_shop__orders]}}
        schema_changes:
          - name: drop-status
            source: shop
            table: raw_shop_orders
            kind: column-removed
            impact: {downstream: [stg_shop__orders]}
          - {name: add-note, source: shop, table: raw_shop_orders, kind: additive}
        """
    ],
)
def removal_breaks_readers(landscape: Landscape) -> Iterator[Remark]:
    """A column goes, and what reads the table is not listed."""
    for number, change in enumerate(landscape.design.schema_changes):
        if change.kind != "column-removed":
            continue
        listed = {plain_name(name) for name in change.impact.downstream}
        missed = sorted(landscape.lineage.downstream(change.table or change.source) - listed)
        if missed:
            yield Remark(
                ("schema_changes", number, "kind"),
                f"{change.name} does not list {', '.join(missed)}, which depend on the table.",
            )
