"""How far the data of a pipeline reaches: which data sets and consumers depend on it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from workbench.designs.brief import DataConsumer
from workbench.designs.contract import Contract
from workbench.designs.dataset import Dataset
from workbench.designs.design import Design
from workbench.designs.lineage import Lineage
from workbench.designs.names import plain_name
from workbench.designs.pipeline import Pipeline
from workbench.handbook.severities import ConsumerClass, Severities

_MINUTES = 60.0


class AffectedConsumer(BaseModel):
    """Somebody who needs the data; ``known_from`` says which part of the design names them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    group: str
    """Id of the consumer class."""
    reads: str = ""
    promise: str = ""
    promise_hours: float | None = None
    channel: str = ""
    """Where they are told of failures."""
    known_from: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """What the design says about the data: who needs it, and of which tiers it is."""

    consumers: tuple[AffectedConsumer, ...] = ()
    datasets: tuple[str, ...] = ()
    """The target of the pipeline and all that is made from it."""
    tiers: tuple[str, ...] = ()
    owner: str = ""


def reach_of(design: Design | None, pipeline: str, rules: Severities) -> Reach:
    """Return who needs what ``pipeline`` makes.

    Where the design does not describe the pipeline or who reads its data, all consumers of
    the brief count.
    """
    if design is None:
        return Reach()
    found = next((each for each in design.pipelines if _same(each.name, pipeline)), None)
    if found is None:
        return Reach(_from_brief(design, rules))
    return reach_of_datasets(design, [found.load.target_dataset], rules, found)


def reach_of_datasets(
    design: Design, names: Sequence[str], rules: Severities, pipeline: Pipeline | None = None
) -> Reach:
    """Return who needs these data sets or anything that is made from them."""
    reached = downstream_of(design, [name for name in names if name])
    entries = [each for each in design.datasets if _is_in(each.name, reached)]
    consumers = [
        *_from_contracts(design, reached, rules),
        *_from_catalogue(design, entries, rules),
    ]
    first = {each.name.casefold(): each for each in reversed(consumers)}
    tiers = [pipeline.tier.value] if pipeline and pipeline.tier else []
    target = next((each for each in entries if names and _same(each.name, names[0])), None)
    if target and target.tier:
        tiers.append(target.tier.value)
    return Reach(
        tuple(dict.fromkeys(first[each.name.casefold()] for each in consumers))
        or _from_brief(design, rules),
        tuple(reached),
        tuple(tiers),
        pipeline.owner if pipeline else "",
    )


def downstream_of(design: Design, names: Iterable[str]) -> list[str]:
    """Return data sets and all data sets that are made from them, by the names in the design."""
    lineage = Lineage(design)
    written = list(dict.fromkeys(names))
    known = [each.name for each in design.datasets]
    known += [each.load.target_dataset for each in design.pipelines]
    below = {plain for name in written for plain in lineage.downstream(name)}
    made = {plain_name(name): name for name in reversed(known) if plain_name(name) in below}
    reached = {plain_name(name) for name in written}
    return [*written, *(made[plain] for plain in sorted(made.keys() - reached))]


def class_of(names: Sequence[str], use: str, rules: Severities) -> ConsumerClass:
    """Return the first class whose words are in ``names``, or whose uses hold ``use``."""
    text = " ".join(names)
    for each in rules.classes:
        fits_all = not each.words and not each.uses
        if fits_all or use in each.uses or any(_has_word(text, word) for word in each.words):
            return each
    return rules.classes[-1]


def _from_brief(design: Design, rules: Severities) -> tuple[AffectedConsumer, ...]:
    consumers = design.brief.data_consumers if design.brief else ()
    return tuple(_of_brief(each, rules) for each in consumers if each.team)


def _of_brief(consumer: DataConsumer, rules: Severities) -> AffectedConsumer:
    use = consumer.use_case.value if consumer.use_case else ""
    limit = consumer.age_limit_minutes
    latency = consumer.latency_requirement
    return AffectedConsumer(
        name=consumer.team,
        group=class_of([consumer.team], use, rules).id,
        reads=consumer.query_pattern.value if consumer.query_pattern else use,
        promise=latency.value if latency and not consumer.max_age_minutes else _promise(limit),
        promise_hours=limit / _MINUTES if limit else None,
        known_from="brief",
    )


def _promise(minutes: float | None) -> str:
    if minutes is None:
        return ""
    return f"{minutes / _MINUTES:g} h" if minutes >= _MINUTES else f"{minutes:g} min"


def _from_contracts(
    design: Design, reached: Sequence[str], rules: Severities
) -> list[AffectedConsumer]:
    return [
        _of_contract(name, contract, design, rules)
        for contract in design.contracts
        if _is_in(contract.name, reached)
        for name in contract.consumers
    ]


def _of_contract(
    name: str, contract: Contract, design: Design, rules: Severities
) -> AffectedConsumer:
    hours = contract.sla.freshness_hours
    return AffectedConsumer(
        name=name,
        group=class_of([name], _use_of(name, design), rules).id,
        reads=contract.name,
        promise=f"{hours:g} h" if hours else "",
        promise_hours=hours or None,
        channel=contract.notification_channel,
        known_from=f"contract {contract.name}",
    )


def _from_catalogue(
    design: Design, entries: Sequence[Dataset], rules: Severities
) -> list[AffectedConsumer]:
    known = [each.name for each in design.datasets]
    known += [each.load.target_dataset for each in design.pipelines]
    return [
        AffectedConsumer(
            name=reader,
            group=class_of([reader], _use_of(reader, design), rules).id,
            reads=entry.name,
            promise=f"{entry.refresh.sla_hours:g} h" if entry.refresh.sla_hours else "",
            promise_hours=entry.refresh.sla_hours or None,
            known_from=f"data set {entry.name}",
        )
        for entry in entries
        for reader in (*entry.lineage.downstream, *entry.usage.top_consumers)
        if not _is_in(reader, known)
    ]


def _use_of(team: str, design: Design) -> str:
    for consumer in design.brief.data_consumers if design.brief else ():
        if _same(consumer.team, team) and consumer.use_case:
            return consumer.use_case.value
    return ""


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", text, re.IGNORECASE) is not None


def _is_in(name: str, names: Iterable[str]) -> bool:
    return any(_same(name, each) for each in names)


def _same(one: str, other: str) -> bool:
    return bool(one) and plain_name(one) == plain_name(other)
