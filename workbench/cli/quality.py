"""``workbench quality``: the SQL of checks, checks on local files, run logs, reconciliation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.output import format_option, narrate, write, write_json
from workbench.cli.session import Session
from workbench.errors import InputError, Problem

if TYPE_CHECKING:
    from workbench.designs.quality_check import QualityCheck

DAY = click.option(
    "--day", metavar="DATE", help="The day whose rows are checked, as 2026-01-31; else today."
)
CHECK = click.option(
    "--check", "wanted", multiple=True, metavar="NAME", help="Only this check. Can be repeated."
)


@click.group("quality")
def command() -> None:
    """Render and run quality checks, validate run logs, compare two sources."""


@command.command("render")
@click.argument("design")
@click.option("--dialect", default="duckdb", show_default=True, help="SQL dialect of the checks.")
@DAY
@CHECK
@format_option("json")
@click.pass_obj
def render_checks(
    session: Session,
    design: str,
    dialect: str,
    day: str | None,
    wanted: tuple[str, ...],
    format_: str,
) -> None:
    """Write the checks of a design as SQL."""
    from workbench.quality.render import render  # noqa: PLC0415 - loads the SQL parser

    handbook = session.handbook("template")
    rendered = [render(check, dialect, handbook, _day(day)) for check in _checks(design, wanted)]
    if format_ == "json":
        rows = [{"name": each.name, "type": each.type.value, "sql": each.sql} for each in rendered]
        write_json({"dialect": dialect, "checks": rows})
        return
    for each in rendered:
        write(f"-- {each.name}: {each.type.value}\n{each.sql}\n")


@command.command("run")
@click.argument("design")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    multiple=True,
    required=True,
    metavar="PATH",
    help="Files, or folders of files: CSV, Parquet, JSON, DuckDB. Each is the table that its "
    "name says. Can be repeated.",
)
@DAY
@CHECK
@click.option("--allow-empty", is_flag=True, help="Let checks pass on a table without rows.")
@format_option("json")
@click.pass_obj
def run_checks_on_files(  # noqa: PLR0913, PLR0917 - one parameter per option
    session: Session,
    design: str,
    data: tuple[Path, ...],
    day: str | None,
    wanted: tuple[str, ...],
    allow_empty: bool,
    format_: str,
) -> int:
    """Run the checks of a design on local files, which are only read.

    A check that passes because its table is empty is told apart: it says nothing.

    Exit code 1: a check failed, could not be run, or had nothing to check.
    """
    from workbench.quality.run import Verdict, run_checks  # noqa: PLC0415 - loads the SQL parser
    from workbench.reports.quality import results_data, results_text  # noqa: PLC0415 - beside it

    handbook = session.handbook("template")
    results = run_checks(_checks(design, wanted), data, handbook, _day(day))
    if format_ == "json":
        write_json({"checks": results_data(results)})
    else:
        write(results_text(results))
    fine = {Verdict.PASSED, Verdict.EMPTY} if allow_empty else {Verdict.PASSED}
    return 0 if all(result.verdict in fine for result in results) else 1


@command.command("log")
@click.argument("log")
@format_option("json")
def validate_run_logs(log: str, format_: str) -> int:
    """Say whether run logs hold every field and fit together.

    LOG is JSON lines, one JSON object or a list, or - for standard input.

    Exit code 1: something is wrong.
    """
    from workbench.quality.run_log import check_run_logs  # noqa: PLC0415 - loads the models
    from workbench.reading import read_text  # noqa: PLC0415 - beside it

    count, problems = check_run_logs(read_text(log))
    if format_ == "json":
        rows = [
            {"line": each.line, "field": each.path, "message": each.message, "fix": each.fix}
            for each in problems
        ]
        write_json({"records": count, "problems": rows})
    else:
        for problem in problems:
            write(str(problem))
        noun = "record" if count == 1 else "records"
        narrate(f"{count} {noun}: {len(problems) or 'no'} problems.")
    return 1 if problems else 0


@command.command("reconcile")
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--key", multiple=True, required=True, metavar="COLUMN", help="What names a row.")
@click.option("--amount", required=True, metavar="COLUMN", help="What is summed and compared.")
@click.option(
    "--tolerance",
    type=click.FloatRange(0),
    default=0.01,
    show_default=True,
    help="Accepted difference of the totals, as a share of the source.",
)
@format_option("json")
def reconcile_files(
    source: Path, target: Path, key: tuple[str, ...], amount: str, tolerance: float, format_: str
) -> int:
    """Compare the rows of two files: counts, totals, and the rows that differ.

    Exit code 1: the totals differ by more than the tolerance, or a side has no rows.
    """
    from workbench.quality.reconcile import reconcile  # noqa: PLC0415 - loads DuckDB
    from workbench.reports import quality as reports  # noqa: PLC0415 - beside it

    result = reconcile(source, target, key, amount, tolerance)
    if format_ == "json":
        write_json(reports.reconciliation_data(result))
    else:
        write(reports.reconciliation_text(result, key))
    return 0 if result.agrees else 1


def _checks(design: str, wanted: Sequence[str]) -> list[QualityCheck]:
    from workbench.designs.store import read_design  # noqa: PLC0415 - loads the models

    checks = read_design(design).quality_checks
    if not checks:
        fix = "Add them under quality_checks:"
        raise InputError(Problem("the design has no quality checks", design, fix=fix))
    unknown = set(wanted) - {check.name for check in checks}
    if unknown:
        fix = f"Checks: {', '.join(check.name for check in checks)}"
        names = ", ".join(sorted(unknown))
        raise InputError(Problem(f"there is no check called {names}", design, fix=fix))
    return [check for check in checks if not wanted or check.name in wanted]


def _day(written: str | None) -> date:
    if written is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise InputError(Problem(f"{written!r} is no day", fix="Write it as 2026-01-31")) from error
