"""The record of an incident as the words that messages and the post-mortem are filled with."""

import datetime
from dataclasses import dataclass

from workbench.handbook.matrix import Matrix
from workbench.triage.deadline import Deadline, business_days_after, deadline_of
from workbench.triage.durations import detected_at, durations_of, in_words
from workbench.triage.facts import Facts
from workbench.triage.impact import DataState
from workbench.triage.incident import Incident, TimelineEntry

NOT_RECORDED = "not recorded"
_REVIEW_DAYS = 5
_LATEST = 5
_DATA: dict[DataState, str] = {
    "late": "late",
    "wrong": "wrong",
    "late-and-wrong": "late and wrong",
    "at-risk": "at risk of being late",
    "unknown": "late or wrong, which is being looked into",
}
_WHO = {
    "us": "our own team",
    "source-owner": "the owner of the source",
    "platform": "the platform team",
    "vendor": "the vendor",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """The present time, the table of response times, and where an open walk stands."""

    now: datetime.datetime
    severities: Matrix
    standing: str = ""


def words_of(incident: Incident, moment: Moment) -> dict[str, str]:
    """Return every placeholder that a message may hold; what is missing says so."""
    known = {**_fact_words(incident.facts), **_times(incident, moment)}
    known |= _head(incident) | _data(incident) | _work(incident, moment)
    return {name: text or NOT_RECORDED for name, text in known.items()}


def entry_line(entry: TimelineEntry) -> str:
    """Return one entry of the timeline in a line, its earlier texts behind it."""
    question = f"{entry.question} " if entry.question else ""
    author = f" ({entry.author})" if entry.author else ""
    source = f" [{entry.source}]" if entry.source else ""
    late = f" (noted {clock_time(entry.noted_at)})" if entry.noted_at else ""
    was = "".join(f" (was: {text})" for text in reversed(entry.corrects))
    link = f" {entry.link}" if entry.link else ""
    pinned = "(!) " if entry.pinned else ""
    text = f"{pinned}{question}{entry.text}{author}{source}{link}{late}{was}"
    return f"{clock_time(entry.time)} {entry.kind}: {' '.join(text.split())}"


def clock_time(time: datetime.datetime | None) -> str:
    """Return a time as messages write it, in UTC to the minute."""
    return f"{time.astimezone(datetime.UTC):%Y-%m-%d %H:%M} UTC" if time else ""


def due_words(deadline: Deadline) -> str:
    """Return until when, as a time or a whole day."""
    return f"{deadline.due:%a %Y-%m-%d}" if deadline.is_day else clock_time(deadline.due)


def _fact_words(facts: Facts) -> dict[str, str]:
    return {name: _word(getattr(facts, name)) for name in Facts.model_fields}


def _word(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return clock_time(value)
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def _head(incident: Incident) -> dict[str, str]:
    assessment = incident.assessment
    sure = "" if incident.verdict == "matched" else ", not proven"
    known = incident.cause != "unknown"
    cause = f"{incident.cause.replace('_', ' ')}{sure}" if known else "being looked for"
    reason = f" ({incident.severity_reason})" if incident.severity_reason else ""
    return {
        "id": incident.id,
        "title": incident.title,
        "status": incident.status,
        "severity": f"{incident.severity}{reason}",
        "pipeline": incident.pipeline,
        "owner": incident.facts.owner or (assessment.owner if assessment else ""),
        "cause": cause,
        "who_acts": _WHO.get(incident.who_acts or "", ""),
        "links": ", ".join(f"{each.relation} {each.incident}" for each in incident.links) or "none",
        "evidence": "\n".join(f"    line {each.line}: {each.text}" for each in incident.evidence),
    }


def _data(incident: Incident) -> dict[str, str]:
    assessment = incident.assessment
    state = _DATA[assessment.data] if assessment else _DATA["unknown"]
    since = incident.facts.started_at
    datasets = ", ".join(assessment.datasets) if assessment else ""
    breached = assessment.sla_breached if assessment else None
    late = incident.facts.hours_late
    wrong = incident.facts.wrong_partitions
    return {
        "dataset": datasets.partition(",")[0] or incident.pipeline or incident.title,
        "data_state": f"{state} since {clock_time(since)}" if since else state,
        "recipients": _recipients(incident),
        "affected": incident.impact.affected,
        "freshness": incident.impact.freshness,
        "hours_late": f"{late:g}" if late is not None else "",
        "sla_breached": "" if breached is None else ("yes" if breached else "no"),
        "not_to_use": wrong or datasets or incident.pipeline,
        "read_by": incident.facts.read_by,
    }


def _recipients(incident: Incident) -> str:
    """Return who is to be told, each on the channel of their contract where there is one."""
    consumers = incident.assessment.consumers if incident.assessment else ()
    named = (f"{each.name} on {each.channel}" if each.channel else each.name for each in consumers)
    return ", ".join(dict.fromkeys(named)) or incident.impact.notified


def _work(incident: Incident, moment: Moment) -> dict[str, str]:
    attempts = [
        f"- {clock_time(each.time)} {each.what} {each.outcome}" for each in incident.attempts
    ]
    told = [each.text for each in incident.timeline if each.kind == "told"]
    resolved = clock_time(incident.resolved_at)
    fix = incident.kind_of_fix
    no_retry = (
        f"no retry yet: {incident.retry_why.rstrip('.')}" if incident.retry_safe != "yes" else ""
    )
    head = f"{incident.title} was detected {clock_time(detected_at(incident))}."
    hit = f"Affected: {incident.impact.affected or NOT_RECORDED}."
    end = f"Resolved {resolved} by: {fix or NOT_RECORDED}." if resolved else "Not resolved yet."
    return {
        "doing": fix or moment.standing,
        "attempts": "\n".join(attempts),
        "next_steps": incident.facts.next_steps or moment.standing,
        "must_not": incident.facts.must_not or no_retry,
        "retry": f"{incident.retry_safe}. {incident.retry_why}".strip(". "),
        "told": "; ".join((*told, incident.impact.notified)).strip("; "),
        "latest": "\n".join(f"- {entry_line(each)}" for each in incident.timeline[-_LATEST:]),
        "timeline": "\n".join(f"- {entry_line(each)}" for each in incident.timeline),
        "summary": f"{head} {hit} {end}",
        "resolution": "\n".join([fix, *attempts]).strip(),
        "follow_ups": "\n".join(_follow_up(incident)),
    }


def _follow_up(incident: Incident) -> list[str]:
    return [
        f"- [ ] {each.text} (owner: {each.owner or NOT_RECORDED}, due: {each.due or NOT_RECORDED},"
        f" to: {each.kind or NOT_RECORDED})"
        for each in incident.follow_ups
    ]


def _times(incident: Incident, moment: Moment) -> dict[str, str]:
    spans = durations_of(incident)
    respond = deadline_of(incident.severity, detected_at(incident), moment.severities)
    next_word = deadline_of(incident.severity, moment.now, moment.severities)
    ended = incident.resolved_at
    return {
        "detected_at": clock_time(detected_at(incident)),
        "resolved_at": clock_time(ended),
        "respond_by": due_words(respond) if respond else "",
        "next_word": incident.facts.next_word_at or (due_words(next_word) if next_word else ""),
        "review_due": f"{business_days_after(ended, _REVIEW_DAYS):%Y-%m-%d}" if ended else "",
        "time_to_detect": in_words(spans.detect),
        "time_to_acknowledge": in_words(spans.acknowledge),
        "time_to_mitigate": in_words(spans.mitigate),
        "time_to_resolve": in_words(spans.resolve),
    }
