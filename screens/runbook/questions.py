"""What the runbook asks before it begins: which walk, which pipeline, which incident."""

from collections.abc import Sequence
from typing import Any

from textual.app import App

from screens.runbook.actions import NEW, left_line
from screens.runbook.case_presenter import incident_line
from screens.runbook.dialogs import Search
from screens.runbook.presenter import RunbookPresenter
from screens.widgets.dialog import Pick
from workbench.triage.cases import Cases
from workbench.triage.guide import Guide
from workbench.triage.journal import Journal

_NONE = "none"


async def ask_for_left_walk(app: App[Any], left: Sequence[Guide]) -> Journal | None:
    """Offer the walks that were left; return the one to go on with."""
    if not left:
        return None
    lines = [(each.journal.id, f"Go on: {left_line(each)}") for each in left]
    lines.append((NEW, "Begin another triage; this one is offered again"))
    chosen = await app.push_screen_wait(Pick("A walk was left unfinished", lines))
    return next((each.journal for each in left if each.journal.id == chosen), None)


async def ask_for_pipeline(app: App[Any], presenter: RunbookPresenter) -> str | None:
    """Return the pipeline that is hit, empty where it is not known; None for no walk at all."""
    names = presenter.pipelines()
    if not names:
        return ""
    lines = [(f"{place}", name) for place, name in enumerate(names)]
    lines.append((_NONE, "Another one, or not known"))
    chosen = await app.push_screen_wait(Pick("Which pipeline is hit?", lines))
    if chosen is None:
        return None
    return "" if chosen == _NONE else names[int(chosen)]


async def choose_incident(app: App[Any], cases: Cases) -> str | None:
    """List all incidents, open and closed; return the id of the one to open."""
    incidents, problems = cases.all()
    for problem in problems:
        app.notify(str(problem), severity="warning")
    if not incidents:
        app.notify("There are no incidents yet")
        return None
    lines = [incident_line(each) for each in incidents]
    text = "Type OPEN or closed, a severity, a cause, a pipeline, a date"
    return await app.push_screen_wait(Search("Incidents, the latest first", lines, text))
