"""How much a type holds: characters, digits behind the point, the range of integers."""

import re
from math import inf
from typing import NamedTuple

from sqlglot import exp

_NUMBERS = re.compile(r"\d+")
_TEXTS = frozenset({"CHAR", "CHARACTER", "NCHAR", "VARCHAR", "NVARCHAR", "VARCHAR2", "NVARCHAR2"})
_UNBOUNDED = frozenset({"TEXT", "CLOB", "NTEXT", "STRING", "LONGTEXT", "MEDIUMTEXT"})
_DECIMALS = frozenset({"DECIMAL", "NUMERIC", "NUMBER"})
_INTEGERS = {"TINYINT": 1, "SMALLINT": 2, "MEDIUMINT": 3, "INT": 4, "INTEGER": 4, "BIGINT": 8}


class Size(NamedTuple):
    """What a type holds, in units that only compare within one ``kind``."""

    kind: str
    amount: float


def size_of_declared(declared: str) -> Size | None:
    """Return the size of a type as it is declared (``VARCHAR(200)``); None if it says none."""
    name = re.split(r"[ (]", declared.strip().upper(), maxsplit=1)[0]
    return _size(name, _NUMBERS.findall(declared), unbounded="MAX" in declared.upper())


def size_of(target: exp.DataType) -> Size | None:
    """Return the size of the type that a cast names; None if it says none."""
    sizes = [size.name.upper() for size in target.expressions]
    numbers = [size for size in sizes if size.isdigit()]
    return _size(str(target.this.value).upper(), numbers, unbounded="MAX" in sizes)


def _size(name: str, numbers: list[str], *, unbounded: bool) -> Size | None:
    if name in _TEXTS | _UNBOUNDED and numbers:
        return Size("characters", int(numbers[0]))
    if name in _UNBOUNDED or (name in _TEXTS and unbounded):
        return Size("characters", inf)
    if name in _TEXTS:
        return None
    if name in _DECIMALS and len(numbers) == 2:
        return Size("digits behind the point", int(numbers[1]))
    return Size("bytes", _INTEGERS[name]) if name in _INTEGERS else None
