"""The record of an incident as Markdown, for a ticket or a chat."""

from datetime import UTC, datetime

from workbench.reports.markdown_text import plain
from workbench.triage.durations import durations_of, in_words
from workbench.triage.facts import Facts
from workbench.triage.incident import Incident, TimelineEntry

_NOT_KNOWN = "not stated"


def incident_markdown(incident: Incident) -> str:
    """Return the record; what people typed and what logs said is escaped."""
    parts = [
        f"# {plain(incident.title)}",
        _table(incident),
        "## Evidence",
        _evidence(incident),
        "## Impact",
        _impact(incident),
    ]
    if incident.facts != Facts():
        parts += ["## Facts", _facts(incident.facts)]
    entries = "\n".join(_entry(entry) for entry in incident.timeline)
    parts += ["## Timeline (UTC)", entries or "Nothing yet."]
    if incident.follow_ups:
        parts += [
            "## Still to do",
            "\n".join(f"- [ ] {plain(each.text)}" for each in incident.follow_ups),
        ]
    return "\n\n".join(parts) + "\n"


def _table(incident: Incident) -> str:
    spans = durations_of(incident)
    rows = {
        "Incident": incident.id,
        "Status": incident.status,
        "Severity": _severity(incident),
        "Pipeline": incident.pipeline or _NOT_KNOWN,
        "Cause": f"{incident.cause.replace('_', ' ')} ({incident.verdict.replace('_', ' ')})",
        "Technology": incident.technology or _NOT_KNOWN,
        "To act": incident.who_acts or _NOT_KNOWN,
        "Detected": _moment(incident.facts.alerted_at or incident.detected_at),
        "Resolved": _moment(incident.resolved_at) if incident.resolved_at else "not yet",
        "Time to detect": in_words(spans.detect),
        "Time to acknowledge": in_words(spans.acknowledge),
        "Time to mitigate": in_words(spans.mitigate),
        "Time to resolve": in_words(spans.resolve),
        "Kind of fix": incident.kind_of_fix or _NOT_KNOWN,
        "Retry safe": f"{incident.retry_safe}. {incident.retry_why}",
        "Log": incident.log or _NOT_KNOWN,
    }
    if incident.links:
        rows["Linked"] = ", ".join(f"{each.relation} {each.incident}" for each in incident.links)
    lines = [f"| {name} | {plain(value)} |" for name, value in rows.items()]
    return "\n".join(["| | |", "|---|---|", *lines])


def _severity(incident: Incident) -> str:
    computed = incident.assessment.severity if incident.assessment else None
    if computed and computed != incident.severity:
        reason = incident.severity_reason or "no reason given"
        return f"{incident.severity} (computed: {computed}; {reason})"
    return incident.severity


def _evidence(incident: Incident) -> str:
    if not incident.evidence:
        return "No line of a log was given."
    quoted = "\n".join(
        f"    {each.line}: {' '.join(each.text.split())}" for each in incident.evidence
    )
    others = [
        f"- Also possible: {each.cause.replace('_', ' ')} (line {each.line})"
        for each in incident.other_candidates
    ]
    return "\n\n".join([quoted, "\n".join(others)] if others else [quoted])


def _impact(incident: Incident) -> str:
    impact = incident.impact
    lines = [
        f"- Affected: {plain(impact.affected) or _NOT_KNOWN}",
        f"- Freshness: {plain(impact.freshness) or _NOT_KNOWN}",
        f"- Notified: {plain(impact.notified) or _NOT_KNOWN}",
    ]
    if incident.assessment:
        lines += [f"- Severity computed: {plain(each)}" for each in incident.assessment.why]
    return "\n".join(lines)


def _facts(facts: Facts) -> str:
    given = facts.model_dump(mode="json", exclude_defaults=True)
    return "\n".join(
        f"- {Facts.model_fields[name].title}: {plain(str(value))}" for name, value in given.items()
    )


def _entry(entry: TimelineEntry) -> str:
    pinned = "(!) " if entry.pinned else ""
    question = f"{plain(entry.question)} " if entry.question else ""
    about = [f"by {entry.author}"] if entry.author else []
    about += [f"seen in {entry.source}"] if entry.source else []
    about += [entry.link] if entry.link else []
    about += [f"noted {_moment(entry.noted_at)}"] if entry.noted_at else []
    if entry.corrects:
        about.append(f"corrected; was: {'; before that: '.join(reversed(entry.corrects))}")
    behind = f" ({plain('; '.join(about))})" if about else ""
    return (
        f"- {_moment(entry.time)} {entry.kind}: {pinned}{question}**{plain(entry.text)}**{behind}"
    )


def _moment(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
