"""The record of an incident as its walk has filled it so far."""

import datetime
import hashlib

from workbench.handbook.signatures import Cause
from workbench.handbook.walk import Turn, Walk
from workbench.triage.amend import AMENDMENT, Stamp, amended
from workbench.triage.diagnosis import Diagnosis
from workbench.triage.facts import Facts
from workbench.triage.fingerprint import fingerprint_of
from workbench.triage.fitting import hours_in
from workbench.triage.impact import Assessment
from workbench.triage.incident import (
    Attempt,
    Candidate,
    FollowUp,
    Impact,
    Incident,
    Severity,
    Status,
    TimelineEntry,
)
from workbench.triage.journal import Journal
from workbench.triage.runbook import START_NODES
from workbench.triage.timeline import timeline_of

_SEVERITIES: dict[str, Severity] = {"p0": "P0", "p1": "P1", "p2": "P2", "p3": "P3"}
_STATUSES: dict[str, Status] = {"fix": "identified", "post-fix": "monitoring"}
"""How far an incident is when its walk stands in a stage."""
_PARTIAL = {"nothing": "no", "something": "yes", "unsure": "unknown"}


def draft_incident(journal: Journal, walk: Walk, diagnosis: Diagnosis | None) -> Incident:
    """Return the record as it stands now; it is resolved once the walk is finished."""
    incident = _walked(journal, walk, diagnosis)
    for number, entry in enumerate(journal.entries):
        if entry.kind == "amendment":
            stamp = Stamp(entry.time, number)
            incident = amended(incident, AMENDMENT.validate_python(entry.data["amendment"]), stamp)
    return incident


def assessment_of(journal: Journal) -> Assessment | None:
    """Return impact and severity as computed last."""
    found = [entry.data for entry in journal.entries if entry.kind == "assessed"]
    return Assessment.model_validate(found[-1]) if found else None


def _walked(journal: Journal, walk: Walk, diagnosis: Diagnosis | None) -> Incident:
    """Return what diagnosis and answers say, before anything that was added by hand."""
    start = journal.started
    replies = {turn.node.id: turn for turn in walk.turns}
    assessment = assessment_of(journal)
    fix = replies.get("kind-of-fix")
    evidence = diagnosis.evidence if diagnosis else ()
    timeline = timeline_of(journal.entries, walk.tree, diagnosis)
    return Incident(
        id=journal.id,
        title=start.data.get("title") or (diagnosis.title if diagnosis else _title(walk)),
        status=_status(walk),
        severity=_severity(replies, assessment),
        severity_reason=_reply(replies, "severity-reason"),
        assessment=assessment,
        pipeline=start.data.get("pipeline") or "",
        detected_at=start.time,
        mitigated_at=_mitigated_at(walk, timeline),
        resolved_at=journal.entries[-1].time if walk.is_finished else None,
        cause=_cause(walk, diagnosis),
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
        fingerprint=fingerprint_of(evidence),
        other_candidates=_candidates(diagnosis),
        impact=_impact(replies, assessment),
        kind_of_fix=fix.reply_text if fix else "",
        attempts=_attempts(timeline),
        facts=_facts(replies),
        runbook=walk.tree.id,
        follow_ups=_follow_ups(walk.turns),
        timeline=timeline,
    )


def _status(walk: Walk) -> Status:
    if walk.is_finished:
        return "resolved"
    return _STATUSES.get(walk.current.stage or "", "investigating")


def _title(walk: Walk) -> str:
    """Return the title of an incident without a log: the procedure, and the first choice in it."""
    first = next((turn.answer.label for turn in walk.turns if turn.answer), "")
    return f"{walk.tree.title}: {first}" if first else walk.tree.title


def _severity(replies: dict[str, Turn], assessment: Assessment | None) -> Severity:
    """Return the severity that was chosen on the way, else the computed one."""
    chosen = _SEVERITIES.get(replies["how-severe"].reply) if "how-severe" in replies else None
    return chosen or (assessment.severity if assessment else "not set")


def _impact(replies: dict[str, Turn], assessment: Assessment | None) -> Impact:
    computed = assessment or Assessment(severity="P2", why=())
    return Impact(
        affected=_reply(replies, "affected") or computed.affected,
        freshness=_reply(replies, "freshness") or computed.freshness,
        notified=_reply(replies, "notify"),
    )


def _facts(replies: dict[str, Turn]) -> Facts:
    """Return the facts that the walk has asked for already."""
    given = {
        "partial_load": _PARTIAL.get(replies["anything-written"].reply, "")
        if "anything-written" in replies
        else "",
        "hours_late": hours_in(_reply(replies, "how-late")),
    }
    return Facts.model_validate({name: value for name, value in given.items() if value})


def _mitigated_at(walk: Walk, timeline: tuple[TimelineEntry, ...]) -> datetime.datetime | None:
    """Return when the last step of the fix was answered, once the walk has gone past it."""
    if walk.current.stage != "post-fix":
        return None
    fixes = [entry.time for entry in timeline if entry.stage == "fix"]
    return fixes[-1] if fixes else None


def _attempts(timeline: tuple[TimelineEntry, ...]) -> tuple[Attempt, ...]:
    return tuple(
        Attempt(time=entry.time, what=entry.question, outcome=entry.text)
        for entry in timeline
        if entry.kind == "acted" and entry.stage == "fix"
    )


def _cause(walk: Walk, diagnosis: Diagnosis | None) -> Cause:
    """Return the cause that the engineer chose on the way, else the diagnosed one."""
    passed = {turn.node.id for turn in walk.turns} | {walk.current.id}
    chosen = [cause for cause, node in START_NODES.items() if node in passed]
    if chosen:
        return chosen[0]
    return diagnosis.cause if diagnosis and diagnosis.cause else Cause.UNKNOWN


def _follow_ups(turns: list[Turn]) -> tuple[FollowUp, ...]:
    return tuple(
        FollowUp(text=f"{turn.node.title} ({turn.reply})")
        for turn in turns
        if turn.node.kind == "step" and turn.reply != "done"
    )


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
