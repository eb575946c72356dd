"""Running quality checks on local files, by the embedded DuckDB."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from workbench.designs.quality_check import QualityCheck
from workbench.embedded_database import Database, connect
from workbench.errors import InputError, Problem
from workbench.handbook.handbook import Handbook
from workbench.quality.render import Passes, RenderedCheck, render

ENDINGS = (".parquet", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".duckdb", ".db")
SHOWN_ROWS = 5


class Verdict(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    EMPTY = "empty"
    """There were no rows to object to: the check says nothing."""
    ERROR = "error"
    """It could not be run."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: its verdict, what it found, and the first rows of what it returned."""

    name: str
    type: str
    table: str
    verdict: Verdict
    detail: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()


def run_checks(
    checks: Iterable[QualityCheck], data: Sequence[Path], handbook: Handbook, day: date
) -> list[CheckResult]:
    """Run checks on files, each of which is the table that its name says.

    Files are read and never written. ``day`` is the day whose rows are checked.

    Raises:
        InputError: a file cannot be read, or DuckDB is not installed.
    """
    with connect() as database:
        for file in files_of(data):
            database.attach(file)
        return [_run(check, database, handbook, day) for check in checks]


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Return the data files among paths, those in folders included.

    Raises:
        InputError: there is no such path, or no data in it.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(each for each in path.iterdir() if each.suffix.lower() in ENDINGS)
        elif path.is_file():
            found.append(path)
        else:
            raise InputError(Problem("there is no such file or folder", str(path)))
    if not found:
        fix = f"Give files that end in {', '.join(ENDINGS)}"
        raise InputError(Problem("there is no data", ", ".join(map(str, paths)), fix=fix))
    return found


def _run(check: QualityCheck, database: Database, handbook: Handbook, day: date) -> CheckResult:
    kind = check.type.value if check.type else ""
    try:
        rendered = render(check, "duckdb", handbook, day)
        columns, rows = database.query_as_text(rendered.sql)
        counted = database.count(rendered.counted)
    except InputError as error:
        reason = "; ".join(
            f"{problem.message}{f' ({problem.fix})' if problem.fix else ''}"
            for problem in error.problems
        )
        return CheckResult(check.name, kind, check.table, Verdict.ERROR, reason)
    passed, detail = _judged(rendered, rows)
    if passed and not counted:
        detail = f"{rendered.counted} is empty: nothing was checked"
        return CheckResult(check.name, kind, check.table, Verdict.EMPTY, detail)
    verdict = Verdict.PASSED if passed else Verdict.FAILED
    return CheckResult(
        check.name, kind, check.table, verdict, detail, columns, tuple(rows[:SHOWN_ROWS])
    )


def _judged(rendered: RenderedCheck, rows: Sequence[tuple[Any, ...]]) -> tuple[bool, str]:
    if rendered.passes is Passes.ZERO:
        count = int(rows[0][0])
        return count == 0, f"{count:,} faulty rows"
    if rendered.passes is Passes.NO_ROWS:
        return not rows, f"{len(rows):,} faulty values or keys"
    failed = [row for row in rows if row[-1] == "FAIL"]
    return not failed, "FAIL" if failed else "PASS"
