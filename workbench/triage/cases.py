"""Incidents as they are worked on, open or closed: found by id, read, added to."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from workbench.designs.design import Design
from workbench.errors import InputError, Problem
from workbench.handbook.handbook import Handbook
from workbench.triage.amend import Amendment, Stamp, amended, check, masked, next_number
from workbench.triage.guide import Guide
from workbench.triage.incident import (
    Incident,
    incidents_dir,
    list_incidents,
    load_incident,
    save_incident,
)
from workbench.triage.journal import Clock, Journal, journals_dir, utc_now


class Case(Protocol):
    """One incident that can be added to."""

    @property
    def incident(self) -> Incident:
        """Return the record as it stands."""

    @property
    def standing(self) -> str:
        """Return the title of the step where the walk stands, empty for a closed incident."""

    def amend(self, amendment: Amendment) -> None:
        """Add to the record or correct it; it is on disk when this returns."""


class OpenCase:
    """An incident whose walk goes on; what is added goes into its journal."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide

    @property
    def incident(self) -> Incident:
        """Return the record as the walk has filled it so far."""
        return self.guide.incident()

    @property
    def standing(self) -> str:
        """Return the title of the step where the walk stands."""
        return self.guide.current.title

    def amend(self, amendment: Amendment) -> None:
        """Add to the journal.

        Raises:
            InputError: it does not fit the incident, or cannot be written.
        """
        self.guide.amend(amendment)


class ClosedCase:
    """An incident with a record of its own; what is added is written to it at once."""

    standing = ""

    def __init__(self, incident: Incident, folder: Path, clock: Clock = utc_now) -> None:
        self.incident = incident
        self._folder = folder
        self._clock = clock

    def amend(self, amendment: Amendment) -> None:
        """Change the record and write it.

        Raises:
            InputError: it does not fit the incident, or cannot be written.
        """
        kept, now = masked(amendment), self._clock()
        check(self.incident, kept, now)
        changed = amended(self.incident, kept, Stamp(now, next_number(self.incident)))
        save_incident(changed, self._folder)
        self.incident = changed


@dataclass(frozen=True, slots=True)
class Cases:
    """All incidents of one place, open and closed."""

    handbook: Handbook
    journals: Path
    incidents: Path
    clock: Clock = utc_now
    design: Design | None = None

    @classmethod
    def here(cls, handbook: Handbook, design: Design | None = None) -> "Cases":
        """Return the incidents of the person's own state folder."""
        return cls(handbook, journals_dir(), incidents_dir(), design=design)

    def open(self) -> list[Guide]:
        """Return the walks that were not finished, the latest first."""
        found: list[Guide] = []
        for journal in Journal.unfinished(folder=self.journals, clock=self.clock):
            try:
                found.append(Guide.resume(self.handbook, journal, self.design))
            except InputError:
                continue  # its runbook is not in this handbook
        return found

    def all(self) -> tuple[list[Incident], list[Problem]]:
        """Return all incidents, the latest first, and the problems of unreadable records."""
        closed, problems = list_incidents(self.incidents)
        known = {each.id for each in closed}
        walking = [guide.incident() for guide in self.open()]
        both = [*closed, *(each for each in walking if each.id not in known)]
        return sorted(both, key=lambda each: each.id, reverse=True), problems

    def closed(self) -> list[Incident]:
        """Return the records of closed incidents that can be read, the latest first."""
        return list_incidents(self.incidents)[0]

    def case(self, incident_id: str) -> Case:
        """Return one incident by its id.

        Raises:
            InputError: there is none, or it is damaged.
        """
        for guide in self.open():
            if guide.journal.id == incident_id:
                return OpenCase(guide)
        return ClosedCase(load_incident(incident_id, self.incidents), self.incidents, self.clock)
