"""Tables as rules see them. Every fact may be missing; None means that it is not known."""

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple, TypeVar

from workbench.sqlreview.schema.types import TypeKind

Fact = TypeVar("Fact")
Parts = tuple[str, ...]
"""A name of one to three parts: catalogue, schema, table; the last is the table."""


class Column(NamedTuple):
    """A column: ``type`` as it is declared, ``nullable`` None where nothing says."""

    name: str
    type: str = ""
    kind: TypeKind = TypeKind.UNKNOWN
    nullable: bool | None = None


class ForeignKey(NamedTuple):
    """Columns whose values are keys of another table; ``references`` may be left out."""

    columns: tuple[str, ...]
    table: Parts
    references: tuple[str, ...] = ()


class Index(NamedTuple):
    """An index; a key that is an expression is '' among ``columns`` (lower case)."""

    name: str
    columns: tuple[str, ...]
    partial: bool = False


class Partition(NamedTuple):
    """A column (lower case) that rows are stored apart by.

    ``unit`` is the length of a time partition (HOUR, DAY, MONTH, YEAR), and
    ``buckets`` how many parts hashing makes, where known.
    """

    column: str
    kind: Literal["time", "range", "value", "hash"] = "value"
    unit: str = ""
    buckets: int = 0


class Table(NamedTuple):
    """A stored table or view. Column names in keys and layout are in lower case.

    ``columns`` is None where only the name is known, ``indexes`` and
    ``partitions`` where nothing was said about them; ``bytes`` is the stored size.
    """

    parts: Parts
    columns: dict[str, Column] | None = None
    never_null: frozenset[str] = frozenset()
    """Columns that a key or a test keeps free of NULL, whether ``columns`` is known or not."""
    primary_key: frozenset[str] = frozenset()
    unique: tuple[frozenset[str], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] | None = None
    partitions: tuple[Partition, ...] | None = None
    partition_count: int | None = None
    needs_partition_filter: bool = False
    cluster: tuple[str, ...] = ()
    rows: int | None = None
    bytes: int | None = None
    personal: frozenset[str] = frozenset()
    """Columns with personal data, as far as somebody said so."""
    catalogued: bool = True
    """Whether its source lists the tables that there are, and not only some of them."""
    engine: str = ""
    """What ENGINE names, in capitals: ClickHouse's engines differ in when they drop rows."""

    @property
    def name(self) -> str:
        """The last part of the name."""
        return self.parts[-1]

    @property
    def keys(self) -> tuple[frozenset[str], ...]:
        """The sets of columns that are unique, the primary key first."""
        return (self.primary_key, *self.unique) if self.primary_key else self.unique

    def column(self, name: str) -> Column | None:
        """Return the column called ``name``, in any case, if it is known."""
        return None if self.columns is None else self.columns.get(name.lower())

    def nullable(self, name: str) -> bool | None:
        """Tell whether a column may hold NULL; None if nothing says."""
        if name.lower() in self.never_null:
            return False
        column = self.column(name)
        return None if column is None else column.nullable

    def lacks(self, name: str) -> bool:
        """Tell whether the columns are known and ``name`` is none of them."""
        return self.columns is not None and name.lower() not in self.columns

    def is_key(self, columns: Collection[str]) -> bool | None:
        """Tell whether at most one row has given values of ``columns`` (lower case).

        None if no key of the table is known at all.
        """
        if not self.keys:
            return None
        return any(key <= set(columns) for key in self.keys)

    @property
    def partition_columns(self) -> frozenset[str]:
        """The columns by which rows are stored apart in a way that a filter can use."""
        return frozenset(p.column for p in self.partitions or () if p.kind != "hash")

    def merged(self, other: "Table") -> "Table":
        """Return this table with what ``other``, a later source, knows in addition."""
        return Table(
            max(self.parts, other.parts, key=len),
            _merged_columns(self.columns, other.columns),
            self.never_null | other.never_null,
            other.primary_key or self.primary_key,
            tuple(dict.fromkeys((*self.unique, *other.unique))),
            tuple(dict.fromkeys((*self.foreign_keys, *other.foreign_keys))),
            _joined_indexes(self.indexes, other.indexes),
            other.partitions or self.partitions or _either(self.partitions, other.partitions),
            _either(other.partition_count, self.partition_count),
            self.needs_partition_filter or other.needs_partition_filter,
            other.cluster or self.cluster,
            _either(other.rows, self.rows),
            _either(other.bytes, self.bytes),
            self.personal | other.personal,
            self.catalogued or other.catalogued,
            other.engine or self.engine,
        )

    def with_key(self, columns: Iterable[str], *, primary: bool) -> "Table":
        """Return this table with one more key; columns of a primary key are not null.

        Where indexes are known, the one behind the key is added to them.
        """
        ordered = tuple(name.lower() for name in columns)
        key = frozenset(ordered)
        if not key or key in self.keys:
            return self
        indexes = None if self.indexes is None else (*self.indexes, Index("", ordered))
        if not primary:
            return self._replace(unique=(*self.unique, key), indexes=indexes)
        return self.with_not_null(key)._replace(primary_key=key, indexes=indexes)

    def with_not_null(self, names: Iterable[str]) -> "Table":
        """Return this table with columns that are known never to be NULL."""
        return self._replace(never_null=self.never_null | {name.lower() for name in names})


def named(columns: Iterable[Column]) -> dict[str, Column]:
    """Return columns by their name in lower case, in their order."""
    return {column.name.lower(): column for column in columns}


def _either(first: Fact | None, second: Fact | None) -> Fact | None:
    return second if first is None else first


def _joined_indexes(
    mine: tuple[Index, ...] | None, theirs: tuple[Index, ...] | None
) -> tuple[Index, ...] | None:
    if mine is None or theirs is None:
        return theirs if mine is None else mine
    return tuple(dict.fromkeys((*mine, *theirs)))


def _merged_columns(
    mine: dict[str, Column] | None, theirs: dict[str, Column] | None
) -> dict[str, Column] | None:
    if mine is None or theirs is None:
        return theirs if mine is None else mine
    merged = dict(mine)
    for name, column in theirs.items():
        known = merged.get(name)
        if known is None:
            merged[name] = column
            continue
        nullable = False if False in {known.nullable, column.nullable} else known.nullable
        typed = known if known.type else column
        merged[name] = typed._replace(nullable=_either(nullable, column.nullable))
    return merged


class Schema:
    """Tables, found by as much of their name as a query writes."""

    def __init__(self, outer: "Schema | None" = None) -> None:
        """Begin without tables; those of ``outer`` are found where there is no own one."""
        self.outer = outer
        self._by_name: dict[str, list[Table]] = {}

    def __bool__(self) -> bool:
        return bool(self._by_name) or bool(self.outer)

    def add(self, table: Table) -> None:
        """Add a table, or what is new about one that is known already."""
        known = self._by_name.setdefault(table.name.lower(), [])
        for index, other in enumerate(known):
            if _same(other.parts, table.parts):
                known[index] = other.merged(table)
                return
        known.append(table)

    def replace(self, table: Table) -> None:
        """Put ``table`` in the place of the one with its full name, or add it."""
        known = self._by_name.setdefault(table.name.lower(), [])
        wanted = _lower(table.parts)
        kept = [other for other in known if _lower(other.parts) != wanted]
        self._by_name[table.name.lower()] = [*kept, table]

    def candidates(self, parts: Parts) -> list[Table]:
        """Return the tables that a name can mean; names are compared without case."""
        if not parts:
            return []
        known = self._by_name.get(parts[-1].lower(), ())
        found = [table for table in known if _same(table.parts, parts)]
        if not found and self.outer is not None:
            return self.outer.candidates(parts)
        return found

    def find(self, parts: Parts) -> Table | None:
        """Return the one table that a name means; None if there is none or it is ambiguous."""
        found = self.candidates(parts)
        if len(found) < 2:
            return found[0] if found else None
        for exact in (
            [table for table in found if table.parts[-len(parts) :] == parts],
            [table for table in found if _lower(table.parts) == _lower(parts)],
        ):
            if len(exact) == 1:
                return exact[0]
        return None

    def covers(self, parts: Parts) -> bool:
        """Tell whether tables beside the one named so are known, so that it should be, too."""
        before = _lower(parts[:-1])
        tables = [t for known in self._by_name.values() for t in known if t.catalogued]
        if not before:
            return bool(tables) or (self.outer is not None and self.outer.covers(parts))
        if any(_lower(table.parts[:-1])[-len(before) :] == before for table in tables):
            return True
        return self.outer is not None and self.outer.covers(parts)

    def tables(self) -> list[Table]:
        """Return all tables, in the order in which they were added."""
        own = [table for known in self._by_name.values() for table in known]
        return [*self.outer.tables(), *own] if self.outer is not None else own


def _same(one: Parts, other: Parts) -> bool:
    """Tell whether the shorter of two names is the end of the longer one."""
    length = min(len(one), len(other))
    return _lower(one[-length:]) == _lower(other[-length:])


def _lower(parts: Parts) -> Parts:
    return tuple(part.lower() for part in parts)
