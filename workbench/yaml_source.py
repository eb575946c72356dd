"""Reading YAML as people mean it, with a place for every value.

Scalars stay text until a typed model converts them, so ``NO``, ``1.10``,
``0123`` and ``12:30:00`` mean what they look like instead of what YAML 1.1
makes of them. Duplicate keys, alias bombs and tabs are errors with a place.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from yaml._yaml import CParser
from yaml.error import Mark
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from workbench.errors import InputError, Problem
from workbench.findings import Place
from workbench.messages import plain_message
from workbench.reading import SourceText
from workbench.yaml_limits import refuse_abysses, refuse_bombs

YamlValue = None | str | list["YamlValue"] | dict[str, "YamlValue"]
YamlPath = tuple[str | int, ...]
ModelT = TypeVar("ModelT", bound=BaseModel)

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class _Composer(CParser):
    """The C parser with no types at all: every scalar keeps its own text."""

    def resolve(self, kind: type[Node], value: object, implicit: object) -> str:
        """Give no type."""
        return ""

    def descend_resolver(self, node: Node | None, index: object) -> None:
        """Look for no type by the way to a value."""

    def ascend_resolver(self) -> None:
        """Look for no type by the way to a value."""


@dataclass(frozen=True, slots=True)
class YamlSource:
    """A parsed YAML file: plain data plus the nodes that know their places."""

    name: str
    data: YamlValue
    root: Node | None

    def locate(self, path: YamlPath) -> tuple[int, int]:
        """Return line and column (from 1) of the value at ``path``, or of its nearest parent."""
        node = self.root
        for step in path:
            child = _child(node, step)
            if child is None:
                break
            node = child
        if node is None:
            return (1, 1)
        return (node.start_mark.line + 1, node.start_mark.column + 1)

    def locate_key(self, path: YamlPath) -> tuple[int, int]:
        """Return line and column of the key that ends ``path``, or of its value in a list."""
        node = self.root
        for step in path[:-1]:
            node = _child(node, step)
        if isinstance(node, MappingNode):
            for key, _ in node.value:
                if isinstance(key, ScalarNode) and key.value == path[-1]:
                    return (key.start_mark.line + 1, key.start_mark.column + 1)
        return self.locate(path)

    def place(self, path: YamlPath) -> Place:
        """Return the range of the value at ``path`` if it stands on one line, else of its key.

        What is not written gives the range of its nearest parent; an entry of a list
        that is a mapping is shown by its first line.
        """
        key: Node | None = None
        node = self.root
        for step in path:
            pair = _pair(node, step)
            if pair is None:
                break
            key, node = pair
        if node is None:
            return Place(1, 1, 1, 1, write_path(path))
        start, end = _shown(key, node)
        return Place(
            start.line + 1, start.column + 1, end.line + 1, end.column + 1, write_path(path)
        )


def parse_yaml(source: SourceText) -> YamlSource:
    """Return the one document in ``source``; an empty text gives ``data`` None.

    Raises:
        InputError: not YAML, several documents, duplicate or non-text keys,
            an alias bomb, or nesting deeper than ``yaml_limits.MAX_DEPTH``.
    """
    try:
        refuse_abysses(source)
        root = _compose(source.text)
    except yaml.MarkedYAMLError as error:
        raise InputError(_syntax_problem(error, source)) from error
    except (ReaderError, UnicodeEncodeError) as error:
        raise InputError(_character_problem(error, source)) from error
    if root is None:
        return YamlSource(source.name, None, None)
    refuse_bombs(root, source.name)
    problems: list[Problem] = []
    data = _construct(root, source.name, (), problems)
    if problems:
        raise InputError(problems)
    return YamlSource(source.name, data, root)


def _compose(text: str) -> Node | None:
    composer = _Composer(text)
    try:
        root: Node | None = composer.get_single_node()
    finally:
        composer.dispose()
    return root


def validate(source: YamlSource, model: type[ModelT]) -> ModelT:
    """Return the document as ``model``.

    Raises:
        InputError: every problem of the document at once, each with line,
            column and YAML path; unknown keys name the nearest known one.
    """
    if not isinstance(source.data, dict):
        raise InputError(
            Problem("a mapping of keys to values is needed", source.name, 1, 1)
            if source.data is not None
            else Problem("the file is empty", source.name, 1, 1)
        )
    try:
        return model.model_validate(source.data)
    except ValidationError as error:
        raise InputError(problems_of(error, source, model)) from error


def problems_of(
    error: ValidationError, source: YamlSource, model: type[BaseModel]
) -> list[Problem]:
    """Return a validation error as problems with places, in the order of the file."""
    problems = [problem_of(detail, source, model) for detail in error.errors(include_url=False)]
    return sorted(problems, key=lambda problem: (problem.line, problem.column))


def write_path(path: Sequence[str | int]) -> str:
    """Return a YAML path as people write it: ``brief.data_consumers[0].team``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text


def location_of(detail: ErrorDetails) -> tuple[int | str, ...]:
    """Return where an error is; a check over a whole document may give the rest of the way."""
    further: tuple[int | str, ...] = detail.get("ctx", {}).get("path", ())
    return (*detail["loc"], *further)


def problem_of(detail: ErrorDetails, source: YamlSource, model: type[BaseModel]) -> Problem:
    """Return one detail of a validation error as a problem with its place in ``source``."""
    path = existing_path(source.data, location_of(detail))
    if detail["type"] == "extra_forbidden":
        line, column = source.locate_key(path)
        return Problem(
            f"unknown key {str(path[-1])!r}",
            source.name,
            line,
            column,
            write_path(path),
            nearest_key(model, path),
        )
    line, column = source.locate(path)
    message = plain_message(detail)
    return Problem(message, source.name, line, column, write_path(path))


def existing_path(data: YamlValue, location: tuple[int | str, ...]) -> YamlPath:
    """Drop what pydantic adds to a location (names of union members, missing keys)."""
    path: list[str | int] = []
    value = data
    for step in location:
        if isinstance(step, int) and isinstance(value, list) and step < len(value):
            value = value[step]
        elif isinstance(step, str) and isinstance(value, dict) and step in value:
            value = value[step]
        else:
            continue
        path.append(step)
    return tuple(path)


def nearest_key(model: type[BaseModel], path: YamlPath) -> str:
    """Return what to write instead of the unknown key that ends ``path``, as a fix."""
    owner = _model_at(model, path[:-1])
    if owner is None:
        return ""
    known = [field.alias or name for name, field in owner.model_fields.items()]
    near = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
    if near:
        return f"Did you mean {near[0]!r}?"
    return f"Known keys: {', '.join(known)}"


def _model_at(model: type[BaseModel], path: YamlPath) -> type[BaseModel] | None:
    """Return the model that describes the mapping at ``path``, if types alone say so."""
    current: type[BaseModel] | None = model
    for step in path:
        if isinstance(step, int):
            continue
        if current is None:
            return None
        fields = current.model_fields.items()
        field = next((field for name, field in fields if step in (name, field.alias)), None)
        current = _first_model(field.annotation) if field else None
    return current


def _first_model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _first_model(argument)
        if found:
            return found
    return None


def _child(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, SequenceNode) and isinstance(step, int):
        items: list[Node] = node.value
        return items[step] if step < len(items) else None
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == str(step):
                found: Node = value
                return found
    return None


def _pair(node: Node | None, step: str | int) -> tuple[Node | None, Node] | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == str(step):
                return key, value
        return None
    child = _child(node, step)
    return None if child is None else (None, child)


def _shown(key: Node | None, node: Node) -> tuple[Mark, Mark]:
    start, end = node.start_mark, node.end_mark
    if start.line == end.line and start.column < end.column:
        return start, end
    if key is not None:
        return key.start_mark, key.end_mark
    if isinstance(node, MappingNode) and node.value:
        first_key, first_value = node.value[0]
        value_end = first_value.end_mark
        on_one_line = value_end.line == first_key.start_mark.line
        return first_key.start_mark, value_end if on_one_line else first_key.end_mark
    return start, start


def _construct(node: Node, name: str, path: YamlPath, problems: list[Problem]) -> YamlValue:
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if isinstance(node, SequenceNode):
        return [
            _construct(item, name, (*path, index), problems)
            for index, item in enumerate(node.value)
        ]
    result: dict[str, YamlValue] = {}
    for key_node, value_node in node.value:
        line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
        if not isinstance(key_node, ScalarNode):
            problems.append(Problem("a key must be plain text", name, line, column))
            continue
        key: str = key_node.value
        if key in result:
            problems.append(
                Problem(
                    f"the key {key!r} is given twice",
                    name,
                    line,
                    column,
                    write_path((*path, key)),
                    "Keep one of them",
                )
            )
            continue
        result[key] = _construct(value_node, name, (*path, key), problems)
    return result


def _scalar(node: ScalarNode) -> str | None:
    text: str = node.value
    if not node.style and text in _NULLS:
        return None
    return text


def _character_problem(error: ReaderError | UnicodeEncodeError, source: SourceText) -> Problem:
    if isinstance(error, UnicodeEncodeError):
        before, what = source.text[: error.start], "half of a surrogate pair"
    else:
        raw = source.text.encode("utf-8")[: error.position]
        before, what = raw.decode("utf-8", "ignore"), error.reason
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Problem(
        f"a character that YAML does not allow: {what}",
        source.name,
        line,
        column,
        fix="Remove it, or write it as an escape in double quotes",
    )


def _syntax_problem(error: yaml.MarkedYAMLError, source: SourceText) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    lines = source.text.splitlines()
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    return Problem(
        f"not readable as YAML: {error.problem or error.context}",
        source.name,
        line,
        column,
        fix=_syntax_hint(written, str(error.problem)),
    )


def _syntax_hint(written: str, problem: str) -> str:
    if re.match(r"\s*\t", written):
        return "Indent with spaces; YAML does not allow tabs"
    if "alias" in problem or re.search(r":\s+[*&@%>|`!]\S", written):
        return "Put quotes round the value"
    if "mapping values are not allowed" in problem:
        return "Put quotes round a value that contains ': '"
    if "another document" in problem:
        return "Keep one document in a file"
    return ""
