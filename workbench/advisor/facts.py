"""Named facts, each with the words of the brief that prove it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workbench.handbook.facts import FACT_TYPES, FactType, FactValue


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact; ``value`` is None where the brief does not say. ``words`` quote the brief."""

    type: FactType
    value: FactValue
    words: str = ""
    phrases: Mapping[str, str] = field(default_factory=dict)
    """For a list of words: the phrase of the brief behind each."""

    def __str__(self) -> str:
        """Return the value as people write it, without its unit."""
        if self.value is None:
            return "not known"
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        if isinstance(self.value, tuple):
            return ", ".join(self.value) or "none"
        return self.value if isinstance(self.value, str) else written(self.value)


class Facts(Mapping[str, FactValue]):
    """All facts of the vocabulary; as a mapping it gives values, for conditions."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.all = {
            name: facts.get(name, Fact(fact_type, None)) for name, fact_type in FACT_TYPES.items()
        }

    def __getitem__(self, name: str) -> FactValue:
        return self.all[name].value

    def __iter__(self) -> Iterator[str]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def quotes(self) -> dict[str, str]:
        """Return what rules may put into their texts: ``name``, ``name.words``, ``signals.id``."""
        texts = {name: str(fact) for name, fact in self.all.items()}
        for name, fact in self.all.items():
            texts[f"{name}.words"] = fact.words or str(fact)
            texts |= {f"{name}.{word}": phrase for word, phrase in fact.phrases.items()}
        return texts

    def with_values(self, values: Mapping[str, FactValue]) -> "Facts":
        """Return these facts and some more."""
        return Facts({**self.all, **typed_facts(values, {})})


def written(number: float) -> str:
    """Return a number as people write it: three figures that count, thousands parted."""
    if number >= 100 or number == int(number):
        return f"{number:,.0f}"
    return f"{number:.3g}"


def roughly(number: float) -> float:
    """Return an estimate with the two figures that it deserves."""
    return float(f"{number:.2g}")


def typed_facts(values: Mapping[str, FactValue], words: Mapping[str, str]) -> dict[str, Fact]:
    """Return values as facts of the vocabulary, with the words of the brief behind them."""
    return {
        name: Fact(FACT_TYPES[name], value, words.get(name, "")) for name, value in values.items()
    }
