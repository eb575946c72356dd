"""Figures of tables, rounded for a sentence."""

from workbench.sqlreview.schema.model import Table

_ROWS = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"))
_BYTES = ((1 << 40, "TB"), (1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB"))


def size_of(table: Table) -> str:
    """Return how large a table is (``1.2 billion rows, 45 GB``), or nothing if unknown."""
    parts = []
    if table.rows is not None:
        parts.append(f"{rounded(table.rows)} rows")
    if table.bytes is not None:
        parts.append(bytes_of(table.bytes))
    return ", ".join(parts)


def bytes_of(number: int) -> str:
    """Return a number of bytes with two digits that count: ``45 GB``."""
    return _scaled(number, _BYTES)


def rounded(number: int) -> str:
    """Return a number with two digits that count: ``1.2 million``."""
    return _scaled(number, _ROWS)


def _scaled(number: int, units: tuple[tuple[int, str], ...]) -> str:
    for size, unit in units:
        if number >= size:
            value = number / size
            return f"{value:.0f} {unit}" if value >= 9.95 else f"{value:.1f} {unit}"
    return str(number)
