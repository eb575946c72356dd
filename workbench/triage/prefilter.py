"""Which of several thousand words stand in a text, found without trying each of them."""

from collections import Counter
from collections.abc import Iterable

_LENGTH = 3


class WordFilter:
    """Words, each filed under its rarest three letters.

    A text is cut into all its runs of three letters once; only words filed under one of
    them are looked for. The words must have at least three letters.
    """

    def __init__(self, words: Iterable[str]) -> None:
        distinct = set(words)
        frequency = Counter(part for word in distinct for part in _parts(word))
        self._filed: dict[str, list[str]] = {}
        for word in sorted(distinct):
            rarest = min(_parts(word), key=lambda part: (frequency[part], part))
            self._filed.setdefault(rarest, []).append(word)

    def in_text(self, lowered: str) -> set[str]:
        """Return the words that stand in a text, which is given in lower case."""
        found: set[str] = set()
        for part in self._filed.keys() & _parts(lowered):
            found.update(word for word in self._filed[part] if word in lowered)
        return found


def _parts(text: str) -> set[str]:
    return {text[index : index + _LENGTH] for index in range(len(text) - _LENGTH + 1)}
