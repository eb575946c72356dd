"""All signatures, ready to be searched for in the records of a log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.handbook.signatures import Layer, Signature, Signatures

if TYPE_CHECKING:
    from workbench.handbook.handbook import Handbook

ANY = "any"
"""The technology of signatures that hold for every product."""


@dataclass(frozen=True, slots=True)
class Known:
    """A signature with what its page says about it."""

    page: str
    technology: str
    signature: Signature

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


class Catalogue:
    """Every signature of the handbook, and what each technology is recognised by."""

    def __init__(self, pages: Iterable[Signatures]) -> None:
        self.pages = tuple(pages)
        self.known = tuple(
            Known(page.id, signature.technology or page.technology, signature)
            for page in self.pages
            for signature in page.signatures
        )

    @classmethod
    def of(cls, handbook: Handbook) -> Catalogue:
        """Return the catalogue of a handbook, overlays included."""
        return cls(handbook.of_kind(Signatures))

    def matches(self, text: str) -> list[Match]:
        """Return the first match of each signature that is found in ``text``."""
        found: list[Match] = []
        lowered = text.lower()
        for known in self.known:
            if not known.signature.may_match(lowered):
                continue
            match = known.signature.compiled.search(text)
            if match:
                found.append(Match(known, match.start(), match.end()))
        return found

    def technologies(self, text: str, but: frozenset[str] | set[str] = frozenset()) -> set[str]:
        """Return the technologies that ``text`` shows, except those in ``but``."""
        return {
            page.technology
            for page in self.pages
            if page.technology not in but
            and any(pattern.search(text) for pattern in page.recognisers)
        }
