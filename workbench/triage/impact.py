"""What a failure means for others: who is hit, what was promised, and so how severe it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from workbench.designs.design import Design
from workbench.handbook.handbook import Handbook
from workbench.handbook.severities import LEVELS, Level, Severities
from workbench.triage.reach import AffectedConsumer, Reach, reach_of

PAGE = "incident-severity"
DataState = Literal["late", "wrong", "late-and-wrong", "at-risk", "unknown"]

_IN_WORDS: dict[DataState, str] = {
    "late": "late",
    "wrong": "wrong",
    "late-and-wrong": "late and wrong",
    "at-risk": "neither late nor wrong so far",
    "unknown": "taken to be late, which is not known yet",
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of the data: its state, whether wrong data was read, hours past the promise."""

    data: DataState = "unknown"
    was_read: bool = False
    hours_late: float | None = None


class Assessment(BaseModel):
    """Impact and severity as computed; ``why`` gives each step from the facts to the level."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    severity: Level
    why: tuple[str, ...]
    data: DataState = "unknown"
    consumers: tuple[AffectedConsumer, ...] = ()
    datasets: tuple[str, ...] = ()
    promise_hours: float | None = None
    """The strictest freshness that was promised, in hours."""
    sla_breached: bool | None = None
    owner: str = ""
    """Who owns the pipeline, by the design."""

    @property
    def affected(self) -> str:
        """Who is hit, in one line."""
        return ", ".join(
            f"{each.name} ({each.reads})" if each.reads else each.name for each in self.consumers
        )

    @property
    def freshness(self) -> str:
        """What was promised, in one line."""
        return ", ".join(
            dict.fromkeys(f"{each.name}: {each.promise}" for each in self.consumers if each.promise)
        )


ImpactOf = Callable[[Situation], Assessment]
"""Computes impact and severity from what is known of the data."""


def impact_by(handbook: Handbook, design: Design | None, pipeline: str) -> ImpactOf | None:
    """Return how impact is computed; None where the handbook was loaded without the rules."""
    rules = handbook.pages.get(PAGE)
    if not isinstance(rules, Severities):
        return None
    reach = reach_of(design, pipeline, rules)
    return lambda situation: assess(reach, situation, rules)


def assess(reach: Reach, situation: Situation, rules: Severities) -> Assessment:
    """Return the severity with its reasons; the most severe consumer decides."""
    breached = _is_breached(situation)
    level, why = _base(reach.consumers, situation, rules)
    if situation.was_read and situation.data in ("wrong", "late-and-wrong"):
        level = _moved(level, -rules.raised_if_read)
        why.append(f"wrong data was read already: {level}")
    promise = min(
        (each.promise_hours for each in reach.consumers if each.promise_hours), default=None
    )
    if _is_far_late(situation, promise, rules):
        level = _moved(level, -1)
        why.append(f"{situation.hours_late:g} hours late is far beyond the promise: {level}")
    for tier in reach.tiers:
        by = rules.moved_for_tiers.get(tier, 0)
        if by:
            level = _moved(level, by)
            why.append(f"tier {tier}: {level}")
    return Assessment(
        severity=level,
        why=tuple(why),
        data=situation.data,
        consumers=reach.consumers,
        datasets=reach.datasets,
        promise_hours=promise,
        sla_breached=breached,
        owner=reach.owner,
    )


def _base(
    consumers: Sequence[AffectedConsumer], situation: Situation, rules: Severities
) -> tuple[Level, list[str]]:
    state = f"the data is {_IN_WORDS[situation.data]}"
    if situation.data == "at-risk":
        return rules.at_risk, [f"{state}: {rules.at_risk}"]
    if not consumers:
        return rules.nobody_known, [f"no design names who needs the data: {rules.nobody_known}"]
    classes = {each.id: each for each in rules.classes}
    is_wrong = situation.data in ("wrong", "late-and-wrong")

    def level_of(consumer: AffectedConsumer) -> Level:
        found = classes.get(consumer.group, rules.classes[-1])
        return found.wrong if is_wrong else found.late

    worst = min(consumers, key=lambda each: LEVELS.index(level_of(each)))
    group = classes.get(worst.group, rules.classes[-1])
    level = level_of(worst)
    return level, [f"{worst.name} counts as {group.title.lower()}, and {state}: {level}"]


def _is_breached(situation: Situation) -> bool | None:
    if situation.data == "unknown":
        return None
    return situation.data in ("late", "late-and-wrong")


def _is_far_late(situation: Situation, promise: float | None, rules: Severities) -> bool:
    if situation.hours_late is None or situation.data not in ("late", "late-and-wrong"):
        return False
    limit = max(rules.far_late.times * (promise or 1.0), rules.far_late.hours)
    return situation.hours_late >= limit


def _moved(level: Level, by: int) -> Level:
    return LEVELS[min(max(LEVELS.index(level) + by, 0), len(LEVELS) - 1)]
