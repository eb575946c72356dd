"""The record of an incident: one YAML file that says what failed, what was done, and when."""

import datetime
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from workbench.errors import InputError, Problem
from workbench.handbook.signatures import Cause, Transient, Who
from workbench.places import state_dir
from workbench.reading import read_text
from workbench.triage.diagnosis import Evidence, Verdict
from workbench.triage.facts import Facts
from workbench.triage.impact import Assessment
from workbench.writing import write_atomically
from workbench.yaml_source import parse_yaml, validate

Status = Literal["investigating", "identified", "monitoring", "resolved"]
Severity = Literal["P0", "P1", "P2", "P3", "not set"]
EventKind = Literal[
    "detected", "observed", "decided", "answered", "acted", "advised", "told", "noted", "state"
]
Relation = Literal["duplicate-of", "caused-by", "related-to"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _several(value: object) -> object:
    """Read the one earlier text that records once kept as a text of its own."""
    if isinstance(value, str):
        return (value,) if value else ()
    return value


class TimelineEntry(_Part):
    """What happened when. ``corrects`` keeps the texts that corrections replaced, oldest first."""

    time: datetime.datetime
    """When it happened."""
    noted_at: datetime.datetime | None = None
    """When it was written down, where that was later."""
    number: int = Field(default=0, ge=0)
    """What a correction calls the entry by; it does not follow the order of time."""
    kind: EventKind
    text: str
    stage: str = ""
    question: str = ""
    author: str = ""
    source: str = ""
    """Where it was seen: a line of a log, a command, a person."""
    link: str = ""
    pinned: bool = False
    """Whether it matters most; the report marks it."""
    corrects: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()


class Candidate(_Part):
    """Another cause that the log may have had."""

    cause: Cause
    signature: str = ""
    line: int = 0
    text: str = ""


class Impact(_Part):
    """What the failure means for others, in the engineer's words or as the design says it."""

    affected: str = ""
    freshness: str = ""
    notified: str = ""


class Link(_Part):
    """Another incident that this one has to do with."""

    relation: Relation
    incident: str


class FollowUp(_Part):
    """Something still to be done after the incident."""

    text: str
    owner: str = ""
    due: str = ""
    kind: Literal["", "prevent", "detect", "mitigate"] = ""


def _as_follow_up(value: object) -> object:
    """Read a follow-up that is a text alone, as records once kept them."""
    return {"text": value} if isinstance(value, str) else value


class Attempt(_Part):
    """One attempt to repair, and how it went."""

    time: datetime.datetime
    what: str
    outcome: str


class Incident(_Part):
    """All that is known of an incident. Secrets were masked before it was stored."""

    workbench_incident: int = Field(default=1, ge=1, le=1)
    """Version of the format."""
    id: str
    title: str
    status: Status
    severity: Severity = "not set"
    severity_reason: str = ""
    """Why the severity is not the computed one."""
    assessment: Assessment | None = None
    """Impact and severity as computed, with the reasons."""
    pipeline: str = ""
    detected_at: datetime.datetime
    mitigated_at: datetime.datetime | None = None
    resolved_at: datetime.datetime | None = None
    cause: Cause
    verdict: Verdict
    confidence: float = Field(ge=0, le=1)
    technology: str | None = None
    who_acts: Who | None = None
    transient: Transient = "unknown"
    retry_safe: Literal["yes", "no", "unknown"] = "unknown"
    retry_why: str = ""
    log: str = ""
    """Name of the file that was read."""
    evidence: tuple[Evidence, ...] = ()
    evidence_hash: str = ""
    """SHA-256 of the masked evidence, to find the very same text again."""
    fingerprint: str = ""
    """Of the failure without its numbers and ids, to find the same failure again."""
    other_candidates: tuple[Candidate, ...] = ()
    impact: Impact = Impact()
    kind_of_fix: str = ""
    attempts: tuple[Attempt, ...] = ()
    facts: Facts = Facts()
    runbook: str = ""
    """Id of the decision tree that was walked."""
    links: tuple[Link, ...] = ()
    follow_ups: tuple[Annotated[FollowUp, BeforeValidator(_as_follow_up)], ...] = ()
    """Steps that were skipped or failed, and what else is still to be done."""
    timeline: tuple[TimelineEntry, ...] = ()


def incidents_dir() -> Path:
    """Return the folder of all incident records."""
    return state_dir() / "incidents"


def save_incident(incident: Incident, folder: Path | None = None) -> Path:
    """Write the record and return its path.

    Raises:
        InputError: the folder cannot be written.
    """
    place = folder or incidents_dir()
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise InputError(Problem(f"cannot write: {error.strerror}", str(place))) from error
    path = place / f"{incident.id}.yaml"
    write_atomically(path, incident_yaml(incident))
    return path


def incident_yaml(incident: Incident) -> str:
    """Return the record as YAML."""
    data = incident.model_dump(mode="json", exclude_none=True)
    data["facts"] = incident.facts.model_dump(mode="json", exclude_defaults=True)
    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
    return text


def load_incident(incident_id: str, folder: Path | None = None) -> Incident:
    """Read one record by its id.

    Raises:
        InputError: there is none, or it is damaged.
    """
    place = folder or incidents_dir()
    path = place / f"{incident_id}.yaml"
    known = {each.stem for each in place.glob("*.yaml")} if place.is_dir() else set()
    if incident_id not in known:
        raise InputError(
            Problem(f"no incident {incident_id!r}", fix="List them: workbench incident list")
        )
    return validate(parse_yaml(read_text(path)), Incident)


def list_incidents(folder: Path | None = None) -> tuple[list[Incident], list[Problem]]:
    """Return all records, the latest first, and the problems of those that cannot be read."""
    place = folder or incidents_dir()
    found: list[Incident] = []
    problems: list[Problem] = []
    for path in sorted(place.glob("*.yaml"), reverse=True) if place.is_dir() else []:
        try:
            found.append(validate(parse_yaml(read_text(path)), Incident))
        except InputError as error:
            problems.extend(error.problems)
    return found, problems
