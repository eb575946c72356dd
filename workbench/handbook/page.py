"""What every page of the handbook has, and every entry on it."""

import datetime
from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")]
"""A stable id: lower case, digits, single hyphens."""
Reference = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(?:/[a-z0-9-]+)?$")]
"""A link: the id of a page, or ``page/entry``."""
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Source = Annotated[
    str,
    StringConstraints(pattern=r"^(methodology, .+|erratum \d+|https?://\S+|workbench)$"),
]
"""Where a fact comes from: ``methodology, phase 3, load strategy``, ``erratum 5``, a public
address, or ``workbench`` for our own reasoning."""


def misplaced(message: str, *path: str | int) -> PydanticCustomError:
    """Return the error of a check over a whole page, to be raised, with the ``path`` it is about.

    A plain ``ValueError`` would be reported at the head of the page instead of at the record.
    """
    return PydanticCustomError("misplaced", "{reason}", {"reason": message, "path": path})


class Record(BaseModel):
    """Base of all knowledge: unknown keys are errors, instances do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Note(Record):
    """What we add to, or correct in, the methodology; the reader sees which it is."""

    kind: Literal["correction", "addition", "aged"]
    text: Text
    source: Source
    as_of: datetime.date | None = None


class Entry(Record):
    """One row, item, part, node: something a link can point at and a search can find."""

    id: Slug
    title: Text
    links: tuple[Reference, ...] = ()
    notes: tuple[Note, ...] = ()
    keywords: tuple[str, ...] = ()
    """Words that people search for and that the texts do not hold."""
    source: Source | None = None
    """Only where it differs from the page's own source."""
    as_of: datetime.date | None = None

    def texts(self) -> list[str]:
        """Return the prose of this entry, for search; titles are added by the index."""
        return [note.text for note in self.notes]


class Page(Record):
    """One YAML file of the handbook."""

    records: ClassVar[str]
    """Name of the field whose records an overlay adds to or replaces by id."""

    kind: str
    id: Slug
    title: Text
    phase: int = Field(ge=0, le=11)
    """Phase of the methodology, 1 to 11; 0 for what spans all of them."""
    summary: Text
    source: Source
    keywords: tuple[str, ...] = ()
    links: tuple[Reference, ...] = ()
    notes: tuple[Note, ...] = ()

    def entries(self) -> Sequence[Entry]:
        """Return the records of this page in the order of the file."""
        found: Sequence[Entry] = getattr(self, self.records)
        return found
