"""The help: every key that works here, from the table of commands."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from screens.commands import COMMANDS, PLACES
from screens.keymap import show_key


class Help(ModalScreen[None]):
    """Scrolls with the arrows; any way out closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,question_mark,f1,enter", "dismiss", "Close"),
        ("j", "scroll(1)", "Down"),
        ("k", "scroll(-1)", "Up"),
    ]
    DEFAULT_CSS = """
    Help { align: center middle; background: $background 60%; }
    Help:ansi { background: transparent; }
    Help > Vertical { width: 76; max-width: 98%; height: 92%; border: round $border;
        background: $surface; padding: 0 1; }
    Help .hint { dock: bottom; height: 1; text-style: dim; }
    Help VerticalScroll { scrollbar-size-vertical: 1; }
    """

    def __init__(self, places: Iterable[str], keys: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._places = list(places)
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Lay out the keys, those of the focus first."""
        with Vertical():
            with VerticalScroll():
                yield Static(key_table(self._places, self._keys))
            yield Static("Esc closes   Up and Down scroll", markup=False, classes="hint")

    def action_scroll(self, lines: int) -> None:
        """Scroll by some lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def key_table(places: Iterable[str], keys: Mapping[str, tuple[str, ...]]) -> RenderableType:
    """Return the commands of some places, each with its keys and what it does."""
    groups: list[RenderableType] = []
    for place in places:
        here = [command for command in COMMANDS if command.where == place]
        if not here:
            continue
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(min_width=14, no_wrap=True)
        table.add_column()
        for command in here:
            shown = "  ".join(show_key(key) for key in keys[command.id]) or "-"
            table.add_row(Text(shown, style="bold"), Text(command.help))
        groups += [Text(PLACES[place].title, style="bold underline"), table, Text()]
    return Group(*groups)
