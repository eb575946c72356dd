"""A node of the runbook, made to fit the incident at hand: its log, its design."""

import re
from collections.abc import Iterable

from workbench.handbook.tree import Node
from workbench.handbook.walk import Turn
from workbench.triage.diagnosis import Diagnosis, Next
from workbench.triage.impact import Assessment, DataState, Situation

_DATA_STATE, _HOW_LATE = "data-state", "how-late"
IMPACT_NODES = frozenset({_DATA_STATE, _HOW_LATE})
"""Nodes whose answers the severity is computed from."""
_STATES: dict[str, tuple[DataState, bool]] = {
    "late": ("late", False),
    "wrong": ("wrong", False),
    "wrong-and-read": ("wrong", True),
    "late-and-wrong": ("late-and-wrong", True),
    "at-risk": ("at-risk", False),
}
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(m(?:in)?|d)?", re.IGNORECASE)
_HOURS = {"m": 1 / 60, "mi": 1 / 60, "min": 1 / 60, "d": 24.0}


def fitted(node: Node, diagnosis: Diagnosis | None, assessment: Assessment | None) -> Node:
    """Return the node with what is known here: checks from the log, impact from the design."""
    if node.stage == "check" and node.kind == "advice" and diagnosis:
        return _with_steps(node, diagnosis.next)
    known = _known_of(node.id, assessment)
    if not known:
        return node
    text = f"{node.text}\n\n{known}" if node.text else known
    return node.model_copy(update={"text": text})


def situation_of(turns: Iterable[Turn]) -> Situation:
    """Return what the answers say about the data."""
    replies = {turn.node.id: turn.reply for turn in turns}
    data, was_read = _STATES.get(replies.get(_DATA_STATE, ""), ("unknown", False))
    return Situation(data, was_read, hours_in(replies.get(_HOW_LATE, "")))


def hours_in(text: str) -> float | None:
    """Return the hours that a text such as ``6``, ``90 min`` or ``2 days`` begins with."""
    match = _AMOUNT.search(text)
    if not match:
        return None
    return float(match[1].replace(",", ".")) * _HOURS.get((match[2] or "").lower(), 1.0)


def _with_steps(node: Node, steps: Iterable[Next]) -> Node:
    """Put what the signature, or for an unknown cause the wrappers, say before the general."""
    own = [step for step in steps if step.kind in ("look", "check", "question")]
    if not own:
        return node
    words = "\n\n".join(step.text for step in own)
    commands = [step.command.strip() for step in own if step.command.strip()]
    general = [node.command.strip()] if node.command.strip() and not commands else []
    text = f"From this log:\n\n{words}" + (f"\n\n{node.text}" if node.text else "")
    return node.model_copy(update={"text": text, "command": "\n".join(commands + general)})


def _known_of(node_id: str, assessment: Assessment | None) -> str:
    if assessment is None:
        return ""
    if node_id == "affected" and assessment.affected:
        return f"From the design: {assessment.affected}. Empty takes these."
    if node_id == "freshness" and assessment.freshness:
        return f"From the design: {assessment.freshness}. Empty takes this."
    if node_id == "notify" and assessment.consumers:
        names = ", ".join(each.name for each in assessment.consumers)
        return f"From the design: {names}. Empty takes these."
    if node_id == "how-severe":
        return f"Computed: {assessment.severity}, because {'; '.join(assessment.why)}."
    return ""
