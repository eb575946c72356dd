"""The runbook screen: from a log to a diagnosis, a walk and a record; by keys alone."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from screens.app import WorkbenchApp
from screens.runbook.presenter import RunbookPresenter
from screens.runbook.screen import RunbookScreen
from screens.services import Services
from screens.widgets.choice_list import ChoiceList
from tests.tui.driving import SIZES, AssertScreen, MakeServices, Until, paste
from workbench.handbook.signatures import Cause
from workbench.triage.incident import list_incidents, load_incident, save_incident
from workbench.triage.journal import Journal

HOSTILE = "[/b] SELECT [dbo].[x]"
DUPLICATE = """\
2026-03-02 03:12:01,442 INFO  - Running load orders_daily
2026-03-02 03:12:07,900 ERROR - Task failed with exception
Traceback (most recent call last):
  File "/opt/dags/orders.py", line 42, in load
    cursor.execute(sql)
psycopg2.errors.UniqueViolation: duplicate key value violates unique constraint "orders_pkey"
DETAIL:  Key (order_id)=(4711) already exists.
2026-03-02 03:12:08,004 ERROR - Task exited with return code 1
"""
HEALTHY = "2026-03-02 03:12:01,442 INFO  - Load finished, 1000 rows, 0 errors\n"
WRAPPED = "2026-03-02 03:12:08,004 ERROR - Task exited with return code 1\n"


@pytest.fixture
def log(isolated_home: Path) -> Path:
    path = isolated_home / "airflow.log"
    path.write_text(DUPLICATE, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def fixed_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the id of an incident the same in every run."""
    monkeypatch.setattr("workbench.triage.journal.secrets.token_hex", lambda _: "cafe")


async def open_log(pilot: Pilot[None], path: Path, until: Until) -> None:
    await pilot.press("ctrl+o")
    await until(pilot, "Open a log")
    await paste(pilot, str(path))
    await pilot.press("enter")


def screen_of(app: WorkbenchApp) -> RunbookScreen:
    assert isinstance(app.screen, RunbookScreen)
    return app.screen


def journals(services: Services) -> list[Journal]:
    return Journal.unfinished(folder=services.state / "journals")


async def walk_to_the_end(pilot: Pilot[None], screen: RunbookScreen) -> None:
    """Take the first answer everywhere; words where words are asked for."""
    for _ in range(40):
        guide = screen.presenter.guide
        assert guide is not None
        if guide.is_finished:
            return
        keys = ["o", "k"] if guide.current.kind == "question" else []
        await pilot.press(*keys, "enter")
    raise AssertionError("the walk does not end")


@pytest.mark.parametrize("size", SIZES)
async def test_from_a_log_to_the_walk(
    services: Services, assert_screen: AssertScreen, until: Until, size: str
) -> None:
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=SIZES[size]) as pilot:
        await pilot.pause()
        assert_screen(app, f"runbook-empty-{size}")
        await paste(pilot, DUPLICATE)
        await until(pilot, "[MATCHED]")
        assert_screen(app, f"runbook-diagnosis-{size}")
        await pilot.press("enter")
        await until(pilot, "Check: Check whether the load")
        await pilot.press("n", *"rows", "enter")
        await pilot.press("enter")
        await until(pilot, "Impact: Is the data late")
        assert_screen(app, f"runbook-walk-{size}")
        assert len(app.screen.query("*")) <= 100


@pytest.mark.parametrize(
    ("text", "grade"),
    [(DUPLICATE, "[MATCHED]"), (WRAPPED, "[UNKNOWN]"), (HEALTHY, "[no failure seen]")],
)
async def test_the_grades_differ_in_words(
    services: Services, until: Until, text: str, grade: str
) -> None:
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(80, 24)) as pilot:
        await paste(pilot, text)
        await until(pilot, grade)


async def test_an_opened_log_shows_the_proving_line(
    services: Services, log: Path, until: Until
) -> None:
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_log(pilot, log, until)
        shown = await until(pilot, "[MATCHED]")
        assert "line 6: psycopg2.errors.UniqueViolation" in shown
        assert "4711" not in shown.partition("[MATCHED]")[2]
        assert screen_of(app).intake.editor.cursor_location == (5, 0)


async def test_what_is_no_log_is_said(services: Services, tmp_path: Path, until: Until) -> None:
    path = tmp_path / "b.log"
    path.write_bytes(b"\x00\x01\x02")
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_log(pilot, path, until)
        await until(pilot, "binary content")
        await pilot.press("escape")
        assert screen_of(app).presenter.diagnosis is None


async def test_answers_notes_and_corrections_are_in_the_journal_at_once(
    services: Services, until: Until
) -> None:
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(120, 40)) as pilot:
        await paste(pilot, DUPLICATE)
        await until(pilot, "[MATCHED]")
        await pilot.press("enter")
        await until(pilot, "Go on")
        await pilot.press("enter")
        await until(pilot, "Impact: Is the data late")
        await pilot.press("down", "enter")
        await until(pilot, "Impact: Which dashboards")
        await paste(pilot, HOSTILE)
        await pilot.press("enter")
        await until(pilot, "What freshness")
        (journal,) = journals(services)
        kinds = [each.kind for each in journal.entries]
        assert kinds == ["start", "assessed", "answer", "answer", "assessed", "answer"]
        assert journal.entries[-1].data == {"node": "affected", "reply": HOSTILE}
        await pilot.press("ctrl+n", *"rowz", "enter")
        await until(pilot, "noted")
        await pilot.press("ctrl+t")
        await pilot.press("G", "enter")
        await until(pilot, "Correct the entry")
        await pilot.press("backspace", "s", "enter")
        shown = await until(pilot, "rows (corrected)")
        assert HOSTILE in shown
        (journal,) = journals(services)
        assert [each.kind for each in journal.entries[-2:]] == ["note", "amendment"]
        assert "12:00:00" in shown


async def test_the_last_answer_is_taken_back(services: Services, until: Until) -> None:
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("tab", "tab", "enter")
        await until(pilot, "What does the error message in the log say?")
        await pilot.press("down", "enter")
        await until(pilot, "Find what changed in the source's schema")
        await pilot.press("backspace")
        await until(pilot, "Took back the last answer")
        guide = screen_of(app).presenter.guide
        assert guide is not None
        assert (guide.current.id, guide.turns) == ("what-failed", [])


async def test_a_whole_walk_by_keys_alone_ends_with_record_post_mortem_and_signature(
    make_services: MakeServices, shop: Path, until: Until, isolated_home: Path
) -> None:
    services = make_services(design=shop)
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(80, 24)) as pilot:
        await paste(pilot, DUPLICATE)
        await until(pilot, "[MATCHED]")
        await pilot.press("enter")
        await until(pilot, "Which pipeline is hit?")
        await pilot.press("j", "j", "j", "enter")
        await until(pilot, "[P1] computed")
        await until(pilot, "Hit: Marketing")
        await pilot.press("n", *"paged", "enter")
        await menu(pilot, until, "Add an entry")
        await pilot.press(*"11:40 alert fired", "enter")
        await menu(pilot, until, "Severity")
        await until(pilot, "Computed: P1")
        await pilot.press("enter")
        await until(pilot, "Why P0?")
        await pilot.press(*"month end", "enter")
        await until(pilot, "[P0] (computed P1)")
        await record(pilot, until, "wrong partitions", "2026-03-01")
        await menu(pilot, until, "Message to consumers")
        await until(pilot, "Next word: 2026-03-02 12:15 UTC")
        await pilot.press("j", "j", "enter")
        await walk_to_the_end(pilot, screen_of(app))
        await until(pilot, "Finish: write the record")
        await pilot.press("G", "enter")
        await until(pilot, "Keep a signature?")
        await pilot.press("enter")
        await until(pilot, "Incident 20260302-120000-cafe")
        await pilot.press("j", "j", "enter")
        await until(pilot, "Review due: 2026-03-09")
        await pilot.press("c")
    (incident,), problems = list_incidents(services.state / "incidents")
    assert problems == []
    assert (incident.status, incident.cause, incident.severity) == (
        "resolved",
        "duplicate_key",
        "P0",
    )
    texts = [(each.kind, each.text) for each in incident.timeline]
    assert texts[0] == ("noted", "alert fired")
    assert ("noted", "paged") in texts
    assert ("decided", "Severity P0 instead of P1: month end") in texts
    assert ("told", "Sent: message to consumers") in texts
    report = (services.state / "incidents" / f"{incident.id}.md").read_text(encoding="utf-8")
    assert "- Wrong partitions: 2026-03-01" in report
    assert "- Reconciliation: not recorded" in report
    assert services.clipboard.file.read_text(encoding="utf-8") == report
    assert journals(services) == []
    kept = (isolated_home / "config" / "knowledge" / "failures-own.yaml").read_text()
    assert "orders_pkey" in kept
    assert "4711" not in kept


async def record(pilot: Pilot[None], until: Until, fact: str, value: str) -> None:
    """Record one fact of the incident."""
    await menu(pilot, until, "Facts")
    await until(pilot, "What the log cannot say")
    await pilot.press(*fact, "enter")
    await until(pilot, "takes it away")
    await pilot.press(*value, "enter")
    await until(pilot, f"{fact.capitalize()}: {value}")
    await pilot.press("escape")


async def menu(pilot: Pilot[None], until: Until, line: str) -> None:
    """Open the menu of the incident and choose the line that begins so."""
    await pilot.press("ctrl+l")
    await until(pilot, "This incident")
    await menu_line(pilot, line)


async def menu_line(pilot: Pilot[None], line: str) -> None:
    """Choose the line of the menu that begins so."""
    options = pilot.app.screen.query_one(ChoiceList).options
    place = next(n for n, each in enumerate(options) if str(each.prompt).startswith(line))
    await pilot.press(*["down"] * place, "enter")


async def test_the_command_of_a_step_is_copied_and_a_long_step_read_on(
    services: Services, until: Until
) -> None:
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(80, 24)) as pilot:
        await paste(pilot, DUPLICATE)
        await until(pilot, "[MATCHED]")
        await pilot.press("enter")
        shown = await until(pilot, "Go on")
        assert "Watch for" not in shown
        await pilot.press("x")
        assert "SELECT" in services.clipboard.file.read_text(encoding="utf-8")
        await pilot.press("space")
        await until(pilot, "Watch for")
        await pilot.press("p")
        await until(pilot, "From this log:")


@pytest.mark.parametrize("size", SIZES)
async def test_the_menu_the_list_and_the_record_of_an_incident(
    services: Services, assert_screen: AssertScreen, until: Until, size: str
) -> None:
    presenter = RunbookPresenter(services)
    presenter.diagnosis = presenter.diagnose(DUPLICATE)
    presenter.start()
    presenter.close("loaded again")
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=SIZES[size]) as pilot:
        await pilot.press("f7")
        await until(pilot, "A row with this key")
        assert_screen(app, f"runbook-incidents-{size}")
        await pilot.press("enter")
        await until(pilot, "Incident 20260302-120000-cafe")
        assert_screen(app, f"runbook-record-{size}")
        await pilot.press("ctrl+l")
        await until(pilot, "This incident")
        assert_screen(app, f"runbook-menu-{size}")
        await menu_line(pilot, "Hand-over note")
        await until(pilot, "Hand-over note")
        assert_screen(app, f"runbook-message-{size}")
        await pilot.press("pagedown")
        await until(pilot, "Must not be done")


async def test_incidents_are_listed_filtered_opened_and_linked(
    services: Services, until: Until
) -> None:
    presenter = RunbookPresenter(services)
    presenter.diagnosis = presenter.diagnose(DUPLICATE)
    presenter.start()
    presenter.close("loaded again")
    first = presenter.record
    assert first
    other = first.incident.model_copy(
        update={"id": "20260301-080000-beef", "title": HOSTILE, "cause": Cause.PERMISSION}
    )
    save_incident(other, services.state / "incidents")
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f7")
        await until(pilot, "Incidents, the latest first")
        shown = await until(pilot, HOSTILE)
        assert "A row with this key" in shown
        await pilot.press(*"permission")
        await pilot.pause()
        assert "A row with this key" not in await until(pilot, HOSTILE)
        await pilot.press("enter")
        await until(pilot, "Incident 20260301-080000-beef")
        await menu(pilot, until, "Link")
        await until(pilot, "Which incident?")
        await pilot.press("enter")
        await until(pilot, "This one is")
        await pilot.press("down", "enter")
        await until(pilot, "Begin another triage")
        await pilot.press("ctrl+l")
        await until(pilot, "Link to another incident (1 so far)")
    found = load_incident("20260301-080000-beef", services.state / "incidents")
    assert found.links[0].relation == "caused-by"


async def test_a_note_in_a_past_that_has_not_come_is_refused_and_stays_typed(
    services: Services, until: Until
) -> None:
    RunbookPresenter(services).start(from_root=True)
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "A walk was left unfinished")
        await pilot.press("enter")
        await until(pilot, "What does the error message")
        await menu(pilot, until, "Add an entry")
        await pilot.press(*"2027-01-01T00:00 too early", "enter")
        await until(pilot, "has not come yet")
        await until(pilot, "2027-01-01T00:00 too early")


async def test_a_walk_is_closed_before_its_end_with_a_reason(
    services: Services, until: Until
) -> None:
    RunbookPresenter(services).start(from_root=True)
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "A walk was left unfinished")
        await pilot.press("enter")
        await until(pilot, "What does the error message")
        await menu(pilot, until, "Close it now")
        await until(pilot, "Why is it over?")
        await pilot.press(*"a false alarm", "enter")
        await until(pilot, "Status: resolved")
    (incident,), _ = list_incidents(services.state / "incidents")
    assert incident.status == "resolved"
    assert incident.timeline[-1].text == "Status: resolved. a false alarm"
    assert journals(services) == []


@pytest.mark.parametrize(
    ("line", "question"),
    [(1, "What has happened?"), (2, "Compare the schema that arrives")],
)
async def test_disasters_and_schema_changes_are_walked_as_failures_are(
    services: Services, until: Until, line: int, question: str
) -> None:
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab", "tab", *["down"] * line, "enter")
        await until(pilot, question)
        await until(pilot, "respond by")
        assert len(journals(services)) == 1


async def test_two_schemas_are_compared_on_the_screen(
    services: Services, until: Until, tmp_path: Path
) -> None:
    (tmp_path / "old.csv").write_text("id,[/b] note\n")
    (tmp_path / "new.csv").write_text("id\n")
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab", "tab", "down", "down", "down", "enter")
        await until(pilot, "Which schema was registered?")
        await pilot.press(*"nothere.sql", "enter")
        await until(pilot, "no such file")
        await pilot.press(*["backspace"] * 11)
        await paste(pilot, str(tmp_path / "old.csv"))
        await pilot.press("enter")
        await until(pilot, "Which schema arrives now?")
        await paste(pilot, str(tmp_path / "new.csv"))
        await pilot.press("enter")
        await until(pilot, "1 difference, 1 of them breaks readers.")
        await until(pilot, "[BREAKS] Column removed: old.[/b] note")


async def test_the_pipeline_that_is_hit_is_asked_for_where_the_design_has_some(
    make_services: MakeServices, isolated_home: Path, until: Until
) -> None:
    path = isolated_home / "two.yaml"
    path.write_text(
        "workbench: 1\npipelines:\n"
        "  - {name: orders, owner: Data, load: {target_dataset: fct_orders}}\n"
        "contracts:\n  - {name: fct_orders, version: '1', owner: Data, consumers: [Billing]}\n"
    )
    app = WorkbenchApp(make_services(design=path), start="runbook")
    async with app.run_test(size=(80, 24)) as pilot:
        await paste(pilot, DUPLICATE)
        await until(pilot, "[MATCHED]")
        await pilot.press("enter")
        await until(pilot, "Which pipeline is hit?")
        await pilot.press("enter")
        await until(pilot, "Hit: Billing")
        await until(pilot, "[P0] computed")


async def test_a_walk_that_was_killed_is_offered_and_resumed(
    make_services: MakeServices, until: Until
) -> None:
    services = make_services()
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(80, 24)) as pilot:
        await paste(pilot, DUPLICATE)
        await until(pilot, "[MATCHED]")
        await pilot.press("enter")
        await until(pilot, "Go on")
        await pilot.press("enter")
        await until(pilot, "Is the data late")
        await pilot.press("down", "enter", *"sales", "enter")
        await until(pilot, "What freshness")
        # Nothing is saved or asked when the terminal is torn away here.
    again = WorkbenchApp(make_services(), start="runbook")
    async with again.run_test(size=(80, 24)) as pilot:
        await until(pilot, "A walk was left unfinished")
        await pilot.press("enter")
        shown = await until(pilot, "What freshness")
        assert "Which dashboards and reports are affected? sales" in shown
        await pilot.press("ctrl+t")
        await until(pilot, "answered")
        await pilot.press("escape")
        await until(pilot, "What freshness")


async def test_home_leads_to_the_walk_that_was_left(
    make_services: MakeServices, until: Until
) -> None:
    services = make_services()
    RunbookPresenter(services).start()
    app = WorkbenchApp(services)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "Go on with the triage")
        await pilot.press("enter")
        await until(pilot, "A walk was left unfinished")
        await pilot.press("enter")
        await until(pilot, "What does the error message")


async def test_a_walk_left_for_later_is_offered_again_and_can_be_set_aside(
    make_services: MakeServices, until: Until
) -> None:
    services = make_services()
    RunbookPresenter(services).start()
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "A walk was left unfinished")
        await pilot.press("end", "enter")
        await until(pilot, "Paste the text of the failure")
        assert len(journals(services)) == 1
    again = WorkbenchApp(make_services(), start="runbook")
    async with again.run_test(size=(80, 24)) as pilot:
        await until(pilot, "A walk was left unfinished")
        await pilot.press("enter")
        await until(pilot, "What does the error message")
        await pilot.press("ctrl+p", *"set", "space", *"aside", "enter")
        await until(pilot, "Paste the text of the failure")
        assert journals(services) == []


async def test_a_journal_that_cannot_be_written_stops_the_walk_and_says_so(
    services: Services, until: Until
) -> None:
    services.state.mkdir(parents=True, exist_ok=True)
    (services.state / "journals").write_text("in the way", encoding="utf-8")
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("tab", "tab", "enter")
        await until(pilot, "cannot write")
        assert screen_of(app).presenter.guide is None


async def test_a_link_of_the_advice_is_read_and_escape_leads_back(
    services: Services, until: Until
) -> None:
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(80, 24)) as pilot:
        await paste(pilot, DUPLICATE)
        await until(pilot, "[MATCHED]")
        await pilot.press("G", "enter")
        await until(pilot, "F4 [Handbook]")
        await pilot.press("escape")
        await until(pilot, "F6 [Runbook]")
        await until(pilot, "[MATCHED]")


async def test_only_the_beginning_of_a_large_log_is_shown_but_all_of_it_is_read(
    services: Services, tmp_path: Path, until: Until
) -> None:
    path = tmp_path / "large.log"
    path.write_text("2026-03-02 03:12:01 INFO ok\n" * 6_000 + DUPLICATE, encoding="utf-8")
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_log(pilot, path, until)
        await until(pilot, "the first 5,000 lines")
        await until(pilot, "line 6006: psycopg2")


async def test_a_note_left_with_escape_comes_up_again_and_is_kept_when_the_run_ends(
    services: Services, until: Until
) -> None:
    app = WorkbenchApp(services, start="runbook")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await paste(pilot, DUPLICATE)
        await until(pilot, "[MATCHED]")
        await pilot.press("enter")
        await until(pilot, "Incident")
        await pilot.press("n", *"paged", "escape")
        await until(pilot, "not in the timeline yet")
        assert notes(services) == []
        assert journals(services)[0].draft == "paged"
        await pilot.press("n", *"Bo")
        await until(pilot, "pagedBo")
        await pilot.press("enter", "n", *"open")
        app.keep_everything()
    assert notes(services) == ["pagedBo", "open"]


def notes(services: Services) -> list[str]:
    return [each.data["text"] for each in journals(services)[0].entries if each.kind == "note"]
