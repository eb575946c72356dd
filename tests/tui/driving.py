"""What the tests of all screens share: sizes, the types of the fixtures, and a paste."""

from collections.abc import Awaitable, Callable

from textual.events import Paste
from textual.pilot import Pilot

from screens.app import WorkbenchApp
from screens.services import Services

MakeServices = Callable[..., Services]
AssertScreen = Callable[[WorkbenchApp, str], None]
Shown = Callable[[WorkbenchApp], str]
Settle = Callable[[Pilot[None]], Awaitable[None]]
Until = Callable[[Pilot[None], str], Awaitable[str]]

SIZES = {"80x24": (80, 24), "120x40": (120, 40)}
"""The sizes of the snapshots: the smallest that is first-class, and a pleasant one."""


async def paste(pilot: Pilot[None], text: str) -> None:
    """Put a text in as a terminal's bracketed paste does."""
    pilot.app.post_message(Paste(text))
    await pilot.pause()
