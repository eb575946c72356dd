"""What a finding costs, in figures of the tables that a schema knows; '' where it knows none."""

import re

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.filters import may_belong
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.schema.figures import bytes_of, rounded, size_of
from workbench.sqlreview.schema.layout import PER_DAY
from workbench.sqlreview.schema.model import Table
from workbench.sqlreview.schema.types import TypeKind
from workbench.sqlreview.scopes import Scope

_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_MONTH = re.compile(r"\d{4}-?\d{2}")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_DAYS_IN = ((_DAY, 1), (_MONTH, 31), (_YEAR, 366))
_DAY_NAME = re.compile(r"^(?:ds|dt|day|date)$|_(?:date|day|dt)$")
_EQUALS = (exp.EQ, exp.NullSafeEQ, exp.Is, exp.Like)


def columns_read(scope: Scope) -> str:
    """Return how many columns of its stored tables a query reads, of how many, and their size."""
    tables = [relation for relation in scope.relations if relation.kind is RelationKind.TABLE]
    known = [(relation, relation.stored) for relation in tables if relation.stored is not None]
    if not known or len(known) < len(tables):
        return ""
    read = total = 0
    for relation, stored in known:
        if stored.columns is None:
            return ""
        total += len(stored.columns)
        read += len(_named_columns(relation, stored, scope))
    sizes = [size for _, stored in known if (size := size_of(stored))]
    behind = f" of {' and '.join(sizes)}" if sizes else ""
    if read == total:
        return f"Reads all {total} columns{behind}."
    return f"Reads {read} of {total} columns{behind}."


def _named_columns(relation: Relation, stored: Table, scope: Scope) -> set[str]:
    everything = set(stored.columns or ())
    for star in scope.all(exp.Star):
        around = star.parent
        qualifier = around.text("table").lower() if isinstance(around, exp.Column) else ""
        if not isinstance(around, exp.Func) and qualifier in {"", relation.name}:
            return everything
    named = {column.name.lower() for column in scope.columns if may_belong(column, relation, scope)}
    return named & everything


def every_row(relation: Relation | None, what: str) -> str:
    """Return ``what`` with the number of rows of a stored table for its ``{rows}``."""
    stored = relation.stored if relation is not None else None
    if stored is None or stored.rows is None:
        return ""
    return what.replace("{rows}", f"{rounded(stored.rows)} rows")


def pairs(one: Relation, other: Relation) -> str:
    """Return how many pairs of rows two tables make."""
    left = one.stored.rows if one.stored is not None else None
    right = other.stored.rows if other.stored is not None else None
    if left is None or right is None:
        return ""
    made = rounded(left * right)
    return f"{rounded(left)} rows times {rounded(right)} rows are {made} pairs, before any filter."


def partitions_scanned(table: Table, column: str, test: exp.Expr) -> str:
    """Return how many partitions are scanned for how many that a test asks for by its dates."""
    unit = _unit(table, column)
    days = _days_asked(test)
    if table.partition_count is None or not unit or days is None or unit not in PER_DAY:
        return ""
    needed = max(1, round(days * PER_DAY[unit]))
    if needed >= table.partition_count:
        return ""
    return (
        f"Scans all {_with_size(table, table.partition_count)} for "
        f"{_with_size(table, needed, bare=True)}, if each holds one {unit.lower()}."
    )


def partitions_in(table: Table, column: str, days: int) -> str:
    """Return how many partitions a range of days covers, of how many there are."""
    unit = _unit(table, column)
    if unit not in PER_DAY:
        return ""
    covered = max(1, round(days * PER_DAY[unit]))
    if table.partition_count is None:
        return f"Reads up to {covered:,} partitions, one for each {unit.lower()}."
    covered = min(covered, table.partition_count)
    return f"Reads {covered:,} of {_with_size(table, table.partition_count)}."


def _unit(table: Table, column: str) -> str:
    """Return which length of time a partition holds; nothing where it is not one of time."""
    for partition in table.partitions or ():
        if partition.column != column:
            continue
        if partition.kind == "time":
            return partition.unit or "DAY"
        known = table.column(column)
        by_day = known is not None and known.kind is TypeKind.DATE
        return "DAY" if by_day or _DAY_NAME.search(column) else ""
    return ""


def _with_size(table: Table, count: int, *, bare: bool = False) -> str:
    """Return a number of partitions with their share of the table's size, where it is known."""
    noun = "" if bare else " partitions"
    if table.bytes is None or not table.partition_count:
        return f"{count:,}{noun}"
    return f"{count:,}{noun} ({bytes_of(table.bytes * count // table.partition_count)})"


def _days_asked(test: exp.Expr) -> int | None:
    """Return how many days a test for equality with a written day, month or year covers."""
    if not isinstance(test, _EQUALS):
        return None
    values = [literal.name.rstrip("%-") for literal in test.expression.find_all(exp.Literal)]
    for value in values[:1]:
        for pattern, days in _DAYS_IN:
            if pattern.fullmatch(value):
                return days
    return None


def outer_rows(context: Context, outer: Relation) -> str:
    """Return how often a subquery runs that depends on a row of ``outer``."""
    if context.column_store:
        return every_row(outer, "Joined to up to {rows}, if nothing filters them before.")
    return every_row(outer, "Runs once for each of up to {rows}, if nothing filters them before.")
