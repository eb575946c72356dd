"""``workbench incident``: the record of an incident read, changed, told and learned from."""

import json
from pathlib import Path

import pytest

from workbench.cli.main import run
from workbench.handbook.handbook import Handbook
from workbench.handbook.signatures import Cause, Signatures
from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify
from workbench.triage.guide import Guide
from workbench.triage.incident import Incident, load_incident, save_incident
from workbench.triage.occasion import Occasion

LOG = 'ERROR: duplicate key value violates unique constraint "orders_pkey"\n'
Output = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def book() -> Handbook:
    return Handbook.load()


@pytest.fixture
def walk(book: Handbook) -> Guide:
    """An open incident, a step into its walk."""
    guide = Guide.start(book, classify(LOG, Catalogue.of(book)), Occasion(pipeline="orders"))
    guide.reply()
    return guide


@pytest.fixture
def closed(walk: Guide, capsys: Output) -> str:
    """The id of an incident that was closed."""
    assert run(["incident", "close", walk.journal.id, "loaded again"]) == 0
    capsys.readouterr()
    return walk.journal.id


def told(capsys: Output, *arguments: str, code: int = 0) -> str:
    assert run(["incident", *arguments]) == code
    return capsys.readouterr().out


def test_open_and_closed_incidents_are_listed(walk: Guide, capsys: Output) -> None:
    listed = json.loads(told(capsys, "list", "--open", "--format", "json"))["incidents"]
    assert [(each["id"], each["status"]) for each in listed] == [(walk.journal.id, "investigating")]
    assert listed[0]["seconds_to_resolve"] is None
    assert told(capsys, "list", "--closed") == ""
    told(capsys, "close", walk.journal.id, "loaded again")
    assert walk.journal.id in told(capsys, "list", "--closed")
    assert told(capsys, "list", "--open") == ""


def test_a_damaged_record_makes_the_list_end_with_2(closed: str, capsys: Output) -> None:
    other = load_incident(closed).model_copy(update={"id": "20240101-000000-aaaa"})
    save_incident(other).write_text("id: [broken\n")
    assert closed in told(capsys, "list", code=2)


@pytest.mark.parametrize("is_open", [True, False])
def test_notes_and_corrections_reach_open_and_closed_incidents_alike(
    walk: Guide, capsys: Output, is_open: bool
) -> None:
    incident = walk.journal.id
    if not is_open:
        told(capsys, "close", incident, "loaded again")
    told(capsys, "note", incident, "alert fired", "--at", "2020-01-01T04:05", "--kind", "detected")
    first = json.loads(told(capsys, "show", incident, "--format", "json"))["timeline"][0]
    assert (first["text"], first["time"], first["kind"]) == (
        "alert fired",
        "2020-01-01T04:05:00Z",
        "detected",
    )
    assert first["noted_at"] > "2024"
    told(capsys, "correct", incident, str(first["number"]), "alert fired late")
    shown = told(capsys, "show", incident, "--format", "markdown")
    assert "**alert fired late**" in shown
    assert "corrected; was: alert fired)" in shown


def test_facts_give_the_times_and_the_post_mortem(closed: str, capsys: Output) -> None:
    detected = load_incident(closed).detected_at
    told(capsys, "set", closed, "started_at", f"{detected:%Y-%m-%d}T00:00:00Z")
    told(capsys, "set", closed, "wrong_partitions", "order_date 2026-03-01 | all")
    report = told(capsys, "export", closed, "--post-mortem")
    assert r"- Wrong partitions: order\_date 2026-03-01 \| all" in report
    assert "- To detect: not recorded" not in report
    assert "- To acknowledge: not recorded" in report
    assert "- Reconciliation: not recorded" in report
    assert "order_date 2026-03-01" in told(capsys, "message", closed, "--to", "consumers")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["set", "ID", "rows_lost", "4"], "no fact is called"),
        (["set", "ID", "rows_wrong", "many"], "whole number"),
        (["set", "ID", "started_at", "yesterday"], "Went wrong at"),
        (["note", "ID", "x", "--at", "25:00"], "is no time"),
        (["note", "ID", "x", "--at", "2999-01-01T00:00"], "has not come yet"),
        (["note", "ID", " "], "needs words"),
        (["correct", "ID", "99", "x"], "no entry 99"),
        (["severity", "ID", "P0", " "], "needs a reason"),
        (["link", "ID", "ID"], "to itself"),
        (["link", "ID", "20200101-000000-0000"], "no incident"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    closed: str, arguments: list[str], reason: str, capsys: Output
) -> None:
    before = load_incident(closed)
    assert run(["incident", *(closed if each == "ID" else each for each in arguments)]) == 2
    assert reason in capsys.readouterr().err
    assert load_incident(closed) == before


def test_severity_links_and_follow_ups_are_recorded(
    closed: str, book: Handbook, capsys: Output
) -> None:
    cause = Guide.start(book).journal.id
    told(capsys, "severity", closed, "P0", "the regulator waits")
    told(capsys, "link", closed, cause, "--as", "caused-by")
    told(capsys, "follow-up", closed, "check keys", "--owner", "Bo", "--to", "detect")
    incident = load_incident(closed)
    assert (incident.severity, incident.severity_reason) == ("P0", "the regulator waits")
    assert incident.links[0].incident == cause
    assert "the regulator waits" in " ".join(each.text for each in incident.timeline)
    report = told(capsys, "export", closed, "--post-mortem")
    assert r"- [ ] check keys (owner: Bo, due: not recorded, to: detect)" in report
    assert f"caused-by {cause}" in report


def test_messages_follow_the_status_and_what_was_sent(
    walk: Guide, capsys: Output, tmp_path: Path
) -> None:
    incident = walk.journal.id
    target = tmp_path / "first.txt"
    told(capsys, "message", incident, "--to", "consumers", "-o", str(target), "--sent")
    assert "Next word: " in target.read_text()
    assert "not recorded" not in target.read_text().partition("Next word: ")[2]
    assert "the data is still" in told(capsys, "message", incident, "--to", "consumers")
    assert "Next steps: Is the data late" in told(capsys, "message", incident, "--to", "handover")
    assert "orders_pkey" in told(capsys, "message", incident, "--to", "source")
    told(capsys, "close", incident, "loaded again")
    assert "is right again since" in told(capsys, "message", incident, "--to", "consumers")


def test_a_signature_is_kept_and_read_by_the_next_run(
    closed: str, capsys: Output, isolated_home: Path
) -> None:
    shown = told(capsys, "keep", closed)
    assert f"Matches incidents: {closed}" in shown
    assert not (isolated_home / "config").exists()
    told(capsys, "keep", closed, "--yes", "--title", "Orders came twice")
    book = Handbook.load([isolated_home / "config" / "knowledge"])
    assert classify(LOG, Catalogue.of(book)).title == "Orders came twice"
    told(capsys, "keep", closed, "--yes", "--title", "Orders came twice again")
    page = Handbook.load([isolated_home / "config" / "knowledge"]).page("failures-own", Signatures)
    assert [each.title for each in page.signatures] == ["Orders came twice again"]


def test_a_signature_that_takes_another_cause_is_not_kept_unless_forced(
    closed: str, capsys: Output, isolated_home: Path
) -> None:
    other: Incident = load_incident(closed).model_copy(
        update={"id": "20240101-000000-aaaa", "cause": Cause.PERMISSION}
    )
    save_incident(other)
    shown = told(capsys, "keep", closed, "--yes", code=1)
    assert "WARNING: would take incident 20240101-000000-aaaa" in shown
    assert not (isolated_home / "config").exists()
    broad = told(capsys, "keep", closed, "--yes", "--pattern", "(?i)denied|orders_pkey", code=1)
    assert "an example of failures-" in broad
    told(capsys, "keep", closed, "--yes", "--force")
    assert (isolated_home / "config" / "knowledge" / "failures-own.yaml").exists()


@pytest.mark.parametrize("pattern", ["(", "orders.*", "never in the line"])
def test_a_pattern_that_the_handbook_would_refuse_is_not_kept(
    closed: str, pattern: str, isolated_home: Path
) -> None:
    assert run(["incident", "keep", closed, "--yes", "--pattern", pattern]) == 2
    assert not (isolated_home / "config").exists()


def test_every_command_of_the_help_exists(capsys: Output) -> None:
    text = told(capsys, "--help")
    for name in ("close", "correct", "export", "follow-up", "keep", "link", "list", "message"):
        assert f"  {name} " in text
        assert run(["incident", name, "--help"]) == 0
