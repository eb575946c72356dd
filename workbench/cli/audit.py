"""``workbench audit DESIGN``."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from workbench.audit.audit import Asked, AuditResult, audit, questions, score_of
from workbench.cli.output import format_option, narrate, write, write_json
from workbench.cli.prompts import ask_stdin, tell_stderr
from workbench.cli.session import Session
from workbench.designs.audit import Answered, AuditAnswer
from workbench.designs.document import Document
from workbench.designs.store import DesignFile
from workbench.errors import InputError, Problem
from workbench.handbook.handbook import Handbook
from workbench.handbook.rubric import Rubric
from workbench.lint.check import Check
from workbench.lint.landscape import Landscape
from workbench.reports.audit import as_data, as_markdown, as_text
from workbench.reports.layout import terminal_width


@click.command("audit")
@click.argument("design")
@click.option(
    "--answer",
    "given",
    multiple=True,
    metavar="ID=ANSWER",
    help="Answer a question with yes, partly or no. Can be repeated.",
)
@click.option("--ask", is_flag=True, help="Ask the open questions, one by one.")
@click.option("--save", is_flag=True, help="Keep the answers and the score in the design.")
@click.option("--note", default="", help="What the history says beside the score.")
@click.option(
    "--fail-under", type=click.IntRange(0, 100), metavar="POINTS", help="Exit with 1 below this."
)
@format_option("json", "markdown")
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one parameter per option
    session: Session,
    design: str,
    given: tuple[str, ...],
    ask: bool,
    save: bool,
    note: str,
    fail_under: int | None,
    format_: str,
) -> int:
    """Score a platform from 0 to 100, and say what to do next.

    Seven dimensions are asked about in concrete questions. What the design shows answers a
    question by itself, with its proof. What it cannot show is asked (--ask) or given
    (--answer run-twice=yes); with --save the answers, and the score of the day, are kept in
    the design.
    """
    handbook = session.handbook()
    file = DesignFile.open(design)
    landscape = Check(handbook).landscape(file)
    answers = _given(given, handbook)
    if ask:
        answers |= _by_prompts(landscape, answers)
    result = audit(landscape, answers)
    if save:
        _save(file, result, answers, note)
        narrate(f"Kept {len(answers)} answers and the score in {file.path}.")
        result = audit(Check(handbook).landscape(file))
    _show(result, format_)
    return 1 if fail_under is not None and result.score < fail_under else 0


def _show(result: AuditResult, format_: str) -> None:
    if format_ == "json":
        write_json(as_data(result))
    elif format_ == "markdown":
        write(as_markdown(result))
    else:
        write(as_text(result, terminal_width()))


def _given(pairs: tuple[str, ...], handbook: Handbook) -> dict[str, AuditAnswer]:
    known = questions(handbook.page("maturity-rubric", Rubric))
    found: dict[str, AuditAnswer] = {}
    problems: list[Problem] = []
    for pair in pairs:
        name, _, said = pair.partition("=")
        answer = _answer(said)
        if name not in known:
            problems.append(Problem(f"no question is called {name!r}", fix="See workbench audit"))
        elif answer is None:
            problems.append(Problem(f"{said!r} is no answer", fix="Say yes, partly or no"))
        else:
            found[name] = AuditAnswer(question=name, answer=answer, date=_today())
    if problems:
        raise InputError(problems)
    return found


def _answer(said: str) -> Answered | None:
    try:
        return Answered(said.strip())
    except ValueError:
        return None


def _today() -> date:
    return date.today()


def _by_prompts(landscape: Landscape, answers: dict[str, AuditAnswer]) -> dict[str, AuditAnswer]:
    found: dict[str, AuditAnswer] = {}
    for asked in audit(landscape, answers).open:
        reply = _ask(asked)
        if reply is None:
            break
        if reply.answer is not None:
            found[asked.question.id] = reply
    return found


def _ask(asked: Asked) -> AuditAnswer | None:
    """Ask until the answer is understood; None where the person leaves."""
    tell_stderr(f"\n{asked.question.ask}")
    while True:
        said = ask_stdin("yes, partly, no, Enter to leave it open, :q to stop> ")
        if said is None or said.strip() == ":q":
            return None
        if not said.strip():
            return AuditAnswer(question=asked.question.id)
        answer = _answer(said)
        if answer is None:
            tell_stderr("Say yes, partly or no.")
            continue
        proof = "" if answer is Answered.NO else ask_stdin("What does it rest on? ") or ""
        return AuditAnswer(
            question=asked.question.id, answer=answer, proof=proof.strip(), date=_today()
        )


def _save(
    file: DesignFile, result: AuditResult, answers: dict[str, AuditAnswer], note: str
) -> None:
    section = file.design.audit
    kept = {each.question: each for each in section.answers} if section else {}
    kept |= answers
    history = [*(section.history if section else ()), score_of(result, _today(), note)]
    file.set(("audit", "answers"), [_written(each) for each in kept.values()])
    file.set(("audit", "history"), [_written(each) for each in history])
    file.save()


def _written(document: Document) -> dict[str, Any]:
    return document.model_dump(mode="json", exclude_defaults=True)
