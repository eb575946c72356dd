"""A crash keeps the work, tells where it happened, and leaks nothing that was typed."""

from pathlib import Path

import pytest

from screens.app import WorkbenchApp
from tests.tui.driving import MakeServices

SECRET = "postgres://admin:hunter2@db/shop"  # noqa: S105 - it must not turn up anywhere


async def test_the_report_has_places_but_no_texts(
    make_services: MakeServices, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    services = make_services(design=shop)
    app = WorkbenchApp(services, start="brief")

    def fail() -> None:
        typed = SECRET
        raise ValueError(typed)

    async def use() -> None:
        async with app.run_test() as pilot:
            await pilot.press("end", "x")
            app.call_later(fail)
            await pilot.pause()

    with pytest.raises(ValueError, match="hunter2"):
        await use()
    assert app.return_code == 1
    (report,) = (services.state / "crashes").iterdir()
    text = report.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "in fail" in text
    assert "hunter2" not in text
    draft = services.drafts.find(shop)
    assert draft is not None
    assert "E-commerce analytics platformx" in draft.text
    assert "hunter2" not in capsys.readouterr().err
