"""A list of short texts on one line: ``PostgreSQL, Kafka, S3``."""

from collections.abc import Sequence


def parse_entries(line: str) -> list[str]:
    """Return the entries of a line, parted by semicolons, or by commas where it has none."""
    mark = ";" if ";" in line else ","
    return [entry.strip() for entry in line.split(mark) if entry.strip()]


def write_entries(entries: Sequence[str]) -> str:
    """Return entries as one line that ``parse_entries`` reads back as they are.

    An entry with a comma makes semicolons the mark; one with a semicolon is taken apart.
    """
    if any("," in entry for entry in entries):
        return "; ".join(entries) + (";" if len(entries) == 1 else "")
    return ", ".join(entries)
