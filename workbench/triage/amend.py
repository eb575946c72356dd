"""What people add to the record of an incident or correct in it, open or closed.

An open incident keeps these in its journal, a closed one in its record; both are applied
by ``amended``, so that they mean the same.
"""

import datetime
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from workbench.errors import InputError, Problem
from workbench.triage.facts import Facts, Moment, checked_fact
from workbench.triage.incident import (
    EventKind,
    FollowUp,
    Incident,
    Link,
    Relation,
    Severity,
    Status,
    TimelineEntry,
)
from workbench.triage.masking import mask


class _Amendment(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Insertion(_Amendment):
    """Something that happened at ``time``, which may be long before it is written down."""

    kind: Literal["insert"] = "insert"
    time: Moment
    text: str
    event: EventKind = "noted"
    author: str = ""
    source: str = ""
    link: str = ""
    pinned: bool = False


class Correction(_Amendment):
    """Another text for the entry with this number; the old one is kept."""

    kind: Literal["correct"] = "correct"
    entry: int
    text: str


class FactGiven(_Amendment):
    """What one of the facts is; an empty value takes it away."""

    kind: Literal["fact"] = "fact"
    name: str
    value: str


class SeverityDecided(_Amendment):
    """Another severity than the one so far, and why."""

    kind: Literal["severity"] = "severity"
    severity: Severity
    reason: str


class Linked(_Amendment):
    """What the incident has to do with another."""

    kind: Literal["link"] = "link"
    relation: Relation
    incident: str


class FollowUpAdded(_Amendment):
    """Something to do after the incident."""

    kind: Literal["follow-up"] = "follow-up"
    follow_up: FollowUp


class StatusSet(_Amendment):
    """How far it is, and why that is said."""

    kind: Literal["status"] = "status"
    status: Status
    reason: str = ""


Amendment = Annotated[
    Insertion | Correction | FactGiven | SeverityDecided | Linked | FollowUpAdded | StatusSet,
    Field(discriminator="kind"),
]
AMENDMENT: TypeAdapter[Amendment] = TypeAdapter(Amendment)


@dataclass(frozen=True, slots=True)
class Stamp:
    """When an amendment was made, and the number of the timeline entry that it makes."""

    time: datetime.datetime
    number: int


def masked(amendment: Amendment) -> Amendment:
    """Return the amendment with the secrets in its words masked."""
    data = amendment.model_dump(mode="json")
    return AMENDMENT.validate_python(_masked(data))


def check(incident: Incident, amendment: Amendment, now: datetime.datetime) -> None:
    """Refuse what does not fit the incident.

    Raises:
        InputError: saying why it does not.
    """
    fault = _fault(incident, amendment, now)
    if fault:
        raise InputError(Problem(fault))
    if isinstance(amendment, FactGiven):
        checked_fact(amendment.name, amendment.value)


def amended(incident: Incident, amendment: Amendment, stamp: Stamp) -> Incident:
    """Return the incident with one amendment; what lands in the timeline is in its place."""
    match amendment:
        case Insertion():
            changed = _with_entry(incident, _inserted(amendment, stamp))
        case Correction():
            changed = _corrected(incident, amendment)
        case FactGiven():
            changed = _with_fact(incident, amendment, stamp)
        case SeverityDecided():
            changed = _with_severity(incident, amendment, stamp)
        case Linked():
            changed = _with_link(incident, amendment, stamp)
        case StatusSet():
            changed = _with_status(incident, amendment, stamp)
        case FollowUpAdded():
            follow_ups = (*incident.follow_ups, amendment.follow_up)
            changed = incident.model_copy(update={"follow_ups": follow_ups})
    return changed


def next_number(incident: Incident) -> int:
    """Return the number of the next timeline entry of a closed incident."""
    return max((entry.number for entry in incident.timeline), default=-1) + 1


def _fault(incident: Incident, amendment: Amendment, now: datetime.datetime) -> str:
    if isinstance(amendment, Insertion) and amendment.time > now:
        return f"{amendment.time:%Y-%m-%d %H:%M} UTC has not come yet"
    if isinstance(amendment, Insertion | Correction) and not amendment.text.strip():
        return "an entry needs words"
    if isinstance(amendment, Correction):
        entry = next((each for each in incident.timeline if each.number == amendment.entry), None)
        if entry is None:
            return f"the timeline has no entry {amendment.entry}"
    if isinstance(amendment, SeverityDecided) and not amendment.reason.strip():
        return "another severity than the computed one needs a reason"
    if isinstance(amendment, Linked) and amendment.incident == incident.id:
        return "an incident cannot be linked to itself"
    return ""


def _with_entry(incident: Incident, entry: TimelineEntry) -> Incident:
    ordered = sorted((*incident.timeline, entry), key=lambda each: each.time)
    return incident.model_copy(update={"timeline": tuple(ordered)})


def _inserted(insertion: Insertion, stamp: Stamp) -> TimelineEntry:
    return TimelineEntry(
        time=insertion.time,
        noted_at=stamp.time if stamp.time > insertion.time else None,
        number=stamp.number,
        kind=insertion.event,
        text=insertion.text,
        author=insertion.author,
        source=insertion.source,
        link=insertion.link,
        pinned=insertion.pinned,
    )


def _with_severity(incident: Incident, decided: SeverityDecided, stamp: Stamp) -> Incident:
    text = f"Severity {decided.severity} instead of {incident.severity}: {decided.reason}"
    entry = TimelineEntry(time=stamp.time, number=stamp.number, kind="decided", text=text)
    update = {"severity": decided.severity, "severity_reason": decided.reason}
    return _with_entry(incident.model_copy(update=update), entry)


def _with_link(incident: Incident, linked: Linked, stamp: Stamp) -> Incident:
    link = Link(relation=linked.relation, incident=linked.incident)
    links = tuple(dict.fromkeys((*incident.links, link)))
    text = f"Linked: {linked.relation.replace('-', ' ')} {linked.incident}"
    return _stated(incident.model_copy(update={"links": links}), text, stamp)


def _stated(incident: Incident, text: str, stamp: Stamp) -> Incident:
    entry = TimelineEntry(time=stamp.time, number=stamp.number, kind="state", text=text)
    return _with_entry(incident, entry)


def _corrected(incident: Incident, correction: Correction) -> Incident:
    timeline = tuple(
        entry.model_copy(
            update={"text": correction.text, "corrects": (*entry.corrects, entry.text)}
        )
        if entry.number == correction.entry
        else entry
        for entry in incident.timeline
    )
    return incident.model_copy(update={"timeline": timeline})


def _with_fact(incident: Incident, given: FactGiven, stamp: Stamp) -> Incident:
    value = checked_fact(given.name, given.value)
    old = getattr(incident.facts, given.name)
    facts = incident.facts.model_copy(update={given.name: value})
    changed = incident.model_copy(update={"facts": facts})
    if old in (None, "", value):
        return changed
    title = Facts.model_fields[given.name].title
    return _stated(changed, f"{title}: {given.value or 'taken away'} (was: {old})", stamp)


def _with_status(incident: Incident, given: StatusSet, stamp: Stamp) -> Incident:
    update: dict[str, object] = {"status": given.status}
    if given.status == "resolved":
        update["resolved_at"] = stamp.time
    elif incident.status == "resolved":
        update["resolved_at"] = None
    if given.status == "monitoring" and incident.mitigated_at is None:
        update["mitigated_at"] = stamp.time
    text = f"Status: {given.status}" + (f". {given.reason}" if given.reason else "")
    return _stated(incident.model_copy(update=update), text, stamp)


def _masked(value: object) -> object:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {key: _masked(each) for key, each in value.items()}
    return value
