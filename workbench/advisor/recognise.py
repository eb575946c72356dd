"""Finding the terms of a vocabulary in what a person wrote."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.handbook.vocabulary import Term, Vocabulary

_DENIAL = re.compile(r"\b(?:no|not|without|never|instead of)\b[^.,;:!?]{0,16}$", re.IGNORECASE)
_NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
)
_NUMBER = rf"(?P<number>\d{{1,6}}|{'|'.join(_NUMBER_WORDS)})"


@dataclass(frozen=True, slots=True)
class Mention:
    """A term and the words that named it."""

    term: Term
    words: str


class Recogniser:
    """Finds the terms of one vocabulary: whole words, any case, the longest first."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._terms = {word.casefold(): term for term in vocabulary.terms for word in term.words}
        longest_first = sorted(self._terms, key=len, reverse=True)
        choice = "|".join(re.escape(word) for word in longest_first) or r"(?!)"
        self._pattern = re.compile(rf"(?<!\w)(?:{choice})(?!\w)", re.IGNORECASE)
        self._counted = re.compile(
            rf"(?<!\w){_NUMBER}\s+(?:[\w-]+\s+)?(?P<noun>{choice})(?!\w)", re.IGNORECASE
        )

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield what ``text`` names, except where it is denied ("no Kafka")."""
        for match in self._pattern.finditer(text):
            if not _DENIAL.search(text, 0, match.start()):
                yield Mention(self._terms[match[0].casefold()], match[0])

    def counts(self, texts: Iterable[str]) -> Iterator[tuple[Term, int, str]]:
        """Yield what is counted: "40 teams", "three cron jobs" (digits, or words up to twelve)."""
        for text in texts:
            for match in self._counted.finditer(text):
                yield self._terms[match["noun"].casefold()], _number(match["number"]), match[0]


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBER_WORDS.index(text.casefold())
