"""The list of what a review says: findings and what was not read, in the order of the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from screens.query.filter import Filter
from screens.widgets.choice_list import Line
from workbench.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from workbench.sqlreview.reviewed import FileReview

MOST_LISTED = 500
"""Findings in the list; more of them are counted, and come up as others are dealt with."""
STYLES = {"error": "bold $text-error", "warning": "$text-warning", "unread": "bold $text-error"}
_SIGNS = {
    "error": ("E", "bad"),
    "unread": ("?", "bad"),
    "warning": ("W", "doubtful"),
    "info": ("I", "mild"),
    "hint": ("H", "mild"),
    "skipped": ("?", "mild"),
}
"""What stands beside the number of a line, worst first."""
_ORDER = list(_SIGNS)

Position = tuple[int, int]
"""Line and column, from 1."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: a finding, or something that could not be reviewed."""

    id: str
    place: Place
    word: str
    text: str
    finding: Finding | None = None

    @property
    def start(self) -> Position:
        """Return where it begins."""
        return self.place.line, self.place.column

    def covers(self, here: Position) -> bool:
        """Tell whether a position is in it, or right behind its end."""
        return self.start <= here <= (self.place.end_line, self.place.end_column)


def findings_of(review: "FileReview", wanted: Filter) -> tuple[Finding, ...]:
    """Return the findings that may be shown: of the settings, or all."""
    return (*review.findings, *(review.left_out if wanted.shows_all else ()))


def rows_of(review: "FileReview", wanted: Filter) -> list[Row]:
    """Return what is listed; what is unread is never hidden."""
    rows = [
        Row(f"error-{number}", Place(at.line, at.column, at.line, at.column), word, at.message)
        for number, at in enumerate(review.errors)
        for word in ["unread" if at.broken else "skipped"]
    ]
    rows += [
        Row(f"finding-{number}", each.place, each.severity.value, each.message, each)
        for number, each in enumerate(findings_of(review, wanted))
        if wanted.keeps(each)
    ]
    return sorted(rows, key=lambda row: row.place)


def row_at(rows: Sequence[Row], here: Position) -> Row | None:
    """Return the row that a position is in, the shortest of several; else one on its line."""
    covering = [row for row in rows if row.covers(here)]
    if covering:
        return max(covering, key=lambda row: (row.start, -row.place.end_line))
    near = [row for row in rows if row.place.line <= here[0] <= row.place.end_line]
    return max(near, key=lambda row: row.place.line, default=None)


def row_beside(rows: Sequence[Row], chosen: Row | None, here: Position, step: int) -> Row | None:
    """Return the next row (``step`` 1) or the one before (-1), going round.

    It is counted from the chosen row where the cursor is at it, else from the cursor.
    """
    if chosen in rows and chosen is not None and chosen.start == here:
        return rows[(list(rows).index(chosen) + step) % len(rows)]
    ordered = rows if step > 0 else rows[::-1]
    beyond = [row for row in ordered if (row.start > here) == (step > 0)]
    return next(iter([*beyond, *ordered]), None)


def signs_of(rows: Sequence[Row]) -> dict[int, tuple[str, str]]:
    """Return the sign of each line on which something begins: that of the worst."""
    signs: dict[int, tuple[str, str]] = {}
    for row in sorted(rows, key=lambda row: _ORDER.index(row.word)):
        signs.setdefault(row.place.line, _SIGNS[row.word])
    return signs


def lines_of(rows: Sequence[Row]) -> list[Line | str]:
    """Return the list as it is shown, of a long one the beginning."""
    return [
        (
            row.id,
            Content.assemble(
                (f"{row.place.line:>4}  ", "dim"),
                (f"{row.word:<8} ", STYLES.get(row.word, "")),
                one_line(row.text),
            ),
        )
        for row in rows[:MOST_LISTED]
    ]


def count_words(findings: Sequence[Finding]) -> list[str]:
    """Return how many there are of each severity, in words."""
    counts = [(sum(each.severity is grade for each in findings), grade.value) for grade in Severity]
    return [many(count, word) for count, word in counts if count]


def one_line(text: str) -> str:
    """Return a text as one line."""
    return " ".join(text.split())


def many(count: int, noun: str) -> str:
    """Return a count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
