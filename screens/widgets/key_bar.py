"""The bottom line: the keys that matter where the focus is."""

from collections.abc import Sequence

from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from screens.commands import BY_ID, EVERYWHERE
from screens.keymap import show_key_briefly

GAP = "  "
KeyHint = tuple[str, str]
"""A key as it is shown, and what it does."""


class KeyBar(Static):
    """Keys of the focus at the left, those that always work at the right.

    It is one widget; Textual's footer makes one per key and doubles what a focus change costs.
    """

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; padding: 0 1; background: $panel; color: $foreground; }
    KeyBar:ansi { text-style: none; background: ansi_default; }
    """

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def on_resize(self) -> None:
        """Use the room there is."""
        self._show()

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if screen is self.screen:
            self._show()

    def _show(self) -> None:
        here, everywhere = self._hints()
        self.update(key_line(here, everywhere, self.content_size.width))

    def _hints(self) -> tuple[list[KeyHint], list[KeyHint]]:
        here: dict[str, KeyHint] = {}
        everywhere: dict[str, KeyHint] = {}
        for active in self.screen.active_bindings.values():
            command = BY_ID.get(active.binding.id or "")
            if command is None or not command.footer or not active.enabled:
                continue
            group = everywhere if command.where == EVERYWHERE else here
            group.setdefault(command.id, (show_key_briefly(active.binding.key), command.title))
        return list(here.values()), list(everywhere.values())


def key_line(here: Sequence[KeyHint], everywhere: Sequence[KeyHint], width: int) -> Content:
    """Return the line of at most ``width`` cells.

    What works everywhere is always on it; of the rest, the first ones that fit.
    """
    room = width + len(GAP) - sum(_width(hint) for hint in everywhere)
    shown: list[KeyHint] = []
    for hint in here:
        room -= _width(hint)
        if room < 0:
            break
        shown.append(hint)
    parts: list[str | tuple[str, str]] = []
    for key, title in [*shown, *everywhere]:
        parts += [(key, "bold"), f" {title}{GAP}"]
    return Content.assemble(*parts).rstrip().truncate(max(width, 1))


def _width(hint: KeyHint) -> int:
    return Content(f"{hint[0]} {hint[1]}{GAP}").cell_length
