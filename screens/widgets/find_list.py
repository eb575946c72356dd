"""A list with a line above it: what is typed there decides what the list shows."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.message import Message
from textual.widgets import Input, OptionList

from screens.widgets.choice_list import ChoiceList, Line
from screens.widgets.text_line import TextLine

Find = Callable[[str], Sequence[Line | str]]
"""Returns the lines for the words typed; no words: all lines."""

_MOVES = {"up": "cursor_up", "down": "cursor_down", "pageup": "page_up", "pagedown": "page_down"}


class FindList(Vertical):
    """While the line has the focus, the arrows move in the list and Enter opens the marked line."""

    DEFAULT_CSS = """
    FindList > ChoiceList { height: 1fr; margin-top: 1; text-wrap: nowrap;
        text-overflow: ellipsis; }
    """

    class Chosen(Message):
        """A line was opened."""

        def __init__(self, line_id: str) -> None:
            super().__init__()
            self.line_id = line_id

    def __init__(self, find: Find, placeholder: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._find = find
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """The line, and the list."""
        yield TextLine(placeholder=self._placeholder)
        yield ChoiceList()

    def on_mount(self) -> None:
        """Show all lines."""
        self.fill()

    @property
    def words(self) -> str:
        """What is typed."""
        return self.query_one(TextLine).value

    @property
    def list(self) -> ChoiceList:
        """The list."""
        return self.query_one(ChoiceList)

    def fill(self, keep: str | None = None) -> None:
        """Show the lines again, as after a change of what they come from."""
        self.list.show(self._find(self.words), keep)

    def search(self) -> None:
        """Put the focus into the line."""
        self.query_one(TextLine).focus()

    def clear(self) -> None:
        """Show all lines again and put the focus into the list."""
        self.query_one(TextLine).value = ""
        self.list.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what matches."""
        event.stop()
        self.fill()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open the marked line."""
        event.stop()
        if self.list.chosen:
            self.post_message(self.Chosen(self.list.chosen))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open a line."""
        event.stop()
        if event.option_id:
            self.post_message(self.Chosen(event.option_id))

    def on_key(self, event: Key) -> None:
        """Move in the list while the focus is in the line."""
        if event.key in _MOVES and self.query_one(TextLine).has_focus:
            event.prevent_default().stop()
            getattr(self.list, f"action_{_MOVES[event.key]}")()
