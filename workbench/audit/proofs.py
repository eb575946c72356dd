"""What a design shows by itself about the questions of the audit.

Each proof looks at one question and answers it only where the design says enough: all
documents as they should be is yes, some is partly, none is no; nothing to look at is no answer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from workbench.designs.audit import Answered
from workbench.designs.dataset import DatasetTier
from workbench.designs.pipeline import ErrorStrategy, ExtractStrategy, LoadStrategy, PipelineTier
from workbench.designs.priority import Priority
from workbench.designs.quality_check import CheckType, QualityDimension
from workbench.designs.run_log import RunStatus
from workbench.designs.test_plan import PyramidLayer
from workbench.lint.landscape import Landscape
from workbench.lint.rules.quality import covered_dimensions
from workbench.lint.rules.time import worst_age

ItemT = TypeVar("ItemT")
_MOST_NAMED = 3
_FEWEST_RUNS = 20
"""Fewer runs say nothing about a rate of 99.5 %."""


@dataclass(frozen=True, slots=True)
class Proof:
    """An answer, and what in the design it rests on."""

    answer: Answered
    text: str


def prove(name: str, landscape: Landscape) -> Proof | None:
    """Return what the design shows about a question; None where it shows nothing.

    Raises:
        KeyError: there is no proof of this name.
    """
    return PROOFS[name](landscape)


def _share(
    items: Iterable[ItemT], good: Callable[[ItemT], bool], name: Callable[[ItemT], str], what: str
) -> Proof | None:
    everything = list(items)
    if not everything:
        return None
    lacking = [name(each) for each in everything if not good(each)]
    count = len(everything) - len(lacking)
    text = f"{count} of {len(everything)} {what}"
    if not lacking:
        return Proof(Answered.YES, text)
    more = f" and {len(lacking) - _MOST_NAMED} more" if len(lacking) > _MOST_NAMED else ""
    missing = f"{text}; not {', '.join(lacking[:_MOST_NAMED])}{more}"
    return Proof(Answered.PARTLY if count else Answered.NO, missing)


def _of_pipelines(
    landscape: Landscape, good: Callable[[int], bool], what: str, only: Callable[[int], bool]
) -> Proof | None:
    numbers = [number for number in range(len(landscape.pipelines)) if only(number)]
    return _share(numbers, good, lambda number: landscape.pipelines[number].document.name, what)


def _every(_: int) -> bool:
    return True


def _retries(landscape: Landscape) -> Proof | None:
    stated = [each.document.error_handling for each in landscape.pipelines]
    return _of_pipelines(
        landscape,
        lambda number: (
            stated[number].strategy is ErrorStrategy.RETRY
            or ("max_retries" in stated[number].model_fields_set and stated[number].max_retries > 0)
        ),
        "pipelines state that they retry",
        _every,
    )


def _idempotent_loads(landscape: Landscape) -> Proof | None:
    loads = [each.document.load for each in landscape.pipelines]
    return _of_pipelines(
        landscape,
        lambda number: loads[number].strategy is not LoadStrategy.APPEND,
        "pipelines load in a way that can be repeated",
        lambda number: loads[number].strategy is not None,
    )


def _watermarks(landscape: Landscape) -> Proof | None:
    extracts = [each.document.extract for each in landscape.pipelines]
    keeps = {ExtractStrategy.INCREMENTAL, ExtractStrategy.CURSOR}
    return _of_pipelines(
        landscape,
        lambda number: bool(extracts[number].watermark_storage),
        "incremental pipelines keep their position outside the code",
        lambda number: extracts[number].strategy in keeps,
    )


def _no_overlap(landscape: Landscape) -> Proof | None:
    def gap(number: int) -> int | None:
        schedule = landscape.schedule(landscape.pipelines[number])
        return schedule.shortest_gap if schedule else None

    def runtime(number: int) -> float:
        return landscape.pipelines[number].document.sla_minutes

    return _of_pipelines(
        landscape,
        lambda number: runtime(number) < (gap(number) or 0),
        "pipelines are over before they start again",
        lambda number: bool(gap(number)) and runtime(number) > 0,
    )


def _targets(landscape: Landscape) -> list[str]:
    return [
        each.document.load.target_dataset
        for each in landscape.pipelines
        if each.document.load.target_dataset
    ]


def _basic_checks(landscape: Landscape) -> Proof | None:
    needed = {QualityDimension.COMPLETENESS, QualityDimension.UNIQUENESS}
    return _share(
        _targets(landscape),
        lambda name: needed <= covered_dimensions(landscape, name),
        str,
        "targets are checked for missing and duplicate values",
    )


def _gold(landscape: Landscape) -> list[str]:
    return [
        each.document.name for each in landscape.datasets if each.document.tier is DatasetTier.GOLD
    ]


def _contracts(landscape: Landscape) -> Proof | None:
    return _share(
        _gold(landscape),
        lambda name: landscape.contract_of(name) is not None,
        str,
        "gold data sets have a contract",
    )


def _six_dimensions(landscape: Landscape) -> Proof | None:
    return _share(
        _gold(landscape),
        lambda name: covered_dimensions(landscape, name) == set(QualityDimension),
        str,
        "gold data sets are checked in all six dimensions",
    )


def _reconciliation(landscape: Landscape) -> Proof | None:
    return _share(
        _targets(landscape),
        lambda name: any(
            check.document.type is CheckType.RECONCILIATION for check in landscape.checks_of(name)
        ),
        str,
        "targets are reconciled with their source",
    )


def _blocking_checks(landscape: Landscape) -> Proof | None:
    def stops(table: str) -> bool:
        strategies = [w.document.error_handling.strategy for w in landscape.writers(table)]
        return bool(strategies) and all(each is ErrorStrategy.FAIL_FAST for each in strategies)

    critical = [
        check.document for check in landscape.checks if check.document.severity is Priority.P0
    ]
    return _share(
        critical,
        lambda check: stops(check.table),
        lambda check: check.name,
        "P0 checks stop the run",
    )


def _check_severities(landscape: Landscape) -> Proof | None:
    return _share(
        [check.document for check in landscape.checks],
        lambda check: check.severity is not None,
        lambda check: check.name,
        "checks say how bad their failure is",
    )


def _runtime_limits(landscape: Landscape) -> Proof | None:
    return _of_pipelines(
        landscape,
        lambda number: landscape.pipelines[number].document.sla_minutes > 0,
        "pipelines state a longest runtime",
        _every,
    )


def _partitions(landscape: Landscape) -> Proof | None:
    facts = {each.document.name for each in landscape.facts}
    written = [
        each.document
        for each in landscape.pipelines
        if any(landscape.fact(name) for name in [each.document.load.target_dataset] if name)
    ]
    return _share(
        written,
        lambda pipeline: bool(pipeline.load.partition_key),
        lambda pipeline: pipeline.load.target_dataset,
        f"loads of {len(facts)} fact tables state partitions",
    )


def _growth_planned(landscape: Landscape) -> Proof | None:
    brief = landscape.design.brief
    if brief is None:
        return None
    volume = brief.current_state.data_volume
    stated = [volume.current_gb_per_day > 0, volume.growth_rate_percent > 0]
    if all(stated):
        return Proof(
            Answered.PARTLY,
            f"{volume.current_gb_per_day:g} GB a day and {volume.growth_rate_percent:g} % growth "
            "are stated; whether the limits of the tools are known, is not",
        )
    return Proof(Answered.NO, "the brief does not state volume and growth")


def _catalogue(landscape: Landscape) -> Proof | None:
    return _share(
        [each.document for each in landscape.datasets],
        lambda dataset: bool(dataset.owner_team and dataset.description),
        lambda dataset: dataset.name,
        "data sets have an owner and a description",
    )


def _lineage(landscape: Landscape) -> Proof | None:
    return _share(
        [each.document.name for each in landscape.datasets],
        lambda name: bool(landscape.lineage.sources(name) or landscape.lineage.readers(name)),
        str,
        "data sets have lineage",
    )


def _definitions(landscape: Landscape) -> Proof | None:
    measures = [
        (m.name, m.business_definition) for f in landscape.facts for m in f.document.measures
    ]
    columns = [
        (c.column, c.business_definition or c.description)
        for each in landscape.contracts
        for c in each.document.columns
    ]
    return _share(
        [*measures, *columns],
        lambda pair: bool(pair[1]),
        lambda pair: pair[0],
        "measures and promised columns are defined",
    )


def _grain(landscape: Landscape) -> Proof | None:
    return _share(
        [each.document for each in landscape.facts],
        lambda fact: bool(fact.grain or fact.grain_statement),
        lambda fact: fact.name,
        "fact tables say what one row is",
    )


def _decisions(landscape: Landscape) -> Proof | None:
    return _share(
        landscape.design.decisions,
        lambda decision: bool(decision.reason or decision.context),
        lambda decision: decision.title,
        "decisions give their reasons",
    )


def _classification(landscape: Landscape) -> Proof | None:
    return _share(
        [each.document for each in landscape.datasets],
        lambda dataset: dataset.access.classification is not None,
        lambda dataset: dataset.name,
        "data sets are classified",
    )


def _alert_channels(landscape: Landscape) -> Proof | None:
    return _of_pipelines(
        landscape,
        lambda number: bool(landscape.pipelines[number].document.error_handling.alert_channels),
        "pipelines name an alert channel",
        _every,
    )


def _metric(landscape: Landscape, word: str, what: str) -> Proof | None:
    dashboard = landscape.design.dashboard
    if dashboard is None:
        return None
    found = [each.metric for each in dashboard.pipeline_metrics if word in each.metric.casefold()]
    if found:
        return Proof(Answered.YES, f"the dashboard has {found[0]}")
    return Proof(Answered.NO, f"no metric of the dashboard watches {what}")


def _dashboard(landscape: Landscape) -> Proof | None:
    dashboard = landscape.design.dashboard
    if dashboard is None:
        return None
    named = " ".join(each.metric.casefold() for each in dashboard.pipeline_metrics)
    words = ("success", "runtime", "volume", "quality")
    return _share(
        words, lambda word: word in named, str, "of the usual metrics are on the dashboard"
    )


def _run_log(landscape: Landscape) -> Proof | None:
    count = len(landscape.design.run_logs)
    return Proof(Answered.YES, f"{count} run logs are kept in the design") if count else None


def _graded_alerts(landscape: Landscape) -> Proof | None:
    dashboard = landscape.design.dashboard
    return _share(
        dashboard.pipeline_metrics if dashboard else (),
        lambda metric: bool(metric.severity and metric.runbook),
        lambda metric: metric.metric,
        "alerts have a severity and a runbook",
    )


def _layer(layer: PyramidLayer) -> Callable[[Landscape], Proof | None]:
    def shown(landscape: Landscape) -> Proof | None:
        tests = landscape.design.tests
        if tests is None:
            return None
        planned = [each for each in tests.plan if each.layer is layer]
        if not planned:
            return Proof(Answered.NO, f"the test plan has no {layer} tests")
        covers = set().union(*(each.covers for each in planned))
        critical = {
            each.document.name
            for each in landscape.pipelines
            if each.document.tier is PipelineTier.CRITICAL
        }
        in_place = all(each.in_place for each in planned)
        missed = sorted(critical - covers) if covers else []
        if in_place and not missed:
            return Proof(Answered.YES, f"{layer} tests are in place")
        said = f", but not for {', '.join(missed)}" if missed else ", not all in place"
        return Proof(Answered.PARTLY, f"{layer} tests are planned{said}")

    return shown


def _costs_tracked(landscape: Landscape) -> Proof | None:
    tracking = landscape.design.cost_tracking
    if tracking is None:
        return None
    known = {each.pipeline.casefold() for each in tracking.by_pipeline}
    return _of_pipelines(
        landscape,
        lambda number: landscape.pipelines[number].document.name.casefold() in known,
        "pipelines have their costs stated",
        _every,
    )


def _budget(landscape: Landscape) -> Proof | None:
    brief, tracking = landscape.design.brief, landscape.design.cost_tracking
    budget = brief.constraints.budget_monthly_usd if brief else 0
    if not budget:
        return Proof(Answered.NO, "the brief states no budget") if brief else None
    if tracking is None or not tracking.by_pipeline:
        return Proof(Answered.PARTLY, f"the budget is {budget:,.0f} USD, costs are not stated")
    total = sum(
        each.total or each.compute_monthly_usd + each.storage_monthly_usd + each.egress_monthly_usd
        for each in tracking.by_pipeline
    )
    within = Answered.YES if total <= budget else Answered.PARTLY
    return Proof(within, f"{total:,.0f} of {budget:,.0f} USD a month")


def _worth(landscape: Landscape) -> Proof | None:
    tracking = landscape.design.cost_tracking
    return _share(
        tracking.by_pipeline if tracking else (),
        lambda cost: bool(cost.business_value),
        lambda cost: cost.pipeline,
        "pipelines say what they are worth",
    )


def _opportunities(landscape: Landscape) -> Proof | None:
    tracking = landscape.design.cost_tracking
    return _share(
        tracking.optimization_opportunities if tracking else (),
        lambda each: bool(each.effort and each.estimated_savings_usd),
        lambda each: each.description,
        "opportunities state amount and effort",
    )


def _queried(landscape: Landscape) -> Proof | None:
    return _share(
        [
            each.document
            for each in landscape.datasets
            if each.document.usage.avg_daily_queries is not None
        ],
        lambda dataset: bool(dataset.usage.avg_daily_queries),
        lambda dataset: dataset.name,
        "data sets with known usage are queried",
    )


def _retention(landscape: Landscape) -> Proof | None:
    return _share(
        [each.document for each in landscape.datasets],
        lambda dataset: bool(
            dataset.access.retention_months
            or ((c := landscape.contract_of(dataset.name)) and c.document.retention_months)
        ),
        lambda dataset: dataset.name,
        "data sets state a retention",
    )


def _success_rate(landscape: Landscape) -> Proof | None:
    runs = landscape.design.run_logs
    if len(runs) < _FEWEST_RUNS:
        return None
    good = sum(each.status is RunStatus.SUCCESS for each in runs)
    share = 100 * good / len(runs)
    text = f"{good} of {len(runs)} runs in the design succeeded ({share:.1f} %)"
    if share >= 99.5:
        return Proof(Answered.YES, text)
    return Proof(Answered.PARTLY if share >= 95 else Answered.NO, text)


def _freshness_kept(landscape: Landscape) -> Proof | None:
    def kept(name: str, hours: float) -> bool:
        ages = [worst_age(landscape, each) for each in landscape.writers(name)]
        return all(age is not None and age <= hours * 60 for age in ages)

    promised = [
        (each.document.name, each.document.sla.freshness_hours)
        for each in landscape.contracts
        if each.document.sla.freshness_hours and landscape.writers(each.document.name)
    ]
    proof = _share(
        promised,
        lambda pair: kept(*pair),
        lambda pair: pair[0],
        "promises of freshness can be kept by the schedule",
    )
    if proof is not None and proof.answer is Answered.YES:
        return Proof(Answered.PARTLY, f"{proof.text}; whether they were, only runs show")
    return proof


PROOFS: dict[str, Callable[[Landscape], Proof | None]] = {
    "success-rate": _success_rate,
    "retries": _retries,
    "idempotent-loads": _idempotent_loads,
    "watermarks": _watermarks,
    "no-overlap": _no_overlap,
    "basic-checks": _basic_checks,
    "contracts": _contracts,
    "six-dimensions": _six_dimensions,
    "reconciliation": _reconciliation,
    "blocking-checks": _blocking_checks,
    "check-severities": _check_severities,
    "runtime-limits": _runtime_limits,
    "freshness-kept": _freshness_kept,
    "partitions": _partitions,
    "growth-planned": _growth_planned,
    "catalogue": _catalogue,
    "lineage": _lineage,
    "definitions": _definitions,
    "grain": _grain,
    "decisions": _decisions,
    "classification": _classification,
    "alert-channels": _alert_channels,
    "freshness-metric": lambda landscape: _metric(landscape, "fresh", "how fresh data is"),
    "dashboard": _dashboard,
    "volume-metric": lambda landscape: _metric(landscape, "volume", "unusual volumes"),
    "run-log": _run_log,
    "graded-alerts": _graded_alerts,
    "unit-tests": _layer(PyramidLayer.UNIT),
    "integration-tests": _layer(PyramidLayer.INTEGRATION),
    "contract-tests": _layer(PyramidLayer.CONTRACT),
    "end-to-end-tests": _layer(PyramidLayer.E2E),
    "performance-tests": _layer(PyramidLayer.PERFORMANCE),
    "costs-tracked": _costs_tracked,
    "budget": _budget,
    "worth": _worth,
    "opportunities": _opportunities,
    "queried": _queried,
    "retention": _retention,
}
"""Each proof by the name that the rubric gives it."""
