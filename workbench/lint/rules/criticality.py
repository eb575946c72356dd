"""Rules about what matters most: tiers, alerts, owners, and who is promised what."""

import re
from collections.abc import Iterator

from workbench.designs.brief import UseCase
from workbench.designs.contract import BreakingChangePolicy, SupportHours
from workbench.designs.dataset import DatasetTier
from workbench.designs.names import plain_name
from workbench.designs.pipeline import ErrorStrategy, Pipeline, PipelineTier
from workbench.designs.priority import Priority
from workbench.findings import Confidence, Severity
from workbench.lint.landscape import Landscape, Placed
from workbench.lint.rule import Example, Remark, cannot_tell, rule
from workbench.lint.rules.time import is_streaming

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_HOURS = re.compile(r"(\d+(?:\.\d+)?)\s*(?:h\b|hours?)", re.IGNORECASE)


@rule(
    "critical-without-alert",
    concern="criticality",
    severity=Severity.ERROR,
    source="pipeline",
    why="A failure of what matters most is noticed by those who miss the data.",
    fix="Name a channel in error_handling.alert_channels that wakes somebody.",
    fires=[
        """
        pipelines:
          - name: payments
            tier: «1»
        """
    ],
    quiet=[
        """
        pipelines:
          - name: payments
            tier: 1
            error_handling: {alert_channels: ["#data-alerts"]}
          - name: banners
            tier: 3
        """,
        """
        pipelines:
          - name: payments
            tier: 1
        dashboard:
          pipeline_metrics:
            - {metric: Failed Pipeline Count, alert_channel: "#data-alerts"}
        """,
    ],
)
def critical_without_alert(landscape: Landscape) -> Iterator[Remark]:
    """A pipeline of tier 1 tells nobody when it fails."""
    for pipeline in _of_tier(landscape, PipelineTier.CRITICAL):
        stated = pipeline.document
        if stated.error_handling.alert_channels or _watched(landscape, stated.name):
            continue
        yield Remark(
            pipeline.at("tier"), f"{stated.name} is of tier 1 and alerts nobody when it fails."
        )


def _watched(landscape: Landscape, name: str) -> bool:
    dashboard = landscape.design.dashboard
    metrics = dashboard.pipeline_metrics if dashboard else ()
    return any(
        metric.alert_channel and (not metric.pipelines or name in metric.pipelines)
        for metric in metrics
    )


def _of_tier(landscape: Landscape, tier: PipelineTier) -> list[Placed[Pipeline]]:
    return [each for each in landscape.pipelines if each.document.tier is tier]


@rule(
    "critical-without-gate",
    concern="criticality",
    severity=Severity.ERROR,
    source="quality-checks",
    why="Wrong figures of a critical pipeline reach their readers and are found there.",
    fix="Add checks after the load, or a reconciliation with the source.",
    fires=[
        """
        pipelines:
          - name: payments
            tier: «1»
            load: {target_dataset: fct_payments}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: payments
            tier: 1
            quality_gates: {post_load: [payment_id is unique]}
        """,
        """
        pipelines:
          - name: payments
            tier: 1
            load: {target_dataset: fct_payments}
        quality_checks:
          - {name: totals, type: reconciliation, table: fct_payments}
        """,
    ],
)
def critical_without_gate(landscape: Landscape) -> Iterator[Remark]:
    """A pipeline of tier 1 checks nothing after the load."""
    for pipeline in _of_tier(landscape, PipelineTier.CRITICAL):
        stated = pipeline.document
        if stated.quality_gates.post_load or landscape.checks_of(stated.load.target_dataset):
            continue
        yield Remark(
            pipeline.at("tier"), f"{stated.name} is of tier 1 and checks nothing after the load."
        )


@rule(
    "blocking-check-goes-on",
    concern="criticality",
    severity=Severity.ERROR,
    source="quality-severities/p0",
    why="A check of severity P0 means wrong figures in use or a breach: the run has to stop.",
    fix="Set error_handling.strategy to fail-fast, or grade the check lower.",
    fires=[
        """
        pipelines:
          - name: payments
            load: {target_dataset: fct_payments}
            error_handling: {strategy: skip-and-alert}
        quality_checks:
          - {name: totals, type: reconciliation, table: fct_payments, severity: «P0»}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: payments
            load: {target_dataset: fct_payments}
            error_handling: {strategy: fail-fast}
        quality_checks:
          - {name: totals, type: reconciliation, table: fct_payments, severity: P0}
        """,
        """
        pipelines:
          - name: payments
            load: {target_dataset: fct_payments}
            error_handling: {strategy: skip-and-alert}
        quality_checks:
          - {name: totals, type: reconciliation, table: fct_payments, severity: P2}
        """,
    ],
)
def blocking_check_goes_on(landscape: Landscape) -> Iterator[Remark]:
    """A check of severity P0 fails, and the pipeline goes on."""
    for check in landscape.checks:
        stated = check.document
        if stated.severity is not Priority.P0:
            continue
        for pipeline in _runners(landscape, stated.pipeline, stated.table):
            strategy = pipeline.document.error_handling.strategy
            if strategy in {None, ErrorStrategy.FAIL_FAST}:
                continue
            yield Remark(
                check.at("severity"),
                f"{stated.name} is P0, but {pipeline.document.name} answers a failure "
                f"with {strategy}.",
            )


def _runners(landscape: Landscape, name: str, table: str) -> tuple[Placed[Pipeline], ...]:
    named = landscape.pipeline(name) if name else None
    return (named,) if named else landscape.writers(table)


@rule(
    "critical-reads-uncritical",
    concern="criticality",
    severity=Severity.WARNING,
    source="pipeline",
    why="A chain is as reliable as its weakest link: what may fail for days feeds what may "
    "not fail for an hour.",
    fix="Raise the tier of the pipeline before it, or read from another source.",
    fires=[
        """
        pipelines:
          - name: rates
            tier: 3
            load: {target_dataset: dim_rates}
          - name: payments
            tier: «1»
            extract: {source_datasets: [dim_rates]}
        """
    ],
    quiet=[
        """
        pipelines:
          - name: rates
            tier: 2
            load: {target_dataset: dim_rates}
          - name: payments
            tier: 1
            extract: {source_datasets: [dim_rates]}
        """
    ],
)
def critical_reads_uncritical(landscape: Landscape) -> Iterator[Remark]:
    """A pipeline of tier 1 reads what a pipeline of tier 3 writes."""
    for pipeline in _of_tier(landscape, PipelineTier.CRITICAL):
        for name in pipeline.document.extract.source_datasets:
            for writer in landscape.writers(name):
                if writer.document.tier is PipelineTier.NICE_TO_HAVE:
                    yield Remark(
                        pipeline.at("tier"),
                        f"{pipeline.document.name} is of tier 1 and reads {name}, which "
                        f"{writer.document.name} of tier 3 writes.",
                    )


@rule(
    "gold-reads-bronze",
    concern="criticality",
    severity=Severity.WARNING,
    source="catalogue-entry",
    why="What is called trusted carries raw data that nobody has cleaned or checked.",
    fix="Clean it in a silver data set in between, or do not call the result gold.",
    fires=[
        """
        datasets:
          - name: raw_shop_orders
            tier: bronze
          - name: fct_orders
            tier: gold
            lineage: {sources: [«raw_shop_orders»]}
        """
    ],
    quiet=[
        """
        datasets:
          - name: stg_shop__orders
            tier: silver
          - name: fct_orders
            tier: gold
            lineage: {sources: [stg_shop__orders]}
        """
    ],
)
def gold_reads_bronze(landscape: Landscape) -> Iterator[Remark]:
    """A gold data set is made from a bronze one directly."""
    for dataset in landscape.datasets:
        if dataset.document.tier is not DatasetTier.GOLD:
            continue
        for number, name in enumerate(dataset.document.lineage.sources):
            source = landscape.dataset(name)
            if source is not None and source.document.tier is DatasetTier.BRONZE:
                yield Remark(
                    dataset.at("lineage", "sources", number),
                    f"{dataset.document.name} is gold and made from {name}, which is bronze.",
                )


@rule(
    "gold-without-contract",
    concern="criticality",
    severity=Severity.WARNING,
    source="data-contract",
    why="Others build on a gold data set; without a contract any change may break them unseen.",
    fix="Write a contract for it.",
    fires=[
        """
        datasets:
          - name: fct_orders
            tier: «gold»
        """
    ],
    quiet=[
        """
        datasets:
          - name: analytics.fact_orders
            tier: gold
          - name: stg_shop__orders
            tier: silver
        contracts:
          - name: fct_orders
        """
    ],
)
def gold_without_contract(landscape: Landscape) -> Iterator[Remark]:
    """A gold data set has no contract."""
    for dataset in landscape.datasets:
        stated = dataset.document
        if stated.tier is DatasetTier.GOLD and landscape.contract_of(stated.name) is None:
            yield Remark(dataset.at("tier"), f"{stated.name} is gold and has no contract.")


@rule(
    "support-too-narrow",
    concern="criticality",
    severity=Severity.WARNING,
    source="data-contract",
    why="It fails at night as well, and those who need it at once find nobody until morning.",
    fix="Promise support day and night, or tell the consumers what happens outside hours.",
    fires=[
        """
        brief:
          project_name: Shop
          data_consumers: [{team: Fraud, use_case: operational}]
        contracts:
          - name: fct_payments
            consumers: [Fraud]
            sla: {support_hours: «business-hours»}
        """,
        """
        contracts:
          - name: fct_payments
            sla: {support_hours: «business-hours»}
        pipelines:
          - {name: payments, tier: 1, load: {target_dataset: fct_payments}}
        """,
    ],
    quiet=[
        """
        brief:
          project_name: Shop
          data_consumers: [{team: Finance, use_case: reporting, latency_requirement: batch}]
        contracts:
          - name: fct_orders
            consumers: [Finance]
            sla: {support_hours: business-hours}
          - name: fct_payments
            sla: {support_hours: 24x7}
        pipelines:
          - {name: payments, tier: 1, load: {target_dataset: fct_payments}}
        """
    ],
)
def support_too_narrow(landscape: Landscape) -> Iterator[Remark]:
    """Support in office hours for what is needed at any hour."""
    for contract in landscape.contracts:
        stated = contract.document
        if stated.sla.support_hours is not SupportHours.BUSINESS_HOURS:
            continue
        reason = _needed_at_any_hour(landscape, stated.name)
        if reason:
            yield Remark(
                contract.at("sla", "support_hours"),
                f"{stated.name} has support in office hours, but {reason}.",
            )


def _needed_at_any_hour(landscape: Landscape, name: str) -> str:
    for consumer in landscape.consumers_of(name):
        stated = consumer.document
        if stated.use_case is UseCase.OPERATIONAL:
            return f"{stated.team} runs an application on it"
        if (stated.age_limit_minutes or 60) < 1:
            return f"{stated.team} reads it in real time"
    for pipeline in landscape.writers(name):
        if pipeline.document.tier is PipelineTier.CRITICAL:
            return f"{pipeline.document.name} is of tier 1"
    return ""


@rule(
    "success-target-below-availability",
    concern="criticality",
    severity=Severity.WARNING,
    source="health-dashboard",
    why="The dashboard is green while the contract is broken.",
    fix="Alert before the promised availability is lost.",
    fires=[
        """
        contracts:
          - name: fct_orders
            sla: {availability_percent: 99.9}
        dashboard:
          pipeline_metrics:
            - {metric: Pipeline Success Rate, target: «">95%"»}
        """
    ],
    quiet=[
        """
        contracts:
          - name: fct_orders
            sla: {availability_percent: 99}
        dashboard:
          pipeline_metrics:
            - {metric: Pipeline Success Rate, target: ">99.5%"}
        """
    ],
)
def success_target_below_availability(landscape: Landscape) -> Iterator[Remark]:
    """The dashboard's success target is below the availability that a contract promises."""
    promised = [
        each
        for each in landscape.contracts
        if "availability_percent" in each.document.sla.model_fields_set
    ]
    if not promised or landscape.design.dashboard is None:
        return
    strictest = max(promised, key=lambda each: each.document.sla.availability_percent)
    availability = strictest.document.sla.availability_percent
    for number, metric in enumerate(landscape.design.dashboard.pipeline_metrics):
        target = _PERCENT.search(metric.target)
        if "success" in metric.metric.casefold() and target and float(target[1]) < availability:
            yield Remark(
                ("dashboard", "pipeline_metrics", number, "target"),
                f"The target is {metric.target}, but {strictest.document.name} promises "
                f"{availability:g} %.",
            )


@rule(
    "freshness-not-watched",
    concern="criticality",
    severity=Severity.WARNING,
    source="health-dashboard",
    why="A promise that nobody measures is broken before anybody notices.",
    fix="Add a metric for data freshness whose alert comes before the promised age.",
    fires=[
        """
        contracts:
          - name: fct_orders
            sla: {freshness_hours: 6}
        dashboard:
          «pipeline_metrics»:
            - {metric: Pipeline Success Rate}
        """,
        """
        contracts:
          - name: fct_orders
            sla: {freshness_hours: 6}
        dashboard:
          pipeline_metrics:
            - {metric: Data Freshness, alert_threshold: «">12 hours"»}
        """,
    ],
    quiet=[
        """
        contracts:
          - name: fct_orders
            sla: {freshness_hours: 6}
        dashboard:
          pipeline_metrics:
            - {metric: Data Freshness, alert_threshold: ">SLA"}
            - {metric: Data Freshness, alert_threshold: ">4 h"}
        """
    ],
)
def freshness_not_watched(landscape: Landscape) -> Iterator[Remark]:
    """Contracts promise freshness; the dashboard does not watch it, or alerts too late."""
    promised = [each for each in landscape.contracts if each.document.sla.freshness_hours]
    dashboard = landscape.design.dashboard
    if not promised or dashboard is None:
        return
    watching = [
        (number, metric)
        for number, metric in enumerate(dashboard.pipeline_metrics)
        if "fresh" in metric.metric.casefold()
    ]
    if not watching:
        names = ", ".join(each.document.name for each in promised)
        yield Remark(("dashboard", "pipeline_metrics"), f"Nothing watches how fresh {names} is.")
    strictest = min(promised, key=lambda each: each.document.sla.freshness_hours)
    for number, metric in watching:
        limit = _HOURS.search(metric.alert_threshold)
        hours = strictest.document.sla.freshness_hours
        if limit and not metric.pipelines and float(limit[1]) > hours:
            yield Remark(
                ("dashboard", "pipeline_metrics", number, "alert_threshold"),
                f"The alert comes at {metric.alert_threshold}, but "
                f"{strictest.document.name} promises {hours:g} hours.",
            )


@rule(
    "alert-does-not-fit-tier",
    concern="criticality",
    severity=Severity.WARNING,
    source="alert-severities",
    why="People who are woken for what can wait stop reading alerts; what cannot wait is lost "
    "among them.",
    fix="Grade alerts of tier 1 as P0 or P1; never wake anybody for tier 3.",
    fires=[
        """
        pipelines:
          - {name: payments, tier: 1}
          - {name: banners, tier: 3}
        dashboard:
          pipeline_metrics:
            - {metric: Failed Pipeline Count, pipelines: [payments], severity: «P3»}
            - {metric: Failed Pipeline Count, pipelines: [banners], severity: «P0»}
        """
    ],
    quiet=[
        """
        pipelines:
          - {name: payments, tier: 1}
          - {name: banners, tier: 3}
        dashboard:
          pipeline_metrics:
            - {metric: Failed Pipeline Count, pipelines: [payments], severity: P1}
            - {metric: Failed Pipeline Count, pipelines: [banners], severity: P3}
            - {metric: Backfill Queue, severity: P3}
            - {metric: Data Volume Variance, pipelines: [payments], severity: P2}
        """
    ],
)
def alert_does_not_fit_tier(landscape: Landscape) -> Iterator[Remark]:
    """An alert is too mild for what depends on the pipeline, or too loud."""
    dashboard = landscape.design.dashboard
    for number, metric in enumerate(dashboard.pipeline_metrics if dashboard else ()):
        about_failure = "fail" in metric.metric.casefold() or "success" in metric.metric.casefold()
        for name in metric.pipelines:
            pipeline = landscape.pipeline(name)
            tier = pipeline.document.tier if pipeline else None
            at = ("dashboard", "pipeline_metrics", number, "severity")
            mild = metric.severity in {Priority.P2, Priority.P3}
            if tier is PipelineTier.CRITICAL and mild and about_failure:
                yield Remark(at, f"{name} is of tier 1, but its failure is only {metric.severity}.")
            if tier is PipelineTier.NICE_TO_HAVE and metric.severity is Priority.P0:
                yield Remark(at, f"{name} is of tier 3, and its alert is P0.")


@rule(
    "alert-without-runbook",
    concern="criticality",
    severity=Severity.WARNING,
    source="failure-triage",
    confidence=Confidence.LIKELY,
    why="Whoever is woken has to find out at night what could have been written by day.",
    fix="Name the runbook entry that says what to do first.",
    fires=[
        """
        dashboard:
          pipeline_metrics:
            - {metric: Failed Pipeline Count, severity: «P0», alert_channel: "#data-alerts"}
        """
    ],
    quiet=[
        """
        dashboard:
          pipeline_metrics:
            - {metric: Failed Pipeline Count, severity: P0, runbook: failure-triage}
            - {metric: Backfill Queue, severity: P3}
        """
    ],
)
def alert_without_runbook(landscape: Landscape) -> Iterator[Remark]:
    """An alert that wakes people names no runbook."""
    dashboard = landscape.design.dashboard
    for number, metric in enumerate(dashboard.pipeline_metrics if dashboard else ()):
        if metric.severity in {Priority.P0, Priority.P1} and not metric.runbook:
            yield Remark(
                ("dashboard", "pipeline_metrics", number, "severity"),
                f"{metric.metric} is {metric.severity} and names no runbook.",
            )


@rule(
    "notice-without-channel",
    concern="criticality",
    severity=Severity.ERROR,
    source="data-contract",
    why="Notice of thirty days is promised, and there is nowhere to give it.",
    fix="Name the channel in notification_channel.",
    fires=[
        """
        contracts:
          - name: fct_orders
            breaking_change_policy: «notify-30-days»
        """
    ],
    quiet=[
        """
        contracts:
          - name: fct_orders
            breaking_change_policy: notify-30-days
            notification_channel: "#orders-data"
          - name: fct_stock
            breaking_change_policy: never-break
        """
    ],
)
def notice_without_channel(landscape: Landscape) -> Iterator[Remark]:
    """A contract promises notice and names no channel for it."""
    for contract in landscape.contracts:
        stated = contract.document
        promised = stated.breaking_change_policy is BreakingChangePolicy.NOTIFY
        if promised and not stated.notification_channel:
            yield Remark(
                contract.at("breaking_change_policy"),
                f"{stated.name} promises notice 30 days ahead and names no channel.",
            )


@rule(
    "owners-differ",
    concern="criticality",
    severity=Severity.WARNING,
    source="catalogue-entry",
    confidence=Confidence.LIKELY,
    why="When it breaks, each of them waits for the other.",
    fix="Name one owner everywhere, or say in the contract who answers for what.",
    fires=[
        """
        pipelines:
          - {name: orders, owner: Platform, load: {target_dataset: fct_orders}}
        contracts:
          - {name: fct_orders, owner: «Sales data»}
        """,
        """
        contracts:
          - {name: fct_orders, owner: Platform}
        datasets:
          - {name: fct_orders, owner_team: «Finance»}
        """,
    ],
    quiet=[
        """
        pipelines:
          - {name: orders, owner: Platform, load: {target_dataset: fct_orders}}
        contracts:
          - {name: fct_orders, owner: platform}
        datasets:
          - {name: fct_orders, owner_team: Platform team}
        """
    ],
)
def owners_differ(landscape: Landscape) -> Iterator[Remark]:
    """Pipeline, contract and catalogue name different owners of one data set."""
    for contract in landscape.contracts:
        stated = contract.document
        for pipeline in landscape.writers(stated.name):
            if not _same_team(stated.owner, pipeline.document.owner):
                yield Remark(
                    contract.at("owner"),
                    f"{stated.name} belongs to {stated.owner}, but {pipeline.document.name}, "
                    f"which writes it, to {pipeline.document.owner}.",
                )
    for dataset in landscape.datasets:
        entry = dataset.document
        promised = landscape.contract_of(entry.name)
        if promised is not None and not _same_team(entry.owner_team, promised.document.owner):
            yield Remark(
                dataset.at("owner_team"),
                f"The catalogue says that {entry.name} belongs to {entry.owner_team}, its "
                f"contract to {promised.document.owner}.",
            )


def _same_team(one: str, other: str) -> bool:
    plain = [name.casefold().removesuffix("team").strip(" -") for name in (one, other)]
    return not all(plain) or plain[0] == plain[1]


@rule(
    "consumer-without-contract",
    concern="criticality",
    severity=Severity.WARNING,
    source="data-contract",
    why="A team that the brief promises data to is named by no contract: nobody will ask it "
    "before a change.",
    fix="Add the team to the consumers of the contract that it reads.",
    fires=[
        """
        brief:
          project_name: Shop
          data_consumers: [{team: «Marketing»}]
        contracts:
          - {name: fct_orders, consumers: [Finance]}
        """
    ],
    quiet=[
        """
        brief:
          project_name: Shop
          data_consumers: [{team: Finance}]
        contracts:
          - {name: fct_orders, consumers: [finance]}
        """,
        """
        brief:
          project_name: Shop
          data_consumers: [{team: Marketing}]
        """,
    ],
)
def consumer_without_contract(landscape: Landscape) -> Iterator[Remark]:
    """A consumer of the brief appears in no contract."""
    if not landscape.contracts:
        return
    named = {name.casefold() for each in landscape.contracts for name in each.document.consumers}
    for consumer in landscape.consumers:
        team = consumer.document.team
        if team and team.casefold() not in named:
            yield Remark(consumer.at("team"), f"No contract names {team} among its consumers.")


@rule(
    "consumer-not-in-catalogue",
    concern="criticality",
    severity=Severity.INFO,
    source="catalogue-entry",
    why="Who looks up what depends on the data set does not find this reader.",
    fix="Add the consumer to lineage.downstream of the data set.",
    fires=[
        """
        contracts:
          - {name: fct_orders, consumers: [Finance, «Marketing»]}
        datasets:
          - {name: fct_orders, lineage: {downstream: [Finance]}}
        """
    ],
    quiet=[
        """
        contracts:
          - {name: fct_orders, consumers: [Finance]}
        datasets:
          - {name: fct_orders, lineage: {downstream: [finance, mrt_sales_daily]}}
        """,
        """
        contracts:
          - {name: fct_orders, consumers: [Finance]}
        """,
    ],
)
def consumer_not_in_catalogue(landscape: Landscape) -> Iterator[Remark]:
    """A contract names a consumer that the catalogue does not list downstream."""
    for contract in landscape.contracts:
        dataset = landscape.dataset(contract.document.name)
        if dataset is None:
            continue
        stated = dataset.document
        listed = {
            name.casefold() for name in (*stated.lineage.downstream, *stated.usage.top_consumers)
        }
        for number, name in enumerate(contract.document.consumers):
            if name.casefold() not in listed:
                yield Remark(
                    contract.at("consumers", number),
                    f"{name} reads {stated.name}; the catalogue does not list it downstream.",
                )


@rule(
    "stream-without-lag-metric",
    concern="criticality",
    severity=Severity.WARNING,
    source="pipeline-metrics",
    why="A consumer that falls behind loses nothing at first, then everything that the topic "
    "no longer keeps.",
    fix="Add a metric for the consumer lag, with an alert well before the retention ends.",
    fires=[
        """
        pipelines:
          - name: clicks
            extract: {source_system: «Kafka», strategy: log-based}
        dashboard:
          pipeline_metrics: [{metric: Data Freshness}]
        """
    ],
    quiet=[
        """
        pipelines:
          - name: clicks
            extract: {source_system: Kafka, strategy: log-based}
        dashboard:
          pipeline_metrics: [{metric: Consumer lag}]
        """,
        """
        pipelines:
          - name: orders
            extract: {source_system: PostgreSQL}
        dashboard:
          pipeline_metrics: [{metric: Data Freshness}]
        """,
        Example(
            """
            pipelines:
              - name: clicks
                extract: {source_system: Kafka}
            """
        ),
    ],
)
def stream_without_lag_metric(landscape: Landscape) -> Iterator[Remark]:
    """A stream is read, and nothing watches how far its reader lags behind."""
    dashboard = landscape.design.dashboard
    metrics = dashboard.pipeline_metrics if dashboard else ()
    watched = any("lag" in each.metric.casefold() for each in metrics)
    for pipeline in landscape.pipelines:
        system = plain_name(pipeline.document.extract.source_system)
        named = any(word in system for word in ("kafka", "kinesis", "pulsar", "event hub", "pub"))
        if watched or not (named or (system and is_streaming(landscape, pipeline))):
            continue
        if dashboard is None:
            yield cannot_tell(
                pipeline.at("extract", "source_system"),
                f"whether the lag of {pipeline.document.name} is watched",
                "a dashboard",
            )
            continue
        yield Remark(
            pipeline.at("extract", "source_system"),
            f"{pipeline.document.name} reads a stream; no metric watches its lag.",
        )
