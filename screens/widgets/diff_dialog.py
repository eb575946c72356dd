"""A difference over the present screen: to read, or to decide on while the answer is typed."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from screens.widgets.dialog import Ask
from screens.widgets.diff_view import DiffView, describe_changes

TAKE = "take"


class Difference(ModalScreen[str | None]):
    """Shows what turns one text into another; answers `TAKE` where that may be undone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q", "dismiss(None)", "Back"),
        ("x", "take", "Take"),
    ]
    DEFAULT_CSS = """
    Difference { align: center middle; background: $background 60%; }
    Difference:ansi { background: transparent; }
    Difference > Vertical { width: 100%; max-width: 110; height: 92%; border: round $border;
        background: $surface; padding: 0 1; }
    Difference .title { height: auto; text-style: bold; }
    Difference DiffView { height: 1fr; margin-top: 1; }
    Difference .hint { dock: bottom; height: 1; text-style: dim; }
    """

    def __init__(self, title: str, before: str, after: str, offer: str = "") -> None:
        """``offer`` says what ``x`` does; without it there is nothing to take."""
        super().__init__()
        self._title_text = title
        self._texts = before, after
        self._offer = offer

    def compose(self) -> ComposeResult:
        """Lay out title, difference and keys."""
        offered = f"x {self._offer}   " if self._offer else ""
        with Vertical():
            yield Static(markup=False, classes="title")
            yield DiffView()
            yield Static(
                f"{offered}j k next and previous change   Esc back", markup=False, classes="hint"
            )

    def on_mount(self) -> None:
        """Show the difference."""
        hunks = self.query_one(DiffView).show_difference(*self._texts)
        title = f"{self._title_text}: {describe_changes(hunks)}"
        self.query_one(".title", Static).update(title)

    def action_take(self) -> None:
        """Answer."""
        if self._offer:
            _ = self.dismiss(TAKE)


class AskAndShow(Ask):
    """Asks for a line, and shows while it is typed what it makes of a text."""

    hint = "Enter make the change   Tab read it   Esc back"
    DEFAULT_CSS = """
    AskAndShow DiffView { height: auto; max-height: 12; margin-top: 1; }
    """

    def __init__(self, title: str, text: str, before: str, after: Callable[[str], str]) -> None:
        """``after`` returns the text as it is with what was typed."""
        super().__init__(title, text)
        self._before = before
        self._after = after

    def answer(self) -> ComposeResult:
        """Return the line and the difference."""
        yield from super().answer()
        yield DiffView()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what it would be."""
        event.stop()
        self._show()

    def on_mount(self) -> None:
        """Show where it goes."""
        self._show()

    def _show(self) -> None:
        after = self._after(self.typed or "…")
        self.query_one(DiffView).show_difference(self._before, after)
