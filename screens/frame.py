"""What every screen of the workbench has: title line, content, line of keys."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from screens.messages import GoBack
from screens.services import Services
from screens.widgets.key_bar import KeyBar
from screens.widgets.title_bar import TitleBar


class WorkbenchScreen(Screen[None]):
    """Base of the screens.

    A screen gives its ``place`` (its id in ``screens.commands``), takes the keys of its
    commands with ``BINDINGS = bindings_of(place)``, and returns its ``content``.
    """

    place: ClassVar[str]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual's type

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services

    def compose(self) -> ComposeResult:
        """Lay out the frame."""
        yield TitleBar(self.place)
        yield from self.content()
        yield KeyBar()

    def content(self) -> list[Widget]:
        """Return the widgets between title and keys."""
        raise NotImplementedError

    def keep(self) -> None:
        """Put everything that was typed on disk before this returns; nothing is asked."""

    async def save_own(self) -> bool:
        """Save what is edited here beside the design; say whether there is such a thing."""
        return False

    async def refresh_from_file(self) -> None:
        """Show the design again after it was saved or read anew."""

    async def action_back(self) -> None:
        """Go back one step; a screen without steps of its own goes to the one before."""
        self.post_message(GoBack())

    @property
    def is_narrow(self) -> bool:
        """Whether there is room for one panel only."""
        return self.has_class("-narrow")
