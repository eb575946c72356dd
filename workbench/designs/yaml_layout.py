"""The layout of a YAML text: where lines and entries begin and end, how it is indented."""

import re

from workbench.designs.yaml_scalars import Indent
from workbench.designs.yaml_spots import Spot


class UneditableError(Exception):
    """The text is written in a way that this editor leaves alone."""


class Layout:
    """Answers where things stand in one text; places are counted in characters from 0."""

    def __init__(self, text: str) -> None:
        self.text = text

    def entry_start(self, parent: Spot, position: int) -> int:
        """Return where an entry begins: its key, or its dash."""
        key, value = parent.entries()[position]
        if key:
            return key.start
        if position == 0 and self.text.startswith("-", parent.start):
            return parent.start
        after = parent.start if position == 0 else parent.items[position - 1].end
        dash = re.compile(r"^[ ]*(-)(?=\s|\Z)", re.MULTILINE)
        match = dash.search(self.text, self.line_end(after), value.end + 1)
        if not match:
            raise UneditableError
        return match.start(1)

    def after_marker(self, parent: Spot, step: str | int, key: Spot | None) -> int:
        """Return the end of ``key:`` or of the dash."""
        if key is None:
            return self.entry_start(parent, parent.position(step)) + 1
        colon = re.compile(r"\s*:").match(self.text, key.end)
        if not colon:
            raise UneditableError
        return colon.end()

    def line_start(self, index: int) -> int:
        """Return where the line begins."""
        return self.text.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Return where the line ends, before its line break."""
        end = self.text.find("\n", index)
        if end < 0:
            return len(self.text)
        return end - 1 if self.text[end - 1] == "\r" and end > index else end

    def next_line(self, index: int) -> int:
        """Return where the line below begins."""
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end + 1

    def column(self, index: int) -> int:
        """Return how many characters stand before ``index`` on its line."""
        return index - self.line_start(index)

    def splice(self, start: int, end: int, new: str) -> str:
        """Return the text with ``new`` in place of the characters from ``start`` to ``end``."""
        return self.text[:start] + new + self.text[end:]

    def indents(self, root: Spot) -> Indent:
        """Return how the first nested mapping and the first list below a key are indented."""
        mapping = sequence = None
        waiting = [root]
        while waiting and (mapping is None or sequence is None):
            spot = waiting.pop(0)
            for key, value in spot.entries():
                waiting.append(value)
                if key is None or not value.is_block:
                    continue
                step = self.column(self.entry_start(value, 0)) - self.column(key.start)
                if value.pairs and mapping is None:
                    mapping = step
                elif value.items and sequence is None:
                    sequence = step
        mapping = 2 if mapping is None else mapping
        return Indent(mapping, mapping if sequence is None else sequence)
