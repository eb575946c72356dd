"""Which technologies take part in a text, and which of them a line is about."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.handbook.literals import required_words
from workbench.handbook.signatures import Signatures
from workbench.triage.prefilter import WordFilter

GENERAL = frozenset({"any", "jvm", "python", "os", "sql", "http", "network"})
"""What many products are built of or run on; a product that is named says more."""
_FAR_BEHIND = 40
"""A name behind the message counts as this many characters further away than one before it."""


@dataclass(frozen=True, slots=True)
class _Recogniser:
    technology: str
    pattern: re.Pattern[str]


class Technologies:
    """What each technology is recognised by."""

    def __init__(self, pages: Iterable[Signatures]) -> None:
        self._always: list[_Recogniser] = []
        self._by_word: dict[str, list[_Recogniser]] = {}
        for technology, pattern in _recognisers(pages):
            recogniser = _Recogniser(technology, re.compile(pattern))
            words = required_words(pattern)
            if words is None:
                self._always.append(recogniser)
            for word in words or ():
                self._by_word.setdefault(word, []).append(recogniser)
        self._filter = WordFilter(self._by_word)

    def in_text(self, text: str) -> set[str]:
        """Return the technologies that ``text`` shows."""
        return {each.technology for each in self._candidates(text) if each.pattern.search(text)}

    def nearest(self, text: str, start: int, end: int) -> str | None:
        """Return the product that is named nearest to a place, better before it than behind."""
        best: tuple[int, str] | None = None
        for recogniser in self._candidates(text):
            if recogniser.technology in GENERAL:
                continue
            for match in recogniser.pattern.finditer(text):
                distance = (_distance(match, start, end), recogniser.technology)
                best = min(best, distance) if best else distance
        return best[1] if best else None

    def _candidates(self, text: str) -> list[_Recogniser]:
        found = list(self._always)
        for word in self._filter.in_text(text.lower()):
            found += self._by_word[word]
        return list(dict.fromkeys(found))


def _recognisers(pages: Iterable[Signatures]) -> Iterator[tuple[str, str]]:
    for page in pages:
        yield from page.recognisers


def _distance(match: re.Match[str], start: int, end: int) -> int:
    if match.start() < end and start < match.end():
        return 0
    if match.end() <= start:
        return start - match.end()
    return match.start() - end + _FAR_BEHIND
