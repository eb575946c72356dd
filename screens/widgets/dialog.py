"""Small questions over the present screen: pick a line, or type one."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from screens.widgets.choice_list import ChoiceList, Line
from screens.widgets.text_line import TextLine


class Dialog(ModalScreen[str | None]):
    """A framed box; Escape answers with None."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss_unanswered", "Back")]
    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog:ansi { background: transparent; }
    Dialog > Vertical { width: 72; max-width: 96%; height: auto; max-height: 90%;
        border: round $border; background: $surface; padding: 0 1; }
    Dialog > Vertical > Static { height: auto; max-height: 12; }
    Dialog .hint { color: $foreground; text-style: dim; margin-top: 1; }
    Dialog ChoiceList { height: auto; max-height: 16; margin-top: 1; }
    Dialog TextLine { margin-top: 1; }
    """

    def __init__(self, title: str, text: str = "") -> None:
        super().__init__()
        self._title_text = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out title, text, the way to answer, and the keys."""
        with Vertical():
            yield Static(self._title_text, markup=False, classes="title")
            if self._text:
                yield Static(self._text, markup=False)
            yield from self.answer()
            yield Static(self.hint, markup=False, classes="hint")

    hint: ClassVar[str] = ""

    def answer(self) -> ComposeResult:
        """Return the widget that takes the answer."""
        raise NotImplementedError

    def action_dismiss_unanswered(self) -> None:
        """Close without an answer."""
        _ = self.dismiss(None)


class Pick(Dialog):
    """Answers with the id of one of some lines."""

    hint = "Enter choose   Esc back"

    def __init__(
        self, title: str, lines: Sequence[Line | str], text: str = "", keep: str | None = None
    ) -> None:
        super().__init__(title, text)
        self._lines = lines
        self._keep = keep

    def answer(self) -> ComposeResult:
        """Return the list."""
        yield ChoiceList()

    def on_mount(self) -> None:
        """Fill the list."""
        self.query_one(ChoiceList).show(self._lines, self._keep)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer."""
        event.stop()
        _ = self.dismiss(event.option_id)


class Ask(Dialog):
    """Answers with a typed line, which is not empty."""

    hint = "Enter accept   Esc back"

    def __init__(
        self,
        title: str,
        text: str = "",
        value: str = "",
        left: Callable[[str], None] | None = None,
    ) -> None:
        """``left`` is told what was typed where the question is left unanswered."""
        super().__init__(title, text)
        self._value = value
        self._left = left

    @property
    def typed(self) -> str:
        """What is in the line."""
        return self.query_one(TextLine).value.strip()

    def action_dismiss_unanswered(self) -> None:
        """Close without an answer, but say what was typed."""
        if self._left:
            self._left(self.typed)
        super().action_dismiss_unanswered()

    def answer(self) -> ComposeResult:
        """Return the line to type in."""
        yield TextLine(self._value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer."""
        event.stop()
        if event.value.strip():
            _ = self.dismiss(event.value.strip())
