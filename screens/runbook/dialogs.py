"""Dialogs of the runbook: a long text to read, a list to search, a note kept while it is typed."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static

from screens.widgets.choice_list import ChoiceList, Line
from screens.widgets.dialog import Ask, Dialog
from screens.widgets.find_list import FindList

KEEP_AFTER = 0.5
"""Seconds without a key before what is typed is put on disk."""


class Reader(Dialog):
    """A text to read, with lines to choose from below it."""

    hint: ClassVar[str] = "PgUp PgDn read   Enter choose   Esc back"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "read_on", show=False, priority=True),
        Binding("pageup", "read_back", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    Reader > Vertical > VerticalScroll { height: auto; max-height: 10; margin-top: 1;
        scrollbar-size-vertical: 1; }
    Reader > Vertical > VerticalScroll > Static { height: auto; }
    Reader ChoiceList { max-height: 5; }
    """

    def __init__(self, title: str, text: str, lines: Sequence[Line]) -> None:
        super().__init__(title)
        self._body = text
        self._lines = lines

    def answer(self) -> ComposeResult:
        """Return the text and the lines."""
        with VerticalScroll(can_focus=False):
            yield Static(self._body, markup=False)
        yield ChoiceList()

    def on_mount(self) -> None:
        """Fill the list."""
        self.query_one(ChoiceList).show(self._lines)

    def action_read_on(self) -> None:
        """Read on."""
        self.query_one(VerticalScroll).scroll_page_down(animate=False)

    def action_read_back(self) -> None:
        """Read back."""
        self.query_one(VerticalScroll).scroll_page_up(animate=False)

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        _ = self.dismiss(event.option_id)


class Search(Dialog):
    """A list of many lines; what is typed says which are shown."""

    hint: ClassVar[str] = "Type to filter   Enter choose   Esc back"
    DEFAULT_CSS = """
    Search > Vertical { width: 96%; max-width: 110; }
    Search FindList { height: 12; margin-top: 1; }
    """

    def __init__(
        self, title: str, lines: Sequence[Line], text: str = "", keep: str | None = None
    ) -> None:
        """``keep`` is the line to mark first."""
        super().__init__(title, text)
        self._lines = lines
        self._keep = keep

    def answer(self) -> ComposeResult:
        """Return the line to type in and the list."""
        yield FindList(self._find, "Type to filter")

    def on_mount(self) -> None:
        """Take the focus."""
        self.query_one(FindList).search()
        self.call_after_refresh(self.query_one(FindList).fill, self._keep)

    def _find(self, words: str) -> list[Line | str]:
        wanted = words.casefold().split()
        return [line for line in self._lines if all(word in _plain(line) for word in wanted)]

    @on(FindList.Chosen)
    def _choose(self, event: FindList.Chosen) -> None:
        event.stop()
        _ = self.dismiss(event.line_id)


class DraftedAsk(Ask):
    """A question whose answer is kept while it is typed, so that not even a kill loses it."""

    def __init__(
        self,
        title: str,
        text: str,
        value: str,
        left: Callable[[str], None],
        keep: Callable[[str], None],
    ) -> None:
        super().__init__(title, text, value, left)
        self._keep = keep
        self._timer: Timer | None = None

    @on(Input.Changed)
    def _typed_on(self, event: Input.Changed) -> None:
        event.stop()
        if self._timer is None:
            self._timer = self.set_timer(KEEP_AFTER, self._keep_typed)

    def _keep_typed(self) -> None:
        self._timer = None
        self._keep(self.typed)


def _plain(line: Line) -> str:
    text = line[1]
    return (text if isinstance(text, str) else text.plain).casefold()
