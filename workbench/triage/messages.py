"""Messages about an incident, drafted from its record by templates of the handbook."""

from typing import Literal

from workbench.handbook.facts import fill
from workbench.handbook.handbook import Handbook
from workbench.handbook.matrix import Matrix
from workbench.handbook.template import Template
from workbench.triage.deadline import PAGE as SEVERITIES
from workbench.triage.incident import Incident
from workbench.triage.journal import Clock, utc_now
from workbench.triage.told import Moment, words_of

PAGE = "incident-messages"
Recipient = Literal["consumers", "source", "handover"]
RECIPIENTS: tuple[Recipient, ...] = ("consumers", "source", "handover")


def draft_message(
    handbook: Handbook,
    incident: Incident,
    to: Recipient,
    *,
    standing: str = "",
    clock: Clock = utc_now,
) -> str:
    """Return the message; for consumers the one that fits how far the incident is.

    ``standing`` is the title of the step where an open walk stands.

    Raises:
        InputError: the handbook lacks the templates or the response times.
    """
    part = _part(incident) if to == "consumers" else to
    template = handbook.page(PAGE, Template)
    body = next(each.body for each in template.parts if each.id == part)
    moment = Moment(clock(), handbook.page(SEVERITIES, Matrix), standing)
    return fill(body, words_of(incident, moment)).strip() + "\n"


def _part(incident: Incident) -> str:
    if incident.status == "resolved":
        return "consumers-resolved"
    was_told = any(entry.kind == "told" for entry in incident.timeline)
    return "consumers-update" if was_told else "consumers-first"
