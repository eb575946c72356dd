"""Design advice on a brief: patterns, technologies, sizing, cost, risks, with reasons."""

from dataclasses import dataclass

from workbench.advisor.brief_facts import derive_facts, unrecognised_sources
from workbench.advisor.cost import Cost, estimate
from workbench.advisor.facts import Fact, Facts, roughly
from workbench.advisor.history import HistoryAdvice
from workbench.advisor.knowledge import CATEGORIES, MODELLING, PATTERNS, AdviceKnowledge, Judged
from workbench.advisor.risks import Risk, find_risks
from workbench.advisor.sizing import Sizing, size
from workbench.advisor.variation import Change, Judge, find_changes
from workbench.advisor.verdict import Verdict, Word, pair_of, stand, verdicts
from workbench.designs.brief import Brief
from workbench.handbook.facts import fill
from workbench.handbook.handbook import Handbook


@dataclass(frozen=True, slots=True)
class Combination:
    """Two patterns or technologies that are advised together, and why."""

    ids: tuple[str, str]
    titles: tuple[str, str]
    because: str


@dataclass(frozen=True, slots=True)
class Advice:
    """Everything that the rules say of one brief.

    ``missing`` names what the brief does not say and rules would have asked.
    """

    project_name: str
    facts: dict[str, Fact]
    patterns: tuple[Verdict, ...]
    technologies: dict[str, tuple[Verdict, ...]]
    modelling: tuple[Verdict, ...]
    combinations: tuple[Combination, ...]
    sizing: Sizing | None
    cost: Cost
    risks: tuple[Risk, ...]
    missing: tuple[str, ...]
    history: tuple[HistoryAdvice, ...] = ()
    """Which attributes should keep their history, where the design has dimensions."""


@dataclass(frozen=True, slots=True)
class _Assessed:
    facts: Facts
    sizing: Sizing | None
    cost: Cost


def advise(brief: Brief, handbook: Handbook) -> Advice:
    """Judge a brief; ``handbook`` needs the pages of ``ADVICE_KINDS``.

    Raises:
        InputError: knowledge that advice rests on is missing or contradicts itself.
    """
    return advise_with(brief, AdviceKnowledge.of(handbook))


def advise_with(brief: Brief, knowledge: AdviceKnowledge) -> Advice:
    """Judge a brief with knowledge that has been gathered already, as a form does on each change.

    Raises:
        InputError: a variation in the knowledge does not fit a brief.
    """
    found = _assess(brief, knowledge)
    changes = find_changes(brief, knowledge.variations, judge_with(knowledge))
    judged = {
        name: verdicts(one, found.facts, _texts(name, changes))
        for name, one in knowledge.judged.items()
    }
    return Advice(
        project_name=brief.project_name,
        facts=found.facts.all,
        patterns=judged[PATTERNS],
        technologies={name: judged[name] for name in CATEGORIES},
        modelling=judged[MODELLING],
        combinations=_combinations(knowledge.judged, found.facts, judged),
        sizing=found.sizing,
        cost=found.cost,
        risks=find_risks(knowledge.risks, found.facts),
        missing=_missing(brief, knowledge),
    )


def judge_with(knowledge: AdviceKnowledge) -> Judge:
    """Return the function that gives the verdict on every row, by ``matrix/row``."""

    def judge(brief: Brief) -> dict[str, Word]:
        facts = _assess(brief, knowledge).facts
        return {
            f"{name}/{row}": standing.word
            for name, judged in knowledge.judged.items()
            for row, standing in stand(judged, facts).items()
        }

    return judge


def _assess(brief: Brief, knowledge: AdviceKnowledge) -> _Assessed:
    sizing = size(brief.current_state.data_volume, knowledge.figures)
    facts = derive_facts(brief, knowledge.lexicon, sizing)
    cost = estimate(facts, sizing, knowledge.prices)
    if cost.usd is None:
        return _Assessed(facts, sizing, cost)
    low, high = roughly(cost.usd.low), roughly(cost.usd.high)
    costs = {"cost_low_usd": low, "cost_high_usd": high, "budget_fit": cost.fit}
    return _Assessed(facts.with_values(costs), sizing, cost)


def _texts(matrix: str, changes: dict[str, tuple[Change, ...]]) -> dict[str, tuple[str, ...]]:
    return {
        row.removeprefix(f"{matrix}/"): tuple(dict.fromkeys(change.text for change in found))
        for row, found in changes.items()
        if row.startswith(f"{matrix}/")
    }


def _combinations(
    matrices: dict[str, Judged], facts: Facts, judged: dict[str, tuple[Verdict, ...]]
) -> tuple[Combination, ...]:
    """Return the pairs of which both are recommended."""
    found: list[Combination] = []
    quotes = facts.quotes()
    for name, matrix in matrices.items():
        good = {one.id: one for one in judged[name] if one.verdict == "recommended"}
        for placed in matrix.rules:
            pair = pair_of(placed.rule)
            if pair and all(row in good and placed.ref in good[row].rules for row in pair):
                titles = (good[pair[0]].title, good[pair[1]].title)
                found.append(Combination(pair, titles, fill(placed.rule.because, quotes)))
    return tuple(found)


def _missing(brief: Brief, knowledge: AdviceKnowledge) -> tuple[str, ...]:
    state, limits = brief.current_state, brief.constraints
    empty = {
        "business_context": not brief.business_context,
        "data_consumers": not brief.data_consumers,
        "current_state.sources": not state.sources,
        "current_state.storage": not state.storage,
        "current_state.pain_points": not state.pain_points,
        "current_state.data_volume.current_gb_per_day": not state.data_volume.current_gb_per_day,
        "current_state.data_volume.growth_rate_percent": not state.data_volume.growth_rate_percent,
        "current_state.data_volume.retention_months": not state.data_volume.retention_months,
        "constraints.budget_monthly_usd": not limits.budget_monthly_usd,
        "constraints.team_size": not limits.team_size,
        "constraints.skill_level": not limits.skill_level,
        "constraints.compliance": not limits.compliance,
        "constraints.cloud_provider": not limits.cloud_provider,
    }
    found = [f"{path} is empty" for path, is_empty in empty.items() if is_empty]
    for index, consumer in enumerate(brief.data_consumers):
        for name in ("use_case", "latency_requirement", "query_pattern"):
            if not getattr(consumer, name):
                found.append(f"data_consumers[{index}].{name} is empty")
    for source in unrecognised_sources(brief, knowledge.lexicon):
        found.append(f"what kind of source {source!r} is: no known word gives it away")
    return tuple(found)
