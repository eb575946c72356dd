"""Reading ``knowledge/`` and overlay folders into validated pages.

An overlay file with the id of a page below it replaces the keys that it holds; its records
replace those with the same id and are added otherwise. A file with a new id is a new page.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from knowledge import ROOT
from workbench.errors import InputError, Problem
from workbench.handbook.kinds import PAGE_KINDS
from workbench.handbook.page import Page
from workbench.handbook.page_files import kind_of_page, page_files
from workbench.reading import read_text
from workbench.yaml_source import (
    YamlSource,
    YamlValue,
    location_of,
    parse_yaml,
    problem_of,
    write_path,
)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A page before validation: its data, and the files that it came from."""

    base: YamlSource
    data: dict[str, YamlValue]
    keys: dict[str, YamlSource]
    """For each key of the page: the source that has the last word on it."""
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
        for page_id, draft in _read_folder(folder, kinds, problems).items():
            try:
                drafts[page_id] = _overlaid(drafts.get(page_id), draft)
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


def _read_folder(
    folder: Path, kinds: frozenset[str] | None, problems: list[Problem]
) -> dict[str, _Draft]:
    """Return the pages of one folder by id; what cannot be read goes to ``problems``."""
    drafts: dict[str, _Draft] = {}
    if not folder.is_dir():
        problems.append(Problem("no such knowledge folder", str(folder), fix="Check the path"))
        return drafts
    for path in page_files(folder):
        if kinds is not None and _is_other_kind(path, kinds):
            continue
        try:
            draft = _read_draft(path)
            _refuse_taken(draft, drafts)
            drafts[str(draft.data["id"])] = draft
        except InputError as error:
            problems.extend(error.problems)
    return drafts


def _is_other_kind(path: Path, kinds: frozenset[str]) -> bool:
    """Say whether the first lines of a file tell that it is of a kind that is not wanted.

    What cannot be told from them is read, so that its error is reported.
    """
    kind = kind_of_page(path)
    return kind is not None and kind in PAGE_KINDS and kind not in kinds


def _read_draft(path: Path) -> _Draft:
    source = parse_yaml(read_text(path))
    data = source.data
    if not isinstance(data, dict):
        raise InputError(Problem("a page needs keys: kind, id, title ...", source.name, 1, 1))
    kind, page_id = data.get("kind"), data.get("id")
    if not isinstance(kind, str) or kind not in PAGE_KINDS:
        message = f"unknown kind {kind!r}" if kind else "'kind' is missing"
        known = ", ".join(sorted(PAGE_KINDS))
        raise InputError(_at_key(source, "kind", message, f"Known kinds: {known}"))
    if not isinstance(page_id, str):
        raise InputError(_at_key(source, "id", "'id' is missing, or is not a text"))
    field = PAGE_KINDS[kind].records
    draft = _Draft(source, data, dict.fromkeys(data, source), _own_origins(source, field))
    _refuse_twice(draft, field)
    return draft


def _at_key(source: YamlSource, key: str, message: str, fix: str = "") -> Problem:
    line, column = source.locate((key,))
    return Problem(message, source.name, line, column, key, fix)


def _refuse_taken(draft: _Draft, others: dict[str, _Draft]) -> None:
    page_id = str(draft.data["id"])
    if page_id in others:
        message = f"the id {page_id!r} is taken by {others[page_id].base.name}"
        raise InputError(_at_key(draft.base, "id", message, "Choose another id"))


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


def _overlaid(below: _Draft | None, above: _Draft) -> _Draft:
    """Return ``below`` with the keys of ``above``; records are added or replaced by id."""
    if below is None:
        return above
    if below.data["kind"] != above.data["kind"]:
        message = f"{above.data['id']!r} is a {below.data['kind']} in {below.base.name}"
        fix = "Use another id, or the same kind"
        raise InputError(_at_key(above.base, "kind", message, fix))
    merged = replace(below, data={**below.data, **above.data}, keys={**below.keys, **above.keys})
    field = PAGE_KINDS[str(below.data["kind"])].records
    if not isinstance(above.data.get(field, []), list):
        return replace(merged, origins=())
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
    return replace(merged, data={**merged.data, field: records}, origins=tuple(origins))


def _validated(draft: _Draft) -> Page:
    model = PAGE_KINDS[str(draft.data["kind"])]
    try:
        return model.model_validate(draft.data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems = [_problem_in(draft, model, detail) for detail in details]
        raise InputError(
            sorted(problems, key=lambda each: (each.file, each.line, each.column))
        ) from error


def _problem_in(draft: _Draft, model: type[Page], detail: ErrorDetails) -> Problem:
    """Return the problem with its place in the file that the faulty value came from."""
    location = location_of(detail)
    source = draft.keys.get(str(location[0]), draft.base) if location else draft.base
    if len(location) > 1 and location[0] == model.records and isinstance(location[1], int):
        source, own_index = draft.origins[location[1]]
        location = (model.records, own_index, *location[2:])
    own: ErrorDetails = {**detail, "loc": location}
    own.get("ctx", {}).pop("path", None)
    return problem_of(own, source, model)
