"""A journal gives back what was written to it, torn lines and odd characters included."""

import errno
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import InputError, Problem
from workbench.triage import journal as journal_module
from workbench.triage.journal import Clock, Journal


def test_entries_come_back_with_their_utc_times(tmp_path: Path, clock: Clock) -> None:
    journal = Journal.start({"title": "t"}, folder=tmp_path, clock=clock)
    journal.append("note", {"text": "seen"})
    again = Journal.resume(journal.path)
    assert again.entries == journal.entries
    assert json.loads(journal.path.read_text().splitlines()[1])["time"].endswith("Z")


def test_a_torn_last_line_is_left_out_and_the_next_entry_is_whole(
    tmp_path: Path, clock: Clock
) -> None:
    journal = Journal.start({"title": "t"}, folder=tmp_path, clock=clock)
    journal.append("note", {"text": "kept"})
    whole = journal.path.read_bytes()
    for cut in range(1, 40):
        journal.path.write_bytes(whole[:-cut])
        resumed = Journal.resume(journal.path, clock=clock)
        resumed.append("note", {"text": "after"})
        texts = [entry.data.get("text") for entry in Journal.resume(journal.path).entries]
        assert texts in (["t", "after"], [None, "after"], [None, "kept", "after"])


def test_finished_journals_are_not_offered(tmp_path: Path, clock: Clock) -> None:
    first = Journal.start({}, folder=tmp_path, clock=clock)
    second = Journal.start({}, folder=tmp_path, clock=clock)
    first.append("finish")
    assert [each.id for each in Journal.unfinished(folder=tmp_path)] == [second.id]


def test_the_latest_comes_first(tmp_path: Path, clock: Clock) -> None:
    made = [Journal.start({}, folder=tmp_path, clock=clock).id for _ in range(3)]
    assert [each.id for each in Journal.unfinished(folder=tmp_path)] == made[::-1]


def test_a_file_that_is_no_journal_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("not a journal\n")
    with pytest.raises(InputError, match="not a journal"):
        Journal.resume(path)


def test_no_folder_means_no_journals(tmp_path: Path) -> None:
    assert Journal.unfinished(folder=tmp_path / "none") == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), max_size=4))
def test_any_note_comes_back(notes: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal.start({}, folder=Path(folder))
        for note in [*notes, "line\u2028separator\x85next"]:
            journal.append("note", {"text": note})
        kept = [entry.data for entry in Journal.resume(journal.path).entries]
        assert kept == [entry.data for entry in journal.entries]


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_behind_the_start_leave_it_readable(tail: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal.start({"title": "t"}, folder=Path(folder))
        journal.path.write_bytes(journal.path.read_bytes() + tail)
        again = Journal.resume(journal.path)
        again.append("note", {"text": "after"})
        assert Journal.resume(journal.path).entries[-1].data == {"text": "after"}


def test_reading_a_journal_changes_nothing_on_disk(tmp_path: Path) -> None:
    journal = Journal.start({}, folder=tmp_path)
    journal.path.write_bytes(journal.path.read_bytes() + b'{"time": "20')
    before = journal.path.read_bytes()
    Journal.unfinished(folder=tmp_path)
    assert journal.path.read_bytes() == before


def test_a_full_disk_tears_no_entry_that_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal.start({}, folder=tmp_path)

    def run_out_of_space(path: Path, line: str) -> None:
        with path.open("a") as stream:
            stream.write(line[:12])
        raise InputError(Problem(errno.errorcode[errno.ENOSPC]))

    with monkeypatch.context() as patched:
        patched.setattr(journal_module, "append_durably", run_out_of_space)
        with pytest.raises(InputError, match="ENOSPC"):
            journal.append("note", {"text": "lost, and said so"})
    journal.append("note", {"text": "kept"})
    assert Journal.resume(journal.path).entries[1].data == {"text": "kept"}


@pytest.mark.parametrize("text", ["asked Ana about", "two\nlines\x00", "half a pair \ud800"])
def test_a_note_being_typed_is_given_back(tmp_path: Path, text: str) -> None:
    journal = Journal.start({}, folder=tmp_path)
    for end in (1, 5, len(text)):
        journal.keep_draft(text[:end])
    assert Journal.resume(journal.path).draft == text
    assert [each.id for each in Journal.unfinished(folder=tmp_path)] == [journal.id]
    journal.keep_draft("")
    assert Journal.resume(journal.path).draft == ""


def test_a_draft_whose_note_was_kept_is_not_given_back(tmp_path: Path) -> None:
    journal = Journal.start({}, folder=tmp_path)
    journal.keep_draft("asked Ana")
    journal.append("note", {"text": "asked Ana"})
    assert Journal.resume(journal.path).draft == ""


def test_a_damaged_draft_is_passed_over(tmp_path: Path) -> None:
    journal = Journal.start({}, folder=tmp_path)
    journal.path.with_suffix(".draft").write_bytes(b"\xff{")
    assert Journal.resume(journal.path).draft == ""
