"""A journal loses nothing: not to kill -9, not to a torn line."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.errors import InputError
from workbench.triage.journal import Clock, Journal

WRITER = """
import sys
from pathlib import Path
from workbench.triage.journal import Journal
journal = Journal.start({"title": "t"}, folder=Path(sys.argv[1]))
for number in range(100_000):
    journal.append("note", {"text": f"note {number}"})
    print(number, flush=True)
"""


def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    for count in (1, 7, 25):
        folder = tmp_path / str(count)
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout
        told = [int(writer.stdout.readline()) for _ in range(count)]
        os.kill(writer.pid, signal.SIGKILL)
        told += [int(line) for line in writer.stdout if line.endswith("\n")]
        writer.wait()
        writer.stdout.close()
        (journal,) = Journal.unfinished(folder=folder)
        kept = [entry.data["text"] for entry in journal.entries if entry.kind == "note"]
        assert kept[: len(told)] == [f"note {number}" for number in told]


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
