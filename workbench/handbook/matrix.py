"""A table in which every row answers the same questions."""

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from workbench.handbook.page import Entry, Page, Record, Slug, Text, misplaced


class Column(Record):
    """One question that every row of a matrix answers."""

    id: Slug
    title: Text


class Row(Entry):
    """One row of a matrix; ``cells`` maps the id of a column to its text."""

    cells: dict[Slug, Text]

    def texts(self) -> list[str]:
        """Return the cells and notes."""
        return [*self.cells.values(), *super().texts()]


class Matrix(Page):
    """A decision or reference table of the methodology."""

    records: ClassVar[str] = "rows"

    kind: Literal["matrix"]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @model_validator(mode="after")
    def _cells_match_columns(self) -> Self:
        known = {column.id for column in self.columns}
        for index, row in enumerate(self.rows):
            if set(row.cells) != known:
                wrong = ", ".join(sorted(set(row.cells) ^ known))
                message = f"row {row.id!r}: cells and columns differ in {wrong}"
                raise misplaced(message, "rows", index, "cells")
        return self
