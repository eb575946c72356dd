"""What the query screen says about the review of the text at hand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.content import Content

from screens.keymap import show_key, show_key_briefly
from screens.query.file import UNNAMED, QueryFile
from screens.services import Services
from screens.widgets.choice_list import Line
from screens.widgets.page_view import Block
from workbench.findings import Finding, Place, Severity
from workbench.reports.finding import finding_facts, finding_markdown
from workbench.reports.layout import paragraphs
from workbench.sqlreview.options import Options

if TYPE_CHECKING:
    from workbench.sqlreview.review import FileReview

MOST_LISTED = 500
"""Findings in the list; more of them are counted, and come up as others are dealt with."""
_STYLES = {"error": "bold $text-error", "warning": "$text-warning", "unread": "bold $text-error"}
_LIMITS = {
    Severity.HINT: "all",
    Severity.ERROR: "errors only",
    Severity.WARNING: "warnings and worse",
    Severity.INFO: "infos and worse",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: a finding, or something that could not be reviewed."""

    id: str
    place: Place
    word: str
    text: str
    finding: Finding | None = None


Position = tuple[int, int]
"""Line and column, from 1."""


def start_of(row: Row) -> Position:
    """Return where a row begins."""
    return row.place.line, row.place.column


class QueryPresenter:
    """Holds one query; a screen gives it the text and shows what it says."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._options = Options(settings=services.settings.review)
        self.file = QueryFile(services.state / "queries", self._options)
        self.limit = Severity.HINT
        self.shows_all = False
        """Whether findings show that the preset of the settings leaves out."""
        self.review: FileReview | None = None
        self._sorted: list[Row] = []
        self._sorted_for: FileReview | None = None
        self._sorted_as = (self.limit, self.shows_all)
        self.failure = ""
        """Why there is no review, where it failed."""

    def dialects(self) -> Sequence[str]:
        """Return the dialects that can be chosen."""
        from workbench.sqlreview.dialects import names  # noqa: PLC0415 - loads sqlglot

        return names()

    def run_review(self, text: str, dialect: str) -> "FileReview":
        """Review a text as the settings ask; changes nothing here, so it may run in a thread.

        Raises:
            InputError: the settings name a rule that does not exist.
        """
        from workbench.sqlreview.review import Reviewer  # noqa: PLC0415 - loads sqlglot

        name = str(self.file.path or UNNAMED)
        review = Reviewer(*self._options.rules()).review(text, name, dialect)
        shown, left_out = self._options.for_file(name).apply(review.findings)
        return replace(review, findings=tuple(shown), left_out=tuple(left_out))

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings that the settings show, or all of them."""
        if self.review is None:
            return ()
        return (
            *self.review.findings,
            *(self.review.left_out if self.shows_all else ()),
        )

    def next_limit(self) -> str:
        """Show only what is worse, in turn; return what is shown now."""
        order = list(_LIMITS)
        self.limit = order[(order.index(self.limit) + 1) % len(order)]
        return _LIMITS[self.limit]

    def rows(self) -> list[Row]:
        """Return what the review says, in the order of the text; what is unread is never hidden."""
        if self.review is None:
            return []
        wanted = (self.limit, self.shows_all)
        if self._sorted_for is not self.review or self._sorted_as != wanted:
            self._sorted_for, self._sorted_as = self.review, wanted
            self._sorted = self._sort(self.review)
        return self._sorted

    def _sort(self, review: "FileReview") -> list[Row]:
        rows = [
            Row(f"error-{number}", Place(at.line, at.column, at.line, at.column), word, at.message)
            for number, at in enumerate(review.errors)
            for word in ["unread" if at.broken else "skipped"]
        ]
        rows += [
            Row(f"finding-{number}", each.place, each.severity.value, each.message, each)
            for number, each in enumerate(self.findings())
            if each.severity.rank <= self.limit.rank
        ]
        return sorted(rows, key=lambda row: row.place)

    def row(self, row_id: str | None) -> Row | None:
        """Return the row of that id."""
        return next((row for row in self.rows() if row.id == row_id), None)

    def row_at(self, line: int) -> Row | None:
        """Return the row whose place covers ``line``: the one that begins nearest above."""
        listed = self.rows()[:MOST_LISTED]
        covering = [row for row in listed if row.place.line <= line <= row.place.end_line]
        return max(covering, key=lambda row: row.place.line, default=None)

    def row_beside(self, chosen: Row | None, here: Position, step: int) -> Row | None:
        """Return the next row (``step`` 1) or the one before (-1), going round.

        It is counted from the chosen row where the cursor is at it, else from the cursor.
        """
        rows = self.rows()[:MOST_LISTED]
        if chosen in rows and start_of(chosen) == here:
            return rows[(rows.index(chosen) + step) % len(rows)]
        ordered = rows if step > 0 else rows[::-1]
        beyond = [row for row in ordered if (start_of(row) > here) == (step > 0)]
        return next(iter([*beyond, *ordered]), None)

    def lines(self) -> list[Line | str]:
        """Return the list of rows, of a long one the beginning."""
        return [
            (
                row.id,
                Content.assemble(
                    (f"{row.place.line:>4}  ", "dim"),
                    (f"{row.word:<8} ", _STYLES.get(row.word, "")),
                    one_line(row.text),
                ),
            )
            for row in self.rows()[:MOST_LISTED]
        ]

    def summary(self, text: str) -> str:
        """Return the dialect, the file, and whether it has this text."""
        state = " (not saved)" if self.file.is_unsaved(text) else ""
        return f"{self.file.dialect}: {self.file.name}{state}"

    def counts(self, text: str) -> str:
        """Return what was found, or what is missing for a review."""
        if not text.strip():
            return "Type or paste SQL, or open a file"
        if self.failure:
            return f"The review failed: {self.failure}"
        if self.review is None:
            return "Reviewing"
        parts = [_many(self.review.statements, "statement")]
        for severity in Severity:
            count = sum(each.severity is severity for each in self.findings())
            parts += [_many(count, severity.value)] if count else []
        unread = sum(each.broken for each in self.review.errors)
        parts += [f"{unread} unread"] if unread else []
        if len(parts) == 1:
            parts.append("nothing found")
        if self.review.left_out and not self.shows_all:
            key = show_key_briefly(self._services.keymap.keys["query-all"][0])
            parts.append(f"{len(self.review.left_out)} more ({key})")
        if len(self.rows()) > MOST_LISTED:
            parts.append(f"the first {MOST_LISTED} listed")
        if self.limit is not Severity.HINT:
            parts.append(f"shown: {_LIMITS[self.limit]}")
        return ", ".join(parts)

    def detail(self, row: Row | None, width: int) -> list[Block]:
        """Return a row in full."""
        if row is None:
            return [Block("nothing", (Content.styled("No finding is chosen.", "dim"),))]
        head = f"{row.word}, line {row.place.line}, column {row.place.column}"
        lines = [Content.styled(head, _STYLES.get(row.word, "bold"))]
        lines += Content.styled(one_line(row.text), "bold").wrap(width)
        if row.finding is None:
            lines += Content.styled(self._other_dialect(), "dim").wrap(width)
            return [Block(row.id, tuple(lines), (), row.text)]
        for label, text in finding_facts(row.finding):
            for line in paragraphs(f"{label}: {text}", width, "", "  "):
                labelled = len(label) + 1 if line.startswith(f"{label}:") else 0
                lines.append(Content(line).stylize("bold", 0, labelled))
        title = self.entry_title(row.finding)
        if title:
            text = f"Read more (Enter): {title}"
            lines += [Content.styled(each, "dim") for each in paragraphs(text, width, "", "  ")]
        return [Block(row.id, tuple(lines), (row.finding.source,) if title else ())]

    def _other_dialect(self) -> str:
        key = show_key(self._services.keymap.keys["query-dialect"][0])
        return f"Read as {self.file.dialect}; {key} chooses another dialect."

    def entry_title(self, finding: Finding) -> str:
        """Return the title of the handbook entry behind a finding, if there is one."""
        found = self._services.handbook.get(finding.source) if finding.source else None
        return found.title if found else ""

    def markdown(self, row: Row, text: str) -> str:
        """Return a row as Markdown."""
        if row.finding is None:
            return f"{self.file.name}, line {row.place.line}: {row.text}\n"
        return finding_markdown(row.finding, self.file.name, text)


def one_line(text: str) -> str:
    """Return a text as one line."""
    return " ".join(text.split())


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
