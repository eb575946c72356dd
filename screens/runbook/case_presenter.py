"""What the screen says of one incident, open or closed, and what can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from textual.content import Content

from screens.services import Services
from screens.widgets.choice_list import Line
from workbench.handbook.matrix import Matrix
from workbench.handbook.signatures import Signatures
from workbench.places import knowledge_dir
from workbench.triage.amend import Amendment, Insertion
from workbench.triage.cases import Case, Cases, OpenCase
from workbench.triage.deadline import PAGE, Deadline, deadline_of
from workbench.triage.durations import detected_at, in_words
from workbench.triage.facts import fact_fields
from workbench.triage.incident import Incident, TimelineEntry
from workbench.triage.learning import Effect, Proposal, effect_of, keep, propose
from workbench.triage.messages import Recipient, draft_message
from workbench.triage.told import due_words
from workbench.writing import write_atomically

RECIPIENT_TITLES: dict[Recipient, str] = {
    "consumers": "Message to consumers",
    "source": "Message to the owner of the source",
    "handover": "Hand-over note",
}
_MOST_CONSUMERS = 4


@dataclass(frozen=True, slots=True)
class CasePresenter:
    """Reads and changes one incident; everything is on disk when a call returns."""

    services: Services
    cases: Cases
    case: Case
    seen: Callable[[str], list[Incident]]
    """Returns the closed incidents with a fingerprint."""

    @property
    def incident(self) -> Incident:
        """Return the record as it stands."""
        return self.case.incident

    @property
    def is_open(self) -> bool:
        """Whether its walk goes on."""
        return isinstance(self.case, OpenCase)

    def severity_line(self) -> Content:
        """Return severity, status, and until when a response is due."""
        incident = self.incident
        computed = incident.assessment.severity if incident.assessment else None
        whence = ""
        if computed:
            whence = " computed" if computed == incident.severity else f" (computed {computed})"
        parts: list[str | tuple[str, str]] = [
            (f"[{incident.severity}]", "bold reverse" if incident.severity == "P0" else "bold"),
            f"{whence}  {incident.status}",
        ]
        if incident.status != "resolved":
            text, is_over = self._deadline()
            parts += ["  ", (text, "bold reverse" if is_over else "")]
        return Content.assemble(*parts)

    def impact_line(self) -> Content:
        """Return who is hit and what was promised, as far as it is known."""
        incident = self.incident
        names = [each.name for each in incident.assessment.consumers] if incident.assessment else []
        more = len(names) - _MOST_CONSUMERS
        listed = ", ".join(names[:_MOST_CONSUMERS]) + (f" and {more} more" if more > 0 else "")
        affected = listed or incident.impact.affected or "not known; open a design to compute it"
        before = len(self.seen_before())
        seen = f"  seen before: {before}" if before else ""
        return Content(f"Hit: {affected}{seen}")

    def _deadline(self) -> tuple[str, bool]:
        incident = self.incident
        table = self.services.handbook.page(PAGE, Matrix)
        deadline = deadline_of(incident.severity, detected_at(incident), table)
        if deadline is None:
            return "no severity yet", False
        return self._left(deadline)

    def _left(self, deadline: Deadline) -> tuple[str, bool]:
        left = deadline.left(self.services.clock())
        until = due_words(deadline) if deadline.is_day else f"{deadline.due:%H:%M} UTC"
        if left < timedelta(0):
            return f"respond by {until}: OVERDUE by {in_words(-left)}", True
        return f"respond by {until}, {in_words(left)} left", False

    def timeline(self) -> list[Line]:
        """Return what happened so far; the id of a line is the number of its entry."""
        return [(str(entry.number), entry_content(entry)) for entry in self.incident.timeline]

    def entry_text(self, number: int) -> str:
        """Return the text of an entry of the timeline as it stands."""
        return next(each.text for each in self.incident.timeline if each.number == number)

    def facts(self) -> list[Line]:
        """Return every fact with its value; what is not recorded says so."""
        facts = self.incident.facts
        lines: list[Line] = []
        for name, field in fact_fields():
            value = getattr(facts, name)
            shown = "not recorded" if value in (None, "") else str(value)
            style = "dim" if value in (None, "") else "bold"
            lines.append((name, Content.assemble(f"{field.title}: ", (shown, style))))
        return lines

    def fact(self, name: str) -> tuple[str, str, str]:
        """Return title, explanation and value of a fact."""
        field = dict(fact_fields())[name]
        value = getattr(self.incident.facts, name)
        return field.title or name, field.description or "", "" if value is None else str(value)

    def amend(self, amendment: Amendment) -> None:
        """Add to the record or correct it.

        Raises:
            InputError: it does not fit the incident, or cannot be written.
        """
        self.case.amend(amendment)

    def message(self, to: Recipient) -> str:
        """Return a message drafted from the record."""
        return draft_message(
            self.services.handbook,
            self.incident,
            to,
            standing=self.case.standing,
            clock=self.services.clock,
        )

    def write_message(self, to: Recipient, text: str) -> Path:
        """Write a message beside the records and return its path.

        Raises:
            InputError: the file cannot be written.
        """
        folder = self.services.state / "messages"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{self.incident.id}-{to}.txt"
        write_atomically(path, text)
        return path

    def note_sent(self, to: Recipient) -> None:
        """Put into the timeline that a message was sent.

        Raises:
            InputError: it cannot be written.
        """
        text = f"Sent: {RECIPIENT_TITLES[to].lower()}"
        self.amend(Insertion(time=self.services.clock(), event="told", text=text))

    def others(self) -> list[Incident]:
        """Return all other incidents, the latest first."""
        incidents, _ = self.cases.all()
        return [each for each in incidents if each.id != self.incident.id]

    def seen_before(self) -> list[Incident]:
        """Return the closed incidents with the same fingerprint, the latest first."""
        incident = self.incident
        return [each for each in self.seen(incident.fingerprint) if each.id != incident.id]

    def proposal(self) -> Proposal | None:
        """Return the signature that the proving line gives."""
        return propose(self.incident, self.services.handbook.of_kind(Signatures))

    def effect(self, proposal: Proposal) -> Effect:
        """Return what a proposed pattern would match."""
        incidents, _ = self.cases.all()
        return effect_of(proposal, incidents, self.services.handbook.of_kind(Signatures))

    def keep(self, proposal: Proposal) -> Path:
        """Keep a signature in the person's own knowledge.

        Raises:
            InputError: it is not valid, or cannot be written.
        """
        return keep(proposal, knowledge_dir())


def entry_content(entry: TimelineEntry) -> Content:
    """Return an entry of the timeline in one line."""
    question = f"{entry.question} " if entry.question else ""
    corrected = " (corrected)" if entry.corrects else ""
    late = " (added later)" if entry.noted_at else ""
    by_hand = entry.kind in ("noted", "told", "decided")
    return Content.assemble(
        (f"{entry.time:%H:%M:%S} ", "dim"),
        (f"{entry.kind:<9}", "bold" if by_hand else "dim"),
        question,
        (f"{' '.join(entry.text.split())}{corrected}{late}", "bold"),
    )


def incident_line(incident: Incident) -> Line:
    """Return an incident in one line of a list."""
    state = "closed" if incident.status == "resolved" else "OPEN"
    return (
        incident.id,
        Content.assemble(
            (f"{incident.severity if incident.severity != 'not set' else '--':<4}", "bold"),
            f"{state:<7}{incident.detected_at:%Y-%m-%d %H:%M}  ",
            incident.title,
            (f"  {incident.cause.replace('_', ' ')} {incident.pipeline}", "dim"),
        ),
    )


def effect_text(proposal: Proposal, effect: Effect) -> str:
    """Return what a signature would do, for a person to decide."""
    lines = [f"Title: {proposal.title}", f"Pattern: {proposal.pattern}"]
    lines.append(f"Reads like: {proposal.example}")
    lines.append(f"Matches incidents: {', '.join(effect.matches) or 'none'}")
    lines += [f"WARNING: it would take {each}" for each in effect.steals]
    if effect.problem:
        lines.append(f"CANNOT BE KEPT: {effect.problem}")
    return "\n".join(lines)
