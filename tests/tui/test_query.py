"""The query screen: review while typing, findings in step with the text, drafts; by keys alone."""

import contextlib
import dataclasses
import threading
from pathlib import Path

import pytest
from textual.pilot import Pilot

from screens.app import WorkbenchApp
from screens.editor import Editor
from screens.query.file import QueryFile
from screens.query.presenter import Job, QueryPresenter
from screens.query.screen import QueryScreen
from screens.services import Services
from screens.widgets.text_editor import MOST_COLOURED_LINES
from tests.tui.driving import SIZES, AssertScreen, MakeServices, Settle, Shown, Until, paste
from workbench.sqlreview import dialects
from workbench.sqlreview.review import FileReview, Reviewer

QUERY = """\
-- orders of customers without a region
SELECT *
FROM orders o
JOIN customers c ON c.id = o.customer_id
WHERE c.region = NULL;

DELETE FROM old_orders;
"""
RULES = ["select-star", "null-comparison", "dml-without-where", "unbounded-result"]
HOSTILE = "SELECT [dbo].[x] -- [/b] [bold]\nFROM [t] WHERE a = NULL"


as_the_settings_ask = QueryPresenter.run


@pytest.fixture(autouse=True)
def four_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Review by a few rules, so that a new rule does not change what is expected here."""

    def review(job: Job) -> FileReview:
        return Reviewer(select=RULES).review(job.text, "", job.options.dialect or "generic")

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


def screen_of(app: WorkbenchApp) -> QueryScreen:
    assert isinstance(app.screen, QueryScreen)
    return app.screen


def chosen(app: WorkbenchApp) -> str:
    row = screen_of(app).work.chosen
    return row.finding.rule if row and row.finding else ""


@pytest.mark.parametrize("size", SIZES)
async def test_a_query_and_its_findings(
    services: Services, assert_screen: AssertScreen, until: Until, size: str
) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=SIZES[size]) as pilot:
        await pilot.pause()
        assert_screen(app, f"query-empty-{size}")
        await paste(pilot, QUERY)
        await until(pilot, "2 errors")
        assert_screen(app, f"query-{size}")
        assert len(app.screen.query("*")) <= 100
        await pilot.press("tab", "G", "enter")
        await until(pilot, "Why:")
        assert_screen(app, f"query-finding-{size}")


async def test_the_list_moves_the_cursor_and_the_cursor_marks_the_list(
    services: Services, query: Path, until: Until
) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_file(pilot, query, until)
        await until(pilot, "2 errors")
        editor = screen_of(app).work.editor
        await pilot.press("tab", "G")
        assert (editor.cursor_location, chosen(app)) == ((6, 0), "dml-without-where")
        await pilot.press("escape", "up", "up")
        assert (editor.cursor_location, chosen(app)) == ((4, 0), "null-comparison")
        await pilot.press("ctrl+n")
        assert (editor.cursor_location, chosen(app)) == ((4, 6), "null-comparison")
        await pilot.press("ctrl+n")
        assert (editor.cursor_location, chosen(app)) == ((6, 0), "dml-without-where")
        await pilot.press("f7", "f7")
        found = {chosen(app)}
        await pilot.press("f7")
        assert found | {chosen(app)} == {"select-star", "unbounded-result"}
        assert editor.cursor_location[0] == 1
        assert editor.text == QUERY


async def test_a_finding_stays_in_view_beside_its_detail(
    services: Services, shown: Shown, until: Until
) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        columns = "".join(f"  c{number},\n" for number in range(24))
        filters = "".join(f"  AND f{number} = 1\n" for number in range(9))
        await paste(
            pilot, f"SELECT\n{columns}  d -- {'wide ' * 20}\nFROM t\nWHERE e = NULL\n{filters}"
        )
        await until(pilot, "1 error")
        await pilot.press("tab", "G", "enter")
        await until(pilot, "Why:")
        await pilot.pause()
        assert "WHERE e = NULL" in shown(app)


async def test_findings_follow_what_is_typed(services: Services, until: Until) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"delete", "space", *"from", "space", "t")
        await until(pilot, "DELETE removes every row of t")
        await pilot.press("space", *"where", "space", *"id", "equals_sign", "1")
        await until(pilot, "nothing found")


async def test_a_review_that_comes_too_late_is_dropped(
    services: Services, until: Until, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = threading.Event(), threading.Event()
    review = QueryPresenter.run

    def slow(job: Job) -> FileReview:
        if "WHERE" not in job.text:
            begun.set()
            assert may_end.wait(30)
        return review(job)

    monkeypatch.setattr(QueryPresenter, "run", staticmethod(slow))
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await paste(pilot, "DELETE FROM t")
        while not begun.is_set():
            await pilot.pause()
        await paste(pilot, " WHERE id = 1")
        may_end.set()
        while "nothing found" not in (screen := shown(app)):
            assert "DELETE removes" not in screen
            await pilot.pause()


async def test_a_rule_that_breaks_the_review_leaves_the_editor_alive(
    services: Services, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(job: Job) -> None:
        raise RuntimeError(job.text)

    monkeypatch.setattr(QueryPresenter, "run", staticmethod(broken))
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x")
        await until(pilot, "RuntimeError")
        await pilot.press("y")
        assert screen_of(app).work.editor.text == "xy"


async def test_another_dialect_reviews_again(services: Services, until: Until) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await paste(pilot, "SELECT [dbo].[x] FROM [dbo].[t] WHERE a = NULL")
        await until(pilot, "1 unread")
        await pilot.press("ctrl+l")
        await until(pilot, "Read the SQL as")
        names = dialects.names()
        await pilot.press(*["down"] * names.index("tsql"), "enter")
        await until(pilot, "a = NULL is never true")


async def test_hostile_text_is_shown_as_it_is(services: Services, until: Until) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(120, 40)) as pilot:
        await paste(pilot, HOSTILE)
        shown = await until(pilot, "unread")
        assert "SELECT [dbo].[x] -- [/b] [bold]" in shown


async def test_a_draft_comes_back_after_a_crash(
    make_services: MakeServices, query: Path, until: Until, settle: Settle
) -> None:
    app = WorkbenchApp(make_services(), start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_file(pilot, query, until)
        await pilot.press("ctrl+l")
        await until(pilot, "Read the SQL as")
        await pilot.press("down", "enter", *"mine", "space")
        await until(pilot, "orders.sql (not saved)")
        await until_kept(pilot, make_services(), "mine ")
        # Nothing is saved or asked when the terminal is torn away here.
    assert query.read_text(encoding="utf-8") == QUERY
    again = WorkbenchApp(make_services(), start="query")
    async with again.run_test(size=(80, 24)) as pilot:
        await until(pilot, "mine -- orders")
        assert screen_of(again).presenter.file.dialect == "athena"
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert query.read_text(encoding="utf-8") == "mine " + QUERY
    third = WorkbenchApp(make_services(), start="query")
    async with third.run_test(size=(80, 24)) as pilot:
        await until(pilot, "New query")
        assert screen_of(third).work.editor.text == ""


async def until_kept(pilot: Pilot[None], services: Services, text: str) -> None:
    file = QueryFile(services.state / "queries")
    while not (left := file.resume()) or text not in left[0]:
        await pilot.pause()


async def test_a_signal_keeps_the_last_key(services: Services) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        app.keep_everything()
        left = QueryFile(services.state / "queries").resume()
        assert left is not None
        assert left[0] == "a"


async def test_a_file_that_changed_on_disk_is_not_overwritten(
    services: Services, query: Path, until: Until, settle: Settle
) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_file(pilot, query, until)
        await pilot.press("x")
        query.write_text("SELECT 1", encoding="utf-8")
        await pilot.press("ctrl+s")
        await until(pilot, "has changed on disk")
        assert query.read_text(encoding="utf-8") == "SELECT 1"
        other = query.with_name("mine.sql")
        await pilot.press("end", *["backspace"] * len(str(query)))
        await paste(pilot, str(other))
        await pilot.press("enter")
        await settle(pilot)
        assert other.read_text(encoding="utf-8") == "x" + QUERY


async def test_what_cannot_be_opened_is_said_and_the_text_stays(
    services: Services, tmp_path: Path, until: Until
) -> None:
    binary = tmp_path / "dump.sql"
    binary.write_bytes(b"SELECT 1;\n\x00\x01")
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        await open_file(pilot, tmp_path / "nowhere.sql", until)
        await until(pilot, "no such file")
        await pilot.press("end", *["backspace"] * len("nowhere.sql"), *"dump", "full_stop", *"sql")
        await pilot.press("enter")
        await until(pilot, "binary content")
        await pilot.press("escape")
        await until(pilot, "New query (not saved)")
        assert screen_of(app).work.editor.text == "a"


async def test_a_finding_is_copied_as_markdown_and_read_up(
    services: Services, query: Path, until: Until
) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_file(pilot, query, until)
        await until(pilot, "2 errors")
        await pilot.press("tab", "G", "c")
        copied = services.clipboard.file.read_text(encoding="utf-8")
        assert copied.startswith("**error** at orders.sql, line 7, column 1: DELETE")
        assert "```sql\nDELETE FROM old_orders;\n```" in copied
        await pilot.press("k", "enter", "enter")
        await until(pilot, "NOT IN")
        assert app.current_mode == "handbook"
        await pilot.press("escape")
        await until(pilot, "F5 [Query]")


async def test_only_errors_are_shown(services: Services, query: Path, until: Until) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_file(pilot, query, until)
        await until(pilot, "takes every column")
        await pilot.press("tab", "s")
        shown = await until(pilot, "shown: errors only")
        assert "takes every column" not in shown
        assert "DELETE removes every row" in shown


async def test_what_the_settings_leave_out_is_counted_and_shown_on_wish(
    services: Services, query: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QueryPresenter, "run", staticmethod(as_the_settings_ask))
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_file(pilot, query, until)
        shown = await until(pilot, "more (^t)")
        assert "hint" not in shown
        await pilot.press("ctrl+t")
        shown = await until(pilot, "hint")
        assert "more (^t)" not in shown
        await pilot.press("ctrl+t")
        await until(pilot, "more (^t)")


async def test_long_texts_are_plain(services: Services, tmp_path: Path, until: Until) -> None:
    long = tmp_path / "long.sql"
    long.write_text("SELECT 1;\n" * (MOST_COLOURED_LINES + 5), encoding="utf-8")
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        assert screen_of(app).work.editor.language == "sql"
        await open_file(pilot, long, until)
        await until(pilot, "Shown without colours")
        assert screen_of(app).work.editor.language is None
        await pilot.press("ctrl+r")
        await until(pilot, "New query")
        assert screen_of(app).work.editor.language == "sql"


async def test_a_missing_grammar_leaves_the_text_plain(
    services: Services, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textual.widgets._text_area.get_language", lambda _: None)
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await paste(pilot, "DELETE FROM t")
        await until(pilot, "1 error")
        assert screen_of(app).work.editor.language is None


class FakeEditor(Editor):
    """Writes a text into the file, as a person would."""

    def __init__(self, text: str) -> None:
        super().__init__({})
        self.text = text

    def edit(self, path: Path) -> None:
        path.write_text(path.read_text(encoding="utf-8") + self.text, encoding="utf-8")


async def test_ones_own_editor(
    services: Services, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = dataclasses.replace(services, editor=FakeEditor("FROM t WHERE a = NULL"))
    monkeypatch.setattr(WorkbenchApp, "suspend", lambda _: contextlib.nullcontext())
    app = WorkbenchApp(own, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"select", "space", "a", "space", "ctrl+g")
        await until(pilot, "a = NULL is never true")
        assert screen_of(app).work.editor.text == "select a FROM t WHERE a = NULL"
        await pilot.press("ctrl+z")
        assert screen_of(app).work.editor.text == "select a "


async def test_a_schema_is_chosen_shown_and_remembered_with_the_dialect(
    make_services: MakeServices, query: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QueryPresenter, "run", staticmethod(as_the_settings_ask))
    (query.parent / "tables.ddl").write_text("CREATE TABLE orders (id INT);", encoding="utf-8")
    app = WorkbenchApp(make_services(), start="query")
    async with app.run_test(size=(120, 40)) as pilot:
        await open_file(pilot, query, until)
        await until(pilot, "more (^t)")
        await pilot.press("f10")
        await until(pilot, "Tables as described by")
        await pilot.press("down", "enter")
        await until(pilot, "generic, schema tables.ddl: orders.sql")
        await until(pilot, "more (^t)")
    again = WorkbenchApp(make_services(), start="query")
    async with again.run_test(size=(120, 40)) as pilot:
        await open_file(pilot, query, until)
        await until(pilot, "generic, schema tables.ddl: orders.sql")
        await until(pilot, "more (^t)")
        await pilot.press("f10")
        await until(pilot, "Tables as described by")
        await pilot.press("up", "enter")
        await until(pilot, "generic: orders.sql")


async def test_one_rule_is_listed(services: Services, query: Path, until: Until) -> None:
    app = WorkbenchApp(services, start="query")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_file(pilot, query, until)
        await until(pilot, "2 errors")
        await pilot.press("tab", "r")
        await until(pilot, "List the findings of")
        await pilot.press("G", "enter")
        shown = await until(pilot, "shown: unbounded-result")
        assert "takes every column" not in shown
        assert "2H SELECT" in shown
        await pilot.press("r")
        await until(pilot, "List the findings of")
        await pilot.press("g", "enter")
        await until(pilot, "takes every column")
