"""How fast and in how much memory a large log is triaged, against a plain scan of its lines.

Run as ``python -m benchmarks.triage_throughput [MEGABYTES]``. Both figures come from one
run on one file, so that the ratio says something on any machine. Memory is the peak of a
fresh process each: one that only loads the signatures and reads a short log, and one that
reads the large log.
"""

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
_WORDS = ("orders", "customers", "payments", "sessions", "clicks", "shipments", "prices")


def write_log(path: Path, megabytes: int) -> None:
    """Write a log that is mostly quiet, with traces, warnings, and one cause in the middle."""
    chance = random.Random(7)  # noqa: S311 - reproducible, not secret
    size, number, told = 0, 0, False
    with path.open("w", encoding="utf-8") as stream:
        while size < megabytes * 1024 * 1024:
            number += 1
            text = _entry(chance, number)
            if not told and size > megabytes * 512 * 1024:
                text += "2024-05-14 02:00:00,000 ERROR store: No space left on device\n"
                told = True
            stream.write(text)
            size += len(text)


def _entry(chance: random.Random, number: int) -> str:
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


def main() -> None:
    """Print the figures."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large.log", Path(folder) / "small.log"
        write_log(large, megabytes)
        small.write_text("ERROR No space left on device\n", encoding="utf-8")
        catalogue = Catalogue.of(Handbook.load(kinds=frozenset({"signatures"})))
        started = time.perf_counter()
        lines = plain_scan(large)
        scanned = time.perf_counter() - started
        started = time.perf_counter()
        diagnosis = classify(log_lines(large), catalogue)
        triaged = time.perf_counter() - started
        growth = (peak_kib(large) - peak_kib(small)) / 1024
    print(
        f"{megabytes} MB, {lines:,} lines: {diagnosis.cause} in line {diagnosis.evidence[0].line:,}"
    )
    print(f"plain scan {scanned:.2f} s, triage {triaged:.2f} s, ratio {triaged / scanned:.1f}")
    print(f"memory above a one-line log: {growth:.0f} MB")


if __name__ == "__main__":
    main()
