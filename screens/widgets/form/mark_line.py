"""Several values of a few, or yes and no, on one line: ``[x] GDPR [ ] SOX``."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from screens.commands import bindings_of
from screens.widgets.dialog import Ask

OTHER = "other..."


class MarkLine(Widget, can_focus=True):
    """Left and right move, Space marks. With ``others`` a value of one's own can be added.

    The marks are characters: Textual's own check boxes show the same sign on and off.
    """

    part = "marks"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("marks")
    DEFAULT_CSS = """
    MarkLine { height: 1; width: 1fr; background: $surface; text-wrap: nowrap; }
    MarkLine:focus { background: $panel; }
    MarkLine:ansi, MarkLine:ansi:focus { background: ansi_default; }
    """

    class Changed(Message):
        """A value was marked, or its mark taken away."""

        def __init__(self, line: "MarkLine") -> None:
            super().__init__()
            self.line = line

    def __init__(
        self, title: str, values: Sequence[str], marked: Sequence[str], *, others: bool = False
    ) -> None:
        super().__init__()
        self._title = title
        self._others = others
        self._values = [*values, *(value for value in marked if value not in values)]
        self._marked = set(marked)
        self._cursor = 0

    @property
    def marked(self) -> list[str]:
        """Return the marked values in the order in which they stand."""
        return [value for value in self._values if value in self._marked]

    def render(self) -> Content:
        """Return as many values as fit, the one under the cursor among them."""
        pieces = [f"[{'x' if value in self._marked else ' '}] {value}" for value in self._values]
        if self._others:
            pieces.append(OTHER)
        first = 0
        while first < self._cursor and self._ends(pieces, first) > self.size.width:
            first += 1
        parts: list[str | tuple[str, str]] = []
        for place, piece in enumerate(pieces[first:], first):
            here = place == self._cursor and self.has_focus
            parts += [(piece, "reverse") if here else piece, "  "]
        return Content.assemble(*parts)

    def action_next_value(self) -> None:
        """Go to the next value."""
        self._move(1)

    def action_previous_value(self) -> None:
        """Go to the value before."""
        self._move(-1)

    async def action_mark(self) -> None:
        """Mark the value, or take its mark away; on the last, ask for another value."""
        if self._cursor == len(self._values):
            await self.app.push_screen(Ask(self._title, "Name another:"), self._add)
            return
        self._marked ^= {self._values[self._cursor]}
        self._tell()

    def _move(self, step: int) -> None:
        self._cursor = (self._cursor + step) % (len(self._values) + self._others)
        self.refresh()

    def _add(self, value: str | None) -> None:
        if value is None:
            return
        if value not in self._values:
            self._values.append(value)
        self._cursor = self._values.index(value)
        self._marked.add(value)
        self._tell()

    def _tell(self) -> None:
        self.refresh()
        self.post_message(self.Changed(self))

    def _ends(self, pieces: Sequence[str], first: int) -> int:
        return sum(len(piece) + 2 for piece in pieces[first : self._cursor + 1])
