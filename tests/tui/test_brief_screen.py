"""The brief on the screen: form, live advice, drafts, saving, conflicts; by keys alone."""

from pathlib import Path

import pytest

from screens.app import WorkbenchApp
from screens.services import Services
from tests.tui.driving import SIZES, AssertScreen, MakeServices, Settle, Shown
from workbench.designs.store import read_design

HOSTILE = "[/b] SELECT [dbo].[x]"


def keys_of(text: str) -> list[str]:
    names = {" ": "space", "[": "left_square_bracket", "]": "right_square_bracket"}
    names |= {"/": "slash", ".": "full_stop"}
    return [names.get(letter, letter) for letter in text]


@pytest.mark.parametrize("size", SIZES)
async def test_form_and_advice(
    make_services: MakeServices,
    shop: Path,
    assert_screen: AssertScreen,
    settle: Settle,
    size: str,
) -> None:
    app = WorkbenchApp(make_services(design=shop), start="brief")
    async with app.run_test(size=SIZES[size]) as pilot:
        await settle(pilot)
        assert_screen(app, f"brief-{size}")
        assert len(app.screen.query("*")) <= 100
        await pilot.press("ctrl+t")
        await settle(pilot)
        assert_screen(app, f"brief-advice-{size}")


async def test_typing_keeps_a_draft_and_saving_writes_the_file(
    make_services: MakeServices, shop: Path, settle: Settle, shown: Shown
) -> None:
    services = make_services(design=shop)
    app = WorkbenchApp(services, start="brief")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end", "exclamation_mark")
        draft = services.drafts.find(shop)
        assert draft is not None
        assert "platform!" in draft.text
        assert "platform!" not in shop.read_text(encoding="utf-8")
        assert "not saved" in shown(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert "# Owner: data platform team." in shop.read_text(encoding="utf-8")
        design = read_design(shop)
        assert design.brief is not None
        assert design.brief.project_name == "E-commerce analytics platform!"
        assert services.drafts.find(shop) is None
        assert "not saved" not in shown(app)


async def test_hostile_text_stays_as_it_is(
    make_services: MakeServices, shop: Path, settle: Settle, shown: Shown
) -> None:
    app = WorkbenchApp(make_services(design=shop), start="brief")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+a", "ctrl+k", *keys_of(HOSTILE))
        await pilot.press("down", "down", "enter", "ctrl+a", "ctrl+k", *keys_of(HOSTILE), "escape")
        await settle(pilot)
        assert shown(app).count("[/b] SELECT [db") == 2
        await pilot.press("ctrl+s")
        await settle(pilot)
    design = read_design(shop)
    assert design.brief is not None
    assert design.brief.project_name == HOSTILE
    assert design.brief.data_consumers[0].team == HOSTILE


async def test_records_are_added_copied_moved_and_removed(
    make_services: MakeServices, shop: Path, settle: Settle
) -> None:
    services = make_services(design=shop)
    app = WorkbenchApp(services, start="brief")

    def teams() -> list[str]:
        brief = services.design.design.brief
        assert brief is not None
        return [consumer.team for consumer in brief.data_consumers]

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "a", *"Risk", "escape")
        await settle(pilot)
        assert teams() == ["Marketing", "Product", "ML", "Risk"]
        await pilot.press("K")
        assert teams() == ["Marketing", "Product", "Risk", "ML"]
        await pilot.press("d")
        assert teams() == ["Marketing", "Product", "Risk", "Risk", "ML"]
        await pilot.press("x")
        assert teams() == ["Marketing", "Product", "Risk", "ML"]
        await pilot.press("g", "J")
        assert teams() == ["Product", "Marketing", "Risk", "ML"]


async def test_choices_are_taken_by_arrow_letter_and_list(
    make_services: MakeServices, shop: Path, settle: Settle, shown: Shown
) -> None:
    services = make_services(design=shop)
    app = WorkbenchApp(services, start="brief")

    def use_case() -> object:
        return services.design.value(("brief", "data_consumers", 0, "use_case"))

    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "enter", "down", "right")
        assert use_case() == "reverse-ETL"
        await pilot.press("m")
        assert use_case() == "ML"
        await pilot.press("enter")
        await settle(pilot)
        assert "questions answered from the data" in shown(app)
        await pilot.press("up", "enter")
        await settle(pilot)
        assert use_case() == "analytics"
        await pilot.press("backspace")
        assert not use_case()


async def test_marks_and_a_value_of_ones_own(
    make_services: MakeServices, shop: Path, settle: Settle, shown: Shown
) -> None:
    services = make_services(design=shop)
    app = WorkbenchApp(services, start="brief")
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one("#form").focus_field(  # type: ignore[attr-defined]
            ("brief", "constraints", "compliance")
        )
        await pilot.press("right", "space")
        assert "[x] HIPAA" in shown(app)
        await pilot.press("left", "left", "enter", *"DORA", "enter")
        await settle(pilot)
        assert services.design.value(("brief", "constraints", "compliance")) == [
            "GDPR",
            "HIPAA",
            "DORA",
        ]


async def test_a_wrong_number_is_said_beside_it_and_not_lost(
    make_services: MakeServices, shop: Path, settle: Settle, shown: Shown
) -> None:
    services = make_services(design=shop)
    app = WorkbenchApp(services, start="brief")
    path = ("brief", "constraints", "team_size")
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one("#form").focus_field(path)  # type: ignore[attr-defined]
        await pilot.press("ctrl+a", "ctrl+k", *"about")
        await settle(pilot)
        assert services.design.value(path) == "about"
        (line,) = [line for line in shown(app).splitlines() if "Team size" in line]
        assert "! " in line
        assert "1 problem" in shown(app)
        await pilot.press("up", "up", "ctrl+n")
        await settle(pilot)
        (line,) = [line for line in shown(app).splitlines() if "Team size" in line]
        assert line.startswith(" > Team size")


async def test_the_advice_follows_the_form(
    make_services: MakeServices, shop: Path, settle: Settle, shown: Shown
) -> None:
    services = make_services(design=shop)
    app = WorkbenchApp(services, start="brief")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        before = app.screen.advice  # type: ignore[attr-defined]
        assert before.patterns[0].verdict == "recommended"
        await pilot.press("down", "down", "x", "x", "x")
        app.screen._advise()  # type: ignore[attr-defined]  # what the pause of 0.3 s leads to
        await settle(pilot)
        after = app.screen.advice  # type: ignore[attr-defined]
        verdicts = {one.id: one.verdict for one in after.patterns}
        assert verdicts != {one.id: one.verdict for one in before.patterns}
        assert "data_consumers is empty" in after.missing


async def test_advice_leads_to_its_entry_in_the_handbook_and_back(
    make_services: MakeServices, shop: Path, settle: Settle, shown: Shown
) -> None:
    app = WorkbenchApp(make_services(design=shop), start="brief")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+t", "j", "enter")
        await settle(pilot)
        if "Read in the handbook" in shown(app):
            await pilot.press("enter")
            await settle(pilot)
        assert app.current_mode == "handbook"
        await pilot.press("escape")
        await settle(pilot)
        assert app.current_mode == "brief"


async def test_a_file_that_changed_on_disk_is_not_overwritten_but_reloaded(
    make_services: MakeServices, shop: Path, settle: Settle, shown: Shown
) -> None:
    app = WorkbenchApp(make_services(design=shop), start="brief")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end", *"Mine")
        other = shop.read_text(encoding="utf-8").replace("platform\n", "platformTheirs\n", 1)
        shop.write_text(other, encoding="utf-8")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "The file changed" in shown(app)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert shop.read_text(encoding="utf-8") == other
        assert "platformTheirs" in shown(app)
        assert "platformMine" not in shown(app)


async def test_on_a_conflict_mine_can_go_into_a_second_file(
    make_services: MakeServices, shop: Path, settle: Settle, shown: Shown
) -> None:
    app = WorkbenchApp(make_services(design=shop), start="brief")
    second = shop.with_name("second.yaml")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end", *"Mine")
        other = shop.read_text(encoding="utf-8").replace("platform\n", "platformTheirs\n", 1)
        shop.write_text(other, encoding="utf-8")
        await pilot.press("ctrl+s")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("ctrl+a", "ctrl+k", *keys_of(str(second)), "enter")
        await settle(pilot)
    assert shop.read_text(encoding="utf-8") == other
    assert "platformMine" in second.read_text(encoding="utf-8")


async def test_changes_in_different_places_are_joined(
    make_services: MakeServices, shop: Path, settle: Settle
) -> None:
    app = WorkbenchApp(make_services(design=shop), start="brief")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end", *"Mine")
        other = shop.read_text(encoding="utf-8").replace("team_size: 3", "team_size: 4")
        shop.write_text(other, encoding="utf-8")
        await pilot.press("ctrl+s")
        await pilot.pause()
        await pilot.press("enter")
        await settle(pilot)
    brief = read_design(shop).brief
    assert brief is not None
    assert brief.project_name == "E-commerce analytics platformMine"
    assert brief.constraints.team_size == 4


async def test_a_draft_of_an_earlier_run_is_offered(
    make_services: MakeServices, shop: Path, settle: Settle, shown: Shown
) -> None:
    first = make_services(design=shop)
    first.design.set(("brief", "project_name"), "Typed before the crash")
    app = WorkbenchApp(make_services(design=shop, draft=True), start="brief")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "There are unsaved changes" in shown(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "Typed before the crash" in shown(app)
        assert "not saved" in shown(app)


async def test_leaving_saves_first(make_services: MakeServices, shop: Path, settle: Settle) -> None:
    app = WorkbenchApp(make_services(design=shop), start="brief")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end", *"2")
        await pilot.press("ctrl+q")
        await settle(pilot)
    assert app.return_code == 0
    assert "platform2" in shop.read_text(encoding="utf-8")


async def test_a_new_design_is_asked_for_its_name(
    services: Services, isolated_home: Path, settle: Settle, shown: Shown
) -> None:
    app = WorkbenchApp(services, start="brief")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+a", "ctrl+k", *"Shop", "ctrl+s")
        await pilot.pause()
        assert "Save the new design as" in shown(app)
        await pilot.press("enter")
        await settle(pilot)
        design = read_design(isolated_home / "design.yaml")
        assert design.brief is not None
        assert design.brief.project_name == "Shop"


async def test_a_file_with_problems_opens_at_the_first(
    make_services: MakeServices, shop: Path, settle: Settle, shown: Shown
) -> None:
    text = shop.read_text(encoding="utf-8").replace("team_size: 3", "team_size: three")
    shop.write_text(text.replace("use_case: reporting", "use_case: dancing"), encoding="utf-8")
    app = WorkbenchApp(make_services(design=shop), start="brief")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "2 problems" in shown(app)
        (line,) = [line for line in shown(app).splitlines() if "Use case" in line]
        assert line.startswith(" > Use case")
        assert "! " in line
