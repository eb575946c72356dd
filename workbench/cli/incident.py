"""``workbench incident list|show|export``."""

from pathlib import Path

import click

from workbench.cli.output import format_option, narrate, write, write_json
from workbench.reports.incident import incident_markdown
from workbench.triage.incident import (
    Incident,
    incident_yaml,
    incidents_dir,
    list_incidents,
    load_incident,
)
from workbench.writing import write_atomically


@click.group("incident")
def command() -> None:
    """List, show and export incident records."""


@command.command("list")
@format_option("json")
def list_command(format_: str) -> None:
    """List all records, the latest first."""
    incidents, problems = list_incidents()
    for problem in problems:
        narrate(f"workbench: {problem}")
    if format_ == "json":
        write_json({"incidents": [_summary(each) for each in incidents]})
    elif incidents:
        write("\n".join(_row(each) for each in incidents))
    elif not problems:
        narrate(f"No incidents yet in {incidents_dir()}. Begin with: workbench triage LOG --walk")


@command.command("show")
@click.argument("incident_id", metavar="ID")
@format_option("json", "markdown")
def show(incident_id: str, format_: str) -> None:
    """Show one record; as text it is the YAML that is stored."""
    write(_rendered(load_incident(incident_id), format_))


@command.command("export")
@click.argument("incident_id", metavar="ID")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write to FILE instead of standard output.",
)
def export(incident_id: str, output: Path | None) -> None:
    """Write one record as Markdown."""
    text = incident_markdown(load_incident(incident_id))
    if output is None:
        write(text)
        return
    write_atomically(output, text)
    narrate(f"Written to {output}")


def _rendered(incident: Incident, format_: str) -> str:
    if format_ == "json":
        return incident.model_dump_json(indent=2)
    return incident_markdown(incident) if format_ == "markdown" else incident_yaml(incident)


def _summary(incident: Incident) -> dict[str, str]:
    return {
        "id": incident.id,
        "title": incident.title,
        "status": incident.status,
        "severity": incident.severity,
        "cause": incident.cause.value,
        "detected_at": incident.detected_at.isoformat(),
    }


def _row(incident: Incident) -> str:
    severity = incident.severity if incident.severity != "not set" else "--"
    return f"{incident.id}  {severity}  {incident.status:<13}  {incident.title}"
