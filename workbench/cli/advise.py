"""``workbench advise BRIEF``."""

from dataclasses import replace

import click

from workbench.advisor.advise import advise
from workbench.advisor.history import history_advice
from workbench.advisor.knowledge import ADVICE_KINDS
from workbench.cli.output import format_option, write
from workbench.cli.session import Session
from workbench.designs.store import read_design
from workbench.errors import InputError, Problem
from workbench.reports.advice import as_json
from workbench.reports.advice_text import as_markdown, as_text
from workbench.reports.layout import terminal_width


@click.command("advise")
@click.argument("brief")
@format_option("json", "markdown")
@click.pass_obj
def command(session: Session, brief: str, format_: str) -> int:
    """Judge patterns and technologies for a brief, with sizing, cost and risks.

    BRIEF is a design with a brief in it, a brief alone, or - for standard input.
    """
    design = read_design(brief)
    found = design.brief
    if found is None:
        raise InputError(Problem("the design has no brief", brief, fix="Add a 'brief:' section"))
    handbook = session.handbook(*ADVICE_KINDS)
    dimensions = [each for model in design.models for each in model.dimensions]
    advice = replace(advise(found, handbook), history=tuple(history_advice(dimensions, handbook)))
    if format_ == "json":
        write(as_json(advice).model_dump_json(indent=2))
    elif format_ == "markdown":
        write(as_markdown(advice))
    else:
        write(as_text(advice, terminal_width()))
    return 0
