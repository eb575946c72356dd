"""The record of an incident as Markdown, for a ticket, a chat or a post-mortem."""

import re
from datetime import UTC, datetime

from workbench.triage.incident import Incident, TimelineEntry

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#])")
_NOT_KNOWN = "not stated"


def incident_markdown(incident: Incident) -> str:
    """Return the record; what people typed and what logs said is escaped."""
    parts = [
        f"# {_plain(incident.title)}",
        _table(incident),
        "## Evidence",
        _evidence(incident),
        "## Impact",
        _impact(incident),
        "## Timeline (UTC)",
        "\n".join(_entry(entry) for entry in incident.timeline) or "Nothing yet.",
    ]
    if incident.follow_ups:
        open_points = "\n".join(f"- [ ] {_plain(each.text)}" for each in incident.follow_ups)
        parts += ["## Still to do", open_points]
    return "\n\n".join(parts) + "\n"


def _table(incident: Incident) -> str:
    rows = {
        "Incident": incident.id,
        "Status": incident.status,
        "Severity": incident.severity,
        "Pipeline": incident.pipeline or _NOT_KNOWN,
        "Cause": f"{incident.cause.replace('_', ' ')} ({incident.verdict.replace('_', ' ')})",
        "Technology": incident.technology or _NOT_KNOWN,
        "To act": incident.who_acts or _NOT_KNOWN,
        "Detected": _moment(incident.detected_at),
        "Resolved": _moment(incident.resolved_at) if incident.resolved_at else "not yet",
        "Kind of fix": incident.kind_of_fix or _NOT_KNOWN,
        "Retry safe": f"{incident.retry_safe}. {incident.retry_why}",
        "Log": incident.log or _NOT_KNOWN,
    }
    lines = [f"| {name} | {_plain(value)} |" for name, value in rows.items()]
    return "\n".join(["| | |", "|---|---|", *lines])


def _evidence(incident: Incident) -> str:
    if not incident.evidence:
        return "No line of a log was given."
    quoted = "\n".join(f"    {each.line}: {_one_line(each.text)}" for each in incident.evidence)
    others = [
        f"- Also possible: {each.cause.replace('_', ' ')} (line {each.line})"
        for each in incident.other_candidates
    ]
    return "\n\n".join([quoted, "\n".join(others)] if others else [quoted])


def _impact(incident: Incident) -> str:
    impact = incident.impact
    return "\n".join(
        [
            f"- Affected: {_plain(impact.affected) or _NOT_KNOWN}",
            f"- Freshness: {_plain(impact.freshness) or _NOT_KNOWN}",
            f"- Notified: {_plain(impact.notified) or _NOT_KNOWN}",
        ]
    )


def _entry(entry: TimelineEntry) -> str:
    question = f"{_plain(entry.question)} " if entry.question else ""
    earlier = "; before that: ".join(_plain(text) for text in reversed(entry.corrects))
    was = f" (corrected; was: {earlier})" if earlier else ""
    return f"- {_moment(entry.time)} {entry.kind}: {question}**{_plain(entry.text)}**{was}"


def _moment(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    """Return text on one line with everything escaped that Markdown would read."""
    return _SPECIAL.sub(r"\\\1", _one_line(text))
