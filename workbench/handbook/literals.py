"""Words that a text must hold for a regular expression to match: a quick test before it."""

import re
from dataclasses import dataclass

from workbench.handbook.patterns import atom_end

SHORTEST = 3
"""A shorter word says too little to be worth the look."""

_QUANTIFIER = re.compile(r"[*+?]\??|\{(?P<low>\d*)(?P<comma>,?)\d*\}\??")
_FLAGS = re.compile(r"\(\?[a-zA-Z]+\)")
_GROUP = re.compile(r"\((?:\?(?P<kind>:|[a-zA-Z]+:|P<\w+>|=|!|<=|<!))?")
_CHARACTER = re.compile(r"[\w \-:=/,'\"<>`@#%&;!~]|\\[^\w]")

Words = frozenset[str]


def required_words(pattern: str) -> Words | None:
    """Return words, in lower case, of which one stands in every text that matches.

    None means that no such words can be told from the pattern, so that it must be
    tried on every text.
    """
    start = _FLAGS.match(pattern)
    words, _ = _alternatives(pattern, start.end() if start else 0)
    return words


def _alternatives(pattern: str, index: int) -> tuple[Words | None, int]:
    """Read alternatives up to the closing bracket or the end."""
    found: set[str] = set()
    is_known = True
    while True:
        words, index = _sequence(pattern, index)
        if words is None:
            is_known = False
        else:
            found |= words
        if index >= len(pattern) or pattern[index] == ")":
            return (frozenset(found) if is_known else None), index
        index += 1  # past the bar


def _sequence(pattern: str, index: int) -> tuple[Words | None, int]:
    """Read one alternative and return the best of the words that its parts require."""
    best = _Best()
    while index < len(pattern) and pattern[index] not in "|)":
        if pattern[index] == "(":
            index = _group(pattern, index, best)
            continue
        end = atom_end(pattern, index)
        atom = pattern[index:end]
        quantifier = _QUANTIFIER.match(pattern, end)
        if not _CHARACTER.fullmatch(atom) or (quantifier and _may_be_absent(quantifier)):
            best.end_run()
        else:
            best.run += atom[-1]
            if quantifier:
                best.end_run()
        index = quantifier.end() if quantifier else end
    best.end_run()
    return best.words, index


def _group(pattern: str, index: int, best: "_Best") -> int:
    best.end_run()
    opening = _GROUP.match(pattern, index)
    assert opening
    words, index = _alternatives(pattern, opening.end())
    index += 1  # past the closing bracket
    quantifier = _QUANTIFIER.match(pattern, index)
    is_look_around = (opening["kind"] or "") in ("=", "!", "<=", "<!")
    if not is_look_around and not (quantifier and _may_be_absent(quantifier)):
        best.offer(words)
    return quantifier.end() if quantifier else index


def _may_be_absent(quantifier: re.Match[str]) -> bool:
    text = quantifier.group()
    if text[0] == "{":
        return not int(quantifier["low"] or 0)
    return text[0] in "*?"


@dataclass
class _Best:
    """The most telling words met so far in one alternative."""

    run: str = ""
    words: Words | None = None

    def end_run(self) -> None:
        """Take the letters read so far as one word."""
        if len(self.run) >= SHORTEST:
            self.offer(frozenset({self.run.lower()}))
        self.run = ""

    def offer(self, words: Words | None) -> None:
        """Keep ``words`` if they say more than those kept: their shortest is longer."""
        if words and (self.words is None or _weight(words) > _weight(self.words)):
            self.words = words


def _weight(words: Words) -> int:
    return min(len(word) for word in words)
