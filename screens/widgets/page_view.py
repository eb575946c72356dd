"""A text in entries to read, with one entry marked: for copying it and following its links."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.widgets import Static

from screens.commands import bindings_of

MARGIN = 2
"""Columns at the left, in which the mark stands."""


@dataclass(frozen=True, slots=True)
class Block:
    """One entry: its lines, already wrapped, the links it has, and its text for copying."""

    id: str
    lines: tuple[Content, ...]
    links: tuple[str, ...] = ()
    text: str = ""


Layout = Callable[[int], Sequence[Block]]
"""Lays out a text for a width in cells."""


class PageView(VerticalScroll, can_focus=True):
    """Shows blocks as one text in one widget, whatever their number."""

    part = "page"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("page")
    DEFAULT_CSS = """
    PageView { scrollbar-size-vertical: 1; }
    PageView > Static { width: 1fr; height: auto; text-wrap: nowrap; }
    """

    class Followed(Message):
        """The person wants to go where the marked block leads."""

        def __init__(self, view: "PageView", block: Block) -> None:
            super().__init__()
            self.view = view
            self.block = block

        @property
        def control(self) -> "PageView":
            """Return the view, for ``@on`` with a selector."""
            return self.view

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._layout_of: Layout = lambda _: ()
        self._laid_out_for = 0
        self.blocks: Sequence[Block] = ()
        self.current = 0

    def compose(self) -> ComposeResult:
        """One widget holds the whole text."""
        yield Static(markup=False)

    def show(self, layout: Layout, block_id: str = "") -> None:
        """Show another text, with one block marked, from its first line or from that block."""
        self._layout_of = layout
        self._lay_out()
        self.current = self._place_of(block_id)
        self._draw()
        self.call_after_refresh(self._bring_up)

    @property
    def block(self) -> Block | None:
        """Return the marked block."""
        return self.blocks[self.current] if self.blocks else None

    def on_resize(self, event: Resize) -> None:
        """Lay out again for the new width, at the same block."""
        if event.size.width != self._laid_out_for:
            marked = self.block.id if self.block else ""
            self._lay_out()
            self.current = self._place_of(marked)
            self._draw()
            self.call_after_refresh(self._bring_up)

    def action_next(self) -> None:
        """Read on: a line down while the marked block goes on below, else to the next block."""
        top, bottom = self._extent(self.current)
        below = round(self.scroll_y) + self.size.height
        if bottom > below and top < below:
            self.scroll_relative(y=1, animate=False)
        elif self.current + 1 < len(self.blocks):
            self._mark(self.current + 1)

    def action_previous(self) -> None:
        """Read back: a line up while the marked block begins above, else to the block before."""
        top, _ = self._extent(self.current)
        if top < round(self.scroll_y):
            self.scroll_relative(y=-1, animate=False)
        elif self.current:
            self._mark(self.current - 1, from_below=True)

    def action_page_down(self) -> None:
        """Go down by a screen; the first block that begins there is marked."""
        self.scroll_relative(y=max(self.size.height - 1, 1), animate=False)
        self.call_after_refresh(self._mark_visible)

    def action_page_up(self) -> None:
        """Go up by a screen."""
        self.scroll_relative(y=-max(self.size.height - 1, 1), animate=False)
        self.call_after_refresh(self._mark_visible)

    def action_top(self) -> None:
        """Go to the first block."""
        self._mark(0)

    def action_bottom(self) -> None:
        """Go to the last block."""
        self._mark(len(self.blocks) - 1)

    def action_follow_links(self) -> None:
        """Ask for the links of the marked block."""
        if self.block:
            self.post_message(self.Followed(self, self.block))

    def _lay_out(self) -> None:
        self._laid_out_for = self.size.width
        self.blocks = self._layout_of(max(self.size.width - MARGIN - 2, 20))

    def _place_of(self, block_id: str) -> int:
        places = (place for place, block in enumerate(self.blocks) if block.id == block_id)
        return next(places, 0)

    def _extent(self, place: int) -> tuple[int, int]:
        """Return the first line of a block and the line behind its last."""
        if not self.blocks:
            return 0, 0
        starts = list(accumulate((len(block.lines) for block in self.blocks), initial=0))
        return starts[place], starts[place + 1]

    def _mark(self, place: int, *, from_below: bool = False) -> None:
        if not self.blocks or place == self.current:
            return
        self.current = place
        self._draw()
        self._bring_up(from_below=from_below)

    def _mark_visible(self) -> None:
        above = round(self.scroll_y)
        for place in range(len(self.blocks)):
            top, bottom = self._extent(place)
            if above <= top < above + self.size.height or top < above < bottom - self.size.height:
                self.current = place
                self._draw()
                return

    def _bring_up(self, *, from_below: bool = False) -> None:
        """Scroll as little as shows the marked block, or its nearer end if it is too tall."""
        top, bottom = self._extent(self.current)
        above, height = round(self.scroll_y), self.size.height
        if bottom - top > height:
            wanted = bottom - height if from_below else top
        elif top < above:
            wanted = top
        elif bottom > above + height:
            wanted = bottom - height
        else:
            return
        self.scroll_to(y=wanted, animate=False, force=True, immediate=True)

    def _draw(self) -> None:
        lines: list[Content] = []
        for place, block in enumerate(self.blocks):
            mark = ("│ ", "bold") if place == self.current else ("  ", "")
            lines += [Content.assemble(mark, line) for line in block.lines]
        self.query_one(Static).update(Content("\n").join(lines))
