"""From the places of Python's parser to offsets in the text."""

import ast
import re

from workbench.sqlreview.source import Span, SqlSource

_LINE_END = re.compile(r"\r\n|\n|\r")


class PythonPlaces:
    """Turns the places of the parser, which count bytes in a line, into offsets."""

    def __init__(self, source: SqlSource) -> None:
        self._source = source
        self._lines = _LINE_END.split(source.text)

    def of(self, node: ast.expr | ast.stmt) -> Span:
        """Return the range of an expression or a statement."""
        return Span(self._offset(node.lineno, node.col_offset), self.end(node))

    def end(self, node: ast.expr | ast.stmt) -> int:
        """Return the offset behind the last character of a node."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._offset(node.end_lineno, node.end_col_offset - 1) + 1

    def _offset(self, line: int, byte: int) -> int:
        before = self._lines[line - 1].encode()[:byte].decode(errors="ignore")
        return self._source.offset(line, len(before) + 1)
