"""A design that is split over the YAML files of a folder."""

import difflib
import re
from collections.abc import Sequence
from pathlib import Path

from workbench.designs.assembly import is_part_of_a_design
from workbench.designs.design import SECTIONS
from workbench.designs.document import is_empty
from workbench.designs.drafts import Drafts
from workbench.designs.text_file import TextFile
from workbench.errors import InputError, Problem
from workbench.yaml_source import YamlValue

MAIN_NAMES = ("design.yaml", "design.yml", "workbench.yaml", "workbench.yml")
"""The file that comes first, and that takes what has no file yet."""
_TITLES = ("name", "title", "entity", "pipeline_name")


def open_folder(folder: Path, drafts: Drafts | None) -> list[TextFile]:
    """Read every YAML file below ``folder`` that holds a part of a design, the main one first.

    Other YAML files are left out, unless a key of theirs is nearly the name of a section.

    Raises:
        InputError: with the problems of every file that cannot be read; or there is no part
            of a design at all.
    """
    files: list[TextFile] = []
    problems: list[Problem] = []
    for path in _yaml_files(folder):
        try:
            file = TextFile.open(path, drafts)
        except InputError as error:
            problems += error.problems
            continue
        if is_part_of_a_design(file.data) or _is_nearly(file.data) or path.name in MAIN_NAMES:
            files.append(file)
    if problems:
        raise InputError(problems)
    if not files:
        fix = f"Begin a {MAIN_NAMES[0]} there, or name a file"
        raise InputError(Problem("is a directory without a design", str(folder), fix=fix))
    return files


def path_for(folder: Path, section: str, value: object, taken: Sequence[Path]) -> Path:
    """Return a name in ``folder`` for a document that gets a file of its own."""
    title = ""
    if isinstance(value, dict):
        title = next((str(value[key]) for key in _TITLES if not is_empty(value.get(key))), "")
    kind = SECTIONS[section].bare or section
    stem = re.sub(r"[^\w-]+", "-", title.strip().casefold()).strip("-") or kind
    number, path = 2, folder / f"{stem}.yaml"
    while path.exists() or path in taken:
        path = folder / f"{stem}-{number}.yaml"
        number += 1
    return path


def _yaml_files(folder: Path) -> list[Path]:
    found = [
        path
        for path in folder.rglob("*")
        if path.suffix in (".yaml", ".yml")
        and path.is_file()
        and not any(step.startswith(".") for step in path.relative_to(folder).parts)
    ]
    return sorted(found, key=lambda path: (_rank(path, folder), path.as_posix()))


def _rank(path: Path, folder: Path) -> int:
    is_main = path.parent == folder and path.name in MAIN_NAMES
    return MAIN_NAMES.index(path.name) if is_main else len(MAIN_NAMES)


def _is_nearly(data: YamlValue) -> bool:
    if not isinstance(data, dict):
        return False
    names = [*SECTIONS, *(section.bare for section in SECTIONS.values() if section.bare)]
    return any(difflib.get_close_matches(key, names, n=1, cutoff=0.85) for key in data)
