"""The palette: every command, found by a few letters of what it does."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList

from screens.commands import COMMANDS, EVERYWHERE, PLACES, Command
from screens.keymap import show_key
from screens.widgets.choice_list import ChoiceList, Line
from screens.widgets.text_line import TextLine


class Palette(ModalScreen[str | None]):
    """Answers with the id of a command. Textual's own palette shows an emoji and reads markup."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss(None)", "Close"),
        ("down", "move('cursor_down')", "Down"),
        ("up", "move('cursor_up')", "Up"),
        ("pagedown", "move('page_down')", "Page down"),
        ("pageup", "move('page_up')", "Page up"),
    ]
    DEFAULT_CSS = """
    Palette { align-horizontal: center; background: $background 60%; }
    Palette:ansi { background: transparent; }
    Palette > Vertical { width: 76; max-width: 98%; height: auto; max-height: 90%; margin-top: 1;
        border: round $border; background: $surface; padding: 0 1; }
    Palette ChoiceList { height: auto; max-height: 18; margin-top: 1; }
    """

    def __init__(self, places: Sequence[str], keys: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._places = places
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Lay out the line to type in and the commands."""
        with Vertical():
            yield TextLine(placeholder="Type what you want to do")
            yield ChoiceList()

    def on_mount(self) -> None:
        """Show all commands, those of this place first."""
        self.query_one(ChoiceList).can_focus = False
        self._fill("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the commands that match."""
        event.stop()
        self._fill(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Run the highlighted command."""
        event.stop()
        chosen = self.query_one(ChoiceList).chosen
        if chosen:
            _ = self.dismiss(chosen)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Run the command that was clicked."""
        event.stop()
        _ = self.dismiss(event.option_id)

    def action_move(self, how: str) -> None:
        """Move in the list while the focus stays in the line."""
        getattr(self.query_one(ChoiceList), f"action_{how}")()

    def _fill(self, words: str) -> None:
        commands = matching(words, self._places)
        self.query_one(ChoiceList).show([self._line(command) for command in commands])

    def _line(self, command: Command) -> Line:
        keys = " ".join(show_key(key) for key in self._keys[command.id])
        place = "" if command.where == EVERYWHERE else f"{PLACES[command.where].title}: "
        text = Content.assemble(
            (f"{command.title:<16}", "bold"), f" {keys:<12} ", (place, "dim"), command.help
        )
        return command.id, text.truncate(70, ellipsis=True)


def matching(words: str, places: Sequence[str]) -> list[Command]:
    """Return the commands that hold all ``words``: in the title first, those at hand first."""
    terms = words.casefold().split()

    def rank(command: Command) -> tuple[int, int]:
        in_title = all(term in command.title.casefold() for term in terms)
        near = places.index(command.where) if command.where in places else len(places)
        return (not in_title, near)

    def holds(command: Command) -> bool:
        text = f"{command.title} {command.help} {command.id} {PLACES[command.where].title}"
        return all(term in text.casefold() for term in terms)

    return sorted((command for command in COMMANDS if holds(command)), key=rank)
