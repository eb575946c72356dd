"""A SQL text and the arithmetic between offsets and lines and columns."""

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from workbench.findings import Place

BYTE_ORDER_MARK = "\ufeff"
_LINE_END = re.compile(r"\r\n|\n|\r")


def line_texts(text: str) -> list[str]:
    """Return the lines of a text without their ends, as `SqlSource` counts them."""
    return _LINE_END.split(text.removeprefix(BYTE_ORDER_MARK))


class Span(NamedTuple):
    """A range of characters in a text: ``start`` inclusive, ``end`` exclusive."""

    start: int
    end: int


class SqlSource:
    """A text whose offsets can be asked for their line and column.

    A line ends with LF, CRLF or a lone CR, as editors count. Columns count
    characters, so a tab or a wide character is one.
    """

    def __init__(self, text: str) -> None:
        self.text = text.removeprefix(BYTE_ORDER_MARK)

    @cached_property
    def _line_starts(self) -> list[int]:
        if "\r" in self.text:
            return [0, *(match.end() for match in _LINE_END.finditer(self.text))]
        lengths = (len(line) + 1 for line in self.text.split("\n"))
        return [0, *accumulate(lengths)][:-1]

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Return the line and column, both from 1, of the character at ``offset``."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def place(self, span: Span) -> Place:
        """Return the lines and columns of ``span``, clipped to the text."""
        return Place(*self.line_and_column(span.start), *self.line_and_column(span.end))

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and column from 1, clipped to the text."""
        starts = self._line_starts
        start = starts[max(0, min(line, len(starts)) - 1)]
        return min(start + max(0, column - 1), max(0, len(self.text) - 1))
