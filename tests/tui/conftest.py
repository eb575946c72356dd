"""The application with replaced surroundings, and snapshots of what it shows."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from screens.app import WorkbenchApp
from screens.clipboard import Clipboard
from screens.commands import COMMANDS
from screens.editor import Editor
from screens.keymap import make_keymap
from screens.services import Services
from tests.tui.driving import AssertScreen, MakeServices, Settle, Until
from workbench.designs.drafts import Drafts
from workbench.designs.store import DesignFile
from workbench.handbook.handbook import Handbook
from workbench.settings import Settings

SNAPSHOTS = Path(__file__).parent.parent / "snapshots"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NARROW = (80, 24)
WIDE = (120, 40)
PATIENCE = 30.0
"""Seconds to wait for something on a machine that runs other tests beside this one."""


@pytest.fixture(scope="session")
def handbook() -> Handbook:
    """The shipped knowledge."""
    return Handbook.load()


@pytest.fixture
def make_services(handbook: Handbook, isolated_home: Path) -> MakeServices:
    """Build services with a stopped clock and an empty state folder."""

    def make(
        keys: dict[str, str] | None = None, *, design: Path | None = None, draft: bool = False
    ) -> Services:
        state = isolated_home / "state"
        drafts = Drafts(state / "drafts")
        path = design or isolated_home / "design.yaml"
        file = DesignFile.open(path, drafts) if design else DesignFile.new(path, drafts)
        return Services(
            handbook=handbook,
            settings=Settings(keys=keys or {}),
            clock=lambda: NOON,
            clipboard=Clipboard(state / "copied.txt", in_tmux=False),
            editor=Editor({}),
            keymap=make_keymap(COMMANDS, keys or {}, "workbench.toml"),
            state=state,
            design=file,
            drafts=drafts,
            draft=drafts.find(path) if draft else None,
        )

    return make


@pytest.fixture
def shop(isolated_home: Path, samples: Path) -> Path:
    """A copy of the sample design, free to change."""
    path = isolated_home / "shop.yaml"
    path.write_bytes((samples / "designs" / "ecommerce.yaml").read_bytes())
    return path


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


@pytest.fixture
def settle() -> Settle:
    """Wait until the application has nothing left to do: workers, messages, redraws."""

    async def wait(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()

    return wait


@pytest.fixture
def until() -> Until:
    """Wait until the screen shows a text: for what comes after a pause in typing."""

    async def wait(pilot: Pilot[None], wanted: str) -> str:
        app = pilot.app
        assert isinstance(app, WorkbenchApp)
        deadline = time.monotonic() + PATIENCE
        while wanted not in screen_text(app):
            assert time.monotonic() < deadline, f"{wanted!r} never came up:\n{screen_text(app)}"
            await pilot.pause()
        await pilot.pause()
        return screen_text(app)

    return wait


@pytest.fixture
def shown() -> Callable[[WorkbenchApp], str]:
    """Return the characters on the screen."""
    return screen_text


def screen_text(app: WorkbenchApp) -> str:
    """Return the characters on the screen, without colours and trailing blanks."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"
