"""The record of an incident as its walk has filled it so far."""

import hashlib

from workbench.handbook.signatures import Cause
from workbench.handbook.walk import Turn, Walk
from workbench.triage.diagnosis import Diagnosis
from workbench.triage.incident import Candidate, Impact, Incident, Severity
from workbench.triage.journal import Journal
from workbench.triage.runbook import START_NODES
from workbench.triage.timeline import timeline_of

_SEVERITIES: dict[str, Severity] = {"p0": "P0", "p1": "P1", "p2": "P2", "p3": "P3"}


def draft_incident(journal: Journal, walk: Walk, diagnosis: Diagnosis | None) -> Incident:
    """Return the record as it stands now; it is resolved once the walk is finished."""
    start = journal.started
    replies = {turn.node.id: turn for turn in walk.turns}
    severity = replies.get("how-severe")
    fix = replies.get("kind-of-fix")
    evidence = diagnosis.evidence if diagnosis else ()
    return Incident(
        id=journal.id,
        title=start.data.get("title") or (diagnosis.title if diagnosis else "Failure"),
        status="resolved" if walk.is_finished else "investigating",
        severity=_SEVERITIES.get(severity.reply, "not set") if severity else "not set",
        pipeline=start.data.get("pipeline") or "",
        detected_at=start.time,
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
        other_candidates=_candidates(diagnosis),
        impact=Impact(
            affected=_reply(replies, "affected"),
            freshness=_reply(replies, "freshness"),
            notified=_reply(replies, "notify"),
        ),
        kind_of_fix=fix.reply_text if fix else "",
        follow_ups=_follow_ups(walk.turns),
        timeline=timeline_of(journal.entries, walk.tree, diagnosis),
    )


def _cause(walk: Walk, diagnosis: Diagnosis | None) -> Cause:
    """Return the cause that the engineer chose on the way, else the diagnosed one."""
    passed = {turn.node.id for turn in walk.turns} | {walk.current.id}
    chosen = [cause for cause, node in START_NODES.items() if node in passed]
    if chosen:
        return chosen[0]
    return diagnosis.cause if diagnosis and diagnosis.cause else Cause.UNKNOWN


def _follow_ups(turns: list[Turn]) -> tuple[str, ...]:
    return tuple(
        f"{turn.node.title} ({turn.reply})"
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
