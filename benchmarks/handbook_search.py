"""How long a search of the whole handbook takes, against reading all its text once."""

import statistics
import time
from collections.abc import Callable

from workbench.handbook.handbook import Handbook
from workbench.handbook.search import SearchIndex

QUERIES = (
    "late arriving data",
    "scd",
    "partition",
    "who is on call when a pipeline fails",
    "idempotent",
    "zzz nothing at all",
)
ROUNDS = 30


def main() -> None:
    """Print milliseconds for loading, indexing and searching, and the ratio to a plain scan."""
    start = time.perf_counter()
    handbook = Handbook.load()
    loaded = time.perf_counter()
    index = SearchIndex(handbook)
    indexed = time.perf_counter()
    texts = [
        " ".join([found.title, *found.entry.texts()]).casefold()
        for found in handbook.all()
        if found.entry
    ]
    searches: list[float] = []
    scans: list[float] = []
    for _ in range(ROUNDS):
        for query in QUERIES:
            searches.append(_seconds(index.search, query))
            scans.append(_seconds(lambda words: [words in text for text in texts], query))
    print(f"entries            {len(texts)}")
    print(f"load               {(loaded - start) * 1000:.0f} ms")
    print(f"index              {(indexed - loaded) * 1000:.0f} ms")
    print(f"search, median     {statistics.median(searches) * 1000:.2f} ms")
    print(f"search, slowest    {max(searches) * 1000:.2f} ms (bar: 50 ms)")
    ratio = statistics.median(searches) / statistics.median(scans)
    print(f"search / plain scan {ratio:.1f}")


def _seconds(call: Callable[[str], object], query: str) -> float:
    start = time.perf_counter()
    call(query)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
