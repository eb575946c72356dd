"""Laying out plain text for a terminal: wrapped paragraphs, indents and headings."""

import os
import shutil
import textwrap
from collections.abc import Iterable

NARROWEST = 40
WIDEST = 100


def terminal_width() -> int:
    """Return the columns to write for: the terminal's, within readable bounds."""
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdigit() else shutil.get_terminal_size((80, 24)).columns
    return max(NARROWEST, min(width, WIDEST))


def paragraphs(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Return ``text`` wrapped to ``width``; blank lines part paragraphs, indented lines stay.

    ``hanging`` is the indent of every line but the first; it defaults to ``indent``.
    """
    lines: list[str] = []
    follow = indent if hanging is None else hanging
    first = indent
    for number, block in enumerate(text.strip("\n").split("\n\n")):
        if number:
            lines.append("")
        if any(line.startswith((" ", "\t")) for line in block.splitlines()):
            lines += [follow + line for line in block.splitlines()]
        else:
            lines += textwrap.wrap(
                " ".join(block.split()),
                width,
                initial_indent=first,
                subsequent_indent=follow,
                break_long_words=False,
                break_on_hyphens=False,
            )
        first = follow
    return lines


def bullets(items: Iterable[str], width: int, indent: str = "") -> list[str]:
    """Return each item as a wrapped bullet."""
    lines: list[str] = []
    for item in items:
        lines += paragraphs(item, width, f"{indent}- ", f"{indent}  ")
    return lines


def heading(text: str, mark: str = "=") -> list[str]:
    """Return a heading underlined with ``mark``."""
    return [text, mark * len(text)]
