"""Reading a brief: what it says, as facts."""

from collections import Counter
from dataclasses import dataclass, replace

from workbench.advisor.facts import Fact, Facts, typed_facts
from workbench.advisor.recognise import Mention, Recogniser
from workbench.advisor.sizing import Sizing
from workbench.designs.brief import Brief, DataConsumer, Latency, UseCase
from workbench.handbook.facts import FactValue

_SOURCE_GROUPS = ("database", "stream", "files", "api")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The recognisers that reading a brief needs."""

    sources: Recogniser
    stores: Recogniser
    signals: Recogniser
    counted: Recogniser


def derive_facts(brief: Brief, lexicon: Lexicon, sizing: Sizing | None) -> Facts:
    """Return what the brief says; what it leaves open is a fact with the value None."""
    found: dict[str, Fact] = {}
    for part in (
        _need_facts(brief.data_consumers),
        _use_facts(brief.data_consumers),
        _team_facts(brief, lexicon),
        _source_facts(brief, lexicon),
        _store_facts(brief, lexicon),
        _volume_facts(brief, sizing),
        _constraint_facts(brief),
    ):
        found.update(part)
    return Facts(found)


def unrecognised_sources(brief: Brief, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the sources whose kind no known word gives away."""
    return tuple(
        source
        for source in brief.current_state.sources
        if not any(True for _ in lexicon.sources.mentions(source))
    )


def _need_facts(consumers: tuple[DataConsumer, ...]) -> dict[str, Fact]:
    if not consumers:
        return {}
    by_class = {
        latency: [one for one in consumers if one.latency_requirement is latency]
        for latency in Latency
    }
    all_said = all(one.latency_requirement for one in consumers)
    present = [latency for latency in Latency if by_class[latency]]
    counts = {latency: _count(len(by_class[latency]), all_said) for latency in Latency}
    values: dict[str, FactValue] = {
        "consumers": float(len(consumers)),
        "latency_classes": tuple(present) if all_said else None,
        "fastest_latency": _edge(present, Latency.REAL_TIME, 0, all_said=all_said),
        "slowest_latency": _edge(present, Latency.BATCH, -1, all_said=all_said),
        "real_time_consumers": counts[Latency.REAL_TIME],
        "near_real_time_consumers": counts[Latency.NEAR_REAL_TIME],
        "batch_consumers": counts[Latency.BATCH],
    }
    every = "; ".join(_consumer(one) for one in consumers)
    words = dict.fromkeys(values, every)
    for latency, name in zip(Latency, list(values)[-3:], strict=True):
        words[name] = "; ".join(_consumer(one) for one in by_class[latency])
    return typed_facts(values, words)


def _count(found: int, is_complete: bool) -> float | None:
    """Return a count; none found is only certain where everything is known."""
    return float(found) if found or is_complete else None


def _edge(present: list[Latency], extreme: Latency, index: int, *, all_said: bool) -> str | None:
    if extreme in present:
        return extreme
    return present[index] if all_said else None


def _consumer(consumer: DataConsumer) -> str:
    details = (consumer.use_case, consumer.latency_requirement, consumer.query_pattern)
    said = ", ".join(detail for detail in details if detail)
    name = consumer.team or "a consumer"
    return f"{name} ({said})" if said else name


def _team_facts(brief: Brief, lexicon: Lexicon) -> dict[str, Fact]:
    names = dict.fromkeys(one.team for one in brief.data_consumers if one.team)
    found = [(len(names), ", ".join(names))] if names else []
    found += _counted(brief, lexicon, "teams")
    if not found:
        return {}
    count, words = max(found)
    return typed_facts({"teams": float(count)}, {"teams": words})


def _use_facts(consumers: tuple[DataConsumer, ...]) -> dict[str, Fact]:
    uses = [one.use_case for one in consumers if one.use_case]
    patterns = [one.query_pattern for one in consumers if one.query_pattern]
    values: dict[str, FactValue] = {}
    words: dict[str, str] = {}
    if patterns:
        values["query_patterns"] = tuple(dict.fromkeys(patterns))
    if uses:
        values["uses"] = tuple(dict.fromkeys(uses))
        values["primary_use"] = _primary(uses)
        values["ml_share_percent"] = 100 * uses.count(UseCase.ML) / len(uses)
        ml = [_consumer(one) for one in consumers if one.use_case is UseCase.ML]
        words["ml_share_percent"] = "; ".join(ml)
    return typed_facts(values, words)


def _primary(uses: list[UseCase]) -> str:
    (use, count), *others = Counter(uses).most_common(2)
    return "mixed" if others and others[0][1] == count else use


def _source_facts(brief: Brief, lexicon: Lexicon) -> dict[str, Fact]:
    sources = brief.current_state.sources
    if not sources:
        return _pipeline_facts(brief, lexicon)
    mentions = {source: list(lexicon.sources.mentions(source)) for source in sources}
    named = [source for source in sources if mentions[source]]
    replayable = [source for source in named if _can_replay(mentions[source])]
    others = [source for source in named if source not in replayable]
    complete = len(named) == len(sources)
    by_group = {group: _in_group(mentions, group) for group in _SOURCE_GROUPS}
    values: dict[str, FactValue] = {
        "sources": float(len(sources)),
        "source_kinds": tuple(group for group, found in by_group.items() if found)
        if named
        else None,
        "stream_sources": _count(len(by_group["stream"]), complete),
        "file_sources": _count(len(by_group["files"]), complete),
        "replayable_sources": _count(len(replayable), complete),
        "unreplayable_sources": _count(len(others), complete),
    }
    listed = ", ".join(sources)
    words = {
        "sources": listed,
        "source_kinds": listed,
        "stream_sources": ", ".join(by_group["stream"]),
        "file_sources": ", ".join(by_group["files"]),
        "replayable_sources": ", ".join(replayable),
        "unreplayable_sources": ", ".join(others),
    }
    return typed_facts(values, words) | _pipeline_facts(brief, lexicon)


def _in_group(mentions: dict[str, list[Mention]], group: str) -> list[str]:
    return [
        source
        for source, found in mentions.items()
        if any(group in one.term.groups for one in found)
    ]


def _can_replay(mentions: list[Mention]) -> bool:
    return any(mention.term.replayable for mention in mentions)


def _pipeline_facts(brief: Brief, lexicon: Lexicon) -> dict[str, Fact]:
    counted = _counted(brief, lexicon, "pipelines")
    sources = brief.current_state.sources
    if counted:
        count, words = max(counted)
        return typed_facts({"pipelines": float(count)}, {"pipelines": words})
    if not sources:
        return {}
    return typed_facts({"pipelines": float(len(sources))}, {"pipelines": ", ".join(sources)})


def _counted(brief: Brief, lexicon: Lexicon, noun: str) -> list[tuple[int, str]]:
    counts = lexicon.counted.counts(_prose(brief))
    return [(count, words) for term, count, words in counts if term.id == noun]


def _prose(brief: Brief) -> tuple[str, ...]:
    state = brief.current_state
    return (brief.business_context, *state.pain_points, *state.storage)


def _store_facts(brief: Brief, lexicon: Lexicon) -> dict[str, Fact]:
    prose = [text for text in _prose(brief) if text]
    if not prose:
        return {}
    state = brief.current_state
    named = [m for text in prose for m in lexicon.stores.mentions(text)]
    signals = [m for text in prose for m in lexicon.signals.mentions(text)]
    # The context may speak of a warehouse with shelves; what is stored where is said here.
    stores = [
        m for text in (*state.storage, *state.pain_points) for m in lexicon.stores.mentions(text)
    ]
    says_storage = bool(state.storage)
    tools = _grouped(named, "tool")
    lakes, warehouses = _grouped(stores, "lake"), _grouped(stores, "warehouse")
    values: dict[str, FactValue] = {
        "has_lake": True if lakes else (False if says_storage else None),
        "has_warehouse": True if warehouses else (False if says_storage else None),
        "tools_in_use": tuple(dict.fromkeys(mention.term.id for mention in tools)),
        "signals": tuple(dict.fromkeys(mention.term.id for mention in signals)),
    }
    found = dict(zip(values, (lakes, warehouses, tools, signals), strict=True))
    facts = typed_facts(values, {name: _quoted(each) for name, each in found.items()})
    for name in ("tools_in_use", "signals"):
        facts[name] = replace(facts[name], phrases=_phrases(found[name]))
    return facts


def _grouped(mentions: list[Mention], group: str) -> list[Mention]:
    return [mention for mention in mentions if group in mention.term.groups]


def _quoted(mentions: list[Mention]) -> str:
    first_spelling = {mention.words.casefold(): mention.words for mention in reversed(mentions)}
    return ", ".join(f'"{words}"' for words in reversed(first_spelling.values()))


def _phrases(mentions: list[Mention]) -> dict[str, str]:
    terms = {mention.term.id for mention in mentions}
    return {
        term: _quoted([mention for mention in mentions if mention.term.id == term])
        for term in terms
    }


def _volume_facts(brief: Brief, sizing: Sizing | None) -> dict[str, Fact]:
    volume = brief.current_state.data_volume
    values: dict[str, FactValue] = {
        "gb_per_day": volume.current_gb_per_day or None,
        "growth_rate_percent": volume.growth_rate_percent or None,
        "retention_months": float(volume.retention_months) or None,
    }
    if sizing:
        values |= {
            "gb_per_day_later": sizing.gb_per_day_later,
            "stored_raw_tb": sizing.stored_raw_tb,
            "stored_columnar_tb_low": sizing.stored_columnar_tb.low,
            "stored_columnar_tb_high": sizing.stored_columnar_tb.high,
        }
    return typed_facts(values, {})


def _constraint_facts(brief: Brief) -> dict[str, Fact]:
    limits = brief.constraints
    values: dict[str, FactValue] = {
        "team_size": float(limits.team_size) or None,
        "skill_level": limits.skill_level,
        "budget_monthly_usd": limits.budget_monthly_usd or None,
        "compliance": limits.compliance or None,
        "cloud_provider": limits.cloud_provider,
    }
    return typed_facts(values, {})
