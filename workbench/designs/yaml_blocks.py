"""Where the sections of a text and their entries begin, so that one can be edited alone.

A design of many documents is edited one document at a time. Parsing all of them for
each change would take as long as opening the file; parsing the lines of one does not.
"""

import re
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from workbench.designs.steps import Step
from workbench.designs.yaml_layout import Layout
from workbench.designs.yaml_scalars import Indent
from workbench.designs.yaml_spots import find_spots
from workbench.yaml_source import YamlPath

_SHARED = re.compile(r"(?:^|[\s\[{,])[&*]\w")
_MOVED = ("move", 2)
"""A comment above an entry moves with it, and stands outside of the entry's own lines."""
_DASH = re.compile(r"[ ]*- *")


@dataclass(frozen=True, slots=True)
class Fragment:
    """Characters ``start`` to ``end``: a section, or ``count`` of its entries from ``first`` on."""

    section: str
    start: int
    end: int
    first: int | None = None
    count: int = 0

    def inside(self, path: YamlPath) -> YamlPath:
        """Return where a path of the text stands in the fragment, read alone."""
        if self.first is None:
            return path
        index = path[1]
        assert isinstance(index, int)
        return (index - self.first, *path[2:])


@dataclass(frozen=True, slots=True)
class Blocks:
    """The starts of all sections and entries of one text; ``indent`` is how it is indented."""

    indent: Indent
    sections: dict[str, tuple[int, int]]
    entries: dict[str, list[int]]
    """The start of each entry of a section, and the end of the last."""

    @classmethod
    def of(cls, text: str, root: Node | None) -> "Blocks | None":
        """Return the blocks of a parsed text; None if its parts cannot be read alone."""
        if not isinstance(root, MappingNode) or root.flow_style or _SHARED.search(text):
            return None
        if any(not isinstance(key, ScalarNode) or key.start_mark.column for key, _ in root.value):
            return None
        starts = [key.start_mark.index for key, _ in root.value]
        ends = [*starts[1:], len(text)]
        sections, entries = {}, {}
        for (key, value), start, end in zip(root.value, starts, ends, strict=True):
            sections[key.value] = (start, end)
            found = entry_starts(text, value)
            if found:
                entries[key.value] = [*found, end]
        return cls(_indent(text, root, sections, entries), sections, entries)

    def around(self, step: Step) -> Fragment | None:
        """Return the smallest fragment in which a step can be made; None if it takes the whole."""
        section = str(step.path[0]) if step.path else ""
        if section not in self.sections or len(step.path) < 2:
            return None
        whole = Fragment(section, *self.sections[section])
        starts = self.entries.get(section)
        index = step.path[1]
        if starts is None or not isinstance(index, int) or (step.kind, len(step.path)) == _MOVED:
            return whole
        size = len(starts) - 1
        first, count = index, 1
        if len(step.path) == 2 and step.kind == "remove":
            first, count = max(index - 1, 0), 2
        elif len(step.path) == 2 and (step.kind == "insert" or index == size):
            first = max(index - 1, 0)
        if first + count > size:
            return whole
        return Fragment(section, starts[first], starts[first + count], first, count)

    def holding(self, path: YamlPath) -> Fragment | None:
        """Return the fragment that holds the value at ``path``."""
        return self.around(Step("set", (*path, ""))) if path else None

    def after(self, edited: Fragment, new: str, root: Node | None) -> "Blocks":
        """Return the blocks once ``edited`` reads ``new``, which has these nodes."""
        by = len(new) - (edited.end - edited.start)
        sections = {
            name: (_moved(start, edited, by), _moved(end, edited, by))
            for name, (start, end) in self.sections.items()
        }
        entries = {
            name: [_moved(start, edited, by) for start in starts]
            for name, starts in self.entries.items()
            if name != edited.section
        }
        value = root
        if edited.first is None and isinstance(root, MappingNode):
            value = root.value[0][1] if root.value else None
        found = entry_starts(new, value) if value else None
        if found:
            inside = [edited.start + start for start in found]
            before: list[int] = []
            behind = [edited.start + len(new)]
            if edited.first is not None:
                old = self.entries[edited.section]
                before = old[: edited.first]
                behind = [start + by for start in old[edited.first + edited.count :]]
            entries[edited.section] = [*before, *inside, *behind]
        return Blocks(self.indent, sections, entries)


def entry_starts(text: str, value: Node | None) -> list[int] | None:
    """Return where the line of each entry begins; None if one shares a line with something."""
    if not isinstance(value, SequenceNode) or value.flow_style or not value.value:
        return None
    starts = []
    for item in value.value:
        line = text.rfind("\n", 0, item.start_mark.index) + 1
        if not _DASH.fullmatch(text[line : item.start_mark.index]):
            return None
        starts.append(line)
    return starts


def _moved(place: int, edited: Fragment, by: int) -> int:
    return place + by if place >= edited.end else place


def _indent(
    text: str,
    root: MappingNode,
    sections: dict[str, tuple[int, int]],
    entries: dict[str, list[int]],
) -> Indent:
    """Return the indents of a text; the first section of each kind tells, if there are both."""
    mapping = next((key.value for key, value in root.value if _is_block_mapping(value)), None)
    listed = next(iter(entries), None)
    if mapping and listed:
        start, end = sections[mapping]
        text = text[start:end].rstrip("\n") + "\n" + text[sections[listed][0] : entries[listed][1]]
    spots = find_spots(text)
    return Layout(text).indents(spots) if spots else Indent()


def _is_block_mapping(node: Node) -> bool:
    return isinstance(node, MappingNode) and not node.flow_style and bool(node.value)
