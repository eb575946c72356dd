"""What a YAML text may not do to the process that reads it: nest endlessly, or grow without end."""

import re

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from workbench.errors import InputError, Problem
from workbench.reading import SourceText

MAX_VALUES = 200_000
"""Most values one file may hold once its aliases are expanded."""
MAX_DEPTH = 60
_SUSPECT_DEPTH = 500
"""The parser calls itself for every level and would crash the process at some 100,000 of them."""
_DEEP_INDENT = re.compile(rf"^[ ?:-]{{{_SUSPECT_DEPTH}}}", re.MULTILINE)


def refuse_abysses(source: SourceText) -> None:
    """Refuse nesting that the parser would not survive; only suspicious texts are scanned.

    Raises:
        InputError: nested deeper than ``MAX_DEPTH``.
        yaml.YAMLError: a suspicious text is not YAML.
    """
    text = source.text
    if text.count("[") + text.count("{") < _SUSPECT_DEPTH and not _DEEP_INDENT.search(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH + 1:
            raise InputError(_at(event, source.name, f"nested deeper than {MAX_DEPTH} levels"))


def refuse_bombs(root: Node, name: str) -> None:
    """Refuse aliases that contain themselves or expand without measure.

    Raises:
        InputError: recursion, more than ``MAX_VALUES``, or deeper than ``MAX_DEPTH``.
    """
    if _is_small_tree(root):
        return
    measured: dict[int, tuple[int, int]] = {}
    on_path: set[int] = set()

    def measure(node: Node, depth: int) -> tuple[int, int]:
        """Return how many values a node holds and how many levels, each alias expanded."""
        if id(node) in on_path:
            raise InputError(_at(node, name, "an alias refers to the value that contains it"))
        known = measured.get(id(node))
        if depth + (known[1] if known else 0) > MAX_DEPTH:
            raise InputError(_at(node, name, f"nested deeper than {MAX_DEPTH} levels"))
        if known:
            return known
        on_path.add(id(node))
        below = [measure(child, depth + 1) for child in _children(node)]
        on_path.remove(id(node))
        size = 1 + sum(count for count, _ in below)
        if size > MAX_VALUES:
            raise InputError(
                _at(node, name, f"more than {MAX_VALUES} values once its aliases are expanded")
            )
        measured[id(node)] = (size, 1 + max((height for _, height in below), default=-1))
        return measured[id(node)]

    measure(root, 0)


def _is_small_tree(root: Node) -> bool:
    """Say whether every value is written out once and the limits are kept, at little cost."""
    level, seen = [root], {id(root)}
    for _ in range(MAX_DEPTH):
        if not level:
            return True
        below = [child for node in level for child in _children(node)]
        size = len(seen) + len(below)
        seen.update(map(id, below))
        if len(seen) != size or size > MAX_VALUES:
            return False
        level = [node for node in below if not isinstance(node, ScalarNode)]
    return not level


def _children(node: Node) -> list[Node]:
    if isinstance(node, MappingNode):
        return [child for pair in node.value for child in pair]
    if isinstance(node, SequenceNode):
        return list(node.value)
    return []


def _at(marked: Node | yaml.Event, name: str, message: str) -> Problem:
    mark = marked.start_mark
    assert mark
    return Problem(message, name, mark.line + 1, mark.column + 1)
