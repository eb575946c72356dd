"""Error codes of a product, as a table: code, name, and what it means for a pipeline."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from pydantic import Field, model_validator

from workbench.handbook.failure import Failure
from workbench.handbook.literals import required_words
from workbench.handbook.page import Record, Text
from workbench.handbook.patterns import Pattern

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_ENDINGS = frozenset({"exception", "error", "fault"})


def name_words(name: str) -> str:
    """Return the words of an identifier, in lower case, without a final ``Exception`` or ``Error``.

    ``TopicNotFoundException``, ``TOPIC_NOT_FOUND`` and ``topic_not_found_error`` are one name:
    ``topic not found``.
    """
    words = [word.lower() for word in _WORD.findall(name)]
    while len(words) > 1 and words[-1] in _ENDINGS:
        words.pop()
    return " ".join(words)


class CodeGroup(Failure):
    """Codes that mean the same for whoever has to act.

    ``codes`` maps a code to the vendor's own name for it, or to a few words; ``names`` are
    names without a code; ``words`` are phrases that decide for names that nobody listed.
    """

    codes: dict[str, str] = Field(default_factory=dict)
    names: tuple[Text, ...] = ()
    words: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        self.refuse_wrapper_with_cause()
        if not (self.codes or self.names or self.words):
            raise ValueError(f"{self.id!r}: needs 'codes', 'names' or 'words'")
        return self

    def texts(self) -> list[str]:
        """Return codes and names, before checks and fixes."""
        codes = " ".join(f"{code} {name}" for code, name in self.codes.items())
        return [codes, " ".join(self.names), *super().texts()]


@dataclass(frozen=True, slots=True)
class CodeHit:
    """A code or name found in a text. ``is_listed`` tells it from one judged by its words."""

    group: CodeGroup
    shown: str
    start: int
    end: int
    is_listed: bool


class CodeTable(Record):
    """Where the codes of one product stand in its messages, and what they mean.

    Every pattern of ``reads`` has a group ``code`` or ``name``. Each of ``examples`` maps a
    text to the id of the group that it must lead to; from ``near_misses`` nothing is read.
    """

    reads: tuple[Pattern, ...]
    groups: tuple[CodeGroup, ...]
    ignored: tuple[Text, ...] = ()
    """Names that say nothing by themselves: what they wrap, or their message, does."""
    examples: dict[str, str]
    near_misses: tuple[Text, ...]

    @cached_property
    def _readers(self) -> tuple[tuple[re.Pattern[str], frozenset[str] | None], ...]:
        return tuple((re.compile(pattern), required_words(pattern)) for pattern in self.reads)

    @cached_property
    def _by_code(self) -> dict[str, tuple[CodeGroup, str]]:
        return {
            code.upper(): (group, f"{code} {name}".strip())
            for group in self.groups
            for code, name in group.codes.items()
        }

    @cached_property
    def _by_name(self) -> dict[str, CodeGroup]:
        found: dict[str, CodeGroup] = {}
        for group in self.groups:
            for name in (*group.codes.values(), *group.names):
                found.setdefault(name_words(name), group)
        return found

    @cached_property
    def _ignored_names(self) -> frozenset[str]:
        return frozenset(map(name_words, self.ignored))

    @cached_property
    def _phrases(self) -> tuple[tuple[str, CodeGroup], ...]:
        """Phrases, the longest first: of two that fit a name, the longer says more."""
        phrases = [(f" {phrase} ", group) for group in self.groups for phrase in group.words]
        return tuple(sorted(phrases, key=lambda pair: -len(pair[0].split())))

    @cached_property
    def required(self) -> frozenset[str] | None:
        """Words in lower case of which a text holds one if any code can be read from it."""
        words: set[str] = set()
        for _, required in self._readers:
            if required is None:
                return None
            words |= required
        return frozenset(words)

    def find(self, text: str, lowered: str) -> Iterator[CodeHit]:
        """Yield the codes that stand in ``text``; ``lowered`` is the same in lower case."""
        for reader, required in self._readers:
            if required is not None and not any(word in lowered for word in required):
                continue
            for match in reader.finditer(text):
                hit = self._judge(match)
                if hit:
                    yield hit

    def _judge(self, match: re.Match[str]) -> CodeHit | None:
        found = match.groupdict()
        code, name = found.get("code"), found.get("name")
        if code and code.upper() in self._by_code:
            group, shown = self._by_code[code.upper()]
            return CodeHit(group, shown, match.start(), match.end(), is_listed=True)
        if not name:
            return None
        words = name_words(name)
        if words in self._ignored_names:
            return None
        group_of_name = self._by_name.get(words)
        if group_of_name:
            return CodeHit(group_of_name, name, match.start(), match.end(), is_listed=True)
        padded = f" {words} "
        for phrase, group in self._phrases:
            if phrase in padded:
                return CodeHit(group, name, match.start(), match.end(), is_listed=False)
        return None

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        for pattern in self.reads:
            if not {"code", "name"} & set(re.compile(pattern).groupindex):
                raise ValueError(f"no group 'code' or 'name' in {pattern[:60]!r}")
        self._refuse_codes_in_two_groups()
        for text, expected in self.examples.items():
            ids = [hit.group.id for hit in self.find(text, text.lower())]
            if expected not in ids:
                raise ValueError(f"{text[:80]!r} leads to {ids or 'nothing'}, not to {expected!r}")
        for text in self.near_misses:
            hits = [hit.shown for hit in self.find(text, text.lower())]
            if hits:
                raise ValueError(f"reads {hits} from the near miss {text[:80]!r}")
        return self

    def _refuse_codes_in_two_groups(self) -> None:
        owners: dict[str, str] = {}
        for group in self.groups:
            keys = [*(code.upper() for code in group.codes), *map(name_words, group.names)]
            for key in keys:
                if key in owners:
                    raise ValueError(f"{key!r} is in {owners[key]!r} and again in {group.id!r}")
                owners[key] = group.id
