"""The SQL dialects that can be reviewed, and what kind of engine is behind each."""

import difflib
from enum import StrEnum
from functools import cache
from pathlib import PurePath

from sqlglot.dialects.dialect import Dialect, Dialects

from workbench.errors import InputError, Problem

GENERIC = "generic"
"""SQL of no particular engine: the union of what all dialects allow."""


class EngineKind(StrEnum):
    """How an engine stores and moves data; it decides what is expensive."""

    ROW_STORE = "row store"
    COLUMN_STORE = "column store"
    DISTRIBUTED = "distributed"
    UNKNOWN = "unknown"


_ROW_STORES = "materialize mysql oracle postgres risingwave singlestore sqlite tsql"
_COLUMN_STORES = (
    "bigquery clickhouse databricks doris druid duckdb exasol fabric redshift snowflake starrocks"
)
_DISTRIBUTED = "athena dremio drill dune hive presto spark spark2 teradata trino"

_ENGINE_KINDS = {
    name: kind
    for names, kind in (
        (_ROW_STORES, EngineKind.ROW_STORE),
        (_COLUMN_STORES, EngineKind.COLUMN_STORE),
        (_DISTRIBUTED, EngineKind.DISTRIBUTED),
    )
    for name in names.split()
}


def names() -> tuple[str, ...]:
    """Return the name of every dialect that is read, ``generic`` first."""
    return (GENERIC, *sorted(dialect.value for dialect in Dialects if dialect.value))


def checked(name: str) -> str:
    """Return the dialect called ``name``, written as it is used everywhere else.

    Raises:
        InputError: there is no such dialect; the message names the nearest one.
    """
    wanted = name.strip().lower() or GENERIC
    if wanted in names():
        return wanted
    near = difflib.get_close_matches(_ALSO_CALLED.get(wanted, wanted), names(), n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}?" if near else f"Give one of: {', '.join(names())}"
    raise InputError(Problem(f"unknown SQL dialect {name!r}", fix=hint))


_ALSO_CALLED = {
    "mssql": "tsql",
    "sqlserver": "tsql",
    "sql server": "tsql",
    "mariadb": "mysql",
    "postgresql": "postgres",
    "pg": "postgres",
    "bq": "bigquery",
    "plsql": "oracle",
}


def engine_kind(name: str) -> EngineKind:
    """Return what kind of engine reads the dialect called ``name``."""
    return _ENGINE_KINDS.get(name, EngineKind.UNKNOWN)


@cache
def parser_dialect(name: str) -> Dialect:
    """Return the tokenizer and parser settings of a checked dialect name."""
    dialect = Dialect.get_or_raise("" if name == GENERIC else name)
    # IS NOT NULL is one tree in every dialect: NOT around IS NULL.
    dialect.NORMALIZE_NOT_NULL = True
    return dialect


def dialect_of_path(path: str) -> str:
    """Return the dialect that a path names, or ``generic``.

    ``orders.bigquery.sql`` names it, and so does a folder called ``bigquery``
    that holds the file; the name in the file wins.
    """
    parts = PurePath(path)
    inner = PurePath(parts.stem).suffix.removeprefix(".").lower()
    for candidate in (inner, parts.parent.name.lower()):
        if candidate in _ENGINE_KINDS:
            return candidate
    return GENERIC
