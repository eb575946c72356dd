"""The lines of a file, each with the value that it belongs to, followed through changes."""

from dataclasses import dataclass, replace

from workbench.designs.steps import Step
from workbench.yaml_source import YamlPath


@dataclass(frozen=True)
class Line:
    """One line of a generated file and the value that it belongs to.

    ``role`` is "value" (goes with its value), "header" (the key of a block below:
    may gain brackets when the block empties), or "comment" (belongs to the record
    it stands in).
    """

    path: YamlPath
    text: str
    role: str


def untouched(lines: list[Line], step: Step) -> list[Line]:
    """Return the lines that must still be there after ``step``, under their new paths."""
    holder, last = step.path[:-1], step.path[-1]
    kept = []
    for line in lines:
        if line.path[: len(step.path)] == step.path and step.kind in ("set", "remove"):
            continue
        if line.role == "value" and line.path == step.path[: len(line.path)]:
            continue  # inside brackets that stand on this line
        if line.role == "header" and line.path == holder:
            continue  # the block below it may have become empty
        kept.append(_moved(line, step, holder, last))
    return kept


def _moved(line: Line, step: Step, holder: YamlPath, last: str | int) -> Line:
    depth = len(holder)
    if step.kind == "set" or not isinstance(last, int) or line.path[:depth] != holder:
        return line
    here = line.path[depth : depth + 1]
    if not here or not isinstance(here[0], int):
        return line
    index = here[0]
    if step.kind == "move":
        assert isinstance(step.value, int)
        index = _after_move(index, last, step.value)
    elif index >= last:
        index += 1 if step.kind == "insert" else -1
    return replace(line, path=(*holder, index, *line.path[depth + 1 :]))


def _after_move(index: int, origin: int, target: int) -> int:
    if index == origin:
        return target
    if origin < index <= target:
        return index - 1
    if target <= index < origin:
        return index + 1
    return index
