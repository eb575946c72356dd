"""Commands that add to the record of an incident, and what is made from it."""

from pathlib import Path

import click

from workbench.cli.incident_cases import all_cases, case_of
from workbench.cli.incident_keep import keep_signature
from workbench.cli.output import narrate, write
from workbench.cli.session import Session
from workbench.triage.amend import (
    Amendment,
    Correction,
    FactGiven,
    FollowUpAdded,
    Insertion,
    Linked,
    SeverityDecided,
    StatusSet,
)
from workbench.triage.cases import OpenCase
from workbench.triage.facts import fact_fields
from workbench.triage.incident import FollowUp, Relation, Severity
from workbench.triage.journal import utc_now
from workbench.triage.messages import RECIPIENTS, Recipient, draft_message
from workbench.triage.moments import moment_of
from workbench.writing import write_atomically

_EVENTS = ("detected", "observed", "decided", "acted", "told", "noted")
_id = click.argument("incident_id", metavar="ID")


@click.command("note")
@_id
@click.argument("text")
@click.option("--at", "at", metavar="TIME", help="When it happened: 14:05, or 2026-03-02T14:05Z.")
@click.option("--kind", "event", type=click.Choice(_EVENTS), default="noted", show_default=True)
@click.option("--author", default="", help="Who says so.")
@click.option("--source", default="", help="Where it was seen: a command, a log, a person.")
@click.option("--link", default="", metavar="URL", help="Where more of it is.")
@click.option("--pin", is_flag=True, help="Mark it as one that matters most.")
@click.pass_obj
def note(  # noqa: PLR0913 - one parameter for each option
    session: Session,
    incident_id: str,
    text: str,
    *,
    at: str | None,
    event: str,
    author: str,
    source: str,
    link: str,
    pin: bool,
) -> None:
    """Add an entry to the timeline, also at a past time (UTC unless a zone is given)."""
    now = utc_now()
    time = moment_of(at, now) if at else now
    about = {"author": author, "source": source, "link": link, "pinned": pin}
    data = {"time": time, "text": text, "event": event, **about}
    _amend(session, incident_id, Insertion.model_validate(data))


@click.command("correct")
@_id
@click.argument("entry", type=click.IntRange(min=0))
@click.argument("text")
@click.pass_obj
def correct(session: Session, incident_id: str, entry: int, text: str) -> None:
    """Give entry ENTRY (its number in the record) another text; the old one is kept."""
    _amend(session, incident_id, Correction(entry=entry, text=text))


@click.command("set")
@_id
@click.argument("name", required=False)
@click.argument("value", required=False)
@click.pass_obj
def set_fact(session: Session, incident_id: str, name: str | None, value: str | None) -> None:
    """Record a fact; an empty VALUE takes it away. Without NAME, list the facts."""
    if name is None:
        facts = case_of(session, incident_id).incident.facts
        for each, field in fact_fields():
            held = getattr(facts, each)
            shown = "" if held in (None, "") else f" = {held}"
            write(f"{each:<20} {field.title}: {field.description}{shown}")
        return
    if value is None:
        raise click.UsageError("Give a VALUE; '' takes the fact away.")
    _amend(session, incident_id, FactGiven(name=name, value=value))


@click.command("severity")
@_id
@click.argument("severity", type=click.Choice(["P0", "P1", "P2", "P3"]))
@click.argument("reason")
@click.pass_obj
def set_severity(session: Session, incident_id: str, severity: Severity, reason: str) -> None:
    """Overrule the severity; the REASON lands in the timeline."""
    _amend(session, incident_id, SeverityDecided(severity=severity, reason=reason))


@click.command("link")
@_id
@click.argument("other", metavar="OTHER")
@click.option(
    "--as",
    "relation",
    type=click.Choice(["duplicate-of", "caused-by", "related-to"]),
    default="related-to",
    show_default=True,
)
@click.pass_obj
def link(session: Session, incident_id: str, other: str, relation: Relation) -> None:
    """Say what an incident has to do with OTHER, which must exist."""
    case_of(session, other)
    _amend(session, incident_id, Linked(relation=relation, incident=other))


@click.command("follow-up")
@_id
@click.argument("text")
@click.option("--owner", default="")
@click.option("--due", default="", metavar="DATE")
@click.option("--to", "kind", type=click.Choice(["prevent", "detect", "mitigate"]))
@click.pass_obj
def follow_up(
    session: Session, incident_id: str, text: str, owner: str, due: str, kind: str | None
) -> None:
    """Add something to do after the incident, and what it is to do: prevent, detect, mitigate."""
    data = {"text": text, "owner": owner, "due": due, "kind": kind or ""}
    _amend(session, incident_id, FollowUpAdded(follow_up=FollowUp.model_validate(data)))


@click.command("close")
@_id
@click.argument("reason")
@click.pass_obj
def close(session: Session, incident_id: str, reason: str) -> None:
    """Resolve an incident; the walk of an open one ends here, and its record is written."""
    cases = all_cases(session)
    case = cases.case(incident_id)
    if not isinstance(case, OpenCase):
        case.amend(StatusSet(status="resolved", reason=reason))
        narrate(f"{incident_id} is resolved")
        return
    _, path = case.guide.close(reason, cases.incidents)
    narrate(f"{incident_id} is resolved; the record is in {path}")
    narrate(f"Keep a signature of it: workbench incident keep {incident_id}")


@click.command("message")
@_id
@click.option("--to", "to", type=click.Choice(RECIPIENTS), required=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@click.option("--sent", is_flag=True, help="Note in the timeline that it was sent.")
@click.pass_obj
def message(
    session: Session, incident_id: str, to: Recipient, output: Path | None, sent: bool
) -> None:
    """Draft a message from the record; for consumers the one that fits the status."""
    cases = all_cases(session)
    case = cases.case(incident_id)
    text = draft_message(cases.handbook, case.incident, to, standing=case.standing)
    if output is None:
        write(text)
    else:
        write_atomically(output, text)
        narrate(f"Written to {output}")
    if sent:
        case.amend(Insertion(time=utc_now(), event="told", text=f"Message to {to}"))


def _amend(session: Session, incident_id: str, amendment: Amendment) -> None:
    case_of(session, incident_id).amend(amendment)
    narrate(f"{incident_id}: kept")


COMMANDS: dict[str, click.Command] = {
    each.name: each
    for each in (
        close,
        correct,
        follow_up,
        keep_signature,
        link,
        message,
        note,
        set_fact,
        set_severity,
    )
    if each.name
}
