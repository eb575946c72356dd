"""How long an incident took: from going wrong to being seen, taken on, eased and mended."""

import datetime
from dataclasses import dataclass

from workbench.triage.incident import Incident


@dataclass(frozen=True, slots=True)
class Durations:
    """Each is None where one of its two moments is not recorded.

    ``detect`` counts from the moment the data went wrong, the others from detection, as in
    the incident metrics of the SRE books (time to detect, acknowledge, mitigate, resolve).
    """

    detect: datetime.timedelta | None
    acknowledge: datetime.timedelta | None
    mitigate: datetime.timedelta | None
    resolve: datetime.timedelta | None


def durations_of(incident: Incident) -> Durations:
    """Return the durations; moments that contradict each other count as not recorded."""
    facts = incident.facts
    detected = detected_at(incident)
    return Durations(
        detect=_between(facts.started_at, detected),
        acknowledge=_between(detected, facts.acknowledged_at or _triage_began(incident)),
        mitigate=_between(detected, facts.mitigated_at or incident.mitigated_at),
        resolve=_between(detected, incident.resolved_at),
    )


def detected_at(incident: Incident) -> datetime.datetime:
    """Return when the failure was first seen: as people say, else when the triage began."""
    return incident.facts.alerted_at or incident.detected_at


def _triage_began(incident: Incident) -> datetime.datetime | None:
    """Return when somebody took it on: it says nothing where that is all we know of its start."""
    return incident.detected_at if incident.facts.alerted_at else None


def in_words(span: datetime.timedelta | None) -> str:
    """Return a duration to the minute, or that it is not recorded."""
    if span is None:
        return "not recorded"
    minutes = round(span.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "under a minute"


def _between(
    start: datetime.datetime | None, end: datetime.datetime | None
) -> datetime.timedelta | None:
    if start is None or end is None or end < start:
        return None
    return end - start
