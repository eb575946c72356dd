"""All signatures and error codes, ready to be searched for in the records of a log."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from workbench.handbook.codes import CodeGroup, CodeHit, CodeTable
from workbench.handbook.failure import Failure, Layer
from workbench.handbook.retries import Retries
from workbench.handbook.signatures import Signature, Signatures
from workbench.triage.prefilter import WordFilter
from workbench.triage.technologies import Technologies

if TYPE_CHECKING:
    from workbench.handbook.handbook import Handbook

ANY = "any"
"""The technology of signatures that hold for every product."""
_STRONGEST_GUESS = 70
"""Most that a name counts which is not listed and is judged by its words."""
_ESCAPED = '\\"'


KINDS = frozenset({"signatures", "retries"})
"""Kinds of pages that a diagnosis needs."""


@dataclass(frozen=True, slots=True)
class Known:
    """A failure that the handbook knows, with what its page says about it."""

    page: str
    technology: str
    signature: Failure

    @property
    def ref(self) -> str:
        """Return the link to it in the handbook: ``page/signature``."""
        return f"{self.page}/{self.signature.id}"

    @property
    def is_wrapper(self) -> bool:
        """Whether it announces a failure without naming its cause."""
        return self.signature.layer is Layer.WRAPPER

    @property
    def is_symptom(self) -> bool:
        """Whether it is what the surviving side says."""
        return self.signature.layer is Layer.SYMPTOM

    @property
    def is_weak(self) -> bool:
        """Whether a match is only a resemblance."""
        return self.signature.grade == "weak"


@dataclass(frozen=True, slots=True)
class Match:
    """Where in a text a signature was found."""

    known: Known
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A signature and how it is searched for."""

    known: Known
    signature: Signature


@dataclass(frozen=True, slots=True)
class _Table:
    """A code table and the page that it is on."""

    page: str
    technology: str
    table: CodeTable

    def matches(self, text: str, lowered: str) -> Iterator[Match]:
        """Yield where the codes of this table stand in ``text``."""
        for hit in self.table.find(text, lowered):
            yield Match(self._known(hit), hit.start, hit.end)

    def _known(self, hit: CodeHit) -> Known:
        technology = hit.group.technology or self.technology
        return Known(self.page, technology, _as_found(_Key(hit.group), hit.shown, hit.is_listed))


class _Key:
    """A group of codes as a key: pages do not change, so that identity will do."""

    def __init__(self, group: CodeGroup) -> None:
        self.group = group

    def __hash__(self) -> int:
        return id(self.group)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.group is other.group


@cache
def _as_found(key: _Key, shown: str, is_listed: bool) -> CodeGroup:
    """Return a group with the code in its title, and weaker where the code is not listed."""
    group = key.group
    changes: dict[str, object] = {"title": f"{group.title} ({shown})"}
    if not is_listed:
        changes |= {"grade": "weak", "strength": min(group.strength, _STRONGEST_GUESS)}
    return group.model_copy(update=changes)


class Catalogue:
    """Every signature of the handbook, and what each technology is recognised by."""

    def __init__(self, pages: Iterable[Signatures], retries: Retries | None = None) -> None:
        self.pages = tuple(pages)
        self.retries = retries
        """The rules by which a retry is judged, where they were loaded."""
        self.known = tuple(
            Known(page.id, signature.technology or page.technology, signature)
            for page in self.pages
            for signature in page.signatures
        )
        """Every signature; codes become known as they are found."""
        self._always: list[_Pattern | _Table] = []
        self._by_word: dict[str, list[_Pattern | _Table]] = {}
        self._order: dict[int, int] = {}
        for known in self.known:
            if isinstance(known.signature, Signature):
                self._file(_Pattern(known, known.signature), known.signature.words)
        for page in self.pages:
            for table in page.tables:
                self._file(_Table(page.id, page.technology, table), table.required)
        self._filter = WordFilter(self._by_word)
        self.technologies = Technologies(self.pages)

    def _file(self, entry: _Pattern | _Table, words: frozenset[str] | None) -> None:
        self._order[id(entry)] = len(self._order)
        if words is None:
            self._always.append(entry)
            return
        for word in words:
            self._by_word.setdefault(word, []).append(entry)

    @classmethod
    def of(cls, handbook: Handbook) -> Catalogue:
        """Return the catalogue of a handbook, overlays included."""
        retries = next(iter(handbook.of_kind(Retries)), None)
        return cls(handbook.of_kind(Signatures), retries)

    def matches(self, text: str) -> list[Match]:
        """Return the first match of each signature and code that is found in ``text``.

        A message that was quoted once more, with a backslash before each quotation mark, is
        read as it was written.
        """
        if _ESCAPED not in text:
            return self._matches(text)
        parts = text.split(_ESCAPED)
        marks = list(accumulate(len(part) + 1 for part in parts[:-1]))
        return [
            Match(
                match.known,
                match.start + bisect_left(marks, match.start + 1),
                match.end + bisect_left(marks, match.end + 1),
            )
            for match in self._matches('"'.join(parts))
        ]

    def _matches(self, text: str) -> list[Match]:
        lowered = text.lower()
        found: list[Match] = []
        for entry in self._worth_trying(lowered):
            if isinstance(entry, _Table):
                found += _first_of_each(entry.matches(text, lowered))
                continue
            match = entry.signature.compiled.search(text)
            if match:
                found.append(Match(entry.known, match.start(), match.end()))
        return found

    def _worth_trying(self, lowered: str) -> list[_Pattern | _Table]:
        entries = {id(entry): entry for entry in self._always}
        for word in self._filter.in_text(lowered):
            for entry in self._by_word[word]:
                entries[id(entry)] = entry
        return [entries[key] for key in sorted(entries, key=self._order.__getitem__)]


def _first_of_each(matches: Iterable[Match]) -> list[Match]:
    first: dict[tuple[str, str], Match] = {}
    for match in matches:
        first.setdefault((match.known.ref, match.known.signature.title), match)
    return list(first.values())
