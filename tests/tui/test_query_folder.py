"""A folder under review on the query screen: its tree, opening files, filters, choices; by keys."""

import json
import threading
from pathlib import Path

import pytest
from textual.pilot import Pilot

from screens.app import WorkbenchApp
from screens.query.folder import FolderJob
from screens.query.screen import QueryScreen
from screens.services import Services
from tests.tui.driving import SIZES, AssertScreen, MakeServices, Settle, Shown, Until, paste
from workbench.cli.main import run
from workbench.settings import ReviewSettings
from workbench.sqlreview.reviewed import Review

RULES = ("null-comparison", "dml-without-where", "select-star")
FILES = {
    "clean/good.sql": "SELECT id FROM t WHERE a = 1;\n",
    "loads/load.sql": "DELETE FROM old_orders;\n",
    "loads/daily/sums.sql": "SELECT * FROM t\nWHERE a = NULL;\n",
    "report.sql": "SELECT a FROM t WHERE a = NULL;\nSELEC 1 FROM;\n",
}


@pytest.fixture
def folder(isolated_home: Path) -> Path:
    top = isolated_home / "sql"
    for name, text in FILES.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return top


@pytest.fixture
def services(make_services: MakeServices) -> Services:
    """Services with settings that run a few rules, so that a new rule changes nothing here."""
    made = make_services()
    made.settings.__dict__["review"] = ReviewSettings(select=RULES)
    return made


async def open_folder(pilot: Pilot[None], folder: Path, until: Until) -> None:
    await pilot.press("ctrl+o")
    await until(pilot, "Open SQL")
    await paste(pilot, str(folder))
    await pilot.press("enter")
    await until(pilot, "4 files")


def screen_of(app: WorkbenchApp) -> QueryScreen:
    assert isinstance(app.screen, QueryScreen)
    return app.screen


@pytest.mark.parametrize("size", SIZES)
async def test_the_tree_counts_what_was_found(
    services: Services,
    folder: Path,
    assert_screen: AssertScreen,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
    size: str,
) -> None:
    monkeypatch.chdir(folder.parent)
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=SIZES[size]) as pilot:
        await open_folder(pilot, Path("sql"), until)
        await until(pilot, "c Copy")
        assert_screen(app, f"query-folder-{size}")
        assert len(app.screen.query("*")) <= 100


async def test_folding_opening_and_coming_back(
    services: Services, folder: Path, until: Until, shown: Shown
) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_folder(pilot, folder, until)
        assert "good.sql" not in shown(app)
        await pilot.press("right")
        await until(pilot, "good.sql")
        await pilot.press("j", "left", "left")
        assert "good.sql" not in await until(pilot, "+ clean/")
        await pilot.press("j", "left")
        assert "sums.sql" not in await until(pilot, "+ loads/")
        await pilot.press("enter")
        await until(pilot, "sums.sql")
        await pilot.press("G", "enter")
        await until(pilot, "report.sql  ")
        assert "SELECT a FROM t WHERE a = NULL;" in shown(app)
        await pilot.press("escape")
        await until(pilot, "4 files")
        assert screen_of(app).folder_view.list.chosen == "report.sql"
        await pilot.press("f")
        await until(pilot, "1E SELECT a FROM t")


async def test_the_next_file_is_the_next_with_something_listed(
    services: Services, folder: Path, until: Until, settle: Settle
) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_folder(pilot, folder, until)
        await pilot.press("j", "j", "j", "enter")
        await until(pilot, "sums.sql")
        await until(pilot, "2E WHERE")
        await pilot.press("tab", "right_square_bracket")
        await until(pilot, "1E DELETE")
        await pilot.press("tab", "left_square_bracket")
        await until(pilot, "2E WHERE")
        await pilot.press("tab", "left_square_bracket")
        await until(pilot, "No file further on has anything listed")


async def test_filters_count_for_the_tree_and_for_its_files(
    services: Services, folder: Path, until: Until
) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_folder(pilot, folder, until)
        await pilot.press("s")
        shown = await until(pilot, "shown: errors only")
        assert "good.sql" not in shown
        assert "load.sql" in shown
        await pilot.press("r")
        await until(pilot, "List the findings of")
        await pilot.press("down", "enter")
        shown = await until(pilot, "errors only, null-comparison")
        assert "load.sql" not in shown
        await pilot.press("j", "j", "enter")
        shown = await until(pilot, "2E WHERE a = NULL")
        assert "takes every column" not in shown


async def test_saving_a_file_counts_again(services: Services, folder: Path, until: Until) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_folder(pilot, folder, until)
        assert screen_of(app).folders.review is not None
        await pilot.press("j", "j", "j", "j", "enter")
        await until(pilot, "1E DELETE")
        await pilot.press("end", "left")
        await pilot.press("space", *"where", "space", *"a", "equals_sign", "1")
        await until(pilot, "nothing found")
        await pilot.press("ctrl+s", "escape")
        await until(pilot, "2 errors")
        assert (folder / "loads/load.sql").read_text() == "DELETE FROM old_orders where a=1;\n"


async def test_a_schema_and_a_dialect_of_the_folder_count_for_its_files(
    services: Services, folder: Path, until: Until, make_services: MakeServices
) -> None:
    (folder / "schema.ddl").write_text("CREATE TABLE t (a INT);", encoding="utf-8")
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_folder(pilot, folder, until)
        await pilot.press("t")
        await until(pilot, "Tables as described by")
        await pilot.press("down", "enter")
        await until(pilot, "schema schema.ddl: ")
        await until(pilot, "4 files")
        await pilot.press("G", "enter")
        await until(pilot, "generic, schema schema.ddl: report.sql")
    again = WorkbenchApp(make_services(), start="query")
    async with again.run_test(size=(80, 24)) as pilot:
        await open_folder(pilot, folder, until)
        await until(pilot, "schema schema.ddl: ")


async def test_a_baseline_leaves_out_what_is_known(
    services: Services, folder: Path, until: Until
) -> None:
    baseline = folder / "baseline.json"
    run(["review", str(folder), "--select", "null-comparison", "--write-baseline", str(baseline)])
    assert len(json.loads(baseline.read_text())["findings"]) == 2
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_folder(pilot, folder, until)
        await until(pilot, "3 errors")
        await pilot.press("b")
        await until(pilot, "Leave out what is in")
        await pilot.press("down", "enter")
        await until(pilot, "4 files, 1 error")
        await pilot.press("G", "enter")
        shown = await until(pilot, "baseline: report.sql")
        assert "never true" not in await until(pilot, "1 unread")
        assert "never true" not in shown


async def test_the_report_of_the_folder_is_copied(
    services: Services, folder: Path, until: Until
) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_folder(pilot, folder, until)
        await pilot.press("s", "c")
        copied = services.clipboard.file.read_text(encoding="utf-8")
        assert "DELETE removes every row of old_orders" in copied
        assert "takes every column" not in copied


async def test_how_far_a_review_is_shows_and_another_folder_stops_it(
    services: Services,
    folder: Path,
    tmp_path: Path,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    may_go_on, ended = threading.Event(), threading.Event()
    review = FolderJob.run

    def slow(job: FolderJob, progress: "ProgressTold") -> Review:
        if job.folder != folder:
            return review(job, progress)
        try:
            progress(1, 4)
            assert may_go_on.wait(30)
            progress(2, 4)
            return review(job, progress)
        finally:
            ended.set()

    monkeypatch.setattr(FolderJob, "run", slow)
    other = tmp_path / "other"
    other.mkdir()
    (other / "one.sql").write_text("SELECT id FROM t WHERE a = 1", encoding="utf-8")
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, "Open SQL")
        await paste(pilot, str(folder))
        await pilot.press("enter")
        await until(pilot, "Reviewing, 1 of 4 files")
        await pilot.press("ctrl+o")
        await until(pilot, "Open SQL")
        await paste(pilot, str(other))
        await pilot.press("enter")
        await until(pilot, "one.sql")
        may_go_on.set()
        while not ended.is_set():
            await pilot.pause()
        await until(pilot, "1 file, nothing found")


async def test_an_empty_folder_and_a_broken_schema_are_said(
    services: Services, folder: Path, tmp_path: Path, until: Until
) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(120, 40)) as pilot:
        await open_folder(pilot, folder, until)
        await pilot.press("t")
        await until(pilot, "Tables as described by")
        await pilot.press("G", "enter")
        await until(pilot, "Path of the file")
        await paste(pilot, str(tmp_path / "nowhere.ddl"))
        await pilot.press("enter")
        await until(pilot, "no such file")
        await pilot.press("escape")
        empty = tmp_path / "empty"
        empty.mkdir()
        await pilot.press("ctrl+o")
        await until(pilot, "Open SQL")
        await paste(pilot, str(empty))
        await pilot.press("enter")
        await until(pilot, "Name a file")


class ProgressTold:
    """What a review calls with files done, and all."""

    def __call__(self, done: int, total: int) -> None:
        """Take how far it is."""
