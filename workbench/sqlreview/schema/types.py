"""Families of column types, as far as a comparison or a calculation cares."""

from enum import StrEnum
from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import SqlglotError

from workbench.sqlreview.dialects import parser_dialect


class TypeKind(StrEnum):
    """What values of a type are; names of types differ more than what they hold."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    TEXT = "text"
    DATE = "date"
    TIMESTAMP = "timestamp"
    BOOLEAN = "boolean"
    OTHER = "other"
    UNKNOWN = "unknown"

    @property
    def is_number(self) -> bool:
        """Whether values are numbers of any precision."""
        return self in {TypeKind.INTEGER, TypeKind.DECIMAL, TypeKind.FLOAT}


_SERIALS = ("SERIAL", "BIGSERIAL", "SMALLSERIAL")
_KIND_OF = {
    **dict.fromkeys(exp.DataType.INTEGER_TYPES, TypeKind.INTEGER),
    **{exp.DType[name]: TypeKind.INTEGER for name in _SERIALS},
    **dict.fromkeys(exp.DataType.REAL_TYPES, TypeKind.DECIMAL),
    **dict.fromkeys(exp.DataType.FLOAT_TYPES, TypeKind.FLOAT),
    **dict.fromkeys(exp.DataType.TEXT_TYPES, TypeKind.TEXT),
    **dict.fromkeys(exp.DataType.TEMPORAL_TYPES, TypeKind.TIMESTAMP),
    exp.DType.DATE: TypeKind.DATE,
    exp.DType.DATE32: TypeKind.DATE,
    exp.DType.BOOLEAN: TypeKind.BOOLEAN,
    exp.DType.BIT: TypeKind.BOOLEAN,
}


def kind_of(type_: exp.Expr | None) -> TypeKind:
    """Return the family of a parsed type."""
    if not isinstance(type_, exp.DataType):
        return TypeKind.UNKNOWN
    return _KIND_OF.get(type_.this, TypeKind.OTHER)


@lru_cache(maxsize=4096)
def kind_of_text(text: str, dialect: str) -> TypeKind:
    """Return the family of a type as a catalogue writes it (``varchar(20)``)."""
    try:
        return kind_of(exp.DataType.build(text, dialect=parser_dialect(dialect)))
    except (SqlglotError, ValueError):
        return TypeKind.UNKNOWN
