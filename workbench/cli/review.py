"""``workbench review PATH...``."""

import click

from workbench.cli.output import format_option, narrate, write
from workbench.cli.session import Session
from workbench.findings import Severity
from workbench.reports.review import as_model, as_text
from workbench.sqlreview.review import Review, Reviewer, review_paths


@click.command("review")
@click.argument("paths", nargs=-1, required=True)
@click.option("--dialect", metavar="NAME", help="SQL dialect, such as bigquery or postgres.")
@click.option("--select", multiple=True, metavar="RULE", help="Run only these rules.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Leave these rules out.")
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    default=Severity.WARNING.value,
    show_default=True,
    help="Exit with 1 from this severity on.",
)
@format_option("json")
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one parameter per option
    session: Session,  # noqa: ARG001 - every command is given the session
    paths: tuple[str, ...],
    dialect: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str,
    format_: str,
) -> int:
    """Review SQL for performance, correctness and safety.

    PATH is a file, a folder of *.sql files, or - for standard input.

    Without --dialect, a file name (orders.bigquery.sql) or the folder that holds
    it (bigquery/) can name the dialect; else SQL of no particular engine is read.

    A finding is silenced in place by a comment on its line or the line above:
    -- workbench: ignore[select-star] reason

    Exit code 1: findings from --fail-on on, or SQL that does not parse.
    Exit code 2: wrong use, or nothing could be reviewed.
    """
    review = review_paths(paths, dialect, Reviewer(select, ignore))
    if format_ == "json":
        write(as_model(review).model_dump_json(indent=2))
    else:
        write(as_text(review))
    return _exit_code(review, Severity(fail_on))


def _exit_code(review: Review, limit: Severity) -> int:
    broken = sum(error.broken for file in review.files for error in file.errors)
    understood = sum(max(0, file.statements - len(file.errors)) for file in review.files)
    if broken and understood <= 0:
        narrate("Nothing could be reviewed. If the dialect is the reason, name it with --dialect.")
        return 2
    worst = min(
        (finding.severity.rank for file in review.files for finding in file.findings),
        default=len(Severity),
    )
    return 1 if broken or worst <= limit.rank else 0
