"""What the query screen says about the review of the text at hand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.content import Content

from screens.keymap import show_key, show_key_briefly
from screens.query.file import UNNAMED, QueryFile
from screens.query.filter import LIMITS, Filter
from screens.query.rows import (
    MOST_LISTED,
    STYLES,
    Position,
    Row,
    count_words,
    findings_of,
    lines_of,
    many,
    one_line,
    row_at,
    row_beside,
    rows_of,
)
from screens.services import Services
from screens.widgets.choice_list import Line
from screens.widgets.page_view import Block
from workbench.findings import Finding
from workbench.reports.finding import finding_facts, finding_markdown
from workbench.reports.layout import paragraphs
from workbench.sqlreview.options import Options

if TYPE_CHECKING:
    from workbench.sqlreview.reviewed import FileReview
    from workbench.sqlreview.silence import CommentPlace


@dataclass(frozen=True, slots=True)
class Job:
    """A text to review, and how; it does not change while a thread works on it."""

    text: str
    name: str
    options: Options
    baseline: str = ""


class QueryPresenter:
    """Holds one query; a screen gives it the text and shows what it says."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._options = Options(
            settings=services.settings.review, knowledge=tuple(map(str, services.knowledge))
        )
        self.file = QueryFile(services.state / "queries", self._options)
        self.filter = Filter()
        self.review: FileReview | None = None
        self._listed: list[Row] = []
        self._listed_for: tuple[FileReview | None, Filter] = (None, self.filter)
        self.failure = ""
        """Why there is no review, where it failed."""

    def job(self, text: str) -> Job:
        """Return what is to be reviewed now."""
        file = self.file
        return Job(text, str(file.path or UNNAMED), file.options, file.chosen.baseline or "")

    @staticmethod
    def run(job: Job) -> "FileReview":
        """Review as the command line would; changes nothing here, so it may run in a thread.

        Raises:
            InputError: the settings name a rule that does not exist, or a schema or a
                baseline cannot be read.
        """
        from workbench.sqlreview.one_text import review_one  # noqa: PLC0415 - loads sqlglot

        return review_one(job.text, job.name, job.options, job.baseline)

    def findings(self) -> Sequence[Finding]:
        """Return the findings that the settings show, or all of them."""
        return findings_of(self.review, self.filter) if self.review else ()

    def next_limit(self) -> str:
        """Show only what is worse, in turn; return what is shown now."""
        self.filter = replace(self.filter, limit=self.filter.next_limit)
        return LIMITS[self.filter.limit]

    def rule_counts(self, wanted: Filter) -> Counter[str]:
        """Return how many findings there are of each rule, whichever is listed."""
        found = findings_of(self.review, wanted) if self.review else ()
        return Counter(finding.rule for finding in found)

    def rows(self) -> Sequence[Row]:
        """Return what the review says, in the order of the text; what is unread is never hidden."""
        if self._listed_for != (self.review, self.filter):
            self._listed_for = (self.review, self.filter)
            self._listed = rows_of(self.review, self.filter) if self.review else []
        return self._listed

    def lines(self, width: int) -> list[Line | str]:
        """Return the list of rows, or why there are none."""
        if self.failure:
            return list(paragraphs(self.failure, width, "", ""))
        return lines_of(self.rows())

    def row(self, row_id: str | None) -> Row | None:
        """Return the row of that id."""
        return next((row for row in self.rows() if row.id == row_id), None)

    def row_at(self, here: Position) -> Row | None:
        """Return the row that belongs to a position."""
        return row_at(self.rows()[:MOST_LISTED], here)

    def row_beside(self, chosen: Row | None, here: Position, step: int) -> Row | None:
        """Return the next row or the one before, going round."""
        return row_beside(self.rows()[:MOST_LISTED], chosen, here, step)

    def summary(self, text: str) -> str:
        """Return how the text is read, its file, and whether that has this text."""
        file = self.file
        state = " (not saved)" if file.is_unsaved(text) else ""
        read_with = [file.dialect]
        if file.chosen.tables:
            read_with.append(f"schema {file.chosen.tables.rsplit('/', 1)[-1]}")
        if file.chosen.baseline:
            read_with.append("baseline")
        return f"{', '.join(read_with)}: {file.name}{state}"

    def counts(self, text: str) -> str:
        """Return what was found, or what is missing for a review."""
        if not text.strip():
            return "Type or paste SQL, or open a file"
        if self.failure:
            return "The review failed"
        if self.review is None:
            return "Reviewing"
        statements = [] if self.filter.words else [many(self.review.statements, "statement")]
        parts = [*statements, *count_words(self.findings())]
        unread = sum(each.broken for each in self.review.errors)
        parts += [f"{unread} unread"] if unread else []
        if parts == statements:
            parts.append("nothing found")
        if self.review.left_out and not self.filter.shows_all:
            key = show_key_briefly(self._services.keymap.keys["query-all"][0])
            parts.append(f"{len(self.review.left_out)} more ({key})")
        if len(self.rows()) > MOST_LISTED:
            parts.append(f"the first {MOST_LISTED} listed")
        if self.filter.words:
            parts.append(f"shown: {self.filter.words}")
        return ", ".join(parts)

    def detail(self, row: Row | None, width: int) -> list[Block]:
        """Return a row in full."""
        if row is None:
            return [Block("nothing", (Content.styled("No finding is chosen.", "dim"),))]
        head = f"{row.word}, line {row.place.line}, column {row.place.column}"
        lines = [Content.styled(head, STYLES.get(row.word, "bold"))]
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

    def place_of_comment(self, finding: Finding, text: str) -> "CommentPlace":
        """Return where the comment goes that silences a finding.

        Raises:
            InputError: no comment can stand there.
        """
        from workbench.sqlreview.silence import place_of_comment  # noqa: PLC0415 - loads sqlglot

        dialect = self.review.dialect if self.review else self.file.dialect
        return place_of_comment(text, finding, str(self.file.path or UNNAMED), dialect)

    def markdown(self, row: Row, text: str) -> str:
        """Return a row as Markdown."""
        if row.finding is None:
            return f"{self.file.name}, line {row.place.line}: {row.text}\n"
        return finding_markdown(row.finding, self.file.name, text)
