"""One change in a YAML text, made where the value stands."""

import itertools
import re

from workbench.designs.steps import Step
from workbench.designs.yaml_layout import Layout, UneditableError
from workbench.designs.yaml_scalars import (
    Indent,
    Value,
    Written,
    write_entries,
    write_flow,
    write_item,
    write_pair,
    write_scalar,
    write_value,
)
from workbench.designs.yaml_spots import Spot, chain, find_spots, header_end
from workbench.yaml_source import YamlPath


class Editor(Layout):
    """Makes one change in one text, whose last line is ended.

    Values and their comments keep their place; what is removed takes the comment
    on its own line with it, not the comments on lines above. ``indent`` is how the
    file is indented, where the text is only a part of it.
    """

    def __init__(self, text: str, order: tuple[str, ...], indent: Indent | None = None) -> None:
        super().__init__(text)
        self.order = order
        self.root = find_spots(text)
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.indent = indent or (self.indents(self.root) if self.root else Indent())

    def changed(self, step: Step) -> str:
        """Return the text after one step that is known to fit its values.

        Raises:
            UneditableError: the text is written in a way that is left alone.
        """
        if self.root is None:
            value: Value = _wrapped(step.path, step.value)
            return self.text + self._joined((*write_entries(value, self.indent), ""), 0)
        found = chain(self.root, step.path)
        depth = len(found) - 1
        if step.kind == "remove":
            return self._remove(found[-2], step.path[-1])
        if step.kind in ("move", "copy"):
            return self._rearrange(found[-2], step)
        if step.kind == "insert" and depth >= len(step.path) - 1:
            return self._insert(found, step)
        if depth == len(step.path):
            return self._replace(found, step.path, step.value)
        return self._add(found, step)

    # What each kind of change means.

    def _add(self, found: list[Spot], step: Step) -> str:
        """Set a path whose end does not exist yet."""
        depth = len(found) - 1
        here, rest = found[-1], step.path[depth:]
        if here.kind == "mapping" and here.pairs and isinstance(rest[0], str):
            return self._add_pair(here, rest[0], _wrapped(rest[1:], step.value))
        if here.kind == "sequence" and here.items:
            return self._add_item(here, len(here.items), _wrapped(rest[1:], step.value))
        return self._replace(found, step.path[:depth], _wrapped(rest, step.value))

    def _insert(self, found: list[Spot], step: Step) -> str:
        depth = len(step.path) - 1
        sequence, index = found[depth], step.path[-1]
        if sequence.kind != "sequence" or not sequence.items:
            return self._replace(found[: depth + 1], step.path[:-1], [step.value])
        return self._add_item(sequence, sequence.position(index), step.value)

    def _add_item(self, sequence: Spot, position: int, value: Value) -> str:
        if sequence.flow:
            return self._add_in_brackets(sequence, position, write_flow(value))
        return self._add_lines(sequence, position, write_item(value, self.indent))

    def _add_pair(self, mapping: Spot, key: str, value: Value) -> str:
        names = [name.value for name, _ in mapping.pairs]
        position = len(names)
        if key in self.order:
            before = set(self.order[: self.order.index(key)])
            position = max((i + 1 for i, name in enumerate(names) if name in before), default=0)
        if mapping.flow:
            pair = f"{write_scalar(key, flow=True)}: {write_flow(value)}"
            return self._add_in_brackets(mapping, position, pair)
        return self._add_lines(mapping, position, write_pair(key, value, self.indent))

    def _replace(self, found: list[Spot], path: YamlPath, value: Value) -> str:
        old = found[-1]
        if len(found) == 1:
            return self._replace_root(value)
        parent = found[-2]
        style = old.style if old.kind == "scalar" else None
        if any(spot.flow for spot in found[:-1]):
            return self.splice(old.start, old.end, self._spaced(old, write_flow(value, style)))
        entry = self.entry_start(parent, parent.position(path[-1]))
        column = self.column(entry)
        indent = self.indent if parent.kind == "mapping" else Indent(2, 2)
        if old.is_block and self.line_start(entry) == self.line_start(old.start):
            lines = write_entries(value, self.indent)
            end = self.line_end(old.end)
            return self.splice(old.start, end, self._joined(lines, self.column(old.start)))
        written = write_value(value, indent, style if style in ("'", '"') else None)
        return self._replace_value(parent, path[-1], old, column, written)

    def _replace_root(self, value: Value) -> str:
        root = self.root
        assert root is not None
        lines = write_entries(value, self.indent)
        return self.splice(root.start, root.end, self._joined(lines, self.column(root.start)))

    def _replace_value(
        self, parent: Spot, step: str | int, old: Spot, column: int, written: Written
    ) -> str:
        """Put a head behind the key or dash and a body below, in place of the old ones."""
        head_start, head_end = old.start, old.end
        body_start = body_end = -1
        if old.is_block:
            key = next((k for k, v in parent.entries() if v is old), None)
            head_start = head_end = self.after_marker(parent, step, key)
            body_start = self.line_start(self.entry_start(old, 0))
            body_end = self.next_line(old.end)
        elif old.style in ("|", ">"):
            head_end = header_end(old, self.text)
            body_start, body_end = self.next_line(head_end), self.next_line(old.end)
            body_end = max(body_start, body_end)
        text = self.text
        if body_start >= 0:
            text = text[:body_start] + text[body_end:]
        below = self.next_line(head_end)
        if body_start >= 0 and not written.head:
            below = body_start
        if written.body:
            lines = "".join(
                (" " * column + line if line else "") + self.newline for line in written.body
            )
            text = text[:below] + lines + text[below:]
        return self._replace_head(text, head_start, head_end, written.head)

    def _replace_head(self, text: str, start: int, end: int, head: str) -> str:
        """Replace a value on its line; a comment behind it keeps its column if there is room."""
        if head and text[start - 1] in ":-":
            head = " " + head
        if not head:
            while text[start - 1] == " ":
                start -= 1
        rest = text[end:]
        comment = re.match(r"( +)#", rest)
        if comment and "\n" not in text[start:end]:
            gap = len(comment[1]) + (end - start) - len(head)
            rest = " " * max(gap, min(len(comment[1]), 2)) + rest[len(comment[1]) :]
        return text[:start] + head + rest

    def _remove(self, parent: Spot, step: str | int) -> str:
        entries = parent.entries()
        position = parent.position(step)
        if len(entries) == 1:
            return self._empty(parent)
        key, value = entries[position]
        if parent.flow:
            return self._remove_in_brackets(parent, position)
        start = self.entry_start(parent, position)
        end = max(value.end, key.end if key else start + 1)
        line = self.line_start(start)
        if not self.text[line:start].strip():
            return self._remove_lines(line, end)
        following = self.entry_start(parent, position + 1)
        between = self.text[self.line_end(end) : self.line_start(following)]
        if between.strip():
            before = len(self.text[:start].rstrip(" "))
            return self.splice(before, self.line_end(end), "")
        return self.splice(start, following, "")

    def _rearrange(self, sequence: Spot, step: Step) -> str:
        index = sequence.position(step.path[-1])
        if step.kind == "copy":
            return self._copy(sequence, index)
        assert isinstance(step.value, int)
        return self._move(sequence, index, step.value)

    def _move(self, sequence: Spot, index: int, target: int) -> str:
        """Move an entry with the comments right above it; what stands between entries stays."""
        first, last = sorted((index, target))
        lines = [self._lines_of(sequence, position) for position in range(first, last + 1)]
        blocks = [self.text[start:end] for start, end in lines]
        between = [self.text[above[1] : below[0]] for above, below in itertools.pairwise(lines)]
        blocks.insert(target - first, blocks.pop(index - first))
        moved = "".join(f"{block}{gap}" for block, gap in zip(blocks, [*between, ""], strict=True))
        return self.splice(lines[0][0], lines[-1][1], moved)

    def _copy(self, sequence: Spot, index: int) -> str:
        """Put the lines of an entry behind it once more, without the comments above it."""
        start, end = self._lines_of(sequence, index)
        if sequence.flow:
            return self.splice(end, end, f", {self.text[start:end]}")
        own = self.line_start(self.entry_start(sequence, index))
        return self.splice(end, end, self.text[own:end])

    def _lines_of(self, sequence: Spot, position: int) -> tuple[int, int]:
        """Return where the lines of an entry begin, with its comments above, and end."""
        if sequence.flow:
            return sequence.items[position].start, sequence.items[position].end
        dash = self.entry_start(sequence, position)
        start, column = self.line_start(dash), self.column(dash)
        if self.text[start:dash].strip():
            raise UneditableError
        comment = re.compile(rf"[ ]{{{column}}}#")
        while start > 0 and comment.match(self.text, self.line_start(start - 1)):
            start = self.line_start(start - 1)
        return start, self.next_line(max(sequence.items[position].end, dash + 1))

    def _empty(self, collection: Spot) -> str:
        """Remove the last entry: what stays is an empty list or mapping."""
        assert self.root is not None
        path = _path_to(self.root, collection)
        if path is None:
            raise UneditableError
        value: Value = {} if collection.kind == "mapping" else []
        return self._replace(chain(self.root, path), path, value)

    # Lines.

    def _add_lines(self, parent: Spot, position: int, lines: tuple[str, ...]) -> str:
        entries = parent.entries()
        column = self.column(self.entry_start(parent, 0))
        if position == 0:
            start = self.entry_start(parent, 0)
            return self.splice(start, start, self._joined((*lines, ""), column) + " " * column)
        key, value = entries[position - 1]
        previous = self.entry_start(parent, position - 1)
        end = self.line_end(max(value.end, key.end if key else previous + 1))
        return self.splice(end, end, self.newline + " " * column + self._joined(lines, column))

    def _remove_lines(self, start: int, end: int) -> str:
        return self.splice(start, self.next_line(end), "")

    def _joined(self, lines: tuple[str, ...], column: int) -> str:
        """Join lines, the first of which stands at ``column`` already."""
        first, *rest = lines
        return self.newline.join([first, *(" " * column + one if one else "" for one in rest)])

    def _spaced(self, old: Spot, written: str) -> str:
        return " " + written if self.text[old.start - 1] == ":" else written

    # Brackets.

    def _add_in_brackets(self, parent: Spot, position: int, written: str) -> str:
        entries = parent.entries()
        if position == 0:
            key, value = entries[0]
            start = key.start if key else value.start
            return self.splice(start, start, f"{written}, ")
        key, value = entries[position - 1]
        end = max(value.end, key.end if key else 0)
        return self.splice(end, end, f", {written}")

    def _remove_in_brackets(self, parent: Spot, position: int) -> str:
        spans = [
            (key.start if key else value.start, max(value.end, key.end if key else 0))
            for key, value in parent.entries()
        ]
        if position + 1 < len(spans):
            return self.splice(spans[position][0], spans[position + 1][0], "")
        return self.splice(spans[position - 1][1], spans[position][1], "")


def _wrapped(path: YamlPath, value: Value) -> Value:
    """Return ``value`` inside the lists and mappings that ``path`` asks for."""
    for step in reversed(path):
        value = [value] if isinstance(step, int) else {step: value}
    return value


def _path_to(root: Spot, wanted: Spot) -> YamlPath | None:
    if root is wanted:
        return ()
    for index, (key, value) in enumerate(root.entries()):
        below = _path_to(value, wanted)
        if below is not None:
            return (key.value if key else index, *below)
    return None
