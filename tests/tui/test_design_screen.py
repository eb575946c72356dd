"""Every document of a design as a form: by keys alone, with findings, guides, YAML and undo."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from screens.app import WorkbenchApp
from screens.design.presenter import documents_of
from screens.design.screen import DesignScreen
from tests.tui.driving import SIZES, AssertScreen, MakeServices, Settle, Shown
from workbench.designs.design import SECTIONS
from workbench.designs.store import DesignFile

ORDER = list(SECTIONS)


@pytest.fixture
def broken(isolated_home: Path, samples: Path) -> Path:
    """A copy of the broken sample, free to change."""
    path = isolated_home / "shop.yaml"
    path.write_bytes((samples / "designs" / "broken" / "ecommerce.yaml").read_bytes())
    return path


async def unfold(pilot: Pilot[None], section: str) -> None:
    await pilot.press(*["j"] * ORDER.index(section), "enter")


def screen_of(app: WorkbenchApp) -> DesignScreen:
    assert isinstance(app.screen, DesignScreen)
    return app.screen


@pytest.mark.parametrize("size", SIZES)
async def test_sections_documents_and_a_form(
    make_services: MakeServices,
    broken: Path,
    assert_screen: AssertScreen,
    settle: Settle,
    size: str,
) -> None:
    app = WorkbenchApp(make_services(design=broken), start="design")
    async with app.run_test(size=SIZES[size]) as pilot:
        await settle(pilot)
        await unfold(pilot, "pipelines")
        await settle(pilot)
        assert_screen(app, f"design-{size}")
        await pilot.press("j", "enter")
        await settle(pilot)
        assert_screen(app, f"design-pipeline-{size}")
        assert len(app.screen.query("*")) <= 110
        await pilot.press("ctrl+t")
        await settle(pilot)
        assert_screen(app, f"design-findings-{size}")


async def test_every_kind_of_document_is_filled_in_and_saved(
    make_services: MakeServices, shop: Path, settle: Settle
) -> None:
    app = WorkbenchApp(make_services(design=shop), start="design")
    async with app.run_test(size=(80, 24)) as pilot:
        for place, section in enumerate(ORDER):
            await pilot.press("g", *["j"] * place, "enter")
            if SECTIONS[section].many:
                existing = len(documents_of(section, screen_of(app).file))
                await pilot.press(*["j"] * (existing + 1), "enter")
            elif section != "brief":
                await pilot.press("a")
            await pilot.press("end", "u" if section == "tests" else "z")
            while screen_of(app).open_path:
                await pilot.press("escape")
            if SECTIONS[section].many:
                await pilot.press("g", *["j"] * place, "enter")
        await pilot.press("ctrl+s")
        await settle(pilot)
    text = shop.read_text(encoding="utf-8")
    assert text.startswith("# Design of the e-commerce analytics platform.\n")
    assert "# stock levels on the team's wall screen" in text
    saved = DesignFile.open(shop)
    for section in ORDER:
        value = saved.value((section,))
        last = value[-1] if isinstance(value, list) else value
        wanted = "unit" if section == "tests" else "z"
        assert f"'{wanted}'" in str(last) or "platformz" in str(last), section


async def test_typing_is_taken_back_and_the_form_follows(
    make_services: MakeServices, shop: Path, settle: Settle, shown: Shown
) -> None:
    app = WorkbenchApp(make_services(design=shop), start="design")
    async with app.run_test(size=(80, 24)) as pilot:
        await unfold(pilot, "pipelines")
        await pilot.press("j", "enter", "end", "x", "y", "down", "end", "q")
        assert screen_of(app).file.value(("pipelines", 0, "owner")) == "Data platformq"
        await pilot.press("f8")
        await settle(pilot)
        assert screen_of(app).file.value(("pipelines", 0, "owner")) == "Data platform"
        assert screen_of(app).file.value(("pipelines", 0, "name")) == "orders_changesxy"
        await pilot.press("f8")
        await settle(pilot)
        assert "orders_changesxy" not in shown(app)
        assert not screen_of(app).file.is_changed


async def test_yaml_and_form_are_in_step(
    make_services: MakeServices, shop: Path, settle: Settle, shown: Shown
) -> None:
    app = WorkbenchApp(make_services(design=shop), start="design")
    async with app.run_test(size=(80, 24)) as pilot:
        await unfold(pilot, "pipelines")
        await pilot.press("j", "enter", "f7", "end", "w")
        await settle(pilot)
        assert screen_of(app).file.value(("pipelines", 0, "name")) == "orders_changesw"
        await pilot.press("f7")
        await settle(pilot)
        assert "orders_changesw" in shown(app)
        await pilot.press("f7", "home", "tab", "escape")
        await settle(pilot)
        assert screen_of(app).file.value(("pipelines", 0, "name")) == "orders_changesw"


async def test_a_guide_writes_its_answer_into_the_form(
    make_services: MakeServices, shop: Path, settle: Settle, shown: Shown
) -> None:
    app = WorkbenchApp(make_services(design=shop), start="design")
    async with app.run_test(size=(80, 24)) as pilot:
        await unfold(pilot, "pipelines")
        await pilot.press("j", "enter")
        await settle(pilot)
        await pilot.press(*["down"] * 10)
        assert screen_of(app).field is not None
        await pilot.press("ctrl+g")
        await settle(pilot)
        assert "What kind of source is it?" in shown(app)
        for _ in range(6):
            if not screen_of(app).has_class("-guide"):
                break
            await pilot.press("j", "enter")
            await settle(pilot)
        written = screen_of(app).file.value(("pipelines", 0, "extract", "strategy"))
        assert written not in {None, "CDC"}


async def test_a_finding_leads_to_its_field(
    make_services: MakeServices, broken: Path, settle: Settle
) -> None:
    app = WorkbenchApp(make_services(design=broken), start="design")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await unfold(pilot, "pipelines")
        await pilot.press("j", "enter", "ctrl+t", "enter")
        await settle(pilot)
        field = screen_of(app).field
        assert field is not None
        first = screen_of(app).findings["pipelines", 0][0]
        assert first.place.path.startswith("pipelines[0]")
        assert str(field.path[-1]) in first.place.path


async def test_documents_are_copied_moved_and_removed_in_the_list(
    make_services: MakeServices, shop: Path, settle: Settle
) -> None:
    app = WorkbenchApp(make_services(design=shop), start="design")
    async with app.run_test(size=(80, 24)) as pilot:
        await unfold(pilot, "pipelines")
        await pilot.press("j", "d")
        names = [each.name for each in documents_of("pipelines", screen_of(app).file)]
        assert names[:3] == ["orders_changes", "orders_changes", "customers_changes"]
        await pilot.press("x")
        await pilot.press("J")
        names = [each.name for each in documents_of("pipelines", screen_of(app).file)]
        assert names[:3] == ["orders_changes", "products_daily", "customers_changes"]
        await settle(pilot)


async def test_figures_stand_beside_the_partition_key(
    make_services: MakeServices, shop: Path, settle: Settle, shown: Shown
) -> None:
    app = WorkbenchApp(make_services(design=shop), start="design")
    async with app.run_test(size=(80, 24)) as pilot:
        await screen_of(app).open_document(
            ("pipelines", 3), ("pipelines", 3, "load", "partition_key")
        )
        await pilot.press("ctrl+g")
        await settle(pilot)
        assert "Size of a partition: 0.3 GB. fits" in shown(app)
        assert "from the design" in shown(app)
        await pilot.press("escape")
        await screen_of(app).open_document(
            ("pipelines", 5), ("pipelines", 5, "load", "partition_key")
        )
        await pilot.press("ctrl+g")
        await settle(pilot)
        assert "is not known" in shown(app)
