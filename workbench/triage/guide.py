"""The walk through an incident: diagnosis, runbook, journal and record in one place.

Prompts and screens are thin over it. Every answer is on disk before it counts.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import InputError, Problem
from workbench.handbook.handbook import Handbook
from workbench.handbook.signatures import Cause
from workbench.handbook.tree import Node, Tree
from workbench.handbook.walk import Turn, Walk, WrongAnswerError
from workbench.triage.diagnosis import Diagnosis
from workbench.triage.incident import (
    Candidate,
    Impact,
    Incident,
    Severity,
    TimelineEntry,
    save_incident,
)
from workbench.triage.journal import Clock, Journal, JournalEntry, utc_now
from workbench.triage.masking import mask

TREE = "failure-triage"
START_NODES: dict[Cause, str] = {
    Cause.CONNECTION: "connection-timeout",
    Cause.SCHEMA_MISMATCH: "schema-mismatch",
    Cause.DATA_QUALITY: "data-quality-failed",
    Cause.OUT_OF_MEMORY: "out-of-memory",
    Cause.PERMISSION: "permission-denied",
    Cause.DUPLICATE_KEY: "duplicate-key",
    Cause.TIMEOUT: "sla-breach",
    Cause.DEPENDENCY_MISSING: "dependency-missing",
    Cause.CONFIG_ERROR: "config-wrong",
    Cause.CODE_BUG: "code-raised",
    Cause.RESOURCE_EXHAUSTED: "resource-used-up",
    Cause.DATA_CORRUPTION: "data-damaged",
    Cause.CONCURRENCY_CONFLICT: "writers-in-conflict",
    Cause.LATE_DATA_OR_OFFSET: "position-lost",
    Cause.UNKNOWN: "unknown-cause",
}
"""Where the walk starts for each cause."""

_SEVERITIES: dict[str, Severity] = {"p0": "P0", "p1": "P1", "p2": "P2", "p3": "P3"}


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an incident is about: the log that was read, a title, the pipeline that failed."""

    log: str = ""
    title: str = ""
    pipeline: str = ""


class Guide:
    """One incident being walked through; it has the interface of a walk."""

    def __init__(self, walk: Walk, journal: Journal) -> None:
        self._walk = walk
        self.journal = journal
        self.misfit = ""
        """What could not be replayed, where the runbook has changed since."""

    @classmethod
    def start(
        cls,
        handbook: Handbook,
        diagnosis: Diagnosis | None = None,
        occasion: Occasion = Occasion(),
        *,
        folder: Path | None = None,
        clock: Clock = utc_now,
    ) -> "Guide":
        """Begin an incident at the node of the diagnosed cause; without one, at the root.

        Raises:
            InputError: the journal cannot be written, or the runbook is missing.
        """
        tree = handbook.page(TREE, Tree)
        node = start_node(tree, diagnosis)
        data = {
            "tree": tree.id,
            "node": node,
            "log": occasion.log,
            "title": mask(occasion.title),
            "pipeline": mask(occasion.pipeline),
            "diagnosis": diagnosis.model_dump(mode="json") if diagnosis else None,
        }
        return cls(Walk(tree, node), Journal.start(data, folder=folder, clock=clock))

    @classmethod
    def resume(cls, handbook: Handbook, journal: Journal) -> "Guide":
        """Replay a journal to where it stopped."""
        tree = handbook.page(str(journal.started.data.get("tree") or TREE), Tree)
        node = str(journal.started.data.get("node") or tree.root)
        known = {each.id for each in tree.nodes}
        guide = cls(Walk(tree, node if node in known else None), journal)
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
    def tree(self) -> Tree:
        """The runbook."""
        return self._walk.tree

    @property
    def current(self) -> Node:
        """The node where the walk stands."""
        return self._walk.current

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
        return self.current

    def back(self) -> Node:
        """Take back the last answer; the journal keeps that it was given.

        Raises:
            InputError: the journal cannot be written.
        """
        if self.turns:
            self.journal.append("back", {"node": self.current.id})
            self._walk.back()
        return self.current

    def note(self, text: str) -> JournalEntry:
        """Keep a remark with its time.

        Raises:
            InputError: the journal cannot be written.
        """
        return self.journal.append("note", {"node": self.current.id, "text": mask(text)})

    def correct(self, index: int, text: str) -> JournalEntry:
        """Replace the text of note number ``index`` of the journal; the old text is kept.

        Raises:
            InputError: there is no such note, or the journal cannot be written.
        """
        notes = [i for i, entry in enumerate(self.journal.entries) if entry.kind == "note"]
        if index not in notes:
            raise InputError(Problem(f"entry {index} is not a note"))
        return self.journal.append("correction", {"entry": index, "text": mask(text)})

    def set_aside(self) -> None:
        """Stop offering to go on with this walk; its journal stays."""
        self.journal.append("set-aside")

    def timeline(self) -> tuple[TimelineEntry, ...]:
        """Return what happened so far, in order, as the record shows it."""
        corrections = {
            entry.data["entry"]: entry
            for entry in self.journal.entries
            if entry.kind == "correction"
        }
        entries: list[TimelineEntry] = []
        for index, entry in enumerate(self.journal.entries):
            shown = self._shown(entry)
            correction = corrections.get(index)
            if shown and correction:
                update = {"text": correction.data["text"], "corrects": shown.text}
                shown = shown.model_copy(update=update)
            if shown:
                entries.append(shown)
        return tuple(entries)

    def incident(self) -> Incident:
        """Return the record as it stands now."""
        diagnosis = self.diagnosis
        start = self.journal.started
        replies = {turn.node.id: turn for turn in self.turns}
        severity = replies.get("how-severe")
        fix = replies.get("kind-of-fix")
        evidence = diagnosis.evidence if diagnosis else ()
        cause = self._cause()
        return Incident(
            id=self.journal.id,
            title=start.data.get("title") or (diagnosis.title if diagnosis else "Failure"),
            status="resolved" if self.is_finished else "investigating",
            severity=_SEVERITIES.get(severity.reply, "not set") if severity else "not set",
            pipeline=start.data.get("pipeline") or "",
            detected_at=start.time,
            resolved_at=self.journal.entries[-1].time if self.is_finished else None,
            cause=cause,
            verdict=diagnosis.verdict if diagnosis else "unknown",
            confidence=diagnosis.confidence if diagnosis else 0.0,
            technology=diagnosis.technology if diagnosis else None,
            who_acts=diagnosis.who if diagnosis else None,
            transient=diagnosis.transient if diagnosis else "unknown",
            retry_safe=diagnosis.retry.safe if diagnosis else "unknown",
            retry_why=diagnosis.retry.why if diagnosis else "",
            log=start.data.get("log") or "",
            evidence=evidence,
            evidence_hash=_hash([each.text for each in evidence]),
            other_candidates=_candidates(diagnosis),
            impact=Impact(
                affected=_reply(replies, "affected"),
                freshness=_reply(replies, "freshness"),
                notified=_reply(replies, "notify"),
            ),
            kind_of_fix=fix.reply_text if fix else "",
            follow_ups=tuple(
                f"{turn.node.title} ({turn.reply})"
                for turn in self.turns
                if turn.node.kind == "step" and turn.reply != "done"
            ),
            timeline=self.timeline(),
        )

    def finish(self, folder: Path | None = None) -> tuple[Incident, Path]:
        """Write the record and close the journal.

        Raises:
            InputError: the walk has not come to its end, or a file cannot be written.
        """
        if not self.is_finished:
            raise InputError(Problem("the walk is not finished yet"))
        incident = self.incident()
        path = save_incident(incident, folder)
        if not self.journal.is_finished:
            self.journal.append("finish", {"incident": str(path)})
        return incident, path

    def _cause(self) -> Cause:
        """Return the cause that the engineer chose on the way, else the diagnosed one."""
        passed = {turn.node.id for turn in self.turns} | {self.current.id}
        chosen = [cause for cause, node in START_NODES.items() if node in passed]
        diagnosis = self.diagnosis
        if chosen:
            return chosen[0]
        return diagnosis.cause if diagnosis and diagnosis.cause else Cause.UNKNOWN

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

    def _shown(self, entry: JournalEntry) -> TimelineEntry | None:
        node = next((each for each in self.tree.nodes if each.id == entry.data.get("node")), None)
        stage = (node.stage or "") if node else ""
        if entry.kind == "start":
            diagnosis = self.diagnosis
            text = diagnosis.title if diagnosis else "Triage started"
            return TimelineEntry(time=entry.time, kind="detected", text=text)
        if entry.kind == "note":
            return TimelineEntry(
                time=entry.time, kind="noted", text=entry.data["text"], stage=stage
            )
        if entry.kind == "back":
            return TimelineEntry(time=entry.time, kind="state", text="Took back the last answer")
        if entry.kind != "answer" or node is None:
            return None
        turn = Turn(node, str(entry.data.get("reply", "")))
        if node.kind == "advice":
            return TimelineEntry(time=entry.time, kind="advised", text=node.title, stage=stage)
        return TimelineEntry(
            time=entry.time,
            kind="acted" if node.kind == "step" else "answered",
            text=turn.reply_text or "(left open)",
            stage=stage,
            question=node.title,
        )


def start_node(tree: Tree, diagnosis: Diagnosis | None) -> str:
    """Return where a walk starts: at the advice for the cause, else at the root."""
    if diagnosis is None or diagnosis.cause is None:
        return tree.root
    wanted = START_NODES[diagnosis.cause]
    return wanted if any(node.id == wanted for node in tree.nodes) else tree.root


def _reply(replies: dict[str, Turn], node: str) -> str:
    turn = replies.get(node)
    return turn.reply_text if turn else ""


def _candidates(diagnosis: Diagnosis | None) -> tuple[Candidate, ...]:
    if diagnosis is None:
        return ()
    return tuple(
        Candidate(cause=each.cause, signature=each.signature, line=each.line, text=each.text)
        for each in diagnosis.alternatives
    )


def _hash(texts: list[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest() if texts else ""
