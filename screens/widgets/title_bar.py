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
        """Return the line, the status cut off where there is no room."""
        parts: list[str | tuple[str, str]] = []
        for screen in SCREENS:
            here = screen.id == self.place
            parts.append((f"{show_key(screen.key)} ", "dim"))
            parts.append((f"[{screen.title}]", "bold") if here else screen.title)
            parts.append("  ")
        left = Content.assemble(*parts)
        room = self.content_size.width - left.cell_length - 1
        if room < 4:
            return left
        status = Content(self.status).truncate(room, ellipsis=True)
        gap = self.content_size.width - left.cell_length - status.cell_length
        return Content.assemble(left, " " * gap, status)
