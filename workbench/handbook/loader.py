"""Reading ``knowledge/`` and overlay folders into validated pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from knowledge import ROOT
from workbench.errors import InputError, Problem
from workbench.handbook.kinds import PAGE_KINDS
from workbench.handbook.page import Page
from workbench.reading import read_text
from workbench.yaml_source import YamlSource, YamlValue, parse_yaml, problems_of, write_path

_HEAD_BYTES = 512


@dataclass(frozen=True, slots=True)
class _Draft:
    """A page before validation: its data, and the file that each record came from."""

    base: YamlSource
    data: dict[str, YamlValue]
    origins: tuple[tuple[YamlSource, int], ...]
    """For each record of the page: the source that holds it and its index there."""


def load_pages(overlays: Sequence[Path] = (), kinds: frozenset[str] | None = None) -> list[Page]:
    """Return all pages, or those of some ``kinds``, with the overlays laid over them in order.

    Raises:
        InputError: every problem of every file at once.
    """
    problems: list[Problem] = []
    drafts: dict[str, _Draft] = {}
    for folder in (ROOT, *overlays):
        for path in _files(folder):
            if kinds is not None and _kind_of(path) not in kinds:
                continue
            try:
                _add(drafts, path, is_overlay=folder is not ROOT)
            except InputError as error:
                problems.extend(error.problems)
    pages: list[Page] = []
    for draft in drafts.values():
        try:
            pages.append(_validated(draft))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return pages


def _files(folder: Path) -> Iterable[Path]:
    if not folder.is_dir():
        raise InputError(Problem("no such knowledge folder", str(folder), fix="Check the path"))
    return sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")])


def _kind_of(path: Path) -> str:
    """Return the ``kind`` of a file from its first lines, without parsing the rest."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES).decode("utf-8", errors="replace")
    for line in head.splitlines():
        if line.startswith("kind:"):
            return line.removeprefix("kind:").strip()
    return ""


def _add(drafts: dict[str, _Draft], path: Path, *, is_overlay: bool) -> None:
    source = parse_yaml(read_text(path))
    data = source.data
    if not isinstance(data, dict):
        raise InputError(Problem("a page needs keys: kind, id, title ...", source.name, 1, 1))
    kind, page_id = data.get("kind"), data.get("id")
    if not isinstance(kind, str) or kind not in PAGE_KINDS:
        line, column = source.locate(("kind",))
        known = ", ".join(sorted(PAGE_KINDS))
        message = f"unknown kind {kind!r}" if kind else "'kind' is missing"
        raise InputError(
            Problem(message, source.name, line, column, "kind", f"Known kinds: {known}")
        )
    if not isinstance(page_id, str):
        raise InputError(Problem("'id' is missing", source.name, 1, 1))
    draft = _Draft(source, data, _own_origins(source, PAGE_KINDS[kind].records))
    _refuse_twice(draft, PAGE_KINDS[kind].records)
    present = drafts.get(page_id)
    if present is None:
        drafts[page_id] = draft
        return
    if not is_overlay:
        line, column = source.locate(("id",))
        raise InputError(
            Problem(
                f"the id {page_id!r} is taken by {present.base.name}",
                source.name,
                line,
                column,
                "id",
            )
        )
    drafts[page_id] = _overlaid(present, draft)


def _own_origins(source: YamlSource, field: str) -> tuple[tuple[YamlSource, int], ...]:
    records = source.data.get(field) if isinstance(source.data, dict) else None
    count = len(records) if isinstance(records, list) else 0
    return tuple((source, index) for index in range(count))


def _record_id(record: YamlValue) -> str | None:
    found = record.get("id") if isinstance(record, dict) else None
    return found if isinstance(found, str) else None


def _refuse_twice(draft: _Draft, field: str) -> None:
    seen: set[str] = set()
    problems: list[Problem] = []
    for index, record in enumerate(_records(draft.data, field)):
        record_id = _record_id(record)
        if record_id in seen:
            path = (field, index, "id")
            line, column = draft.base.locate(path)
            problems.append(
                Problem(
                    f"the id {record_id!r} is used twice",
                    draft.base.name,
                    line,
                    column,
                    write_path(path),
                )
            )
        if record_id:
            seen.add(record_id)
    if problems:
        raise InputError(problems)


def _records(data: dict[str, YamlValue], field: str) -> list[YamlValue]:
    found = data.get(field)
    return found if isinstance(found, list) else []


def _overlaid(below: _Draft, above: _Draft) -> _Draft:
    """Return ``below`` with the keys of ``above``; records are added or replaced by id."""
    if below.data["kind"] != above.data["kind"]:
        line, column = above.base.locate(("kind",))
        raise InputError(
            Problem(
                f"{above.data['id']!r} is a {below.data['kind']} in {below.base.name}",
                above.base.name,
                line,
                column,
                "kind",
                "Use another id, or the same kind",
            )
        )
    field = PAGE_KINDS[str(below.data["kind"])].records
    records = list(_records(below.data, field))
    origins = list(below.origins)
    places = {_record_id(record): index for index, record in enumerate(records)}
    for record, origin in zip(_records(above.data, field), above.origins, strict=True):
        index = places.get(_record_id(record))
        if index is None:
            records.append(record)
            origins.append(origin)
        else:
            records[index] = record
            origins[index] = origin
    return _Draft(below.base, {**below.data, **above.data, field: records}, tuple(origins))


def _validated(draft: _Draft) -> Page:
    model = PAGE_KINDS[str(draft.data["kind"])]
    try:
        return model.model_validate(draft.data)
    except ValidationError as error:
        merged = YamlSource(draft.base.name, draft.data, draft.base.root)
        problems = problems_of(error, merged, model)
        raise InputError(
            [_placed(problem, draft, model.records) for problem in problems]
        ) from error


def _placed(problem: Problem, draft: _Draft, field: str) -> Problem:
    """Return the problem with the file and line of the record that it is about."""
    head, bracket, rest = problem.path.removeprefix(field).partition("]")
    if not problem.path.startswith(f"{field}[") or not bracket:
        return problem
    source, index = draft.origins[int(head.removeprefix("["))]
    path = _steps(f"{field}[{index}]{rest}")
    line, column = source.locate_key(path)
    return Problem(problem.message, source.name, line, column, write_path(path), problem.fix)


def _steps(path: str) -> tuple[str | int, ...]:
    steps: list[str | int] = []
    for piece in path.replace("[", ".[").split("."):
        steps.append(int(piece[1:-1]) if piece.startswith("[") else piece)
    return tuple(steps)
