"""What the query screen knows: the text at hand, its review, and the draft on disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content

from screens.keymap import show_key
from screens.services import Services
from screens.widgets.choice_list import Line
from screens.widgets.page_view import Block
from workbench.designs.drafts import Drafts
from workbench.errors import InputError, Problem
from workbench.findings import Finding, Place, Severity
from workbench.reading import read_text
from workbench.reports.finding import finding_facts, finding_markdown
from workbench.reports.layout import paragraphs
from workbench.writing import write_atomically

if TYPE_CHECKING:
    from workbench.sqlreview.review import FileReview

GENERIC = "generic"
UNNAMED = "unnamed.sql"
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


class QueryPresenter:
    """Holds one query; a screen gives it the text and shows what it says."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._drafts = Drafts(services.state / "queries")
        self._unnamed = services.state / "queries" / UNNAMED
        self.path: Path | None = None
        self.base: str | None = None
        self.dialect = GENERIC
        self.limit = Severity.HINT
        self.review: FileReview | None = None
        self.failure = ""
        """Why there is no review, where it failed."""

    @property
    def name(self) -> str:
        """Return what the text is called."""
        return self.path.name if self.path else "New query"

    def resume(self) -> tuple[str, datetime] | None:
        """Return the text that was left unsaved last, and when, and make it the one at hand."""
        left = self._drafts.all()
        if not left:
            return None
        draft = left[0]
        self.path = None if draft.path == self._unnamed.resolve() else draft.path
        self.base, self.dialect, self.review = draft.base, draft.note or GENERIC, None
        return draft.text, draft.kept_at

    def open(self, path: Path) -> tuple[str, bool]:
        """Make a file the one at hand; return its text, and whether that is an unsaved draft.

        Raises:
            InputError: the file cannot be read; the text at hand stays what it was.
        """
        from workbench.sqlreview.dialects import dialect_of_path  # noqa: PLC0415 - loads sqlglot

        text = read_text(path).text
        draft = self._drafts.find(path)
        self.path, self.base, self.review = path, text, None
        self.dialect = dialect_of_path(str(path))
        if draft is None or draft.text == text:
            return text, False
        self.base, self.dialect = draft.base, draft.note or self.dialect
        return draft.text, True

    def start_new(self) -> None:
        """Make an empty text without a name the one at hand."""
        self.path, self.base, self.review = None, None, None
        self._drafts.discard(self._unnamed)

    def keep(self, text: str) -> None:
        """Keep an unsaved text on disk, and forget the draft of one that is saved or empty.

        Raises:
            InputError: the draft cannot be written.
        """
        place = self.path or self._unnamed
        if text == (self.base or ""):
            self._drafts.discard(place)
        else:
            self._drafts.keep(place, self.base, text, note=self.dialect)

    def save(self, text: str, path: Path) -> None:
        """Write the text to a file, which is the one at hand from then on.

        Raises:
            InputError: the file has changed since it was opened, there is another file of
                that name, or it cannot be written.
        """
        own = self.path is not None and path.resolve() == self.path.resolve()
        if path.exists() and not (own and read_text(path).text == self.base):
            what = "has changed on disk since it was opened" if own else "exists already"
            raise InputError(Problem(what, str(path), fix="Give another name"))
        write_atomically(path, text)
        self._drafts.discard(self.path or self._unnamed)
        self.path, self.base = path, text

    def is_unsaved(self, text: str) -> bool:
        """Return whether the file does not have this text."""
        return text != (self.base or "")

    def dialects(self) -> Sequence[str]:
        """Return the dialects that can be chosen."""
        from workbench.sqlreview.dialects import names  # noqa: PLC0415 - loads sqlglot

        return names()

    def run_review(self, text: str, dialect: str) -> "FileReview":
        """Review a text; touches nothing of the presenter, so that it may run in a thread."""
        from workbench.sqlreview.review import review_text  # noqa: PLC0415 - loads sqlglot

        return review_text(text, str(self.path or ""), dialect)

    def next_limit(self) -> str:
        """Show only what is worse, in turn; return what is shown now."""
        order = list(_LIMITS)
        self.limit = order[(order.index(self.limit) + 1) % len(order)]
        return _LIMITS[self.limit]

    def rows(self) -> list[Row]:
        """Return what the review says, in the order of the text; what is unread is never hidden."""
        if self.review is None:
            return []
        rows = [
            Row(f"error-{number}", Place(at.line, at.column, at.line, at.column), word, at.message)
            for number, at in enumerate(self.review.errors)
            for word in ["unread" if at.broken else "skipped"]
        ]
        rows += [
            Row(f"finding-{number}", each.place, each.severity.value, each.message, each)
            for number, each in enumerate(self.review.findings)
            if each.severity.rank <= self.limit.rank
        ]
        return sorted(rows, key=lambda row: row.place)

    def row(self, row_id: str | None) -> Row | None:
        """Return the row of that id."""
        return next((row for row in self.rows() if row.id == row_id), None)

    def row_at(self, line: int) -> Row | None:
        """Return the row whose place covers ``line``: the one that begins nearest above."""
        covering = [row for row in self.rows() if row.place.line <= line <= row.place.end_line]
        return max(covering, key=lambda row: row.place.line, default=None)

    def row_beside(self, line: int, column: int, step: int) -> Row | None:
        """Return the next row behind a position (``step`` 1) or before it (-1), going round."""
        rows = self.rows()
        here = (line, column)
        starts = [(row.place.line, row.place.column) for row in rows]
        if step > 0:
            found = [row for row, start in zip(rows, starts, strict=True) if start > here]
            return next(iter([*found, *rows]), None)
        found = [row for row, start in zip(rows, starts, strict=True) if start < here]
        return next(iter([*reversed(found), *reversed(rows)]), None)

    def lines(self) -> list[Line | str]:
        """Return the list of rows."""
        return [
            (
                row.id,
                Content.assemble(
                    (f"{row.place.line:>4}  ", "dim"),
                    (f"{row.word:<8} ", _STYLES.get(row.word, "")),
                    one_line(row.text),
                ),
            )
            for row in self.rows()
        ]

    def summary(self, text: str) -> str:
        """Return the file, whether it has this text, and the dialect."""
        state = " (not saved)" if self.is_unsaved(text) else ""
        return f"{self.name}{state}, {self.dialect}"

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
            count = sum(each.severity is severity for each in self.review.findings)
            parts += [_many(count, severity.value)] if count else []
        unread = sum(each.broken for each in self.review.errors)
        parts += [f"{unread} unread"] if unread else []
        if len(parts) == 1:
            parts.append("nothing found")
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
        return f"Read as {self.dialect}; {key} chooses another dialect."

    def entry_title(self, finding: Finding) -> str:
        """Return the title of the handbook entry behind a finding, if there is one."""
        found = self._services.handbook.get(finding.source) if finding.source else None
        return found.title if found else ""

    def markdown(self, row: Row, text: str) -> str:
        """Return a row as Markdown."""
        if row.finding is None:
            return f"{self.name}, line {row.place.line}: {row.text}\n"
        return finding_markdown(row.finding, self.name, text)


def one_line(text: str) -> str:
    """Return a text as one line."""
    return " ".join(text.split())


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
