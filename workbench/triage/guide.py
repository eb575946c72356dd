"""The walk through an incident: diagnosis, runbook, journal and record in one place.

Prompts and screens are thin over it. Every answer is on disk before it counts.
"""

from contextlib import suppress
from pathlib import Path

from workbench.designs.design import Design
from workbench.errors import InputError, Problem
from workbench.handbook.handbook import Handbook
from workbench.handbook.tree import Node, Tree
from workbench.handbook.walk import Turn, Walk, WrongAnswerError
from workbench.triage.amend import Amendment, Correction, StatusSet, check, masked
from workbench.triage.diagnosis import Diagnosis
from workbench.triage.fitting import IMPACT_NODES, fitted, situation_of
from workbench.triage.impact import Assessment, ImpactOf, impact_by
from workbench.triage.incident import Incident, TimelineEntry, save_incident
from workbench.triage.incident_draft import assessment_of, draft_incident
from workbench.triage.journal import Clock, Journal, JournalEntry, utc_now
from workbench.triage.masking import mask
from workbench.triage.occasion import NO_OCCASION, Occasion
from workbench.triage.runbook import TREE, start_node

_OF_THE_WALK = frozenset({"answered", "acted", "advised"})
"""Kinds of entries that the walk makes; while it goes on, answers are taken back instead."""


class Guide:
    """One incident being walked through; it has the interface of a walk."""

    def __init__(self, walk: Walk, journal: Journal, impact: ImpactOf | None = None) -> None:
        self._walk = walk
        self._impact = impact
        self.journal = journal
        self.misfit = ""
        """What could not be replayed, where the runbook has changed since."""

    @classmethod
    def start(
        cls,
        handbook: Handbook,
        diagnosis: Diagnosis | None = None,
        occasion: Occasion = NO_OCCASION,
        *,
        folder: Path | None = None,
        clock: Clock = utc_now,
    ) -> "Guide":
        """Begin an incident at the node of the diagnosed cause; without one, at the root.

        Raises:
            InputError: the journal cannot be written, or the runbook is missing.
        """
        tree = handbook.page(occasion.tree, Tree)
        node = start_node(tree, diagnosis)
        data = {
            "tree": tree.id,
            "node": node,
            "log": mask(occasion.log),
            "title": mask(occasion.title),
            "pipeline": mask(occasion.pipeline),
            "diagnosis": diagnosis.model_dump(mode="json") if diagnosis else None,
        }
        impact = impact_by(handbook, occasion.design, occasion.pipeline)
        journal = Journal.start(data, folder=folder, clock=clock)
        guide = cls(Walk(tree, node), journal, impact)
        guide._assess()
        return guide

    @classmethod
    def resume(cls, handbook: Handbook, journal: Journal, design: Design | None = None) -> "Guide":
        """Replay a journal to where it stopped.

        Raises:
            InputError: its runbook is not in this handbook.
        """
        tree = handbook.page(str(journal.started.data.get("tree") or TREE), Tree)
        node = str(journal.started.data.get("node") or tree.root)
        known = {each.id for each in tree.nodes}
        impact = impact_by(handbook, design, str(journal.started.data.get("pipeline") or ""))
        guide = cls(Walk(tree, node if node in known else None), journal, impact)
        for entry in journal.entries:
            if not guide._replay(entry):
                break
        return guide

    @property
    def diagnosis(self) -> Diagnosis | None:
        """What triage said of the log at the start."""
        data = self.journal.started.data.get("diagnosis")
        return Diagnosis.model_validate(data) if data else None

    @property
    def assessment(self) -> Assessment | None:
        """Impact and severity as computed last."""
        return assessment_of(self.journal)

    @property
    def tree(self) -> Tree:
        """The runbook."""
        return self._walk.tree

    @property
    def current(self) -> Node:
        """The node where the walk stands, with what log and design add to it."""
        return fitted(self._walk.current, self.diagnosis, self.assessment)

    @property
    def is_finished(self) -> bool:
        """Whether the walk has come to its end."""
        return self._walk.is_finished

    @property
    def turns(self) -> list[Turn]:
        """What was passed and answered so far."""
        return self._walk.turns

    def reply(self, text: str = "") -> Node:
        """Answer the present node; the answer is on disk when this returns.

        Raises:
            WrongAnswerError: the node does not take this answer.
            InputError: the journal cannot be written; the walk stays where it is.
        """
        node, kept = self.current, mask(text)
        self._walk.reply(kept)
        try:
            self.journal.append("answer", {"node": node.id, "reply": kept})
        except InputError:
            self._walk.back()
            raise
        if node.id in IMPACT_NODES:
            self._assess()
        return self.current

    def back(self) -> Node:
        """Take back the last answer; the journal keeps that it was given.

        Raises:
            InputError: the journal cannot be written.
        """
        if self.turns:
            self.journal.append("back", {"node": self.current.id})
            self._walk.back()
            if self.current.id in IMPACT_NODES:
                self._assess()
        return self.current

    def note(self, text: str) -> JournalEntry:
        """Keep a remark with its time.

        Raises:
            InputError: the journal cannot be written.
        """
        entry = self.journal.append("note", {"node": self.current.id, "text": mask(text)})
        with suppress(InputError):  # a draft that equals the last note is not offered again
            self.journal.keep_draft("")
        return entry

    def draft_note(self, text: str) -> None:
        """Keep a remark that is still being typed; call it at every pause of a second or less.

        ``journal.draft`` gives it back after a crash; ``note`` ends it.

        Raises:
            InputError: the file cannot be written.
        """
        self.journal.keep_draft(mask(text))

    def amend(self, amendment: Amendment) -> None:
        """Add to the record or correct it; it is on disk when this returns.

        Raises:
            InputError: it does not fit the incident, or the journal cannot be written.
        """
        kept = masked(amendment)
        incident = self.incident()
        check(incident, kept, self.journal.now())
        if isinstance(kept, Correction):
            self._refuse_answers(incident, kept.entry)
        self.journal.append("amendment", {"amendment": kept.model_dump(mode="json")})

    def _refuse_answers(self, incident: Incident, number: int) -> None:
        for entry in incident.timeline:
            if entry.number == number and entry.kind in _OF_THE_WALK:
                fix = "Take the answer back, or add a note"
                raise InputError(Problem(f"entry {number} is an answer of the walk", fix=fix))

    def set_aside(self) -> None:
        """Stop offering to go on with this walk; its journal stays."""
        self.journal.append("set-aside")

    def timeline(self) -> tuple[TimelineEntry, ...]:
        """Return what happened so far, in order, as the record shows it."""
        return self.incident().timeline

    def incident(self) -> Incident:
        """Return the record as it stands now."""
        return draft_incident(self.journal, self._walk, self.diagnosis)

    def finish(self, folder: Path | None = None) -> tuple[Incident, Path]:
        """Write the record and close the journal.

        Raises:
            InputError: the walk has not come to its end, or a file cannot be written.
        """
        if not self.is_finished:
            raise InputError(Problem("the walk is not finished yet"))
        return self._write(self.incident(), folder)

    def close(self, reason: str, folder: Path | None = None) -> tuple[Incident, Path]:
        """Write the record although the walk is not at its end, because it is resolved.

        Raises:
            InputError: a file cannot be written.
        """
        self.amend(StatusSet(status="resolved", reason=reason))
        return self._write(self.incident(), folder)

    def _write(self, incident: Incident, folder: Path | None) -> tuple[Incident, Path]:
        path = save_incident(incident, folder)
        if not self.journal.is_finished:
            self.journal.append("finish", {"incident": str(path)})
        return incident, path

    def _assess(self) -> None:
        """Compute impact and severity from the design and the answers; keep what changed."""
        if self._impact is None:
            return
        found = self._impact(situation_of(self.turns))
        if found != self.assessment:
            with suppress(InputError):  # the answer is kept; this can be computed again
                self.journal.append(
                    "assessed", found.model_dump(mode="json", exclude_defaults=True)
                )

    def _replay(self, entry: JournalEntry) -> bool:
        if entry.kind == "back":
            self._walk.back()
        if entry.kind != "answer":
            return True
        if entry.data.get("node") != self.current.id:
            self.misfit = f"the runbook has changed at {entry.data.get('node')!r}"
            return False
        try:
            self._walk.reply(str(entry.data.get("reply", "")))
        except WrongAnswerError as error:
            self.misfit = f"the runbook has changed at {self.current.id!r}: {error}"
            return False
        return True
