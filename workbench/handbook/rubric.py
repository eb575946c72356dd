"""A score: dimensions with weights, and bands that say what a total means."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from workbench.handbook.page import Entry, Page, Record, Slug, Text


class Level(Record):
    """What earns this many points in a dimension."""

    points: int
    text: Text


class Question(Record):
    """One question of an audit: yes earns its points, partly half of them.

    ``advice`` is what to do where the answer is not yes, ``proof`` the name of what in
    a design answers it without asking.
    """

    id: Slug
    points: float = Field(gt=0)
    effort: Literal["small", "medium", "large"]
    """Days, weeks, months."""
    ask: Text
    advice: Text
    proof: Slug | None = None


class Dimension(Entry):
    """One dimension of the score; its weight is the most points that it gives."""

    weight: int
    levels: tuple[Level, ...]
    questions: tuple[Question, ...] = ()

    @model_validator(mode="after")
    def _questions_add_up(self) -> Self:
        total = sum(question.points for question in self.questions)
        if self.questions and total != self.weight:
            raise ValueError(f"the questions give {total:g} points, the weight is {self.weight}")
        return self

    def texts(self) -> list[str]:
        """Return the levels, the questions and notes."""
        asked = (question.ask for question in self.questions)
        return [*(level.text for level in self.levels), *asked, *super().texts()]


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
        asked = [question.id for each in self.dimensions for question in each.questions]
        if len(asked) != len(set(asked)):
            raise ValueError("two questions have the same id")
        covered = [point for band in self.bands for point in range(band.lowest, band.highest + 1)]
        if covered != list(range(101)):
            raise ValueError("the bands must cover 0 to 100 without gap or overlap")
        return self
