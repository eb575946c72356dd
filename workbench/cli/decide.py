"""``workbench decide DESIGN CHOICE``."""

from __future__ import annotations

from datetime import datetime

import click

from workbench.advisor.advise import advise
from workbench.advisor.decide import decide
from workbench.advisor.knowledge import ADVICE_KINDS
from workbench.cli.output import narrate
from workbench.cli.session import Session
from workbench.designs.store import DesignFile
from workbench.errors import InputError, Problem


@click.command("decide")
@click.argument("design")
@click.argument("choice")
@click.option("--reason", default="", help="Why; else what the advice says for it.")
@click.pass_obj
def command(session: Session, design: str, choice: str, reason: str) -> None:
    """Keep a decision in the design, with its reasons.

    The options and reasons are those that the advice gives for the brief. CHOICE is a
    pattern or a technology by its id, such as lakehouse, airflow or spark.
    """
    file = DesignFile.open(design)
    brief = file.design.brief
    if brief is None:
        raise InputError(Problem("the design has no brief", design, fix="Add a 'brief:' section"))
    advice = advise(brief, session.handbook(*ADVICE_KINDS))
    decision = decide(advice, choice, datetime.now().astimezone().date(), reason)
    count = len(file.design.decisions)
    file.insert(("decisions",), count, decision.model_dump(mode="json", exclude_defaults=True))
    file.save()
    narrate(f"Decided in {design}: {decision.title}.")
