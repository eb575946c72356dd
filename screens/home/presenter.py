"""What the home screen says: what is at hand, and what to do next."""

from dataclasses import dataclass

from screens.brief.presenter import headline
from screens.brief.progress import progress_of
from screens.services import Services
from workbench.advisor.advise import Advice
from workbench.designs.brief import Brief
from workbench.designs.form import form_of


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
        rows += [("Settings", str(problem)) for problem in self._services.keymap.problems]
        return rows

    def steps(self) -> list[Step]:
        """Return what can be done next, the most urgent first."""
        file = self._services.design
        steps = []
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
        steps.append(Step("go-handbook", "Look something up", f"{pages} pages to read and search"))
        return steps

    def _has_begun(self) -> bool:
        """Whether there is enough for advice: some data consumer, or some source."""
        brief = self._services.design.design.brief
        return bool(brief and (brief.data_consumers or brief.current_state.sources))
