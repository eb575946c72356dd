"""DuckDB over local files: each file is a table, nothing is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workbench.errors import InputError, Problem

_READERS = {
    ".parquet": "read_parquet",
    ".csv": "read_csv",
    ".tsv": "read_csv",
    ".json": "read_json",
    ".jsonl": "read_json",
    ".ndjson": "read_json",
}
_DATABASES = {".duckdb", ".db"}


class Database:
    """An open database in memory."""

    def __init__(self, connection: Any, failure: type[Exception]) -> None:  # noqa: ANN401 - untyped module
        self._connection = connection
        self._failure = failure

    def attach(self, file: Path, name: str = "") -> str:
        """Make a file a table by its own name, or by ``name``, and return that name.

        A DuckDB file brings its own tables, each by its own name.

        Raises:
            InputError: the file cannot be read.
        """
        name, path = name or file.stem, str(file).replace("'", "''")
        if file.suffix.lower() in _DATABASES:
            self._do(f"ATTACH '{path}' AS {_quoted(name)} (READ_ONLY)", file)
            for schema, table in self._tables(name):
                inside = _quoted(name, schema, table)
                view = f"CREATE OR REPLACE VIEW {_quoted(table)} AS FROM {inside}"
                self._do(view, file)
            return name
        reader = _READERS.get(file.suffix.lower())
        if reader is None:
            fix = f"Known endings: {', '.join((*_READERS, *sorted(_DATABASES)))}"
            raise InputError(Problem("not a data file", str(file), fix=fix))
        self._do(f"CREATE OR REPLACE VIEW {_quoted(name)} AS FROM {reader}('{path}')", file)
        return name

    def query(self, sql: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Return the names of the columns and all rows.

        Raises:
            InputError: the statement fails.
        """
        try:
            result = self._connection.execute(sql)
            columns = tuple(each[0] for each in result.description)
            return columns, result.fetchall()
        except self._failure as error:
            raise InputError(Problem(_first_line(error))) from error

    def query_as_text(self, sql: str) -> tuple[tuple[str, ...], list[tuple[str | None, ...]]]:
        """Return the same with every value as text: times with a zone need no further library.

        Raises:
            InputError: the statement fails.
        """
        inside = sql.strip().rstrip(";")
        return self.query(f"SELECT COLUMNS(*)::VARCHAR FROM ({inside}\n)")  # noqa: S608 - its own text

    def count(self, table: str) -> int:
        """Return how many rows a table holds; a qualified name is tried as it is written.

        Raises:
            InputError: there is no such table.
        """
        return int(self.query(f"SELECT COUNT(*) FROM {table}")[1][0][0])  # noqa: S608 - checked name

    def _tables(self, database: str) -> list[tuple[Any, ...]]:
        listed: list[tuple[Any, ...]] = self._connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ?",
            [database],
        ).fetchall()
        return listed

    def _do(self, sql: str, file: Path) -> None:
        try:
            self._connection.execute(sql)
        except self._failure as error:
            raise InputError(Problem(f"cannot be read: {_first_line(error)}", str(file))) from error


@contextmanager
def connect() -> Iterator[Database]:
    """Open a database in memory.

    Raises:
        InputError: DuckDB is not installed.
    """
    try:
        import duckdb  # noqa: PLC0415 - optional, and slow to load
    except ImportError as error:
        fix = "Install it with: pip install 'workbench-data[data]'"
        raise InputError(Problem("DuckDB is needed for this", fix=fix)) from error
    connection = duckdb.connect(":memory:")
    try:
        yield Database(connection, duckdb.Error)
    finally:
        connection.close()


def _quoted(*parts: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
