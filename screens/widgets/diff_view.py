"""What differs between two texts, to read: lines that go and come, the words that changed."""

from collections.abc import Sequence
from itertools import islice
from typing import ClassVar

from textual.content import Content

from screens.widgets.page_view import Block, PageView
from workbench.line_diff import DiffLine, Hunk, Kind, count_changes, line_diff

MOST_LINES = 2_000
"""Lines that are shown of a difference; what is left is counted."""


class DiffView(PageView):
    """Shows a difference in pieces, each of which can be gone to; signs stand for colours."""

    STYLES: ClassVar[dict[Kind, str]] = {
        Kind.REMOVED: "$text-error",
        Kind.ADDED: "$text-success",
        Kind.SAME: "",
    }

    def show_difference(self, before: str, after: str) -> list[Hunk]:
        """Show what turns ``before`` into ``after``; return it."""
        hunks = line_diff(before, after)
        self.show(lambda width: diff_blocks(hunks, width))
        return hunks

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no links: a difference has none."""
        if action == "follow_links":
            return False
        return super().check_action(action, parameters)


def diff_blocks(hunks: Sequence[Hunk], width: int) -> list[Block]:
    """Return the pieces of a difference, of a long one the beginning."""
    digits = max(
        (len(str(line.before or line.after)) for hunk in hunks for line in hunk), default=1
    )
    room = MOST_LINES
    blocks: list[Block] = []
    for number, hunk in enumerate(hunks):
        lines = [row for line in islice(hunk, room) for row in _rows(line, digits, width)]
        room -= min(len(hunk), room)
        if lines:
            gap = [Content()] if number else []
            blocks.append(Block(f"change-{number}", (*gap, *lines)))
    left = sum(len(hunk) for hunk in hunks) - MOST_LINES
    if left > 0:
        blocks.append(Block("more", (Content.styled(f"{left} more lines", "dim"),)))
    return blocks


def _rows(line: DiffLine, digits: int, width: int) -> list[Content]:
    """Return a line with its number and sign, cut into as many rows as it needs."""
    style = DiffView.STYLES[line.kind]
    text = Content(line.text.expandtabs(4) if not line.marks else line.text.replace("\t", " "))
    for start, end in line.marks:
        text = text.stylize("bold underline", start, end)
    number = line.before if line.kind is Kind.REMOVED else line.after
    head = f"{number:>{digits}} {line.kind.value} "
    rows = text.fold(max(width - len(head), 10)) or [Content()]
    return [
        Content.assemble(
            (head if at == 0 else " " * len(head), "bold" if at == 0 else ""), row
        ).stylize_before(style)
        for at, row in enumerate(rows)
    ]


def describe_changes(hunks: Sequence[Hunk]) -> str:
    """Return how much differs, in words."""
    added, removed = count_changes(hunks)
    if not hunks:
        return "Nothing differs"
    parts = [f"{added} lines come" if added != 1 else "1 line comes"] if added else []
    parts += [f"{removed} lines go" if removed != 1 else "1 line goes"] if removed else []
    return ", ".join(parts)
