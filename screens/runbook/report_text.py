"""A report in Markdown as lines to read on the screen; the copy stays Markdown."""

import re

from textual.content import Content

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]<>|#])")
_BOLD = re.compile(r"(?<!\\)\*\*(.+?)(?<!\\)\*\*")
_ROW = re.compile(r"\| (.*?) (?<!\\)\| (.*) \|$")
_NO_ROWS = ("| | |", "|---|---|")


def report_lines(text: str, width: int) -> list[Content]:
    """Return headings in bold, rows of tables as ``name: value``, the rest wrapped."""
    lines: list[Content] = []
    for line in text.splitlines():
        if line in _NO_ROWS:
            continue
        lines += _shown(line).wrap(width) or [Content()]
    return lines


def _shown(line: str) -> Content:
    if line.startswith("#"):
        return Content.styled(_plain(line.lstrip("# ")), "bold underline")
    row = _ROW.match(line)
    if row:
        return Content.assemble((f"{_plain(row[1])}: ", "dim"), _plain(row[2]))
    if line.startswith("    "):
        return Content(line)
    pieces = _BOLD.split(line)
    return Content.assemble(
        *((_plain(piece), "bold" if place % 2 else "") for place, piece in enumerate(pieces))
    )


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
