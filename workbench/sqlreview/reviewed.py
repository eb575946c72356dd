"""What a review found: in one text, and in many."""

from dataclasses import dataclass, field
from enum import StrEnum

from workbench.findings import Finding


class Subject(StrEnum):
    """What was reviewed."""

    QUERIES = "queries"
    DESIGNS = "designs"

    @property
    def heading(self) -> str:
        """The heading of a report."""
        return "Query review" if self is Subject.QUERIES else "Design check"

    @property
    def unit(self) -> str:
        """What is counted in a file."""
        return "statement" if self is Subject.QUERIES else "document"


@dataclass(frozen=True, slots=True)
class ReviewError:
    """Something that was not reviewed: a statement, a whole file, or one rule on a statement.

    ``broken`` is false for a valid statement that a query review has no use for.
    """

    line: int
    column: int
    message: str
    broken: bool = True


@dataclass(frozen=True, slots=True)
class Removal:
    """A table, or a column of it, that a text takes away: a finding if another one reads it."""

    finding: Finding
    table: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class FileReview:
    """What the review of one text found; ``statements`` counts those that were read.

    ``left_out`` are the findings that the preset does not show, ``removals`` those
    that the other files have not been asked about yet.
    """

    path: str
    dialect: str
    statements: int
    findings: tuple[Finding, ...]
    errors: tuple[ReviewError, ...]
    left_out: tuple[Finding, ...] = ()
    removals: tuple[Removal, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """The reviews of several files, and how long they took in seconds."""

    files: tuple[FileReview, ...]
    seconds: float
    sources: dict[str, str] = field(default_factory=dict, repr=False)
    """The text behind each path, for showing code beside findings."""
    about: Subject = Subject.QUERIES
