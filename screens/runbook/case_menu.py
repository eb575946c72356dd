"""What can be done with an incident, asked for in dialogs: severity, entries, messages, links."""

from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App

from screens.messages import Copy
from screens.runbook.case_presenter import (
    RECIPIENT_TITLES,
    CasePresenter,
    incident_line,
)
from screens.runbook.dialogs import Reader, Search
from screens.runbook.signature_dialog import keep_signature
from screens.widgets.choice_list import Line
from screens.widgets.dialog import Ask, Pick
from workbench.errors import InputError
from workbench.triage.amend import (
    Amendment,
    Correction,
    FactGiven,
    FollowUpAdded,
    Insertion,
    Linked,
    SeverityDecided,
    StatusSet,
)
from workbench.triage.incident import FollowUp, Relation, Severity
from workbench.triage.messages import Recipient
from workbench.triage.moments import timed

SEVERITY, INSERT, CORRECT, FACTS, LINK = "severity", "insert", "correct", "facts", "link"
FOLLOW_UP, SEEN, KEEP, CLOSE, REOPEN = "follow-up", "seen", "keep", "close", "reopen"
CLOSED = "closed"
"""What the menu returns where the incident is to be closed before its walk is at the end."""
_SEVERITIES: dict[str, Severity] = {"P0": "P0", "P1": "P1", "P2": "P2", "P3": "P3"}
_RELATIONS: dict[str, Relation] = {
    "duplicate-of": "duplicate-of",
    "caused-by": "caused-by",
    "related-to": "related-to",
}
_TAKE_AWAY = "-"


class CaseMenu:
    """Asks, and changes the record; nothing typed is lost when something is refused."""

    def __init__(self, app: App[Any], case: CasePresenter) -> None:
        self._app = app
        self._case = case
        self.reason = ""
        """Why the incident is to be closed."""

    async def open(self) -> str | None:
        """Ask what to do and do it; return an incident to open, or ``CLOSED``."""
        chosen = await self._app.push_screen_wait(Pick("This incident", self.lines()))
        if chosen is None:
            return None
        recipient = next((each for each in RECIPIENT_TITLES if each == chosen), None)
        if recipient:
            await self.message(recipient)
            return None
        actions: dict[str, Callable[[], Awaitable[str | None]]] = {
            SEVERITY: self.severity,
            INSERT: self.insert,
            CORRECT: self.correct_one,
            FACTS: self.facts,
            LINK: self.link,
            FOLLOW_UP: self.follow_up,
            SEEN: self.seen,
            KEEP: lambda: keep_signature(self._app, self._case),
            CLOSE: self.close,
            REOPEN: self.reopen,
        }
        return await actions[chosen]()

    def lines(self) -> list[Line]:
        """Return what can be done with this incident now."""
        case, incident = self._case, self._case.incident
        before = len(case.seen_before())
        given = len(incident.facts.model_dump(exclude_defaults=True))
        lines: list[Line] = [
            (SEVERITY, f"Severity: {incident.severity}, overrule it"),
            (INSERT, "Add an entry to the timeline, also at a past time"),
            (CORRECT, "Correct an entry of the timeline"),
            (FACTS, f"Facts: {given} of {len(case.facts())} recorded"),
            *RECIPIENT_TITLES.items(),
            (LINK, f"Link to another incident ({len(incident.links)} so far)"),
            (FOLLOW_UP, f"Add something still to do ({len(incident.follow_ups)} so far)"),
        ]
        if before:
            lines.append((SEEN, f"Seen before: {before}"))
        if case.is_open:
            lines.append((CLOSE, "Close it now, without walking to the end"))
        else:
            lines.append((REOPEN, "It is not over: open it again"))
        if not case.is_open and incident.evidence:
            lines.append((KEEP, "Keep a signature of this failure"))
        return lines

    async def severity(self) -> None:
        """Overrule the severity, with a reason."""
        why = self._case.incident.assessment
        text = f"Computed: {why.severity}, because {'; '.join(why.why)}" if why else ""
        chosen = await self._app.push_screen_wait(
            Pick("Severity", [(each, each) for each in _SEVERITIES], text)
        )
        if chosen:
            level = _SEVERITIES[chosen]
            await self._ask(
                f"Why {chosen}?",
                "It goes into the timeline",
                lambda reason: SeverityDecided(severity=level, reason=reason),
            )

    async def insert(self) -> None:
        """Add an entry, also at a past time."""

        def entry(text: str) -> Amendment:
            time, words = timed(text, self._case.services.clock())
            return Insertion(time=time, text=words)

        hint = "A time in UTC may stand in front: 14:05 paged the owner"
        await self._ask("Add an entry", hint, entry)

    async def correct_one(self) -> None:
        """Choose an entry and correct it."""
        chosen = await self._app.push_screen_wait(
            Search("Which entry?", self._case.timeline(), "The old text is kept")
        )
        if chosen:
            await self.correct(int(chosen))

    async def correct(self, number: int) -> None:
        """Give an entry another text."""
        old = self._case.entry_text(number)
        await self._ask(
            "Correct the entry",
            "The old text is kept",
            lambda text: Correction(entry=number, text=text) if text != old else None,
            old,
        )

    async def facts(self) -> None:
        """Record facts until that is enough."""
        name: str | None = None
        text = "What the log cannot say"
        while name := await self._app.push_screen_wait(
            Search("Facts", self._case.facts(), text, name)
        ):
            title, help_, value = self._case.fact(name)
            hint = f"{help_}; {_TAKE_AWAY} takes it away"
            await self._ask(title, hint, _fact_giver(name), value)

    async def message(self, to: Recipient) -> None:
        """Show a draft; copy it, write it, note that it was sent."""
        text = self._case.message(to)
        lines: list[Line] = [
            ("copy", "Copy it"),
            ("write", "Write it to a file"),
            ("sent", "Note in the timeline that it was sent"),
        ]
        chosen = await self._app.push_screen_wait(Reader(RECIPIENT_TITLES[to], text, lines))
        try:
            if chosen == "copy":
                self._app.screen.post_message(Copy(text))
            elif chosen == "write":
                self._app.notify(f"Written: {self._case.write_message(to, text)}")
            elif chosen == "sent":
                self._case.note_sent(to)
        except InputError as error:
            self._app.notify(str(error), severity="error")

    async def link(self) -> None:
        """Link the incident to another."""
        lines = [incident_line(each) for each in self._case.others()]
        if not lines:
            self._app.notify("There is no other incident")
            return
        other = await self._app.push_screen_wait(Search("Which incident?", lines))
        relations: list[Line] = [(each, each.replace("-", " ")) for each in _RELATIONS]
        if other and (how := await self._app.push_screen_wait(Pick("This one is", relations))):
            self._try(Linked(relation=_RELATIONS[how], incident=other))

    async def follow_up(self) -> None:
        """Add something to do after the incident."""
        await self._ask(
            "Something still to do",
            "With who does it until when, as far as that is known",
            lambda text: FollowUpAdded(follow_up=FollowUp(text=text)),
        )

    async def seen(self) -> str | None:
        """Choose an earlier incident to open."""
        lines = [incident_line(each) for each in self._case.seen_before()]
        text = "The same failure; its record says what helped"
        return await self._app.push_screen_wait(Pick("Seen before", lines, text))

    async def close(self) -> str | None:
        """Ask why it is over; the screen closes it."""
        text = "The record is written; the walk ends here"
        reason = await self._app.push_screen_wait(Ask("Why is it over?", text))
        self.reason = reason or ""
        return CLOSED if self.reason else None

    async def reopen(self) -> None:
        """Open a closed incident again."""
        await self._ask(
            "Why is it not over?",
            "It goes into the timeline",
            lambda reason: StatusSet(status="investigating", reason=reason),
        )

    async def _ask(
        self, title: str, hint: str, made: Callable[[str], Amendment | None], value: str = ""
    ) -> bool:
        """Ask until the answer is taken or left; say whether it was taken."""
        problem = ""
        while text := await self._app.push_screen_wait(Ask(title, problem or hint, value)):
            try:
                amendment = made(text)
                if amendment:
                    self._case.amend(amendment)
            except InputError as error:
                problem, value = str(error), text
            else:
                return amendment is not None
        return False

    def _try(self, amendment: Amendment) -> None:
        try:
            self._case.amend(amendment)
        except InputError as error:
            self._app.notify(str(error), severity="error")


def _fact_giver(name: str) -> Callable[[str], Amendment]:
    return lambda text: FactGiven(name=name, value="" if text == _TAKE_AWAY else text)
