"""A list of rules, steps or warnings."""

from typing import ClassVar, Literal

from workbench.handbook.page import Entry, Page, Record, Slug, Text


class Point(Record):
    """A sub-point of an item, such as one kind of change within "classify"."""

    id: Slug
    title: Text
    text: Text


class Item(Entry):
    """One thing to do, to keep or to look out for."""

    text: Text
    example: str = ""
    points: tuple[Point, ...] = ()

    def texts(self) -> list[str]:
        """Return text, example, sub-points and notes."""
        points = [f"{point.title} {point.text}" for point in self.points]
        return [self.text, self.example, *points, *super().texts()]


class Checklist(Page):
    """Rules, steps, anti-patterns: anything that is read item by item."""

    records: ClassVar[str] = "items"

    kind: Literal["checklist"]
    ordered: bool = False
    """Whether the items are steps to be taken in this order."""
    items: tuple[Item, ...]
