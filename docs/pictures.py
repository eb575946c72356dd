"""Makes the pictures of the README from the running application: ``make pictures``."""

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.events import Paste
from textual.pilot import Pilot

from screens.app import WorkbenchApp
from screens.launch import make_services
from workbench.writing import write_atomically

ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "pictures"
SIZE = (120, 34)
"""Columns and lines; wide enough for the side panels, small enough to read in a README."""

Script = Callable[[Pilot[None]], Awaitable[None]]


async def brief(pilot: Pilot[None]) -> None:
    """The form beside the advice."""
    await pilot.press("f3")
    await _settled(pilot, 1.0)


async def handbook(pilot: Pilot[None]) -> None:
    """A page of the handbook, found by searching."""
    await pilot.press("f4", "slash")
    pilot.app.post_message(Paste("late arriving"))
    await _settled(pilot, 1.0)


async def query(pilot: Pilot[None]) -> None:
    """Findings in a file of queries."""
    await pilot.press("f5", "ctrl+o")
    await _settled(pilot, 0.2)
    pilot.app.post_message(Paste("samples/sql/tsql/monthly_close.sql"))
    await _settled(pilot, 0.2)
    await pilot.press("enter")
    await _settled(pilot, 1.5)
    await pilot.press("ctrl+n")
    await _settled(pilot, 0.5)


async def runbook(pilot: Pilot[None]) -> None:
    """The diagnosis of a pasted log."""
    await pilot.press("f6")
    await _settled(pilot, 0.2)
    log = ROOT / "samples" / "logs" / "out-of-memory-spark.log"
    pilot.app.post_message(Paste(log.read_text(encoding="utf-8")))
    await _settled(pilot, 1.5)


PICTURES: dict[str, Script] = {
    "brief": brief,
    "handbook": handbook,
    "query": query,
    "runbook": runbook,
}


async def _settled(pilot: Pilot[None], seconds: float) -> None:
    """Wait for what the screen does after a pause in typing, and for its workers."""
    await pilot.pause(seconds)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def _draw(name: str, script: Script) -> None:
    design = ROOT / "samples" / "designs" / "ecommerce.yaml"
    app = WorkbenchApp(make_services((), design))
    async with app.run_test(size=SIZE) as pilot:
        await _settled(pilot, 0.2)
        await script(pilot)
        write_atomically(FOLDER / f"{name}.svg", app.export_screenshot(title="workbench"))


def main() -> None:
    """Draw all pictures, with a home of their own, so that nobody's drafts appear."""
    FOLDER.mkdir(exist_ok=True)
    os.chdir(ROOT)
    for name, script in PICTURES.items():
        with tempfile.TemporaryDirectory() as home:
            os.environ["WORKBENCH_STATE"] = os.environ["WORKBENCH_CONFIG"] = home
            asyncio.run(_draw(name, script))


if __name__ == "__main__":
    main()
