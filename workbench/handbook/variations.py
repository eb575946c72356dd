"""Changes of a brief that the advisor tries, to say what would change a verdict."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from workbench.handbook.page import Entry, Page, Text


class Variation(Entry):
    """One field of the brief, and the values to try in it.

    Numbers are tried upwards and downwards from what the brief says; with ``step``,
    the smallest change that matters is found between two of the values.
    """

    field: Text
    """YAML path in the brief, such as ``constraints.team_size``."""
    numbers: tuple[float, ...] = ()
    step: float | None = Field(default=None, gt=0)
    words: tuple[str, ...] = ()
    """Values to put in place of a word."""
    entry: dict[str, str] | str | None = None
    """For a list: what to add to it."""
    drop: str | None = None
    """For the list of consumers: the latency whose consumers leave."""
    every: dict[str, str] = Field(default_factory=dict)
    """For a list of records: values that all of them take."""
    replace_all: str | None = None
    """For a list of texts: the one entry that takes the place of all."""
    phrase: Text
    """How the change reads: ``{value}`` is the new value, ``{bound}`` is "or more", "or less"."""

    @model_validator(mode="after")
    def _tries_one_thing(self) -> Self:
        ways = [self.numbers, self.words, self.entry, self.drop, self.every, self.replace_all]
        if sum(bool(way) for way in ways) != 1:
            raise ValueError("give exactly one of numbers, words, entry, drop, every, replace_all")
        if list(self.numbers) != sorted(set(self.numbers)):
            raise ValueError("'numbers' must rise")
        return self

    def texts(self) -> list[str]:
        """Return the phrase and notes."""
        return [self.phrase, *super().texts()]


class Variations(Page):
    """The changes that are tried, in the order in which they are reported."""

    records: ClassVar[str] = "variations"

    kind: Literal["variations"]
    variations: tuple[Variation, ...]
