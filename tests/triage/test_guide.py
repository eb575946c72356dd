"""A whole incident: diagnosis, walk, journal, record, report."""

from pathlib import Path
from typing import Any

import pytest

from workbench.errors import InputError, Problem
from workbench.handbook.handbook import Handbook
from workbench.handbook.signatures import Cause
from workbench.handbook.tree import Tree
from workbench.handbook.walk import WrongAnswerError
from workbench.reports.incident import incident_markdown
from workbench.triage.amend import Correction, FactGiven
from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify
from workbench.triage.guide import Guide
from workbench.triage.incident import Incident, list_incidents, load_incident, save_incident
from workbench.triage.journal import Clock, EntryKind, Journal, JournalEntry
from workbench.triage.log_stream import log_lines
from workbench.triage.occasion import Occasion
from workbench.triage.runbook import START_NODES, TREE

REPLIES = [
    "",
    "late",
    "2 hours",
    "Revenue dashboard",
    "4 hours",
    "Finance",
    "p1",
    "finance closes the month today",
    "something",
    "no",
    "done",
    "no",
    "yes",
    "",
    "yes",
    "done",
    "data",
    "",
    "done",
    "done",
    "skipped",
]


@pytest.fixture
def guide(book: Handbook, catalogue: Catalogue, samples: Path, clock: Clock) -> Guide:
    diagnosis = classify(log_lines(samples / "logs" / "duplicate-key-postgres.log"), catalogue)
    return Guide.start(book, diagnosis, Occasion("orders.log", pipeline="orders"), clock=clock)


def finish(guide: Guide) -> tuple[Incident, Path]:
    for reply in REPLIES[len(guide.turns) :]:
        guide.reply(reply)
    return guide.finish()


def test_every_cause_has_its_place_in_the_runbook(book: Handbook) -> None:
    tree = book.page(TREE, Tree)
    assert set(START_NODES) == set(Cause)
    for node in START_NODES.values():
        assert tree.node(node).kind == "advice"
        assert tree.node(node).stage == "check"


def test_the_walk_starts_at_the_diagnosed_cause(guide: Guide) -> None:
    assert guide.current.id == "duplicate-key"


def test_without_a_log_the_walk_starts_at_its_first_question(book: Handbook) -> None:
    assert Guide.start(book).current.id == "what-failed"


def test_the_walk_passes_all_stages_and_leaves_a_record(guide: Guide) -> None:
    incident, path = finish(guide)
    stages = [entry.stage for entry in incident.timeline if entry.stage]
    assert list(dict.fromkeys(stages)) == ["check", "impact", "fix", "post-fix"]
    assert incident.status == "resolved"
    assert incident.severity == "P1"
    assert incident.cause is Cause.DUPLICATE_KEY
    assert incident.pipeline == "orders"
    assert incident.impact.affected == "Revenue dashboard"
    assert incident.kind_of_fix == "Data issue"
    assert [each.text for each in incident.follow_ups] == [
        "Add monitoring that catches it earlier next time (skipped)"
    ]
    assert incident.resolved_at
    assert incident.resolved_at > incident.detected_at
    assert load_incident(incident.id) == incident
    assert path.stat().st_size > 0
    assert Journal.unfinished() == []


def test_what_was_typed_is_on_disk_at_once(guide: Guide) -> None:
    for reply in REPLIES[:4]:
        guide.reply(reply)
    guide.note("asked Ana")
    text = guide.journal.path.read_text()
    assert "Revenue dashboard" in text
    assert "asked Ana" in text


def test_a_walk_goes_on_where_it_was_left(guide: Guide, book: Handbook) -> None:
    for reply in REPLIES[:8]:
        guide.reply(reply)
    guide.back()
    guide.note("had lunch")
    (journal,) = Journal.unfinished()
    again = Guide.resume(book, journal)
    assert again.current == guide.current
    assert again.turns == guide.turns
    assert again.timeline() == guide.timeline()
    incident, _ = finish(again)
    assert incident.id == guide.journal.id


def test_a_wrong_answer_is_not_kept(guide: Guide) -> None:
    for reply in REPLIES[:6]:
        guide.reply(reply)
    before = guide.journal.path.read_text()
    with pytest.raises(WrongAnswerError):
        guide.reply("p9")
    assert guide.journal.path.read_text() == before


def test_a_runbook_that_changed_is_replayed_as_far_as_it_fits(guide: Guide, book: Handbook) -> None:
    guide.reply("")
    guide.journal.append("answer", {"node": "gone", "reply": "x"})
    again = Guide.resume(book, Journal.resume(guide.journal.path))
    assert again.current.id == "data-state"
    assert "gone" in again.misfit


def test_a_corrected_note_keeps_the_old_text(guide: Guide) -> None:
    guide.note("began at 01:00")
    number = guide.timeline()[-1].number
    guide.amend(Correction(entry=number, text="began at 02:00"))
    guide.amend(Correction(entry=number, text="began at 03:00"))
    entry = guide.timeline()[-1]
    assert (entry.text, entry.corrects) == (
        "began at 03:00",
        ("began at 01:00", "began at 02:00"),
    )


def test_an_answer_is_taken_back_not_corrected(guide: Guide) -> None:
    guide.reply("")
    number = guide.timeline()[-1].number
    with pytest.raises(InputError, match="answer of the walk"):
        guide.amend(Correction(entry=number, text="x"))
    with pytest.raises(InputError, match="no entry 99"):
        guide.amend(Correction(entry=99, text="x"))


def test_a_walk_that_was_set_aside_is_not_offered_again(guide: Guide) -> None:
    guide.set_aside()
    assert Journal.unfinished() == []


def test_an_unfinished_walk_has_no_final_record(guide: Guide) -> None:
    with pytest.raises(InputError, match="not finished"):
        guide.finish()


def test_no_secret_reaches_any_file(
    book: Handbook, catalogue: Catalogue, isolated_home: Path
) -> None:
    log = (
        "ERROR postgresql://etl:S3cretPw@db: duplicate key value violates unique constraint\n"
        "DETAIL:  Key (email)=(jane.doe@example.com) already exists.\n"
    )
    guide = Guide.start(book, classify(log, catalogue), Occasion(title="password=S3cretPw"))
    for reply in REPLIES[:3]:
        guide.reply(reply)
    guide.reply("token=S3cretPw jane.doe@example.com")
    guide.note("Authorization: Bearer S3cretPw0123")
    guide.amend(FactGiven(name="must_not", value="use password=S3cretPw"))
    for reply in REPLIES[4:]:
        guide.reply(reply)
    incident, _ = guide.finish()
    written = [path for path in isolated_home.rglob("*") if path.is_file()]
    assert len(written) >= 2
    texts = [*(path.read_text() for path in written), incident_markdown(incident)]
    for text in texts:
        assert "S3cretPw" not in text
        assert "jane.doe" not in text


def test_the_report_escapes_what_people_typed(guide: Guide) -> None:
    guide.note("<b>bold</b> | `x` # y")
    report = incident_markdown(guide.incident())
    assert r"\<b\>bold\</b\> \| \`x\` \# y" in report


def test_a_damaged_record_is_reported_beside_the_others(guide: Guide) -> None:
    incident, path = finish(guide)
    save_incident(incident.model_copy(update={"id": "20240101-000000-aaaa"}))
    path.write_text("id: [broken\n")
    found, problems = list_incidents()
    assert [each.id for each in found] == ["20240101-000000-aaaa"]
    assert problems[0].file == str(path)


@pytest.mark.parametrize("name", ["none", "../../etc/passwd", ""])
def test_an_unknown_incident_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="no incident"):
        load_incident(name)


def test_the_reason_of_another_severity_and_the_computed_one_are_both_kept(guide: Guide) -> None:
    incident, _ = finish(guide)
    assert incident.assessment is None  # this handbook was loaded without the rules
    assert incident.severity == "P1"
    assert incident.severity_reason == "finance closes the month today"
    assert incident.facts.hours_late == 2
    assert incident.facts.partial_load == "yes"
    assert incident.runbook == TREE


def test_what_cannot_be_assessed_stops_no_answer(
    samples: Path, catalogue: Catalogue, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Handbook.load(kinds=frozenset({"tree", "severities"}))
    diagnosis = classify(log_lines(samples / "logs" / "delta-conflict.log"), catalogue)
    guide = Guide.start(book, diagnosis, clock=clock)
    assert guide.incident().severity == "P2"
    guide.reply("")
    append = guide.journal.append

    def refuse(kind: EntryKind, data: dict[str, Any] | None = None) -> JournalEntry:
        if kind == "assessed":
            raise InputError(Problem("disk full"))
        return append(kind, data)

    monkeypatch.setattr(guide.journal, "append", refuse)
    guide.reply("at-risk")
    assert guide.current.id == "affected"
    monkeypatch.undo()
    guide.back()
    guide.reply("at-risk")
    assert guide.incident().severity == "P3"
