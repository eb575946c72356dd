"""Silencing a finding in place, and differences from the file: shown, made, taken back."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from screens.app import WorkbenchApp
from screens.query.presenter import Job, QueryPresenter
from screens.query.screen import QueryScreen
from screens.services import Services
from tests.tui.driving import SIZES, AssertScreen, Settle, Shown, Until, paste
from workbench.sqlreview.review import FileReview, Reviewer

QUERY = """\
-- orders of customers without a region
SELECT id
FROM orders o
WHERE o.region = NULL;

DELETE FROM old_orders;
"""
RULES = ["null-comparison", "dml-without-where", "unused-ignore"]


@pytest.fixture(autouse=True)
def three_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Review by a few rules, so that a new rule does not change what is expected here."""

    def review(job: Job) -> FileReview:
        return Reviewer(select=RULES).review(job.text, job.name, "generic")

    monkeypatch.setattr(QueryPresenter, "run", staticmethod(review))


@pytest.fixture
def query(isolated_home: Path) -> Path:
    path = isolated_home / "orders.sql"
    path.write_text(QUERY, encoding="utf-8")
    return path


async def open_file(pilot: Pilot[None], path: Path, until: Until) -> None:
    await pilot.press("ctrl+o")
    await until(pilot, "Open SQL")
    await paste(pilot, str(path))
    await pilot.press("enter")
    await until(pilot, "2 errors")


def screen_of(app: WorkbenchApp) -> QueryScreen:
    assert isinstance(app.screen, QueryScreen)
    return app.screen


@pytest.mark.parametrize("size", SIZES)
async def test_a_finding_is_silenced_with_a_reason_and_spoken_up_again(
    services: Services, query: Path, until: Until, assert_screen: AssertScreen, size: str
) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=SIZES[size]) as pilot:
        await open_file(pilot, query, until)
        await pilot.press("tab", "G", "i")
        await until(pilot, "ignore[dml-without-where] …")
        await paste(pilot, "emptied each night")
        await until(pilot, "ignore[dml-without-where] emptied each night")
        assert_screen(app, f"query-silence-{size}")
        await pilot.press("enter")
        await until(pilot, "1 error")
        editor = screen_of(app).work.editor
        lines = editor.text.split("\n")
        assert lines[5] == "-- workbench: ignore[dml-without-where] emptied each night"
        assert lines[:5] + lines[6:] == QUERY.split("\n")
        await pilot.press("u")
        await until(pilot, "2 errors")
        assert editor.text == QUERY


async def test_without_a_reason_nothing_is_written(
    services: Services, query: Path, until: Until
) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_file(pilot, query, until)
        await pilot.press("tab", "i")
        await until(pilot, "Silence null-comparison on line 4")
        await pilot.press("enter")
        await until(pilot, "Silence null-comparison on line 4")
        await pilot.press("escape")
        await until(pilot, "2 errors")
        assert screen_of(app).work.editor.text == QUERY


async def test_lines_end_as_they_did_when_it_is_saved(
    services: Services, query: Path, until: Until, settle: Settle
) -> None:
    query.write_bytes(QUERY.replace("\n", "\r\n").encode())
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_file(pilot, query, until)
        await pilot.press("tab", "G", "i")
        await until(pilot, "Silence dml-without-where")
        await pilot.press("y", "enter")
        await until(pilot, "1 error")
        await pilot.press("ctrl+s")
        await settle(pilot)
        saved = query.read_bytes().decode()
        comment = "-- workbench: ignore[dml-without-where] y\r\n"
        assert saved.replace(comment, "") == QUERY.replace("\n", "\r\n")


@pytest.mark.parametrize("size", SIZES)
async def test_what_differs_from_the_file_and_taking_its_text_back(
    services: Services, query: Path, until: Until, assert_screen: AssertScreen, size: str
) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=SIZES[size]) as pilot:
        await open_file(pilot, query, until)
        await pilot.press(
            "end",
            "comma",
            "space",
            "left_square_bracket",
            "slash",
            "b",
            "right_square_bracket",
            "tab",
            "v",
        )
        await until(pilot, "1 line comes, 1 line goes")
        assert_screen(app, f"query-changes-{size}")
        await pilot.press("x")
        await until(pilot, "orders.sql  ")
        editor = screen_of(app).work.editor
        assert editor.text == QUERY
        await pilot.press("u")
        await until(pilot, "not saved")
        assert editor.text == QUERY.replace("region\n", "region, [/b]\n")


async def test_there_is_nothing_to_take_where_nothing_differs(
    services: Services, query: Path, until: Until, shown: Shown
) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_file(pilot, query, until)
        await pilot.press("tab", "v")
        assert "take the file's text" not in await until(pilot, "Nothing differs")
        await pilot.press("x", "escape")
        await until(pilot, "2 errors")
        assert "Nothing differs" not in shown(app)


async def test_the_sign_of_a_line_is_its_worst_and_the_chosen_range_is_underlined(
    services: Services, query: Path, until: Until
) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_file(pilot, query, until)
        await until(pilot, "4E WHERE o.region = NULL;")
        await pilot.press("tab", "g")
        await pilot.pause()
        line = screen_of(app).work.editor.get_line(3)
        underlined = [line.plain[s.start : s.end] for s in line.spans if s.style == "underline"]
        assert underlined == ["o.region = NULL"]
        await pilot.press("escape", "ctrl+home", *"x")
        await until(pilot, "4E WHERE o.region = NULL;")
