"""How fast and in how much memory a large log is triaged, against a plain scan of its lines.

Run as ``python -m benchmarks.triage_throughput [MEGABYTES]``: once for plain lines, once for
JSON lines with a trace id that is new in each. Both figures come from one run on one file,
the plain scan being the best of three, so that the ratio says something on any machine.
Memory is the peak of a fresh process each: one that only loads the signatures and reads a
short log, and one that reads the large log.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

from workbench.handbook.handbook import Handbook
from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify
from workbench.triage.log_stream import log_lines

_PEAK = """
import resource, sys
from workbench.handbook.handbook import Handbook
from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify
from workbench.triage.log_stream import log_lines
classify(log_lines(sys.argv[1]), Catalogue.of(Handbook.load(kinds=frozenset({"signatures"}))))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
_Found = TypeVar("_Found")
_WORDS = ("orders", "customers", "payments", "sessions", "clicks", "shipments", "prices")


def write_log(path: Path, megabytes: int, entry: Callable[[random.Random, int], str]) -> None:
    """Write a log that is mostly quiet, with traces, warnings, and one cause in the middle."""
    chance = random.Random(7)  # noqa: S311 - reproducible, not secret
    size, number, told = 0, 0, False
    with path.open("w", encoding="utf-8") as stream:
        while size < megabytes * 1024 * 1024:
            number += 1
            text = entry(chance, number)
            if not told and size > megabytes * 512 * 1024:
                text += "2024-05-14 02:00:00,000 ERROR store: No space left on device\n"
                told = True
            stream.write(text)
            size += len(text)


def plain_entry(chance: random.Random, number: int) -> str:
    """Return one entry of a log4j-like log."""
    head = f"2024-05-14 02:{number // 60 % 60:02d}:{number % 60:02d},{number % 1000:03d}"
    word = chance.choice(_WORDS)
    kind = chance.random()
    if kind < 0.0005:
        frames = "".join(f"\tat com.shop.{word}.Step{i}.run(Step{i}.java:{i})\n" for i in range(30))
        return f"{head} WARN {word}: late batch {number}\njava.lang.RuntimeException: x\n{frames}"
    if kind < 0.02:
        return f"{head} WARN {word}: slow partition {chance.randrange(10**6)}, retrying later\n"
    if kind < 0.2:
        return f"{head} INFO {word}: id={chance.getrandbits(64):x} rows={chance.randrange(10**6)}\n"
    return f"{head} INFO {word}: wrote part {number} of {chance.randrange(10**5)} to the lake\n"


def json_entry(chance: random.Random, number: int) -> str:
    """Return the same as ``plain_entry``, as a JSON logger writes it."""
    head, _, trace = plain_entry(chance, number).partition("\n")
    moment, level, message = head[:23], *head[24:].split(" ", 1)
    entry: dict[str, object] = {
        "timestamp": moment.replace(" ", "T").replace(",", ".") + "Z",
        "level": level,
        "logger": f"com.shop.{message.split(':')[0]}.Loader",
        "thread": f"worker-{number % 8}",
        "trace_id": f"{chance.getrandbits(128):032x}",
        "service": "etl",
        "message": message,
    }
    if trace:
        entry["stack_trace"] = trace
    return json.dumps(entry) + "\n"


def plain_scan(path: Path) -> int:
    """Read and decode every line, and do nothing with it."""
    with path.open("rb") as stream:
        return sum(1 for line in stream if line.decode("utf-8", "replace"))


def peak_kib(path: Path) -> int:
    """Return the peak memory of a fresh process that triages ``path``."""
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, str(path)], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def measure(name: str, large: Path, small: Path, catalogue: Catalogue) -> None:
    """Print the figures of one log."""
    lines, scanned = min((_timed(lambda: plain_scan(large)) for _ in range(3)), key=itemgetter(1))
    diagnosis, triaged = _timed(lambda: classify(log_lines(large), catalogue))
    growth = (peak_kib(large) - peak_kib(small)) / 1024
    megabytes = large.stat().st_size / 1024 / 1024
    print(f"{name}: {megabytes:.0f} MB, {lines:,} lines, {megabytes / triaged:.0f} MB a second")
    print(f"  {diagnosis.cause} in line {diagnosis.evidence[0].line:,}")
    print(f"  plain scan {scanned:.2f} s, triage {triaged:.2f} s, ratio {triaged / scanned:.1f}")
    print(f"  memory above a one-line log: {growth:.0f} MB")


def _timed(action: Callable[[], _Found]) -> tuple[_Found, float]:
    started = time.perf_counter()
    found = action()
    return found, time.perf_counter() - started


def main() -> None:
    """Print the figures."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    catalogue = Catalogue.of(Handbook.load(kinds=frozenset({"signatures"})))
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large.log", Path(folder) / "small.log"
        small.write_text("ERROR No space left on device\n", encoding="utf-8")
        for name, entry in (("plain lines", plain_entry), ("JSON lines", json_entry)):
            write_log(large, megabytes, entry)
            measure(name, large, small, catalogue)


if __name__ == "__main__":
    main()
