"""``workbench review PATH...``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.findings_report import findings_options, reaches, report
from workbench.cli.output import narrate, write
from workbench.cli.progress import Progress
from workbench.cli.session import Session
from workbench.errors import InputError, Problem
from workbench.findings import Preset, Severity
from workbench.reading import STDIN
from workbench.settings_files import settings_files
from workbench.sqlreview.options import Options
from workbench.sqlreview.parallel import available_workers
from workbench.sqlreview.paths import Effort, everything, review_paths
from workbench.sqlreview.reviewed import Review

if TYPE_CHECKING:
    from workbench.settings import ReviewSettings
    from workbench.sqlreview.changes import Changes


@click.command("review")
@click.argument("paths", nargs=-1, required=True)
@click.option("--dialect", metavar="NAME", help="SQL dialect, such as bigquery or postgres.")
@click.option(
    "--schema",
    multiple=True,
    metavar="PATH",
    help="Learn tables from DDL, a dbt target folder, a CSV dump of information_schema.columns, "
    "a design, a Parquet or a DuckDB file. Can be repeated.",
)
@click.option(
    "--embedded",
    is_flag=True,
    help="In folders, review SQL and Spark in .py and .ipynb files and Spark's .conf files, too.",
)
@click.option(
    "--diff",
    metavar="REV",
    help="Show only findings on lines changed since a git revision, such as main.",
)
@click.option("--no-cache", is_flag=True, help="Review anew what was reviewed before.")
@findings_options
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - one parameter per option
    session: Session,
    paths: tuple[str, ...],
    dialect: str | None,
    schema: tuple[str, ...],
    embedded: bool,
    preset: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    diff: str | None,
    baseline: Path | None,
    write_baseline: Path | None,
    no_cache: bool,
    fail_on: str,
    format_: str,
) -> int:
    """Review SQL for performance, correctness and safety.

    PATH is a file, a folder of *.sql files, or - for standard input. Of a Python
    file or a notebook, the SQL in its strings and cells is reviewed, and PySpark as
    a program; of a spark-defaults.conf the properties. dbt models and other Jinja
    templates are read without running them, and nor is Python run.

    Without --dialect, a file name (orders.bigquery.sql), the folder that holds
    it (bigquery/) or the profile of its dbt project can name the dialect; else SQL
    of no particular engine is read.

    With --schema, keys, types, NULL and partitions are known instead of guessed.

    \b
    Silence a finding by a comment on its line or the one above, or for the file:
      -- workbench: ignore[select-star] reason
      -- workbench: ignore-file[select-star] reason

    Settings: [review] in workbench.toml, or [tool.workbench.review] in
    pyproject.toml. Options given here come before them.

    Exit code 1: findings from --fail-on on, or SQL that does not parse.
    Exit code 2: wrong use, or nothing could be reviewed.
    """  # noqa: D301 - click wants the character, not the two of a raw text
    asked = Preset(preset) if preset else None
    knowledge = tuple(map(str, session.overlay_folders()))
    options = Options(asked, select, ignore, dialect, _settings(), schema, embedded, knowledge)
    changes = _changes(diff, paths) if diff is not None else None
    progress = Progress(sys.stderr, "Reviewed {done} of {total} files")
    effort = Effort(available_workers(), not no_cache, progress)
    try:
        review = review_paths(paths, options, changes.touches if changes else everything, effort)
    finally:
        progress.close()
    _refuse_nothing(review)
    if write_baseline or baseline:
        from workbench.cli.known_findings import without_known  # noqa: PLC0415 - loads pydantic

        review = without_known(review, options.runs, baseline, write_baseline)
    if changes:
        review = changes.only(review)
    write(report(review, format_))
    return _exit_code(review, Severity(fail_on))


def _settings() -> ReviewSettings | None:
    """Return the settings; without a file, nothing is loaded that would read them."""
    if not any(settings_files(Path.cwd())):
        return None
    from workbench.settings import KnownNames, load_settings  # noqa: PLC0415 - loads pydantic
    from workbench.sqlreview.dialects import names  # noqa: PLC0415 - beside its only use
    from workbench.sqlreview.registry import all_rules  # noqa: PLC0415 - beside its only use

    known = KnownNames({rule.slug for rule in all_rules()}, names())
    return load_settings(known=known).review


def _changes(revision: str, paths: tuple[str, ...]) -> Changes:
    from workbench.sqlreview.changes import changes_since  # noqa: PLC0415 - rarely needed

    if STDIN in paths:
        raise InputError(Problem("standard input has no git history", fix="Give --diff files"))
    return changes_since(revision, paths)


def _refuse_nothing(review: Review) -> None:
    """Refuse to call empty input clean.

    Raises:
        InputError: none of the files holds anything.
    """
    blank = [
        Problem("there is nothing in it", file.path, fix="Give SQL")
        for file in review.files
        if not file.errors and not review.sources.get(file.path, "").strip()
    ]
    if blank and len(blank) == len(review.files):
        raise InputError(blank)


def _exit_code(review: Review, limit: Severity) -> int:
    broken = sum(error.broken for file in review.files for error in file.errors)
    understood = sum(max(0, file.statements - len(file.errors)) for file in review.files)
    if broken and understood <= 0:
        narrate("Nothing could be reviewed. If the dialect is the reason, name it with --dialect.")
        return 2
    return 1 if broken or reaches(review, limit) else 0
