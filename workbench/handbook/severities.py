"""How severe an incident is: by who needs the data, whether it is wrong, and how late it is."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from workbench.handbook.page import Entry, Page, Record, Slug, Text, misplaced

Level = Literal["P0", "P1", "P2", "P3"]
LEVELS: tuple[Level, ...] = ("P0", "P1", "P2", "P3")
"""The most severe first."""


class ConsumerClass(Entry):
    """A kind of consumer, what it is recognised by, and the severity when its data is hit.

    The first class of the page that fits a consumer counts; one without ``words`` and
    ``uses`` fits every consumer.
    """

    text: Text
    words: tuple[Text, ...] = ()
    """Whole words in the name of the team or of what it reads, whatever their case."""
    uses: tuple[Text, ...] = ()
    """Use cases of the brief, written as there."""
    wrong: Level
    """When the data is wrong."""
    late: Level
    """When the data is older than was promised."""

    def texts(self) -> list[str]:
        """Return the meaning, the words and notes."""
        return [self.text, ", ".join((*self.words, *self.uses)), *super().texts()]


class FarLate(Record):
    """When data is so late that it counts as one level more severe: both must hold."""

    times: float = Field(gt=0)
    """Times the promised freshness; where none is known, an hour stands for it."""
    hours: float = Field(ge=0)


class Severities(Page):
    """The rules by which the severity of an incident is computed."""

    records: ClassVar[str] = "classes"

    kind: Literal["severities"]
    nobody_known: Level
    """When no consumer is known."""
    at_risk: Level
    """When the data is neither wrong nor older than was promised."""
    far_late: FarLate
    raised_if_read: int = Field(ge=0, le=3)
    """Levels more severe when wrong data was read before it was noticed."""
    moved_for_tiers: dict[Slug, int] = Field(default_factory=dict)
    """Levels less severe for a tier of data or pipeline, below 0 more: ``{bronze: 1, '1': -1}``."""
    classes: tuple[ConsumerClass, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _last_fits_all(self) -> Self:
        last = len(self.classes) - 1
        for index, each in enumerate(self.classes):
            if (not each.words and not each.uses) is not (index == last):
                message = "the last class, and only it, fits every consumer"
                raise misplaced(message, "classes", index)
        return self
