"""What the runbook screen knows: a log, its diagnosis, the walk, and what was written."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from textual.content import Content

from screens.services import Services
from screens.widgets.choice_list import Line
from screens.widgets.page_view import Block
from workbench.errors import InputError
from workbench.handbook.tree import Tree
from workbench.reports.incident import incident_markdown
from workbench.reports.triage import diagnosis_text
from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify
from workbench.triage.diagnosis import Diagnosis, Verdict
from workbench.triage.guide import Guide, Occasion
from workbench.triage.incident import TimelineEntry
from workbench.triage.journal import Journal
from workbench.triage.log_stream import NumberedLine, log_lines
from workbench.triage.runbook import TREE, start_node
from workbench.writing import write_atomically

MOST_SHOWN_LINES = 5_000
"""Lines of an opened log that the screen shows; the diagnosis reads all of it."""
MOST_OFFERED = 5
COPY_WIDTH = 78
START, FROM_ROOT, NEW, COPY = "start", "from-root", "new", "copy"
LINK = "link:"


@dataclass(frozen=True, slots=True)
class Written:
    """Where a finished incident was written, and its report."""

    record: Path
    report: Path
    text: str


class RunbookPresenter:
    """Holds one triage; every answer and note is on disk when a call returns."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._journals = services.state / "journals"
        self._incidents = services.state / "incidents"
        self.log = ""
        self.diagnosis: Diagnosis | None = None
        self.guide: Guide | None = None
        self.written: Written | None = None

    @cached_property
    def _catalogue(self) -> Catalogue:
        return Catalogue.of(self._services.handbook)

    @property
    def can_start(self) -> bool:
        """Whether there is a diagnosis that a walk can start from."""
        return self.diagnosis is not None and self.guide is None and self.written is None

    def unfinished(self) -> list[Journal]:
        """Return the walks that were left, the latest first."""
        return Journal.unfinished(folder=self._journals, clock=self._services.clock)

    def diagnose(self, log: str | Iterable[NumberedLine]) -> Diagnosis:
        """Diagnose a log; touches nothing else of the presenter, so that it may run in a thread.

        Raises:
            InputError: reading the numbered lines does.
        """
        return classify(log, self._catalogue)

    def lines_to_show(self, path: Path) -> tuple[str, bool]:
        """Return the beginning of a log, and whether that is all of it.

        Raises:
            InputError: the file cannot be read as a log.
        """
        lines = [
            raw.decode("utf-8", "replace")
            for _, raw in islice(log_lines(path), MOST_SHOWN_LINES + 1)
        ]
        return "\n".join(lines[:MOST_SHOWN_LINES]), len(lines) <= MOST_SHOWN_LINES

    def begin_anew(self) -> None:
        """Forget log, diagnosis and walk; what is on disk stays."""
        self.log, self.diagnosis, self.guide, self.written = "", None, None, None

    def start(self, *, from_root: bool = False) -> Guide:
        """Begin the walk at the diagnosed cause, or at the first question.

        Raises:
            InputError: the journal cannot be written.
        """
        self.guide = Guide.start(
            self._services.handbook,
            None if from_root else self.diagnosis,
            Occasion(log=self.log),
            folder=self._journals,
            clock=self._services.clock,
        )
        return self.guide

    def resume(self, journal: Journal) -> Guide:
        """Go on with a walk that was left."""
        self.guide = Guide.resume(self._services.handbook, journal)
        self.diagnosis = self.guide.diagnosis
        return self.guide

    def finish(self) -> Written:
        """Write the record and the report of the walk, which is over.

        Raises:
            InputError: the walk is not over, or a file cannot be written.
        """
        assert self.guide is not None
        incident, record = self.guide.finish(self._incidents)
        text = incident_markdown(incident)
        report = record.with_suffix(".md")
        write_atomically(report, text)
        self.guide, self.written = None, Written(record, report, text)
        return self.written

    def head(self) -> str:
        """Return in one line what is at hand."""
        if self.guide:
            return f"Incident {self.guide.journal.id}: {title_of(self.guide)}"
        if self.written:
            return f"Incident {self.written.record.stem} is finished"
        if self.diagnosis:
            return self.log or "Pasted text"
        return self.log or "Paste the text of a failure, or open a log"

    def blocks(self, width: int) -> list[Block]:
        """Return the diagnosis, or the report of the incident that was finished."""
        if self.written:
            where = [
                f"The record is in {self.written.record}",
                f"The report: {self.written.report}",
            ]
            lines = [piece for line in where for piece in Content.styled(line, "bold").fold(width)]
            report = self.written.text.splitlines()
            lines += [Content(), *(piece for line in report for piece in _folded(line, width))]
            return [Block("report", tuple(lines), (), self.written.text)]
        if self.diagnosis is None:
            hint = "The diagnosis comes up here: likely cause, proving line, next commands."
            return [Block("none", tuple(Content.styled(hint, "dim").wrap(width)))]
        bare = self.diagnosis.model_copy(update={"links": ()})
        lines = [
            piece
            for line in diagnosis_text(bare, width).splitlines()
            for piece in _folded(line, width)
        ]
        lines[0] = lines[0].stylize("bold reverse" if self._is_matched else "bold")
        text = diagnosis_text(self.diagnosis, COPY_WIDTH)
        return [Block("diagnosis", tuple(lines), self.diagnosis.links, text)]

    @property
    def _is_matched(self) -> bool:
        return self.diagnosis is not None and self.diagnosis.verdict is Verdict.MATCHED

    def actions(self) -> list[Line]:
        """Return what can be done with what is at hand, the next thing first."""
        if self.written:
            return [(NEW, "Begin another triage"), (COPY, "Copy the report")]
        if self.diagnosis is None:
            return [(FROM_ROOT, "Walk without a log, from the first question")]
        tree = self._services.handbook.page(TREE, Tree)
        lines: list[Line] = []
        node = start_node(tree, self.diagnosis)
        if node != tree.root:
            lines.append((START, f"Walk: {tree.node(node).title}"))
        lines.append((FROM_ROOT, "Walk from the first question"))
        return [*lines, *((f"{LINK}{ref}", f"Read: {title}") for ref, title in self.links())]

    def links(self) -> list[tuple[str, str]]:
        """Return what the handbook has on the diagnosis, as reference and title."""
        refs = self.diagnosis.links if self.diagnosis else ()
        found = [(ref, self._services.handbook.get(ref)) for ref in refs]
        return [(ref, each.title) for ref, each in found if each]

    def link_titles(self) -> dict[str, str]:
        """Return the title of every link of the runbook that leads somewhere."""
        tree = self._services.handbook.page(TREE, Tree)
        refs = {ref for node in tree.nodes for ref in node.links}
        found = {ref: self._services.handbook.get(ref) for ref in sorted(refs)}
        return {ref: each.title for ref, each in found.items() if each}

    def timeline(self) -> list[Line]:
        """Return what happened so far; the id of a line is the number of its entry."""
        if self.guide is None:
            return []
        return [(str(entry.number), _entry(entry)) for entry in self.guide.timeline()]

    def entry_text(self, number: int) -> str:
        """Return the text of an entry of the timeline as it stands."""
        assert self.guide is not None
        return next(each.text for each in self.guide.timeline() if each.number == number)

    def text_to_copy(self) -> str:
        """Return the report so far, the finished report, or the diagnosis."""
        if self.guide:
            return incident_markdown(self.guide.incident())
        if self.written:
            return self.written.text
        return diagnosis_text(self.diagnosis, COPY_WIDTH) if self.diagnosis else ""


def title_of(guide: Guide) -> str:
    """Return what an incident is about."""
    return guide.incident().title


def left_line(guide: Guide) -> str:
    """Return what is known of a walk that was left, in one line."""
    count = len(guide.turns)
    answers = f"{count} answer{'' if count == 1 else 's'}"
    return f"{title_of(guide)} ({guide.journal.started.time:%Y-%m-%d %H:%M} UTC, {answers})"


def walks_left(services: Services) -> list[Guide]:
    """Return the walks that were left and can be gone on with, the latest first."""
    found: list[Guide] = []
    for journal in RunbookPresenter(services).unfinished()[:MOST_OFFERED]:
        try:
            found.append(Guide.resume(services.handbook, journal))
        except InputError:
            continue  # its runbook is not in this handbook
    return found


def _entry(entry: TimelineEntry) -> Content:
    question = f"{entry.question} " if entry.question else ""
    corrected = " (corrected)" if entry.corrects else ""
    return Content.assemble(
        (f"{entry.time:%H:%M:%S} ", "dim"),
        (f"{entry.kind:<9}", "bold" if entry.kind == "noted" else "dim"),
        question,
        (f"{' '.join(entry.text.split())}{corrected}", "bold"),
    )


def _folded(line: str, width: int) -> list[Content]:
    """Return a line cut where it is too wide: commands and paths cannot be wrapped."""
    return Content(line).fold(width) or [Content()]
