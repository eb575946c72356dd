"""Whether values of one column type fit into another.

Types are compared by what they hold, not by their names: ``INT`` of Snowflake is a decimal
of 38 digits, ``FLOAT`` of PostgreSQL has double precision. The defaults per engine are those
of the vendors' own references.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlglot import exp
from sqlglot.errors import SqlglotError

from workbench.sqlreview.dialects import parser_dialect


class Fit(StrEnum):
    """How the new type holds the values of the old one."""

    SAME = "same"
    WIDER = "wider"
    NARROWER = "narrower"
    OTHER = "other"
    """Of another family: values need a cast, and may not survive it."""
    UNKNOWN = "unknown"


_UNLIMITED = 10**100
"""Longer and larger than any value that a column holds."""
_MOST_DIGITS = 1000
_INTEGER_BITS = {
    "TINYINT": (8, True),
    "UTINYINT": (8, False),
    "SMALLINT": (16, True),
    "SMALLSERIAL": (16, True),
    "USMALLINT": (16, False),
    "MEDIUMINT": (24, True),
    "UMEDIUMINT": (24, False),
    "INT": (32, True),
    "SERIAL": (32, True),
    "UINT": (32, False),
    "BIGINT": (64, True),
    "BIGSERIAL": (64, True),
    "UBIGINT": (64, False),
    "INT128": (128, True),
    "UINT128": (128, False),
    "INT256": (256, True),
    "UINT256": (256, False),
}
"""Bits of the type, and whether it is signed."""
_DECIMAL_DEFAULTS = {
    "bigquery": (38, 9),
    "databricks": (10, 0),
    "duckdb": (18, 3),
    "mysql": (10, 0),
    "redshift": (18, 0),
    "snowflake": (38, 0),
    "spark": (10, 0),
    "trino": (38, 0),
    "tsql": (18, 0),
}
"""Digits and scale of a decimal without any; elsewhere it has no limit."""
_TEXT_DEFAULTS = {"redshift": 256, "tsql": 1, "snowflake": 16_777_216}
"""Length of a VARCHAR without any; elsewhere it has no limit."""
_DOUBLE_IS_FLOAT = frozenset({"tsql", "oracle", "bigquery", "snowflake"})
"""Dialects whose FLOAT has the precision of a double."""
_EXACT_IN = {"float": (2**24, 7), "double": (2**53, 15)}
"""Up to which whole number, and how many decimal digits, 4 and 8 bytes keep exactly."""
_WHOLE_TEXTS = frozenset({"TEXT", "LONGTEXT", "MEDIUMTEXT", "TINYTEXT", "NTEXT", "JSON", "JSONB"})
_SIZED_TEXTS = frozenset({"VARCHAR", "NVARCHAR", "CHAR", "NCHAR", "BPCHAR"})
_NESTED = frozenset({"ARRAY", "STRUCT", "MAP", "LIST", "OBJECT", "VARIANT", "NESTED"})
_TIMES = {
    "DATE": "date",
    "DATE32": "date",
    "TIMESTAMP": "local time",
    "TIMESTAMPNTZ": "local time",
    "DATETIME": "local time",
    "DATETIME2": "local time",
    "DATETIME64": "local time",
    "SMALLDATETIME": "local time",
    "TIMESTAMPTZ": "instant",
    "TIMESTAMPLTZ": "instant",
}


@dataclass(frozen=True, slots=True)
class _Shape:
    """A type as far as its values go.

    ``top`` is its largest whole number, or for texts its length; ``scale`` counts the digits
    behind the point.
    """

    family: str
    top: int = 0
    scale: int = 0
    is_signed: bool = True


def fit(old: str, old_dialect: str, new: str, new_dialect: str) -> Fit:
    """Return how values of type ``old`` fit into ``new``, each as its own dialect writes it."""
    if (
        old_dialect == new_dialect
        and " ".join(old.split()).lower() == " ".join(new.split()).lower()
    ):
        return Fit.SAME
    before, after = _shape(old, old_dialect), _shape(new, new_dialect)
    if before is None or after is None:
        return Fit.UNKNOWN
    if before == after:
        return Fit.SAME
    if before.family == after.family:
        return _within(before, after)
    return _across(before, after)


def _within(before: _Shape, after: _Shape) -> Fit:
    grows = after.top >= before.top and after.scale >= before.scale
    keeps_sign = after.is_signed or not before.is_signed
    return Fit.WIDER if grows and keeps_sign else Fit.NARROWER


def _across(before: _Shape, after: _Shape) -> Fit:
    numbers = {"number", "float", "double"}
    if {before.family, after.family} <= numbers:
        if after.family in _EXACT_IN and before.family == "number":
            return Fit.WIDER if _is_exact_in(after.family, before) else Fit.NARROWER
        return Fit.WIDER if (before.family, after.family) == ("float", "double") else Fit.NARROWER
    if (before.family, after.family) == ("date", "local time"):
        return Fit.WIDER
    if (before.family, after.family) in {("local time", "date"), ("instant", "date")}:
        return Fit.NARROWER
    return Fit.OTHER


def _is_exact_in(family: str, number: _Shape) -> bool:
    largest, digits = _EXACT_IN[family]
    if not number.scale:
        return number.top <= largest
    return len(str(number.top)) + number.scale <= digits


def _shape(text: str, dialect: str) -> _Shape | None:
    type_ = _parsed(text, dialect)
    if type_ is None or not isinstance(type_.this, exp.DType):
        return None
    name = type_.this.name
    if name in _INTEGER_BITS:
        bits, is_signed = _INTEGER_BITS[name]
        top = 10**38 - 1 if dialect == "snowflake" else 2 ** (bits - is_signed) - 1
        return _Shape("number", top, 0, is_signed)
    if name in ("DECIMAL", "BIGDECIMAL", "MONEY"):
        return _decimal(name, _arguments(type_), dialect)
    if name in _WHOLE_TEXTS or name in _SIZED_TEXTS:
        return _text(name, _arguments(type_), dialect)
    return _plain(name, text, dialect, type_)


def _parsed(text: str, dialect: str) -> exp.DataType | None:
    if not text.strip():
        return None
    try:
        type_ = exp.DataType.build(text, dialect=parser_dialect(dialect))
    except (SqlglotError, ValueError):
        return None
    inner = type_.expressions[0] if type_.expressions else None
    is_wrapped = type_.this is exp.DType.LOWCARDINALITY
    return inner if is_wrapped and isinstance(inner, exp.DataType) else type_


def _text(name: str, arguments: list[int | None], dialect: str) -> _Shape:
    if name in _WHOLE_TEXTS:
        return _Shape("text", 256 if (name, dialect) == ("TEXT", "redshift") else _UNLIMITED)
    if arguments:
        return _Shape("text", arguments[0] or _UNLIMITED)
    if name in ("CHAR", "NCHAR", "BPCHAR"):
        return _Shape("text", 1)
    return _Shape("text", _TEXT_DEFAULTS.get(dialect, _UNLIMITED))


def _plain(name: str, text: str, dialect: str, type_: exp.DataType) -> _Shape:
    families = {**_TIMES, "BOOLEAN": "boolean", "BIT": "boolean", "DOUBLE": "double"}
    if name == "FLOAT":
        # the parser takes REAL for FLOAT; REAL has four bytes everywhere
        is_double = dialect in _DOUBLE_IS_FLOAT and text.strip().upper() != "REAL"
        return _Shape("double" if is_double else "float")
    if (name, dialect) == ("DATE", "oracle"):
        return _Shape("local time")  # it has a time of day
    if name in _NESTED:
        return _Shape(f"nested {type_.sql()}")
    return _Shape(families.get(name, name.lower()))


def _decimal(name: str, arguments: list[int | None], dialect: str) -> _Shape:
    if name == "MONEY":
        return _number(19, 4)
    if arguments:
        scale = (arguments[1] or 0) if len(arguments) > 1 else 0
        return _number(arguments[0] or _MOST_DIGITS, scale)
    if name == "BIGDECIMAL":
        return _number(76, 38)
    if dialect in _DECIMAL_DEFAULTS:
        return _number(*_DECIMAL_DEFAULTS[dialect])
    return _Shape("number", _UNLIMITED, _MOST_DIGITS)


def _number(digits: int, scale: int) -> _Shape:
    return _Shape("number", 10 ** max(digits - scale, 0) - 1, scale)


def _arguments(type_: exp.DataType) -> list[int | None]:
    """Return the numbers in brackets; None for MAX."""
    found: list[int | None] = []
    for argument in type_.expressions:
        text = argument.name if isinstance(argument, exp.Expr) else str(argument)
        if text.isdigit():
            found.append(int(text))
        elif text.upper() == "MAX":
            found.append(None)
    return found
