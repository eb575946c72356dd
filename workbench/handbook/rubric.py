"""A score: dimensions with weights, and bands that say what a total means."""

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from workbench.handbook.page import Entry, Page, Record, Text


class Level(Record):
    """What earns this many points in a dimension."""

    points: int
    text: Text


class Dimension(Entry):
    """One dimension of the score; its weight is the most points that it gives."""

    weight: int
    levels: tuple[Level, ...]

    def texts(self) -> list[str]:
        """Return the levels and notes."""
        return [*(level.text for level in self.levels), *super().texts()]


class Band(Record):
    """A range of totals (both ends included) and its advice."""

    lowest: int
    highest: int
    title: Text
    advice: Text


class Rubric(Page):
    """A weighted score whose weights add up to 100 and whose bands cover 0 to 100."""

    records: ClassVar[str] = "dimensions"

    kind: Literal["rubric"]
    dimensions: tuple[Dimension, ...]
    bands: tuple[Band, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = sum(dimension.weight for dimension in self.dimensions)
        if total != 100:
            raise ValueError(f"the weights add up to {total}, not 100")
        covered = [point for band in self.bands for point in range(band.lowest, band.highest + 1)]
        if covered != list(range(101)):
            raise ValueError("the bands must cover 0 to 100 without gap or overlap")
        return self
