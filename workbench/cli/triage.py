"""``workbench triage [LOG]``."""

import sys
from dataclasses import replace
from itertools import chain

import click

from workbench.cli.output import format_option, narrate, write
from workbench.cli.prompts import Ending, ask_stdin, walk_by_prompts
from workbench.cli.session import Session
from workbench.designs.store import read_design
from workbench.errors import InputError, Problem
from workbench.handbook.handbook import Handbook
from workbench.reading import STDIN
from workbench.reports.incident import incident_markdown
from workbench.reports.layout import terminal_width
from workbench.reports.triage import diagnosis_text
from workbench.triage.catalogue import Catalogue
from workbench.triage.circumstances import circumstances_of, pipeline_of
from workbench.triage.classify import classify
from workbench.triage.diagnosis import Diagnosis, Verdict
from workbench.triage.guide import Guide
from workbench.triage.incident import list_incidents
from workbench.triage.journal import Journal, utc_now
from workbench.triage.learning import with_fingerprint
from workbench.triage.log_stream import log_lines
from workbench.triage.occasion import Occasion
from workbench.triage.retry import weighed_again

_KINDS = ("tree", "signatures", "retries", "severities")
_MOST_SEEN = 3


@click.command("triage")
@click.argument("log", required=False)
@click.option("--walk", is_flag=True, help="Go through the runbook by plain prompts to the end.")
@click.option("--pipeline", default="", metavar="NAME", help="The pipeline that failed.")
@click.option("--design", metavar="DESIGN", help="The design that retry and impact are judged by.")
@format_option("json")
@click.pass_obj
def command(
    session: Session, log: str | None, walk: bool, pipeline: str, design: str | None, format_: str
) -> int:
    """Find the cause of a failure in a log.

    LOG is a file of any size, or - for standard input; without it, paste the text and
    end with Ctrl-D. The verdict is one of: matched (a code or message proves the cause),
    resembles (words only), unknown (and where to look next), no failure seen.

    With --walk, answers are kept as they are typed; a walk that was left can be resumed.
    Whether a retry is safe is judged by the pipeline in --design (NAME is not needed if
    it has only one) and by earlier incidents.

    The exit code is 1 if a failure is seen, be its cause known or not, 0 if none is seen
    or the walk was finished or left, and 2 if the log cannot be read.
    """
    occasion = Occasion(
        log=log or "", pipeline=pipeline, design=read_design(design) if design else None
    )
    if walk:
        return _walk(session.handbook(*_KINDS), occasion, format_)
    occasion = replace(occasion, log=log or STDIN)
    diagnosis = _diagnose(session.handbook("signatures", "retries"), occasion)
    _show(diagnosis, format_)
    return 0 if diagnosis.verdict is Verdict.NO_FAILURE else 1


def _show(diagnosis: Diagnosis, format_: str) -> None:
    if format_ == "json":
        write(diagnosis.model_dump_json(indent=2))
    else:
        write(diagnosis_text(diagnosis, terminal_width()))


def _diagnose(handbook: Handbook, occasion: Occasion) -> Diagnosis:
    log = occasion.log
    if log == STDIN and sys.stdin.isatty():
        narrate("Paste the failure text, then press Ctrl-D on an empty line.")
    lines = log_lines(log)
    first = next(lines, None)
    if first is None:
        name = "<stdin>" if log == STDIN else log
        raise InputError(Problem("there is nothing in it", name, fix="Give the text of a failure"))
    catalogue = Catalogue.of(handbook)
    return _weighed(classify(chain([first], lines), catalogue), catalogue, occasion)


def _weighed(diagnosis: Diagnosis, catalogue: Catalogue, occasion: Occasion) -> Diagnosis:
    """Return the diagnosis with the retry judged by the design and earlier incidents."""
    if catalogue.retries is None:
        return diagnosis
    pipeline = pipeline_of(occasion.design, occasion.pipeline)
    if occasion.design and pipeline is None:
        names = ", ".join(each.name for each in occasion.design.pipelines) or "none"
        wanted = repr(occasion.pipeline) if occasion.pipeline else "one of several"
        narrate(f"workbench: the design does not say which pipeline is {wanted} (it has: {names})")
    known = circumstances_of(diagnosis, catalogue.retries, list_incidents()[0], utc_now(), pipeline)
    return weighed_again(diagnosis, catalogue.retries, known)


def _walk(handbook: Handbook, occasion: Occasion, format_: str) -> int:
    if occasion.log == STDIN:
        raise InputError(
            Problem(
                "the walk needs standard input for your answers",
                fix="Save the log to a file first: workbench triage FILE --walk",
            )
        )
    guide = _resumed(handbook, occasion) or _started(handbook, occasion)
    _tell_seen_before(guide)
    if walk_by_prompts(guide, note=guide.note) is Ending.LEFT:
        narrate(f"\nLeft; every answer is kept in {guide.journal.path}")
        narrate("Go on with: workbench triage --walk")
        return 0
    incident, path = guide.finish()
    narrate(f"\nThe record is in {path}")
    if incident.evidence:
        narrate(f"Keep a signature of this failure: workbench incident keep {incident.id}")
    write(incident.model_dump_json(indent=2) if format_ == "json" else incident_markdown(incident))
    return 0


def _started(handbook: Handbook, occasion: Occasion) -> Guide:
    if not occasion.log:
        return Guide.start(handbook, None, occasion)
    diagnosis = _diagnose(handbook, occasion)
    narrate(diagnosis_text(diagnosis, terminal_width()))
    if diagnosis.verdict is Verdict.NO_FAILURE:
        narrate("No failure was seen, so the walk starts at its first question.")
    return Guide.start(handbook, diagnosis, occasion)


def _tell_seen_before(guide: Guide) -> None:
    incident = guide.incident()
    stored, _ = list_incidents()
    for other in with_fingerprint(incident.fingerprint, stored)[:_MOST_SEEN]:
        fix = f", mended by: {other.kind_of_fix}" if other.kind_of_fix else ""
        narrate(f"Seen before: {other.id} {other.title}{fix}")


def _resumed(handbook: Handbook, occasion: Occasion) -> Guide | None:
    """Offer the latest walk that was left; return it if the person goes on with it."""
    for journal in Journal.unfinished()[:1]:
        guide = Guide.resume(handbook, journal, occasion.design)
        started = journal.started.time.strftime("%Y-%m-%d %H:%M UTC")
        narrate(f"A walk of {started} was left at: {guide.current.title}")
        reply = (ask_stdin("Go on with it? [y]es, [n]o, [d]rop it > ") or "").strip().lower()
        if reply.startswith("y"):
            if guide.misfit:
                narrate(f"Not all of it could be replayed: {guide.misfit}.")
            return guide
        if reply.startswith("d"):
            guide.set_aside()
            narrate(f"Dropped; its answers stay in {journal.path}")
    return None
