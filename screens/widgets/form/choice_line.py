"""One value of a few, on one line."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.widget import Widget

from screens.commands import bindings_of
from screens.widgets.dialog import Pick
from workbench.designs.form import FormChoice

NOT_ANSWERED = ""


class ChoiceLine(Widget, can_focus=True):
    """Left and right go through the values, Enter lists them, Backspace takes the answer away."""

    part = "choice"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("choice")
    DEFAULT_CSS = """
    ChoiceLine { height: 1; width: 1fr; background: $surface; }
    ChoiceLine:focus { background: $panel; text-style: bold; }
    ChoiceLine:ansi, ChoiceLine:ansi:focus { background: ansi_default; }
    """

    class Changed(Message):
        """Another value was chosen."""

        def __init__(self, line: "ChoiceLine") -> None:
            super().__init__()
            self.line = line

    def __init__(self, title: str, choices: Sequence[FormChoice], value: str) -> None:
        super().__init__()
        self._title = title
        self._choices = choices
        self.value = value

    def render(self) -> Content:
        """Return the value with its meaning; a value that is none of the choices stays as it is."""
        meaning = next((each.meaning for each in self._choices if each.value == self.value), "")
        shown = self.value or "-"
        marks = ("< ", " >") if self.has_focus else ("", "")
        remark = f"  {meaning}" if meaning else ""
        return Content.assemble(marks[0], shown, marks[1], (remark, "dim"))

    def action_next_value(self) -> None:
        """Take the next value."""
        self._step(1)

    def action_previous_value(self) -> None:
        """Take the value before."""
        self._step(-1)

    def action_clear(self) -> None:
        """Take the answer away."""
        self._take(NOT_ANSWERED)

    async def action_list_values(self) -> None:
        """List the values with what they mean."""
        width = max(len(choice.value) for choice in self._choices)
        lines = [
            (
                choice.value,
                Content.assemble((f"{choice.value:<{width}}", "bold"), f"  {choice.meaning}"),
            )
            for choice in self._choices
        ]
        await self.app.push_screen(Pick(self._title, lines, keep=self.value), self._take_picked)

    def on_key(self, event: Key) -> None:
        """Take the first value that begins with a typed letter, going round."""
        letter = (event.character or "").casefold()
        if not letter.strip() or not event.is_printable:
            return
        values = [choice.value for choice in self._choices]
        place = values.index(self.value) + 1 if self.value in values else 0
        for value in [*values[place:], *values[:place]]:
            if value.casefold().startswith(letter):
                event.stop()
                self._take(value)
                return

    def _step(self, step: int) -> None:
        values = [NOT_ANSWERED, *(choice.value for choice in self._choices)]
        place = values.index(self.value) if self.value in values else 0
        self._take(values[(place + step) % len(values)])

    def _take_picked(self, value: str | None) -> None:
        if value is not None:
            self._take(value)

    def _take(self, value: str) -> None:
        if value != self.value:
            self.value = value
            self.refresh()
            self.post_message(self.Changed(self))
