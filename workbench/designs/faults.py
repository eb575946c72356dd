"""What is wrong with the keys and values of a design, with file, line, column and path."""

from collections.abc import Sequence

from pydantic import ValidationError

from workbench.designs.assembly import Assembly
from workbench.designs.design import Design
from workbench.designs.text_file import TextFile
from workbench.errors import Problem
from workbench.messages import plain_message
from workbench.yaml_source import YamlPath, existing_path, location_of, nearest_key, write_path

Fault = tuple[YamlPath, Problem]
"""A path of the design, and the problem there; the problem names the path in its file."""


def read_and_fault(
    assembly: Assembly, files: Sequence[TextFile]
) -> tuple[Design | None, list[Fault]]:
    """Return the design and no fault, or every fault in the order of files and lines."""
    if not any(assembly.data.keys() - {"workbench"}) and all(one.data is None for one in files):
        return None, [((), Problem("the file is empty", str(files[0].path), 1, 1))]
    found: list[tuple[int, Fault]] = []
    for part in assembly.doubles:
        line, column = files[part.file].now.locate_key(part.at)
        message = f"a design has one {part.section!r}, and there is another"
        name = str(files[part.file].path)
        problem = Problem(message, name, line, column, write_path(part.at), "Join the two")
        found.append((part.file, ((part.section,), problem)))
    design = None
    try:
        design = Design.model_validate(assembly.data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            path = existing_path(assembly.data, location_of(detail))
            place = assembly.find(path) or (0, path)
            is_unknown = detail["type"] == "extra_forbidden"
            fix = nearest_key(Design, path) if is_unknown else ""
            message = f"unknown key {str(path[-1])!r}" if is_unknown else plain_message(detail)
            problem = _problem(message, files[place[0]], place[1], fix, on_key=is_unknown)
            found.append((place[0], (path, problem)))
    ordered = sorted(found, key=lambda one: (one[0], one[1][1].line, one[1][1].column))
    return design, [fault for _, fault in ordered]


def _problem(message: str, file: TextFile, path: YamlPath, fix: str, *, on_key: bool) -> Problem:
    line, column = file.now.locate_key(path) if on_key else file.now.locate(path)
    return Problem(message, file.now.source.name, line, column, write_path(path), fix)
