"""Whether run logs say what every run must say, and whether what they say fits together."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from workbench.designs.run_log import RunLog, RunStatus
from workbench.errors import InputError, Problem
from workbench.messages import plain_message
from workbench.reading import SourceText
from workbench.yaml_source import write_path

_SECONDS_APART = 2.0
"""By how much the stated duration may differ from start and end."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record and the line on which it begins."""

    line: int
    data: Any


def check_run_logs(source: SourceText) -> tuple[int, list[Problem]]:
    """Return how many records there are, and everything that is wrong with them.

    A file is JSON lines, one JSON object, or a list of them.

    Raises:
        InputError: there is no record in it.
    """
    problems: list[Problem] = []
    records = list(_records(source, problems))
    if not records and not problems:
        raise InputError(Problem("there is no record in it", source.name, fix="Give JSON lines"))
    seen: dict[tuple[str, str], int] = {}
    for record in records:
        problems += _problems(record, source.name)
        problems += _repeated(record, source.name, seen)
    return len(records), problems


def _records(source: SourceText, problems: list[Problem]) -> Iterator[Record]:
    text = source.text.strip()
    if text.startswith("["):
        try:
            yield from (Record(number, each) for number, each in enumerate(json.loads(text), 1))
        except json.JSONDecodeError as error:
            problems.append(_not_json(error, source.name, error.lineno))
        return
    try:
        yield Record(1, json.loads(text))
        return
    except json.JSONDecodeError:
        pass
    for number, line in enumerate(source.text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield Record(number, json.loads(line))
        except json.JSONDecodeError as error:
            problems.append(_not_json(error, source.name, number))


def _not_json(error: json.JSONDecodeError, name: str, line: int) -> Problem:
    fix = "Write one JSON object on each line"
    return Problem(f"not JSON: {error.msg.lower()}", name, line, error.colno, fix=fix)


def _problems(record: Record, name: str) -> Iterator[Problem]:
    if not isinstance(record.data, dict):
        yield Problem("a record is a JSON object", name, record.line, 1)
        return
    for field in RunLog.model_fields:
        if field not in record.data:
            fix = "Every run states all fields; write an empty value where there is none"
            yield Problem("is missing", name, record.line, 1, field, fix)
    try:
        log = RunLog.model_validate(record.data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            path = write_path(detail["loc"])
            yield Problem(plain_message(detail), name, record.line, 1, path)
        return
    for path, message in _contradictions(log):
        yield Problem(message, name, record.line, 1, path)


def _contradictions(log: RunLog) -> Iterator[tuple[str, str]]:
    started, completed = _instant(log.started_at), _instant(log.completed_at)
    for path, text, found in (
        ("started_at", log.started_at, started),
        ("completed_at", log.completed_at, completed),
    ):
        if text and found is None:
            yield path, f"{text!r} is no time with a zone, such as 2026-01-31T04:00:00Z"
    if started and completed:
        took = (completed - started).total_seconds()
        if took < 0:
            yield "completed_at", "is before started_at"
        elif abs(took - log.duration_seconds) > _SECONDS_APART:
            yield "duration_seconds", f"says {log.duration_seconds:g}, start and end say {took:g}"
    yield from _of_rows(log)
    if log.status is None:
        yield "status", "is empty"
    if log.status is RunStatus.SUCCESS and log.error_message:
        yield "error_message", "is filled in, but the run succeeded"
    if log.status in {RunStatus.FAILED, RunStatus.PARTIAL} and not log.error_message:
        yield "error_message", f"is empty, but the run is {log.status}"
    moved = log.watermark_before != log.watermark_after
    if log.status is RunStatus.FAILED and moved and log.watermark_after:
        yield "watermark_after", "moved, but the run failed: its rows will never be read again"
    before, after = _instant(log.watermark_before), _instant(log.watermark_after)
    if before and after and after < before:
        yield "watermark_after", "is before watermark_before"


def _of_rows(log: RunLog) -> Iterator[tuple[str, str]]:
    accounted = log.rows_loaded + log.rows_rejected
    if log.rows_transformed and accounted > log.rows_transformed:
        yield "rows_loaded", f"{accounted} loaded and rejected of {log.rows_transformed} rows"
    if log.status is RunStatus.SUCCESS and accounted < log.rows_transformed:
        lost = log.rows_transformed - accounted
        yield "rows_loaded", f"{lost} rows were neither loaded nor rejected"


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None


def _repeated(record: Record, name: str, seen: dict[tuple[str, str], int]) -> Iterator[Problem]:
    if not isinstance(record.data, dict):
        return
    key = (str(record.data.get("run_id", "")), str(record.data.get("stage", "")))
    first = seen.setdefault(key, record.line)
    if key[0] and first != record.line:
        yield Problem(f"the same run and stage as on line {first}", name, record.line, 1, "run_id")
