"""The offer to keep a signature of a failure, with what it would match."""

from dataclasses import replace
from typing import Any

from textual.app import App

from screens.runbook.case_presenter import CasePresenter, effect_text
from screens.runbook.dialogs import Reader
from screens.widgets.choice_list import Line
from screens.widgets.dialog import Ask
from workbench.errors import InputError
from workbench.triage.learning import Proposal


async def keep_signature(app: App[Any], case: CasePresenter) -> None:
    """Offer to keep a signature, with what it would match."""
    proposal = case.proposal()
    if proposal is None:
        app.notify("There is no proving line to make a signature of")
        return
    while proposal is not None:
        proposal = await _offer(app, case, proposal)


async def _offer(app: App[Any], case: CasePresenter, proposal: Proposal) -> Proposal | None:
    """Show a signature; return another to offer, None when that is settled."""
    effect = case.effect(proposal)
    lines: list[Line] = [] if effect.problem else [("keep", "Keep it")]
    if effect.steals:
        lines = [("keep", "Keep it although it takes texts of another cause")]
    lines += [
        ("pattern", "Change the pattern"),
        ("title", "Change the title"),
        ("no", "Not now"),
    ]
    text = effect_text(proposal, effect)
    chosen = await app.push_screen_wait(Reader("Keep a signature?", text, lines))
    if chosen == "keep":
        try:
            path = case.keep(proposal)
            app.notify(f"Kept in {path}; known from the next start on")
        except InputError as error:
            app.notify(str(error), severity="error")
        return None
    if chosen == "pattern":
        changed = await app.push_screen_wait(Ask("Pattern", "", proposal.pattern))
        return replace(proposal, pattern=changed or proposal.pattern)
    if chosen == "title":
        changed = await app.push_screen_wait(Ask("Title", "", proposal.title))
        return replace(proposal, title=changed or proposal.title)
    return None
