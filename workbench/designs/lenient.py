"""Reading as much of a faulty document as can be read."""

import copy

from pydantic import ValidationError

from workbench.designs.document import Document
from workbench.yaml_source import YamlPath, YamlValue

_MOST_ROUNDS = 20


def readable_part(data: YamlValue, model: type[Document], otherwise: Document) -> Document:
    """Return ``data`` as ``model``; values with errors are left out, as if not filled in.

    A record that lacks what it must have is left out whole. ``otherwise`` is the
    answer when nothing can be read.
    """
    rest = data
    for number in range(_MOST_ROUNDS):
        try:
            return model.model_validate(rest)
        except ValidationError as error:
            paths = {_existing(rest, detail["loc"]) for detail in error.errors()}
        if number == 0:
            rest = copy.deepcopy(data)
        if () in paths or not isinstance(rest, dict):
            return otherwise
        for path in sorted(paths, key=_later_first, reverse=True):
            _leave_out(rest, path)
    return otherwise


def _existing(data: YamlValue, location: tuple[str | int, ...]) -> YamlPath:
    path: list[str | int] = []
    value = data
    for step in location:
        child = _child(value, step)
        if child is None:
            break
        path.append(step)
        value = child[0]
    return tuple(path)


def _child(value: YamlValue, step: str | int) -> tuple[YamlValue] | None:
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return (value[step],)
    if isinstance(value, dict) and isinstance(step, str) and step in value:
        return (value[step],)
    return None


def _later_first(path: YamlPath) -> tuple[tuple[int, str], ...]:
    return tuple((step, "") if isinstance(step, int) else (-1, step) for step in path)


def _leave_out(data: YamlValue, path: YamlPath) -> None:
    value = data
    for step in path[:-1]:
        child = _child(value, step)
        if child is None:
            return
        value = child[0]
    if _child(value, path[-1]) is None:
        return
    if isinstance(value, list) and isinstance(path[-1], int):
        del value[path[-1]]
    elif isinstance(value, dict):
        value.pop(str(path[-1]))
