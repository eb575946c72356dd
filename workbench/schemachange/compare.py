"""The differences between two schemas, each with its kind."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from workbench.schemachange.widening import Fit, fit
from workbench.sqlreview.schema.model import Column, Schema, Table

Kind = Literal[
    "additive",
    "rename",
    "removal",
    "wider-type",
    "narrower-type",
    "other-type",
    "unclear-type",
    "now-nullable",
    "now-required",
    "key-changed",
    "unique-removed",
    "unique-added",
    "reordered",
    "table-added",
    "table-removed",
]
"""Ids of the rows of the page ``schema-differences``."""
_KINDS_OF_FIT: dict[Fit, Kind] = {
    Fit.WIDER: "wider-type",
    Fit.NARROWER: "narrower-type",
    Fit.OTHER: "other-type",
    Fit.UNKNOWN: "unclear-type",
}
_ALIKE = 0.6
"""Ratio of names from which on they are taken to be alike; a judgement."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two schemas: its tables, the dialect of its types, whether order matters in it."""

    schema: Schema
    dialect: str
    by_position: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference; a guess is not sure and says why it was made."""

    kind: Kind
    table: str
    column: str = ""
    before: str = ""
    after: str = ""
    is_sure: bool = True
    guess: str = ""


def compare(old: Side, new: Side) -> list[Difference]:
    """Return all differences, table by table in the order of the old schema.

    Tables are matched by name; where each side has only one, these two are compared.
    """
    before, after = old.schema.tables(), new.schema.tables()
    if len(before) == len(after) == 1:
        return list(_in_table(before[0], after[0], old, new))
    found: list[Difference] = []
    matched: set[int] = set()
    for table in before:
        other = new.schema.find(table.parts) or new.schema.find(table.parts[-1:])
        if other is None:
            found.append(Difference("table-removed", _name(table)))
            continue
        matched.add(id(other))
        found += _in_table(table, other, old, new)
    found += [Difference("table-added", _name(each)) for each in after if id(each) not in matched]
    return found


def _in_table(before: Table, after: Table, old: Side, new: Side) -> Iterator[Difference]:
    name = _name(before)
    had, has = before.columns or {}, after.columns or {}
    if before.columns is None or after.columns is None:
        return
    removed = [each for key, each in had.items() if key not in has]
    added = [each for key, each in has.items() if key not in had]
    renames = _renames(before, after, removed, added, old, new)
    for gone in removed:
        if gone.name in renames:
            came, guess = renames[gone.name]
            yield Difference("rename", name, gone.name, _typed(gone), _typed(came), False, guess)
            yield from _in_column(name, gone, came, (before, after), (old, new))
        else:
            yield Difference("removal", name, gone.name, _typed(gone))
    renamed = {came.name for came, _ in renames.values()}
    for came in added:
        if came.name not in renamed:
            yield Difference("additive", name, came.name, "", _described(came, after))
    for key, column in had.items():
        if key in has:
            yield from _in_column(name, column, has[key], (before, after), (old, new))
    yield from _in_keys(
        name, before, after, {gone: came.name for gone, (came, _) in renames.items()}
    )
    yield from _in_order(name, list(had), list(has), old.by_position and new.by_position)


def _in_column(
    table: str,
    before: Column,
    after: Column,
    tables: tuple[Table, Table],
    sides: tuple[Side, Side],
) -> Iterator[Difference]:
    if before.type and after.type:
        how = fit(before.type, sides[0].dialect, after.type, sides[1].dialect)
        if how is not Fit.SAME:
            is_sure = how is not Fit.UNKNOWN
            kind = _KINDS_OF_FIT[how]
            yield Difference(kind, table, before.name, before.type, after.type, is_sure)
    was, is_ = tables[0].nullable(before.name), tables[1].nullable(after.name)
    if was is False and is_ is True:
        yield Difference("now-nullable", table, before.name, "NOT NULL", "NULL")
    if was is True and is_ is False:
        yield Difference("now-required", table, before.name, "NULL", "NOT NULL")


def _in_keys(
    table: str, before: Table, after: Table, renamed: dict[str, str]
) -> Iterator[Difference]:
    def moved(key: frozenset[str]) -> frozenset[str]:
        names = {gone.lower(): came.lower() for gone, came in renamed.items()}
        return frozenset(names.get(column, column) for column in key)

    if not (before.keys and after.keys):
        return  # where one side names no key at all, it may only be silent about it
    if moved(before.primary_key) != after.primary_key and before.primary_key and after.primary_key:
        yield Difference(
            "key-changed", table, "", _key(before.primary_key), _key(after.primary_key)
        )
    was = {moved(key) for key in before.unique}
    is_ = set(after.unique)
    for key in sorted(was - is_ - {after.primary_key}, key=sorted):
        yield Difference("unique-removed", table, _key(key), "UNIQUE", "")
    for key in sorted(is_ - was - {moved(before.primary_key)}, key=sorted):
        yield Difference("unique-added", table, _key(key), "", "UNIQUE")


def _in_order(
    table: str, had: list[str], has: list[str], by_position: bool
) -> Iterator[Difference]:
    common = set(had) & set(has)
    before = [name for name in had if name in common]
    after = [name for name in has if name in common]
    if by_position and before != after:
        yield Difference("reordered", table, "", ", ".join(before), ", ".join(after))


def _renames(
    before: Table, after: Table, removed: list[Column], added: list[Column], old: Side, new: Side
) -> dict[str, tuple[Column, str]]:
    """Return for each column that is gone the one that it may have become, the likeliest first."""
    places = list(before.columns or ()), list(after.columns or ())
    pairs: list[tuple[float, Column, Column, str]] = []
    for gone in removed:
        for came in added:
            score, why = _likeness(gone, came, places, (old.dialect, new.dialect))
            if score:
                pairs.append((score, gone, came, why))
    found: dict[str, tuple[Column, str]] = {}
    taken: set[str] = set()
    for _, gone, came, why in sorted(pairs, key=lambda pair: -pair[0]):
        if gone.name not in found and came.name not in taken:
            found[gone.name] = (came, why)
            taken.add(came.name)
    return found


def _likeness(
    gone: Column, came: Column, places: tuple[list[str], list[str]], dialects: tuple[str, str]
) -> tuple[float, str]:
    """Return how likely one column became the other (0 is not), and why."""
    known = bool(gone.type and came.type)
    same_type = known and fit(gone.type, dialects[0], came.type, dialects[1]) is Fit.SAME
    if known and not same_type:
        return 0.0, ""
    same_place = places[0].index(gone.name.lower()) == places[1].index(came.name.lower())
    alike = difflib.SequenceMatcher(None, gone.name.lower(), came.name.lower()).ratio()
    if not same_place and alike < _ALIKE:
        return 0.0, ""
    reasons = ["same type"] if same_type else []
    reasons += ["same place"] if same_place else []
    reasons += ["similar name"] if alike >= _ALIKE else []
    return 2 * alike + same_place / 2, ", ".join(reasons)


def _described(column: Column, table: Table) -> str:
    needed = " NOT NULL" if table.nullable(column.name) is False else ""
    return f"{_typed(column)}{needed}"


def _typed(column: Column) -> str:
    return f"{column.name} {column.type}".strip()


def _key(columns: frozenset[str]) -> str:
    return ", ".join(sorted(columns))


def _name(table: Table) -> str:
    return ".".join(table.parts)
