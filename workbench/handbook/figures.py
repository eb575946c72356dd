"""Single figures that estimates rest on, each a range with its source."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from workbench.handbook.page import Entry, Page, Record, Text


class Range(Record):
    """A low and a high end."""

    low: float = Field(ge=0)
    high: float = Field(ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError("'low' is above 'high'")
        return self


class Figure(Entry):
    """One figure, what it counts, and what it means."""

    range: Range
    unit: Text
    text: Text

    def texts(self) -> list[str]:
        """Return the meaning and notes."""
        return [self.text, *super().texts()]


class Figures(Page):
    """Figures of one subject."""

    records: ClassVar[str] = "figures"

    kind: Literal["figures"]
    figures: tuple[Figure, ...]

    def range_of(self, figure_id: str) -> Range:
        """Return the range of one figure.

        Raises:
            KeyError: there is no such figure.
        """
        for figure in self.figures:
            if figure.id == figure_id:
                return figure.range
        raise KeyError(figure_id)
