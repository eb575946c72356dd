"""A signal or a closed connection loses nothing."""

import dataclasses
import signal
from pathlib import Path

import pytest

from screens.app import SIGNALS, WorkbenchApp
from screens.services import Services
from tests.tui.driving import MakeServices


@pytest.mark.parametrize("number", SIGNALS)
async def test_a_signal_keeps_what_was_typed_and_leaves(
    make_services: MakeServices, shop: Path, number: signal.Signals
) -> None:
    services = make_services(design=shop)
    before = shop.read_text(encoding="utf-8")
    app = WorkbenchApp(services, start="brief")
    async with app.run_test() as pilot:
        await pilot.press("end", *"Kept")
        assert signal.getsignal(number) is not signal.SIG_DFL, "the signal would end the tests"
        signal.raise_signal(number)
        await pilot.pause()
    assert app.return_code == 128 + number
    assert shop.read_text(encoding="utf-8") == before
    draft = services.drafts.find(shop)
    assert draft is not None
    assert "platformKept" in draft.text
    assert signal.getsignal(number) is signal.SIG_DFL


async def test_a_slow_link_gets_no_animation(services: Services) -> None:
    settings = services.settings.model_copy(update={"slow_link": True})
    slow = dataclasses.replace(services, settings=settings)
    assert WorkbenchApp(slow).animation_level == "none"
    assert WorkbenchApp(services).animation_level != "none"
