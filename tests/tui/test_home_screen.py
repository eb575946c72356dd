"""Home says what is at hand and leads on."""

from pathlib import Path

import pytest

from screens.app import WorkbenchApp
from screens.home.presenter import HomePresenter
from screens.services import Services
from tests.tui.driving import SIZES, AssertScreen, MakeServices, Settle
from workbench.handbook.signatures import Cause
from workbench.triage.diagnosis import Verdict
from workbench.triage.incident import Incident, save_incident
from workbench.triage.journal import Journal


@pytest.mark.parametrize("size", SIZES)
async def test_home(
    make_services: MakeServices,
    shop: Path,
    assert_screen: AssertScreen,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
    size: str,
) -> None:
    monkeypatch.chdir(shop.parent)
    app = WorkbenchApp(make_services(design=Path(shop.name)))
    async with app.run_test(size=SIZES[size]) as pilot:
        await settle(pilot)
        assert_screen(app, f"home-{size}")


def test_a_new_design_begins_with_the_brief(services: Services) -> None:
    presenter = HomePresenter(services)
    assert presenter.steps()[0].command == "go-brief"
    assert presenter.steps()[0].title == "Write a brief"
    status = dict(presenter.status(None))
    assert status["Design"].endswith("(not saved yet)")
    assert status["Brief"] == "1 of 14 answered"
    assert "Advice" not in status


def test_problems_come_first_and_advice_is_one_line(
    make_services: MakeServices, shop: Path
) -> None:
    services = make_services(design=shop)
    services.design.set(("brief", "constraints", "team_size"), "three")
    presenter = HomePresenter(services)
    assert presenter.steps()[0].command == "brief-next-problem"
    assert dict(presenter.status(None))["Problems"].startswith("1, the first: ")
    assert [step.command for step in presenter.steps()].count("save") == 1


def test_an_unfinished_triage_and_recent_incidents_are_named(
    services: Services, samples: Path
) -> None:
    presenter = HomePresenter(services)
    assert "Triage" not in dict(presenter.status(None))
    journal = Journal.start({}, folder=services.state / "journals", clock=services.clock)
    assert dict(presenter.status(None))["Triage"] == "begun 2026-03-02 12:00 UTC, not finished"
    journal.append("finish")
    assert "Triage" not in dict(presenter.status(None))
    incident = Incident(
        id="20260302-120000-abcd",
        title="Load of [orders] failed",
        status="resolved",
        detected_at=services.clock(),
        cause=Cause.TIMEOUT,
        verdict=Verdict.MATCHED,
        confidence=0.9,
    )
    (services.state / "incidents").mkdir(parents=True)
    save_incident(incident, services.state / "incidents")
    assert dict(presenter.status(None))["Incident"] == "2026-03-02 Load of [orders] failed"


async def test_enter_does_the_first_step(
    make_services: MakeServices, shop: Path, settle: Settle
) -> None:
    app = WorkbenchApp(make_services(design=shop))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert app.current_mode == "brief"
        assert app.focused is not None
        assert app.focused.id == "advice"
