"""Schema from Parquet files and DuckDB databases, read by DuckDB where it is installed."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from workbench.errors import InputError, Problem
from workbench.sqlreview.schema.model import Column, Index, Partition, Schema, Table, named
from workbench.sqlreview.schema.types import kind_of_text

_COLUMNS = """
SELECT schema_name, table_name, column_name, data_type, is_nullable
FROM duckdb_columns() WHERE NOT internal AND database_name = current_database()
ORDER BY schema_name, table_name, column_index
"""
_KEYS = """
SELECT schema_name, table_name, constraint_type, constraint_column_names
FROM duckdb_constraints() WHERE database_name = current_database()
AND constraint_type IN ('PRIMARY KEY', 'UNIQUE')
"""
_INDEXES = """
SELECT schema_name, table_name, index_name, expressions
FROM duckdb_indexes() WHERE database_name = current_database()
"""
_SIZES = """
SELECT schema_name, table_name, estimated_size
FROM duckdb_tables() WHERE database_name = current_database()
"""


def read_duckdb(path: Path, schema: Schema) -> None:
    """Add the tables and views of a DuckDB file, which is opened for reading only.

    Raises:
        InputError: DuckDB is not installed, or cannot read the file.
    """
    duckdb = _duckdb(path)
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            answers = [connection.sql(q).fetchall() for q in (_COLUMNS, _KEYS, _INDEXES, _SIZES)]
    except duckdb.Error as error:
        raise _unreadable(path, error) from error
    columns, keys, indexes, sizes = answers
    tables: dict[tuple[str, str], list[Column]] = {}
    for schema_name, table, name, type_, nullable in columns:
        tables.setdefault((schema_name, table), []).append(_column(name, type_, nullable))
    rows = {(schema_name, table): size for schema_name, table, size in sizes}
    for parts, found in tables.items():
        own = [Index(name, _plain(keys)) for s, t, name, keys in indexes if (s, t) == parts]
        table = Table(parts, named(found), indexes=tuple(own), partitions=(), rows=rows.get(parts))
        for s, t, kind, names in keys:
            if (s, t) == parts:
                table = table.with_key(names, primary=kind == "PRIMARY KEY")
        schema.add(table)


def read_parquet(path: Path, schema: Schema) -> None:
    """Add one Parquet file, or a folder of them with ``key=value`` folders as partitions.

    The table is called after the file or folder.

    Raises:
        InputError: DuckDB is not installed, cannot read a file, or there is none.
    """
    duckdb = _duckdb(path)
    files = [path] if path.is_file() else sorted(path.rglob("*.parquet"))
    if not files:
        raise InputError(Problem("no .parquet file in this folder", str(path)))
    names = [str(file) for file in files]
    query = "DESCRIBE SELECT * FROM read_parquet(?, hive_partitioning = true)"
    counts = "SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata(?)"
    needed = "SELECT name FROM parquet_schema(?) WHERE repetition_type = 'REQUIRED'"
    try:
        with duckdb.connect() as connection:
            described = connection.execute(query, [names]).fetchall()
            rows = connection.execute(counts, [names]).fetchall()[0][0]
            required = {row[0] for row in connection.execute(needed, [names[:1]]).fetchall()}
    except duckdb.Error as error:
        raise _unreadable(path, error) from error
    columns = [_column(name, type_, name not in required) for name, type_, *_ in described]
    folders = {part for file in files for part in file.relative_to(path).parts[:-1] if "=" in part}
    keys = dict.fromkeys(part.split("=", 1)[0].lower() for part in sorted(folders))
    leaves = {file.parent for file in files}
    schema.add(
        Table(
            (path.stem,),
            named(columns),
            partitions=tuple(Partition(key) for key in keys),
            partition_count=len(leaves) if keys else None,
            rows=rows,
            bytes=sum(file.stat().st_size for file in files),
        )
    )


def _column(name: str, type_: str, nullable: bool) -> Column:
    return Column(name, type_, kind_of_text(type_, "duckdb"), nullable)


def _plain(expressions: str) -> tuple[str, ...]:
    """Return the columns in an index's list as DuckDB prints it: ``[a, '"b c"']``."""
    return tuple(_names(expressions))


def _names(expressions: str) -> Iterator[str]:
    for part in expressions.strip("[]").split(","):
        name = part.strip().strip("'\"").lower()
        yield name if name.replace("_", "").replace(" ", "").isalnum() else ""


def _duckdb(path: Path) -> Any:  # noqa: ANN401 - the module has no types
    try:
        import duckdb  # noqa: PLC0415 - optional, and slow to load
    except ImportError as error:
        raise InputError(
            Problem(
                "DuckDB is needed to read this file",
                str(path),
                fix="Install it with: pip install 'workbench-data[data]'",
            )
        ) from error
    module: ModuleType = duckdb
    return module


def _unreadable(path: Path, error: Exception) -> InputError:
    first = str(error).splitlines()[0] if str(error) else type(error).__name__
    return InputError(Problem(f"DuckDB cannot read it: {first}", str(path)))
