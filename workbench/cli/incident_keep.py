"""``workbench incident keep``: a signature made from the proving line of an incident."""

from dataclasses import replace
from pathlib import Path

import click

from workbench.cli.incident_cases import all_cases
from workbench.cli.output import narrate, write
from workbench.cli.session import Session
from workbench.errors import InputError, Problem
from workbench.handbook.signatures import Signatures
from workbench.places import knowledge_dir
from workbench.triage.learning import Effect, Proposal, effect_of, keep, propose


@click.command("keep")
@click.argument("incident_id", metavar="ID")
@click.option("--pattern", help="A pattern of your own instead of the proposed one.")
@click.option("--title", help="A title of your own.")
@click.option("--fix", help="What helped.")
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Overlay folder; the knowledge folder of your settings unless given.",
)
@click.option("--yes", is_flag=True, help="Keep it; without this it is only shown.")
@click.option("--force", is_flag=True, help="Keep it although it takes texts of another cause.")
@click.pass_obj
def keep_signature(  # noqa: PLR0913 - one parameter for each option
    session: Session,
    incident_id: str,
    *,
    pattern: str | None,
    title: str | None,
    fix: str | None,
    folder: Path | None,
    yes: bool,
    force: bool,
) -> int:
    """Show the signature that the proving line gives, and with --yes keep it.

    The exit code is 1 if it would take texts of another cause; then --force keeps it.
    """
    cases = all_cases(session, "signatures")
    incidents, _ = cases.all()
    pages = cases.handbook.of_kind(Signatures)
    proposal = propose(cases.case(incident_id).incident, pages)
    if proposal is None:
        raise InputError(Problem(f"{incident_id} has no proving line to make a signature of"))
    proposal = replace(
        proposal,
        pattern=pattern or proposal.pattern,
        title=title or proposal.title,
        fix=fix or proposal.fix,
    )
    effect = effect_of(proposal, incidents, pages)
    write("\n".join(_effect_lines(proposal, effect)))
    if effect.problem:
        raise InputError(Problem(effect.problem, fix="Give another with --pattern"))
    if effect.steals and not force:
        return 1
    if not yes:
        narrate("Nothing is kept yet: add --yes")
        return 0
    path = keep(proposal, folder or knowledge_dir())
    narrate(f"Kept in {path}; the next triage knows it")
    return 0


def _effect_lines(proposal: Proposal, effect: Effect) -> list[str]:
    lines = [
        f"Signature: {proposal.id}",
        f"Title:     {proposal.title}",
        f"Cause:     {proposal.cause.replace('_', ' ')}",
        f"Pattern:   {proposal.pattern}",
        f"Reads like: {proposal.example}",
        f"Matches incidents: {', '.join(effect.matches) or 'none'}",
    ]
    return [*lines, *(f"WARNING: would take {each}" for each in effect.steals)]
