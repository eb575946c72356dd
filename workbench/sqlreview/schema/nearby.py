"""Files beside a query that may describe its tables, for offering them."""

from collections.abc import Iterator
from pathlib import Path

MOST = 12
_LEVELS = 3
"""Folders upwards that are looked into, the file's own first."""
_PATTERNS = (
    "target/manifest.json",
    "manifest.json",
    "*.ddl",
    "*schema*.sql",
    "*ddl*.sql",
    "*schema*.csv",
    "*.duckdb",
    "*.parquet",
)


def schema_files_near(folder: Path) -> list[Path]:
    """Return what may be a schema in ``folder`` and the folders above it, at most `MOST`.

    They are told by their names; none is opened.
    """
    found: dict[Path, None] = {}
    for place in [folder, *folder.parents][:_LEVELS]:
        for path in _in(place):
            found.setdefault(path)
            if len(found) == MOST:
                return list(found)
    return list(found)


def _in(folder: Path) -> Iterator[Path]:
    for pattern in _PATTERNS:
        try:
            yield from sorted(path for path in folder.glob(pattern) if path.is_file())
        except OSError:
            return
