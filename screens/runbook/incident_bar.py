"""Two lines over an incident: severity with its running deadline, and who is hit."""

from textual.content import Content
from textual.widgets import Static

from screens.runbook.case_presenter import CasePresenter

REFRESH = 20.0
"""Seconds between two looks at the clock; the line shows minutes, and nothing blinks."""


class IncidentBar(Static):
    """Shows one incident; redraws only when its text has changed."""

    DEFAULT_CSS = """
    IncidentBar { height: 2; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(markup=False, id=id)
        self._case: CasePresenter | None = None
        self._said = Content()

    def on_mount(self) -> None:
        """Let the deadline run."""
        self.set_interval(REFRESH, self.refresh_lines)

    def show(self, case: CasePresenter | None) -> None:
        """Show an incident, or nothing."""
        self._case = case
        self.display = case is not None
        self.refresh_lines()

    def refresh_lines(self) -> None:
        """Say how things stand now."""
        if self._case is None:
            return
        lines = Content("\n").join([self._case.severity_line(), self._case.impact_line()])
        if lines != self._said:
            self._said = lines
            self.update(lines)
