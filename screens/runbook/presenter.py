"""What the runbook screen knows: a log, its diagnosis, the walk, and a record that is open."""

from collections.abc import Iterable
from functools import cached_property
from itertools import islice
from pathlib import Path

from screens.runbook.case_presenter import CasePresenter, entry_content
from screens.runbook.page import COPY_WIDTH, Page, blocks_of
from screens.services import Services
from screens.widgets.choice_list import Line
from screens.widgets.page_view import Block
from workbench.reports.incident import incident_markdown
from workbench.reports.post_mortem import post_mortem
from workbench.reports.triage import diagnosis_text
from workbench.triage.cases import Case, Cases, ClosedCase, OpenCase
from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify
from workbench.triage.diagnosis import Diagnosis
from workbench.triage.guide import Guide
from workbench.triage.incident import Incident
from workbench.triage.journal import Journal
from workbench.triage.learning import with_fingerprint
from workbench.triage.log_stream import NumberedLine, log_lines
from workbench.triage.occasion import Occasion
from workbench.triage.runbook import TREE
from workbench.writing import write_atomically

MOST_SHOWN_LINES = 5_000
"""Lines of an opened log that the screen shows; the diagnosis reads all of it."""


class RunbookPresenter:
    """Holds one triage; every answer and note is on disk when a call returns."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.log = ""
        self.diagnosis: Diagnosis | None = None
        self.guide: Guide | None = None
        self.record: ClosedCase | None = None
        self.page: Page | None = None
        self.report: Path | None = None
        """Where the post-mortem of the incident was written that was just finished."""
        self._seen: dict[str, list[Incident]] = {}

    @cached_property
    def _catalogue(self) -> Catalogue:
        return Catalogue.of(self._services.handbook)

    @property
    def cases(self) -> Cases:
        """Return all incidents of this person."""
        state = self._services.state
        design = self._services.design.design
        return Cases(
            self._services.handbook,
            state / "journals",
            state / "incidents",
            self._services.clock,
            design,
        )

    @property
    def case(self) -> CasePresenter | None:
        """Return the incident at hand, if there is one."""
        held: Case | None = OpenCase(self.guide) if self.guide else self.record
        if held is None:
            return None
        return CasePresenter(self._services, self.cases, held, self.seen_before)

    def seen_before(self, fingerprint: str) -> list[Incident]:
        """Return the closed incidents with this fingerprint, the latest first.

        They are read once: a record of some hundred incidents takes a moment to read, and
        the screen asks after each answer.
        """
        if fingerprint not in self._seen:
            self._seen[fingerprint] = with_fingerprint(fingerprint, self.cases.closed())
        return self._seen[fingerprint]

    @property
    def can_start(self) -> bool:
        """Whether there is a diagnosis that a walk can start from."""
        return bool(self.diagnosis) and not (self.guide or self.page)

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
        """Forget log, diagnosis, walk and record; what is on disk stays."""
        self.log, self.diagnosis, self.guide = "", None, None
        self.record, self.page, self.report = None, None, None

    def pipelines(self) -> list[str]:
        """Return the pipelines of the design, those that the log names first."""
        names = [each.name for each in self._services.design.design.pipelines if each.name]
        text = " ".join(each.text for each in self.diagnosis.evidence) if self.diagnosis else ""
        return sorted(names, key=lambda name: name not in text and name not in self.log)

    def start(self, *, from_root: bool = False, tree: str = TREE, pipeline: str = "") -> Guide:
        """Begin the walk at the diagnosed cause, or at the first question.

        Raises:
            InputError: the journal cannot be written.
        """
        design = self._services.design.design
        self.guide = Guide.start(
            self._services.handbook,
            None if from_root or tree != TREE else self.diagnosis,
            Occasion(log=self.log, pipeline=pipeline, design=design, tree=tree),
            folder=self._services.state / "journals",
            clock=self._services.clock,
        )
        return self.guide

    def resume(self, journal: Journal) -> Guide:
        """Go on with a walk that was left."""
        self.record, self.page = None, None
        self.guide = Guide.resume(self._services.handbook, journal, self._services.design.design)
        self.diagnosis = self.guide.diagnosis
        return self.guide

    def finish(self) -> None:
        """Write the record of the walk, which is over, and its post-mortem.

        Raises:
            InputError: the walk is not over, or a file cannot be written.
        """
        assert self.guide is not None
        incident, path = self.guide.finish(self._services.state / "incidents")
        self._written(incident, path)

    def close(self, reason: str) -> None:
        """Write the record although the walk is not at its end.

        Raises:
            InputError: a file cannot be written.
        """
        assert self.guide is not None
        incident, path = self.guide.close(reason, self._services.state / "incidents")
        self._written(incident, path)

    def _written(self, incident: Incident, record: Path) -> None:
        self._seen.clear()
        report = record.with_suffix(".md")
        write_atomically(report, self.post_mortem_of(incident))
        self.guide, self.report = None, report
        self.show_record(incident)

    def show_record(self, incident: Incident) -> None:
        """Show the record of a closed incident."""
        folder = self._services.state / "incidents"
        self.record = ClosedCase(incident, folder, self._services.clock)
        self.show_report()

    def show_report(self) -> None:
        """Show the record as it stands now."""
        if self.record:
            incident = self.record.incident
            self.page = Page(f"Incident {incident.id}", incident_markdown(incident))

    def show_post_mortem(self) -> None:
        """Show the post-mortem as it can be filled now, and write it."""
        if self.record:
            incident = self.record.incident
            self.page = Page(f"Post-mortem of {incident.id}", self.post_mortem_of(incident), True)

    def post_mortem_of(self, incident: Incident) -> str:
        """Return the post-mortem of an incident."""
        return post_mortem(self._services.handbook, incident, self._services.clock)

    def head(self) -> str:
        """Return in one line what is at hand."""
        if self.guide:
            return f"Incident {self.guide.journal.id}: {self.guide.incident().title}"
        if self.page:
            written = f", written to {self.report}" if self.report and self.record else ""
            return f"{self.page.title}{written}"
        if self.diagnosis:
            return self.log or "Pasted text"
        return self.log or "Paste the text of a failure, or open a log"

    def blocks(self, width: int) -> list[Block]:
        """Return the diagnosis, or the text that is shown in its place."""
        return blocks_of(self.page, self.diagnosis, width)

    def link_titles(self) -> dict[str, str]:
        """Return the title of every link of the procedure that leads somewhere."""
        assert self.guide is not None
        refs = {ref for node in self.guide.tree.nodes for ref in node.links}
        found = {ref: self._services.handbook.get(ref) for ref in sorted(refs)}
        return {ref: each.title for ref, each in found.items() if each}

    def timeline(self) -> list[Line]:
        """Return what happened so far; the id of a line is the number of its entry."""
        if self.guide is None:
            return []
        return [(str(entry.number), entry_content(entry)) for entry in self.guide.timeline()]

    def text_to_copy(self) -> str:
        """Return the report so far, the text that is shown, or the diagnosis."""
        if self.guide:
            return incident_markdown(self.guide.incident())
        if self.page:
            return self.page.text
        return diagnosis_text(self.diagnosis, COPY_WIDTH) if self.diagnosis else ""
