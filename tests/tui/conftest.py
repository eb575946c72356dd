"""The application with replaced surroundings, and snapshots of what it shows."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from screens.app import WorkbenchApp
from screens.clipboard import Clipboard
from screens.commands import COMMANDS
from screens.editor import Editor
from screens.keymap import make_keymap
from screens.services import Services
from workbench.handbook.handbook import Handbook
from workbench.settings import Settings

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NARROW = (80, 24)
WIDE = (120, 40)

MakeServices = Callable[..., Services]
AssertScreen = Callable[[WorkbenchApp, str], None]


@pytest.fixture(scope="session")
def handbook() -> Handbook:
    """The shipped knowledge."""
    return Handbook.load()


@pytest.fixture
def make_services(handbook: Handbook, isolated_home: Path) -> MakeServices:
    """Build services with a stopped clock and an empty state folder."""

    def make(keys: dict[str, str] | None = None, *, slow_link: bool = False) -> Services:
        state = isolated_home / "state"
        return Services(
            handbook=handbook,
            settings=Settings(slow_link=slow_link, keys=keys or {}),
            clock=lambda: NOON,
            clipboard=Clipboard(state / "copied.txt", in_tmux=False),
            editor=Editor({}),
            keymap=make_keymap(COMMANDS, keys or {}, "workbench.toml"),
            state=state,
        )

    return make


@pytest.fixture
def services(make_services: MakeServices) -> Services:
    """Services with the default keys."""
    return make_services()


@pytest.fixture
def assert_screen() -> AssertScreen:
    """Compare what the application shows with ``tests/snapshots/NAME.txt``.

    ``WORKBENCH_UPDATE_SNAPSHOTS=1`` writes the files instead.
    """

    def check(app: WorkbenchApp, name: str) -> None:
        shown = screen_text(app)
        path = SNAPSHOTS / f"{name}.txt"
        if os.environ.get("WORKBENCH_UPDATE_SNAPSHOTS"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(shown, encoding="utf-8")
        assert path.exists(), f"no snapshot {path.name}: run with WORKBENCH_UPDATE_SNAPSHOTS=1"
        assert shown == path.read_text(encoding="utf-8")

    return check


def screen_text(app: WorkbenchApp) -> str:
    """Return the characters on the screen, without colours and trailing blanks."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"
