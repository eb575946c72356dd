"""What the home screen says: what is at hand, and what to do next."""

from dataclasses import dataclass

from screens.brief.presenter import headline
from screens.brief.progress import progress_of
from screens.services import Services
from workbench.advisor.advise import Advice
from workbench.designs.brief import Brief
from workbench.designs.form import form_of
from workbench.triage.incident import Incident, list_incidents
from workbench.triage.journal import Journal

MOST_INCIDENTS = 3
_JOBS = (
    ("go-design", "Fill in the design", "models, pipelines, contracts, what contradicts"),
    ("go-query", "Review a query", "speed, correctness, safety"),
    ("go-runbook", "Find out why it failed", "from a log to a cause and its fix"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do next; ``command`` is the id of the command that does it."""

    command: str
    title: str
    why: str = ""


class HomePresenter:
    """Reads the services and says where things stand."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._form = form_of(Brief, ("brief",))

    def status(self, advice: Advice | None) -> list[tuple[str, str]]:
        """Return what is at hand as label and text; ``advice`` is None until it is known."""
        file = self._services.design
        state = "unsaved changes, kept as a draft" if file.is_changed else "saved"
        state = state if file.path.exists() else "not saved yet"
        rows = [
            ("Design", f"{file.path} ({state})"),
            ("Brief", str(progress_of(self._form.fields, file))),
        ]
        if file.problems:
            rows.append(("Problems", f"{len(file.problems)}, the first: {file.problems[0]}"))
        if self._has_begun():
            rows.append(("Advice", headline(advice) if advice else "..."))
        for journal in self._unfinished():
            rows.append(
                ("Triage", f"begun {journal.started.time:%Y-%m-%d %H:%M} UTC, not finished")
            )
        for incident in self._incidents():
            rows.append(("Incident", f"{incident.detected_at:%Y-%m-%d} {incident.title}"))
        rows += [("Settings", str(problem)) for problem in self._services.keymap.problems]
        return rows

    def steps(self) -> list[Step]:
        """Return what can be done next, the most urgent first."""
        file = self._services.design
        steps = []
        if self._unfinished():
            steps.append(Step("go-runbook", "Go on with the triage", "every answer is kept"))
        if file.problems:
            steps.append(Step("brief-next-problem", "Mend the design", file.problems[0].message))
        progress = progress_of(self._form.fields, file)
        if progress.first_open:
            title = "Go on with the brief" if self._has_begun() else "Write a brief"
            steps.append(Step("go-brief", title, f"next: {progress.first_open.label.lower()}"))
        if self._has_begun():
            steps.append(Step("brief-show-advice", "Read the advice", "patterns, tools, cost, why"))
        if file.is_changed:
            steps.append(Step("save", "Save the design", str(file.path)))
        pages = len(self._services.handbook.pages)
        listed = {step.command for step in steps}
        steps += [Step(*job) for job in _JOBS if job[0] not in listed]
        steps.append(Step("go-handbook", "Look something up", f"{pages} pages to read and search"))
        return steps

    def _unfinished(self) -> list[Journal]:
        return Journal.unfinished(folder=self._services.state / "journals")

    def _incidents(self) -> list[Incident]:
        """Return the latest incidents; records that cannot be read are the business of triage."""
        found, _ = list_incidents(self._services.state / "incidents")
        return found[:MOST_INCIDENTS]

    def _has_begun(self) -> bool:
        """Whether there is enough for advice: some data consumer, or some source."""
        brief = self._services.design.design.brief
        return bool(brief and (brief.data_consumers or brief.current_state.sources))
