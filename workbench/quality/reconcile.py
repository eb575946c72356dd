"""Comparing the same rows in two places: counts, totals, and the rows that differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.embedded_database import Database, connect
from workbench.errors import InputError, Problem

SHOWN_ROWS = 20
_COUNTS = """
SELECT
  COUNT(*) FILTER (tn IS NULL),
  COUNT(*) FILTER (sn IS NULL),
  COUNT(*) FILTER (sn IS NOT NULL AND tn IS NOT NULL AND s IS DISTINCT FROM t),
  COUNT(*) FILTER (sn > 1 OR tn > 1)
FROM paired
"""
_DIFFERENCES = """
SELECT * FROM paired
WHERE sn IS NULL OR tn IS NULL OR s IS DISTINCT FROM t
ORDER BY ALL LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that differs: its key, and its value on either side (None where it is missing)."""

    key: tuple[Any, ...]
    source: Any
    target: Any


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Two sides compared. Totals are None where a side has no rows; keys are counted."""

    source_rows: int
    target_rows: int
    source_total: float | None
    target_total: float | None
    only_source: int
    only_target: int
    differing: int
    repeated_keys: int
    differences: tuple[Difference, ...]
    tolerance: float

    @property
    def variance(self) -> float | None:
        """The difference of the totals as a share of the source; None if it cannot be said."""
        if self.source_total is None or self.target_total is None:
            return None
        if self.source_total == self.target_total:
            return 0.0
        apart = abs(self.source_total - self.target_total)
        return apart / abs(self.source_total) if self.source_total else float("inf")

    @property
    def agrees(self) -> bool:
        """Whether the totals agree within the tolerance; a side without rows never does."""
        return self.variance is not None and self.variance <= self.tolerance


def reconcile(
    source: Path, target: Path, key: Sequence[str], amount: str, tolerance: float = 0.01
) -> Reconciliation:
    """Compare two files row by row by their key, and by the total of one column.

    ``tolerance`` is the accepted difference of the totals as a share of the source; the
    rows that differ are told whatever the totals say (erratum 3: a sum over no rows is
    no agreement).

    Raises:
        InputError: a file cannot be read, or lacks a column.
    """
    if not key:
        raise InputError(Problem("no key is given", fix="Give --key COLUMN"))
    with connect() as database:
        sides = [_side(database, source, "source"), _side(database, target, "target")]
        for columns, file in zip(sides, (source, target), strict=True):
            _refuse_missing((*key, amount), columns, file)
        return _compared(database, key, amount, tolerance)


def _side(database: Database, file: Path, name: str) -> tuple[str, ...]:
    database.attach(file, name)
    return database.query(f"FROM {name} LIMIT 0")[0]


def _refuse_missing(wanted: Sequence[str], columns: Sequence[str], file: Path) -> None:
    known = {column.casefold() for column in columns}
    problems = [
        Problem(f"has no column {name!r}", str(file), fix=f"Columns: {', '.join(columns)}")
        for name in wanted
        if name.casefold() not in known
    ]
    if problems:
        raise InputError(problems)


def _compared(
    database: Database, key: Sequence[str], amount: str, tolerance: float
) -> Reconciliation:
    keys = ", ".join(f'"{name}"' for name in key)
    value = f'CAST("{amount}" AS DOUBLE)'
    sides = " , ".join(
        f"{side}_keys AS (SELECT {keys}, SUM({value}) AS value, COUNT(*) AS times "  # noqa: S608 - checked names
        f"FROM {side} GROUP BY {keys})"
        for side in ("source", "target")
    )
    joined = " AND ".join(f's."{name}" IS NOT DISTINCT FROM t."{name}"' for name in key)
    shown = ", ".join(f'COALESCE(s."{name}", t."{name}")::VARCHAR' for name in key)
    database.query(
        f"CREATE TEMP TABLE paired AS WITH {sides} SELECT {shown}, s.value AS s, t.value AS t, "  # noqa: S608 - checked names
        f"s.times AS sn, t.times AS tn FROM source_keys s FULL JOIN target_keys t ON {joined}"
    )
    (counts,) = database.query(_COUNTS)[1]
    rows = database.query(_DIFFERENCES)[1][:SHOWN_ROWS]
    totals = [
        database.query(f"SELECT COUNT(*), SUM({value}) FROM {side}")[1][0]  # noqa: S608 - checked name
        for side in ("source", "target")
    ]
    (source_rows, source_total), (target_rows, target_total) = totals
    return Reconciliation(
        source_rows=source_rows,
        target_rows=target_rows,
        source_total=source_total,
        target_total=target_total,
        only_source=counts[0],
        only_target=counts[1],
        differing=counts[2],
        repeated_keys=counts[3],
        differences=tuple(
            Difference(row[: len(key)], row[len(key)], row[len(key) + 1]) for row in rows
        ),
        tolerance=tolerance,
    )
