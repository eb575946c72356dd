"""Words by which the advisor recognises sources, stores, tools and signals in a brief."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from workbench.handbook.page import Entry, Page, Slug, Text


class Term(Entry):
    """One thing that a brief may name, and the words that it goes by."""

    words: tuple[Text, ...] = Field(min_length=1)
    """Matched as whole words, whatever their case; the longest match wins."""
    groups: tuple[Slug, ...] = ()
    """What the thing counts as: ``database``, ``stream``, ``lake``, ``warehouse`` ..."""
    replayable: bool | None = None
    """For a source: whether its history can be read again as a stream of changes."""

    def texts(self) -> list[str]:
        """Return the words and notes."""
        return [", ".join(self.words), *super().texts()]


class Vocabulary(Page):
    """Terms of one sort."""

    records: ClassVar[str] = "terms"

    kind: Literal["vocabulary"]
    terms: tuple[Term, ...]

    @model_validator(mode="after")
    def _no_word_twice(self) -> Self:
        owners: dict[str, str] = {}
        for term in self.terms:
            for word in term.words:
                other = owners.setdefault(word.casefold(), term.id)
                if other != term.id:
                    raise ValueError(f"{word!r} stands for both {other!r} and {term.id!r}")
        return self
