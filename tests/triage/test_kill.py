"""An incident under kill -9 at random moments: nothing acknowledged is ever lost."""

import json
import subprocess
import sys
from pathlib import Path

from workbench.handbook.handbook import Handbook
from workbench.triage.guide import Guide
from workbench.triage.journal import Journal

KILLS = 300
TYPING = """
import json, os, random, signal, sys, time
from pathlib import Path
from workbench.handbook.handbook import Handbook
from workbench.triage.guide import Guide

def type_and_tell(book, folder, pipe):
    guide = Guide.start(book, folder=folder)
    os.write(pipe, b".")
    for number in range(100_000):
        guide.draft_note(f"note {number}")
        os.write(pipe, b".")
        guide.note(f"note {number}")
        os.write(pipe, b".")
        guide.reply(guide.current.answers[0].id)
        os.write(pipe, b".")
        guide.back()
        os.write(pipe, b".")

book = Handbook.load(kinds=frozenset({"tree"}))
chance = random.Random(int(sys.argv[3]))
for run in range(int(sys.argv[2])):
    folder = Path(sys.argv[1]) / str(run)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        type_and_tell(book, folder, writing)
        os._exit(1)
    os.close(writing)
    told = 0
    for _ in range(chance.randrange(6)):
        told += len(os.read(reading, 1))
    moment = time.perf_counter() + chance.random() * 0.002
    while time.perf_counter() < moment:
        pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while rest := os.read(reading, 65536):
        told += len(rest)
    os.close(reading)
    print(json.dumps({"folder": str(folder), "told": told}), flush=True)
"""


def test_nothing_acknowledged_is_lost_to_kill_9(tmp_path: Path, book: Handbook) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TYPING, str(tmp_path), str(KILLS), "11"],
        capture_output=True,
        text=True,
        check=True,
    )
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(runs) == KILLS
    assert len({run["told"] for run in runs}) > 5, "the moments of the kills must differ"
    for run in runs:
        check(Path(run["folder"]), run["told"], book)


def check(folder: Path, told: int, book: Handbook) -> None:
    """Hold a journal against what its writer was told: a start, then steps of four."""
    found = Journal.unfinished(folder=folder)
    if not found:
        assert told == 0
        return
    guide = Guide.resume(book, found[0])
    assert guide.misfit == ""
    kept = [entry.data.get("text", entry.kind) for entry in guide.journal.entries[1:]]
    rounds, steps = divmod(max(0, told - 1), 4)
    expected = [each for n in range(rounds + 2) for each in (f"note {n}", "answer", "back")]
    assert kept == expected[: len(kept)]
    assert len(kept) >= 3 * rounds + max(0, steps - 1)
    if steps == 1 and f"note {rounds}" not in kept:
        assert guide.journal.draft == f"note {rounds}"
    guide.note("going on")
    assert Guide.resume(book, Journal.resume(guide.journal.path)).timeline()[-1].text == "going on"
