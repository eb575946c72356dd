"""What the home screen says: what is at hand, and what to do next."""

from dataclasses import dataclass

from screens.services import Services


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

    def status(self) -> list[tuple[str, str]]:
        """Return what is at hand as label and text."""
        problems = self._services.keymap.problems
        return [("Settings", str(problem)) for problem in problems]

    def steps(self) -> list[Step]:
        """Return what can be done next, the most urgent first."""
        pages = len(self._services.handbook.pages)
        return [
            Step("go-handbook", "Look something up", f"{pages} pages: patterns, checklists, trees")
        ]
