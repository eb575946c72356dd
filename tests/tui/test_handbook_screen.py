"""The handbook on the screen: browse, search, read, follow, walk, copy; by keys alone."""

from pathlib import Path

import pytest

from screens.app import WorkbenchApp
from screens.handbook.presenter import READABLE, HandbookPresenter
from screens.services import Services
from tests.tui.driving import SIZES, AssertScreen, Settle, Shown
from workbench.handbook.handbook import Handbook


@pytest.fixture
def app(services: Services) -> WorkbenchApp:
    return WorkbenchApp(services, start="handbook")


@pytest.mark.parametrize("size", SIZES)
async def test_contents_and_a_page(
    app: WorkbenchApp, assert_screen: AssertScreen, settle: Settle, size: str
) -> None:
    async with app.run_test(size=SIZES[size]) as pilot:
        await settle(pilot)
        assert_screen(app, f"handbook-contents-{size}")
        await pilot.press("j", "enter")
        await settle(pilot)
        assert_screen(app, f"handbook-patterns-{size}")
        assert len(app.screen.query("*")) <= 100


async def test_escape_leads_back_step_by_step(app: WorkbenchApp, shown: Shown) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        assert "Source: methodology" in shown(app)
        await pilot.press("escape")
        assert "/ searches the handbook" in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.current_mode == "home"


async def test_searching_as_one_types_opens_the_entry(app: WorkbenchApp, shown: Shown) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"merge", "space", *"upsert")
        await pilot.pause()
        assert "Load strategies" in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "│" in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "merge upsert" in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "/ searches the handbook" in shown(app)


async def test_a_search_without_hits_says_so_and_takes_any_text(
    app: WorkbenchApp, shown: Shown
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", "left_square_bracket", "slash", "right_square_bracket")
        await pilot.press(*"zzqx")
        await pilot.pause()
        assert "Nothing matches '[/]zzqx'" in shown(app)
        await pilot.press("enter")
        assert "Nothing matches" in shown(app)


async def test_links_are_followed_and_lead_back(app: WorkbenchApp, shown: Shown) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        first = shown(app).splitlines()[1]
        await pilot.press("enter")
        await pilot.pause()
        assert "Go to" in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert shown(app).splitlines()[1] != first
        await pilot.press("escape")
        await pilot.pause()
        assert shown(app).splitlines()[1] == first


async def test_a_tree_is_walked_and_taken_back_and_copied(
    app: WorkbenchApp, services: Services, shown: Shown, settle: Settle, assert_screen: AssertScreen
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = app.screen
        screen.open_ref("extraction")  # type: ignore[attr-defined]
        await pilot.press("w")
        assert "What kind of source is it?" in shown(app)
        await pilot.press("enter", "enter")
        await settle(pilot)
        assert "Use CDC (Debezium" in shown(app)
        assert "Walk again from the start" in shown(app)
        assert_screen(app, "handbook-walk-80x24")
        await pilot.press("c")
        copied = services.clipboard.file.read_text(encoding="utf-8")
        assert "A database" in copied
        assert "Why:" in copied
        await pilot.press("backspace")
        assert "Does the database support CDC?" in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "Choose how to extract" in shown(app)


async def test_copying_an_entry_writes_it_to_a_file(
    app: WorkbenchApp, services: Services, shown: Shown
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.open_ref("sql-checklist/select-star")  # type: ignore[attr-defined]
        await pilot.press("c")
        assert "Id: sql-checklist/select-star" in services.clipboard.file.read_text("utf-8")


async def test_reading_on_reaches_the_last_entry(app: WorkbenchApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.open_ref("idempotency-rules")  # type: ignore[attr-defined]
        await pilot.pause()
        view = app.screen.query_one("#page")
        await pilot.press(*["j"] * 80)
        assert view.block.id == view.blocks[-1].id  # type: ignore[attr-defined]
        await pilot.press("g")
        assert view.block.id == "idempotency-rules"  # type: ignore[attr-defined]


async def test_the_next_page_is_a_key_away(app: WorkbenchApp, shown: Shown) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "right_square_bracket")
        await pilot.pause()
        second = HandbookPresenter(app.services.handbook).pages[1]
        assert second.title in shown(app)
        await pilot.press("left_square_bracket", "left_square_bracket")
        await pilot.pause()
        last = HandbookPresenter(app.services.handbook).pages[-1]
        assert last.title in shown(app)


@pytest.mark.parametrize("width", [36, 74, 110])
def test_every_page_fits_its_width_and_says_all(handbook: Handbook, width: int) -> None:
    presenter = HandbookPresenter(handbook)
    for page in presenter.pages:
        blocks = presenter.blocks(page, width)
        text = " ".join(line.plain for block in blocks for line in block.lines)
        words = set(text.replace("-", " ").split())
        for entry in page.entries():
            assert set(entry.title.replace("-", " ").split()) <= words, (page.id, entry.id)
        for block in blocks:
            for line in block.lines:
                long_word = max(map(len, line.plain.split()), default=0) > width - 8
                assert line.cell_length <= width or long_word, (page.id, line.plain)


def test_corrections_are_marked_with_source_and_date(handbook: Handbook) -> None:
    presenter = HandbookPresenter(handbook)
    corrected = [
        (page, note) for page in presenter.pages for note in page.notes if note.kind == "correction"
    ]
    assert corrected
    for page, note in corrected:
        lines = presenter.blocks(page, 74)[0].lines
        text = " ".join(" ".join(line.plain.split()) for line in lines)
        assert "Corrected" in text
        assert f"[{note.source}]" in text.replace("[ ", "[")


def test_the_list_names_every_readable_page_once(handbook: Handbook) -> None:
    lines = HandbookPresenter(handbook).lines("")
    ids = [line[0] for line in lines if not isinstance(line, str)]
    readable = {page.id for page in handbook.pages.values() if page.kind in READABLE}
    assert sorted(ids) == sorted(readable)


def test_links_that_lead_nowhere_are_not_offered(handbook: Handbook) -> None:
    presenter = HandbookPresenter(handbook)
    assert presenter.link_titles(["no-such-page", "sql-checklist/select-star"]).keys() == {
        "sql-checklist/select-star"
    }


def test_copied_files_stay_inside_the_state_folder(services: Services, isolated_home: Path) -> None:
    assert services.clipboard.file.is_relative_to(isolated_home)
