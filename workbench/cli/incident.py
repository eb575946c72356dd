"""``workbench incident``: the records of incidents, open and closed."""

import importlib
from pathlib import Path

import click

from workbench.cli.incident_cases import all_cases, case_of
from workbench.cli.output import format_option, narrate, write, write_json
from workbench.cli.session import Session
from workbench.loading import loading
from workbench.reports.incident import incident_markdown
from workbench.reports.post_mortem import post_mortem
from workbench.triage.durations import durations_of
from workbench.triage.incident import Incident, incident_yaml, incidents_dir
from workbench.writing import write_atomically

_CHANGES = {
    "close": "Resolve an incident, with the reason.",
    "correct": "Give an entry of the timeline another text; the old one is kept.",
    "follow-up": "Add something to do after the incident.",
    "keep": "Keep a signature made from the proving line.",
    "link": "Say what an incident has to do with another.",
    "message": "Draft a message from the record.",
    "note": "Add an entry to the timeline, also at a past time.",
    "set": "Record a fact; without a name, list the facts.",
    "severity": "Overrule the severity, with the reason.",
}
"""Commands that change a record, and their lines in ``--help``."""
_output_option = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to FILE instead of standard output.",
)


class _Group(click.Group):
    """Imports the commands that change a record only when one of them is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_CHANGES])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _CHANGES:
            return super().get_command(ctx, cmd_name)
        with loading():
            module = importlib.import_module("workbench.cli.incident_changes")
        found: click.Command = module.COMMANDS[cmd_name]
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own = {name: each.get_short_help_str(80) for name, each in self.commands.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted({**own, **_CHANGES}.items()))


@click.group("incident", cls=_Group)
def command() -> None:
    """List, show, change and export incident records."""


@command.command("list")
@click.option("--open", "which", flag_value="open", help="Only those that are not resolved.")
@click.option("--closed", "which", flag_value="closed", help="Only those that are resolved.")
@format_option("json")
@click.pass_obj
def list_command(session: Session, which: str | None, format_: str) -> int:
    """List all incidents, open and closed, the latest first."""
    incidents, problems = all_cases(session).all()
    for problem in problems:
        narrate(f"workbench: {problem}")
    if which:
        incidents = [
            each for each in incidents if (each.status == "resolved") is (which == "closed")
        ]
    if format_ == "json":
        write_json({"incidents": [_summary(each) for each in incidents]})
    elif incidents:
        write("\n".join(_row(each) for each in incidents))
    elif not problems:
        narrate(f"No incidents yet in {incidents_dir()}. Begin with: workbench triage LOG --walk")
    return 2 if problems else 0


@command.command("show")
@click.argument("incident_id", metavar="ID")
@format_option("json", "markdown")
@click.pass_obj
def show(session: Session, incident_id: str, format_: str) -> None:
    """Show one record; as text it is the YAML that is stored."""
    write(_rendered(case_of(session, incident_id).incident, format_))


@command.command("export")
@click.argument("incident_id", metavar="ID")
@click.option("--post-mortem", "is_post_mortem", is_flag=True, help="The post-mortem instead.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["markdown", "json", "text"]),
    default="markdown",
    show_default=True,
    help="How to write the record.",
)
@_output_option
@click.pass_obj
def export(
    session: Session, incident_id: str, is_post_mortem: bool, format_: str, output: Path | None
) -> None:
    """Write one record, or its post-mortem, as Markdown; what nobody recorded says so."""
    if is_post_mortem and format_ != "markdown":
        raise click.UsageError("The post-mortem is written as Markdown only.")
    cases = all_cases(session)
    incident = cases.case(incident_id).incident
    text = post_mortem(cases.handbook, incident) if is_post_mortem else _rendered(incident, format_)
    if output is None:
        write(text)
        return
    write_atomically(output, text)
    narrate(f"Written to {output}")


def _rendered(incident: Incident, format_: str) -> str:
    if format_ == "json":
        return incident.model_dump_json(indent=2)
    return incident_markdown(incident) if format_ == "markdown" else incident_yaml(incident)


def _summary(incident: Incident) -> dict[str, str | float | None]:
    spans = durations_of(incident)
    seconds = {
        f"seconds_to_{name}": span.total_seconds() if span else None
        for name, span in (
            ("detect", spans.detect),
            ("acknowledge", spans.acknowledge),
            ("mitigate", spans.mitigate),
            ("resolve", spans.resolve),
        )
    }
    return {
        "id": incident.id,
        "title": incident.title,
        "status": incident.status,
        "severity": incident.severity,
        "cause": incident.cause.value,
        "detected_at": incident.detected_at.isoformat(),
        **seconds,
    }


def _row(incident: Incident) -> str:
    severity = incident.severity if incident.severity != "not set" else "--"
    return f"{incident.id}  {severity}  {incident.status:<13}  {incident.title}"
