"""How DDL says that a table is partitioned and sorted, in the words of each dialect."""

import re
from collections.abc import Iterator

from sqlglot import exp

from workbench.sqlreview.schema.model import Partition, Table
from workbench.sqlreview.tables import storage_engine

_ONE_CALL = re.compile(r"(\w+)\s*\(\s*(?:\d+\s*,\s*)?\"?(\w+)\"?\s*(?:,\s*\d+\s*)?\)")
_UNITS = {
    "day": "DAY",
    "days": "DAY",
    "date": "DAY",
    "hour": "HOUR",
    "hours": "HOUR",
    "month": "MONTH",
    "months": "MONTH",
    "year": "YEAR",
    "years": "YEAR",
    "toyyyymm": "MONTH",
    "tostartofmonth": "MONTH",
    "toyyyymmdd": "DAY",
    "todate": "DAY",
    "toyear": "YEAR",
    "tostartofminute": "MINUTE",
    "tostartofhour": "HOUR",
    "tostartofday": "DAY",
    "tostartofweek": "WEEK",
    "tomonday": "WEEK",
}
_BY_HASH = ("bucket", "hash", "truncate", "key")
_TRINO = frozenset({"partitioning", "partitioned_by"})
_PSEUDO = {"_partitiontime": "_partitiontime", "_partitiondate": "_partitiontime"}
PER_DAY = {
    "MINUTE": 1440.0,
    "HOUR": 24.0,
    "DAY": 1.0,
    "WEEK": 1 / 7,
    "MONTH": 12 / 365,
    "YEAR": 1 / 365,
}
"""Partitions for one day of history."""


def with_layout(table: Table, create: exp.Create) -> Table:
    """Return ``table`` with the partitions and sort keys that its CREATE TABLE names."""
    properties = create.args.get("properties")
    partitions = [partition for partition, _ in partition_keys(create)]
    cluster = [name for name, _ in cluster_keys(create)]
    count = _counted(properties, partitions)
    return table._replace(
        partitions=tuple(dict.fromkeys(partitions)),
        partition_count=count,
        needs_partition_filter=_flag(properties, "require_partition_filter"),
        cluster=tuple(dict.fromkeys(cluster)),
        engine=storage_engine(create),
    )


def partition_keys(create: exp.Create) -> Iterator[tuple[Partition, exp.Expr]]:
    """Yield what a CREATE TABLE partitions by, each with where it is written."""
    for item in _properties(create):
        if isinstance(item, exp.PartitionedByProperty):
            yield from _from_keys(item.this)
        elif isinstance(item, exp.PartitionByRangeProperty | exp.PartitionByListProperty):
            for key in item.args.get("partition_expressions") or ():
                yield from _from_key(key, "range")
        elif isinstance(item, exp.Property) and item.name.lower() in _TRINO:
            value = item.args.get("value")
            yield from _from_keys(value) if isinstance(value, exp.Expr) else ()


def cluster_keys(create: exp.Create) -> Iterator[tuple[str, exp.Expr]]:
    """Yield what a CREATE TABLE sorts by, each with where it is written.

    The name is '' for an expression of several columns.
    """
    for item in _properties(create):
        yield from _sort_columns(item)


def _properties(create: exp.Create) -> list[exp.Expr]:
    properties = create.args.get("properties")
    return properties.expressions if isinstance(properties, exp.Properties) else []


def _from_keys(keys: exp.Expr) -> Iterator[tuple[Partition, exp.Expr]]:
    if isinstance(keys, exp.Schema | exp.Array | exp.Tuple):
        for key in keys.expressions:
            yield from _from_key(key)
    else:
        yield from _from_key(keys)


def _from_key(key: exp.Expr, kind: str = "") -> Iterator[tuple[Partition, exp.Expr]]:
    """Yield what one partition key is: a column, a function of one, or a quoted ``day(ts)``."""
    if isinstance(key, exp.Literal):
        yield partition_of_text(key.name), key
        return
    function = key.name.lower() if isinstance(key, exp.Anonymous) else key.key.lower()
    if function in {"range", "list"}:
        for inner in key.expressions:
            yield from _from_key(inner, function)
        return
    names = _column_names(key)
    if names:
        yield _partition(key, function, _PSEUDO.get(names[0], names[0]), kind), key


def _partition(key: exp.Expr, function: str, name: str, kind: str) -> Partition:
    if isinstance(key, exp.PartitionedByBucket) or function.startswith(_BY_HASH):
        return Partition(name, "hash", buckets=_buckets(key))
    if isinstance(key, exp.RangeBucket) or kind == "range":
        return Partition(name, "range")
    if isinstance(key, exp.TimestampTrunc | exp.DateTrunc | exp.DatetimeTrunc):
        return Partition(name, "time", key.text("unit").upper())
    if function in _UNITS:
        return Partition(name, "time", _UNITS[function])
    return Partition(name, "time", "DAY") if name.startswith("_partition") else Partition(name)


def _buckets(key: exp.Expr) -> int:
    """Return the one number among the arguments of ``bucket(16, id)``."""
    numbers = [literal.name for literal in key.find_all(exp.Literal) if literal.is_int]
    return int(numbers[0]) if len(numbers) == 1 else 0


def partition_of_text(text: str) -> Partition:
    """Return the partition that a catalogue writes as ``ds``, ``day(ts)`` or ``bucket(16, id)``."""
    call = _ONE_CALL.fullmatch(text.strip())
    if call is None:
        return Partition(text.strip().strip('"`').lower())
    function, column = call[1].lower(), call[2].lower()
    if function.startswith(_BY_HASH):
        return Partition(column, "hash")
    return Partition(column, "time", _UNITS[function]) if function in _UNITS else Partition(column)


def _sort_columns(item: exp.Expr) -> Iterator[tuple[str, exp.Expr]]:
    keys: object = ()
    if isinstance(item, exp.ClusterProperty | exp.Cluster | exp.Order):
        keys = item.expressions
    elif isinstance(item, exp.SortKeyProperty):
        keys = item.this
    for key in keys if isinstance(keys, list) else ():
        bare = key.this if isinstance(key, exp.Ordered) else key
        for part in bare.expressions if isinstance(bare, exp.Tuple) else (bare,):
            yield next(iter(_column_names(part)), ""), part


def _column_names(key: exp.Expr) -> list[str]:
    if isinstance(key, exp.Identifier | exp.ColumnDef):
        return [key.name.lower()]
    names = [column.name.lower() for column in key.find_all(exp.Column)]
    return names or [identifier.name.lower() for identifier in key.find_all(exp.Identifier)]


def _flag(properties: exp.Expr | None, name: str) -> bool:
    value = _setting(properties, name)
    return isinstance(value, exp.Boolean) and bool(value.this)


def _setting(properties: exp.Expr | None, name: str) -> exp.Expr | None:
    for item in properties.expressions if properties is not None else ():
        if type(item) is exp.Property and item.name.lower() == name:
            value = item.args.get("value")
            return value if isinstance(value, exp.Expr) else None
    return None


def _counted(properties: exp.Expr | None, partitions: list[Partition]) -> int | None:
    """Return how many partitions there are: those that are listed, or those kept until expiry."""
    if properties is None:
        return None
    listed = [len(item.args.get("create_expressions") or ()) for item in properties.expressions]
    if any(listed):
        return sum(listed)
    days = _setting(properties, "partition_expiration_days")
    if not isinstance(days, exp.Literal) or len(partitions) != 1:
        return None
    per_day = PER_DAY.get(partitions[0].unit or "DAY")
    try:
        return max(1, round(float(days.name) * per_day)) if per_day else None
    except (ValueError, OverflowError):
        return None
