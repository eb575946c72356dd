"""The facts that rules may speak of: the vocabulary shared by knowledge and advisor."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

FactValue = bool | float | str | tuple[str, ...] | None
"""What a fact may hold; None means that the brief does not say."""


class FactKind(StrEnum):
    """What sort of value a fact has."""

    FLAG = "yes or no"
    NUMBER = "number"
    WORD = "one word"
    WORDS = "list of words"


@dataclass(frozen=True, slots=True)
class FactType:
    """One fact: what it is called, what sort of value it has, and in which unit.

    ``choices`` are the only words that a WORD or WORDS fact can hold; none means any.
    """

    name: str
    kind: FactKind
    title: str
    unit: str = ""
    choices: tuple[str, ...] = ()


_FLAG, _NUMBER, _WORD, _WORDS = FactKind.FLAG, FactKind.NUMBER, FactKind.WORD, FactKind.WORDS
_LATENCIES = ("real-time", "near-real-time", "batch")
_USES = ("analytics", "ML", "operational", "reporting", "reverse-ETL")
_CLOUDS = ("AWS", "GCP", "Azure", "multi", "on-prem")

FACT_TYPES: dict[str, FactType] = {
    fact.name: fact
    for fact in (
        FactType("consumers", _NUMBER, "Consumers", "teams that use data"),
        FactType("latency_classes", _WORDS, "Latency classes", choices=_LATENCIES),
        FactType("fastest_latency", _WORD, "Fastest need", choices=_LATENCIES),
        FactType("slowest_latency", _WORD, "Slowest need", choices=_LATENCIES),
        FactType("real_time_consumers", _NUMBER, "Real-time consumers", "below 1 s"),
        FactType("near_real_time_consumers", _NUMBER, "Near-real-time consumers", "below 5 min"),
        FactType("batch_consumers", _NUMBER, "Batch consumers", "hourly or slower"),
        FactType("ml_share_percent", _NUMBER, "Share of ML consumers", "%"),
        FactType("primary_use", _WORD, "Primary use", choices=(*_USES, "mixed")),
        FactType("uses", _WORDS, "Uses", choices=_USES),
        FactType(
            "query_patterns",
            _WORDS,
            "Query patterns",
            choices=("ad-hoc", "scheduled", "API", "dashboard"),
        ),
        FactType("sources", _NUMBER, "Sources", "systems"),
        FactType("source_kinds", _WORDS, "Kinds of sources"),
        FactType("stream_sources", _NUMBER, "Sources that are streams"),
        FactType("file_sources", _NUMBER, "Sources that are files"),
        FactType("replayable_sources", _NUMBER, "Sources that can be replayed"),
        FactType("unreplayable_sources", _NUMBER, "Sources that cannot be replayed"),
        FactType("pipelines", _NUMBER, "Pipelines", "at least"),
        FactType("has_lake", _FLAG, "Data lake present"),
        FactType("has_warehouse", _FLAG, "Warehouse present"),
        FactType("tools_in_use", _WORDS, "Technologies named in the brief"),
        FactType("signals", _WORDS, "Signals in the brief's words"),
        FactType("gb_per_day", _NUMBER, "Volume now", "GB a day"),
        FactType("gb_per_day_later", _NUMBER, "Volume at the end of the retention", "GB a day"),
        FactType("growth_rate_percent", _NUMBER, "Growth", "% a year"),
        FactType("retention_months", _NUMBER, "Retention", "months"),
        FactType("stored_raw_tb", _NUMBER, "Stored over the retention, raw", "TB"),
        FactType("stored_columnar_tb_low", _NUMBER, "Stored as columnar files, least", "TB"),
        FactType("stored_columnar_tb_high", _NUMBER, "Stored as columnar files, most", "TB"),
        FactType("team_size", _NUMBER, "Team", "engineers"),
        FactType("skill_level", _WORD, "Skill level", choices=("junior", "mid", "senior", "mixed")),
        FactType("teams", _NUMBER, "Teams or domains", "teams"),
        FactType("budget_monthly_usd", _NUMBER, "Budget", "USD a month"),
        FactType("cost_low_usd", _NUMBER, "Estimated cost, low end", "USD a month"),
        FactType("cost_high_usd", _NUMBER, "Estimated cost, high end", "USD a month"),
        FactType(
            "budget_fit", _WORD, "Cost against budget", choices=("within", "at risk", "exceeded")
        ),
        FactType("compliance", _WORDS, "Compliance"),
        FactType("cloud_provider", _WORD, "Cloud", choices=_CLOUDS),
    )
}
"""Every fact by name. The advisor derives exactly these; a test holds the two together."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def placeholders(text: str) -> Iterator[str]:
    """Return what stands between braces in ``text``."""
    return (match[1] for match in _PLACEHOLDER.finditer(text))


def unknown_placeholder(text: str) -> str | None:
    """Return the first placeholder of ``text`` that is no fact.

    ``{name}`` is a value, ``{name.words}`` the brief's words behind it, and
    ``{signals.scaling}`` the phrase behind one word of a list.
    """
    for placeholder in placeholders(text):
        name, _, part = placeholder.partition(".")
        fact = FACT_TYPES.get(name)
        if fact is None or (part not in ("", "words") and fact.kind is not FactKind.WORDS):
            return placeholder
    return None


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return ``text`` with each ``{placeholder}`` replaced; unknown ones stay as written."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)
