"""Schema from a CSV dump of ``information_schema.columns``, with optional further columns.

Needed: table_name, column_name. Used where present: table_catalog, table_schema,
data_type with its length, precision and scale, is_nullable; column_key (PRI, UNI, MUL)
or constraint_type with constraint_name; is_partitioning_column and
clustering_ordinal_position (as BigQuery writes them); row_count, bytes and
partition_count of the table.

A dump of ``information_schema.tables`` has the last three, or clustering_key as Snowflake
writes it, and no column_name; it adds to what is known about the columns.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from workbench.errors import InputError, Problem
from workbench.reading import SourceText
from workbench.sqlreview.schema.layout import partition_of_text
from workbench.sqlreview.schema.model import Column, Index, Partition, Parts, Schema, Table, named
from workbench.sqlreview.schema.types import kind_of_text

_TABLE_FACTS = frozenset({"row_count", "bytes", "partition_count", "clustering_key"})
_HAS_LENGTH = re.compile(r"(?i)char|text|string|binary")
_HAS_SCALE = frozenset({"decimal", "numeric", "number"})
_KEYS = re.compile(r"(?i)^\s*(?:linear)?\s*\((.*)\)\s*$")
_SEPARATORS = ",;\t|"
_YES = frozenset({"yes", "y", "true", "t", "1"})
_NO = frozenset({"no", "n", "false", "f", "0"})
_ALSO_CALLED = {
    "table_rows": "row_count",
    "num_rows": "row_count",
    "rows": "row_count",
    "size_bytes": "bytes",
    "num_bytes": "bytes",
    "data_length": "bytes",
    "total_logical_bytes": "bytes",
    "partitions": "partition_count",
    "type": "data_type",
    "column_type": "data_type",
}


@dataclass(slots=True)
class _Draft:
    """What the rows of one table have said so far."""

    columns: list[Column] = field(default_factory=list)
    primary: list[str] = field(default_factory=list)
    unique: dict[str, list[str]] = field(default_factory=dict)
    indexes: list[Index] = field(default_factory=list)
    partitions: list[Partition] = field(default_factory=list)
    cluster: list[tuple[int, str]] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)


def read_information_schema(source: SourceText, dialect: str, schema: Schema) -> None:
    """Add the tables of a dump; comma, semicolon, tab and bar separate its fields.

    Raises:
        InputError: a needed column is missing, a row has no names, a number or a
            yes/no is something else (each with its line).
    """
    rows = _rows(source)
    header = next(rows, (1, []))[1]
    names = [_ALSO_CALLED.get(name.strip().lower(), name.strip().lower()) for name in header]
    of_tables = "column_name" not in names and not _TABLE_FACTS.isdisjoint(names)
    needed = ("table_name",) if of_tables else ("table_name", "column_name")
    missing = [name for name in needed if name not in names]
    if missing:
        raise InputError(
            Problem(
                f"no column called {' or '.join(missing)} in the first line",
                source.name,
                1,
                1,
                fix="Dump information_schema.columns with a header line",
            )
        )
    drafts: dict[Parts, _Draft] = {}
    problems: list[Problem] = []
    for line, fields in rows:
        row = dict(zip(names, (value.strip() for value in fields), strict=False))
        try:
            _take_table(row, drafts) if of_tables else _take(row, drafts, dialect)
        except ValueError as error:
            problems.append(Problem(str(error), source.name, line, 1))
    if problems:
        raise InputError(problems)
    for parts, draft in drafts.items():
        schema.add(_table(parts, draft, set(names)))


def _rows(source: SourceText) -> Iterator[tuple[int, list[str]]]:
    first = source.text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(source.text), delimiter=separator)
    try:
        for row in reader:
            if any(row):
                yield reader.line_num, row
    except csv.Error as error:
        problem = Problem(f"not readable as CSV: {error}", source.name, reader.line_num, 1)
        raise InputError(problem) from error


def _take(row: dict[str, str], drafts: dict[Parts, _Draft], dialect: str) -> None:
    name, table = row.get("column_name", ""), row.get("table_name", "")
    if not name or not table:
        raise ValueError("table_name and column_name must not be empty")
    draft = drafts.setdefault(_parts(row), _Draft())
    if all(column.name.lower() != name.lower() for column in draft.columns[-400:]):
        type_ = _type(row)
        nullable = _truth(row.get("is_nullable", ""), "is_nullable")
        draft.columns.append(Column(name, type_, kind_of_text(type_, dialect), nullable))
    _take_key(row, name.lower(), draft)
    if _truth(row.get("is_partitioning_column", ""), "is_partitioning_column"):
        draft.partitions.append(Partition(name.lower()))
    position = row.get("clustering_ordinal_position", "")
    if position and position.lower() not in {"null", "none"}:
        draft.cluster.append((_number(position, "clustering_ordinal_position"), name.lower()))
    _take_numbers(row, draft)


def _take_numbers(row: dict[str, str], draft: _Draft) -> None:
    for what in ("row_count", "bytes", "partition_count"):
        if row.get(what) and row[what].lower() not in {"null", "none"}:
            draft.numbers[what] = _number(row[what], what)


def _take_table(row: dict[str, str], drafts: dict[Parts, _Draft]) -> None:
    if not row.get("table_name"):
        raise ValueError("table_name must not be empty")
    draft = drafts.setdefault(_parts(row), _Draft())
    _take_numbers(row, draft)
    keys = _KEYS.match(row.get("clustering_key", ""))
    for part in re.split(r",(?![^(]*\))", keys[1]) if keys else ():
        draft.cluster.append((len(draft.cluster), partition_of_text(part).column))


def _parts(row: dict[str, str]) -> Parts:
    path = (row.get("table_catalog", ""), row.get("table_schema", ""), row["table_name"])
    return tuple(part for part in path if part)


def _type(row: dict[str, str]) -> str:
    """Return the type with the length, or precision and scale, that stand beside it."""
    written = row.get("data_type", "")
    if "(" in written:
        return written
    length = row.get("character_maximum_length", "")
    if _HAS_LENGTH.search(written) and (length.isdigit() or length == "-1"):
        return f"{written}({'max' if length == '-1' else length})"
    digits, scale = row.get("numeric_precision", ""), row.get("numeric_scale", "")
    if written.lower() in _HAS_SCALE and digits.isdigit() and scale.isdigit():
        return f"{written}({digits}, {scale})"
    return written


def _take_key(row: dict[str, str], name: str, draft: _Draft) -> None:
    key = (row.get("column_key") or row.get("constraint_type") or "").upper()
    if key in {"PRI", "PRIMARY KEY", "P"}:
        draft.primary.append(name)
    elif key in {"UNI", "UNIQUE", "U"}:
        draft.unique.setdefault(row.get("constraint_name") or name, []).append(name)
    elif key == "MUL":
        draft.indexes.append(Index("", (name,)))
    elif key not in {"", "NULL", "FOREIGN KEY", "CHECK", "F", "C"}:
        raise ValueError(f"{key!r} is not a kind of key")


def _table(parts: Parts, draft: _Draft, names: set[str]) -> Table:
    table = Table(
        parts,
        named(draft.columns) or None,
        indexes=tuple(draft.indexes) if "column_key" in names else None,
        partitions=tuple(draft.partitions) if "is_partitioning_column" in names else None,
        partition_count=draft.numbers.get("partition_count"),
        cluster=tuple(name for _, name in sorted(draft.cluster)),
        rows=draft.numbers.get("row_count"),
        bytes=draft.numbers.get("bytes"),
    )
    for key in draft.unique.values():
        table = table.with_key(key, primary=False)
    return table.with_key(draft.primary, primary=True)


def _truth(text: str, name: str) -> bool | None:
    if not text or text.lower() in {"null", "none"}:
        return None
    if text.lower() in _YES | _NO:
        return text.lower() in _YES
    raise ValueError(f"{name} must be YES or NO, not {text!r}")


def _number(text: str, name: str) -> int:
    try:
        return int(float(text.replace("_", "").replace(" ", "")))
    except (ValueError, OverflowError):
        raise ValueError(f"{name} must be a number, not {text!r}") from None
