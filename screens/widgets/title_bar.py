"""The top line: the screens with their keys, and what is at hand."""

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from screens.commands import SCREENS
from screens.keymap import show_key


class TitleBar(Static):
    """Shows the present screen in brackets, so that it needs no colour; ``status`` at the right."""

    DEFAULT_CSS = """
    TitleBar { dock: top; height: 1; padding: 0 1; background: $panel; color: $foreground; }
    TitleBar:ansi { background: ansi_default; }
    """

    status = reactive("", layout=False)

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def render(self) -> Content:
        """Return the line; where the status needs the room, the other screens show keys only."""
        width = self.content_size.width
        left = self._screens("  ")
        if left.cell_length + len(self.status) >= width:
            left = self._screens(" ")
        if left.cell_length + len(self.status) >= width:
            left = self._screens(" ", names=False)
        room = width - left.cell_length - 1
        if room < 4:
            return left
        status = Content(self.status).truncate(room, ellipsis=True)
        gap = width - left.cell_length - status.cell_length
        return Content.assemble(left, " " * gap, status)

    def _screens(self, gap: str, *, names: bool = True) -> Content:
        parts: list[str | tuple[str, str]] = []
        for screen in SCREENS:
            here = screen.id == self.place
            parts.append((show_key(screen.key), "dim"))
            if here or names:
                parts.append(" ")
                parts.append((f"[{screen.title}]", "bold") if here else screen.title)
            parts.append(gap)
        return Content.assemble(*parts)
