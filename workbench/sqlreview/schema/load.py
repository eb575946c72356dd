"""Loading schemas from whatever describes them."""

from collections.abc import Sequence
from pathlib import Path

from workbench.errors import InputError, Problem
from workbench.reading import SourceText, read_text
from workbench.sqlreview.dialects import GENERIC, dialect_of_path
from workbench.sqlreview.schema.dbt import read_dbt
from workbench.sqlreview.schema.ddl import read_ddl
from workbench.sqlreview.schema.information_schema import read_information_schema
from workbench.sqlreview.schema.model import Schema
from workbench.sqlreview.schema.parquet_duckdb import read_duckdb, read_parquet

MAX_BYTES = 200 * 1024 * 1024
"""Largest DDL script or dump; schemas are larger than queries."""
_DDL = frozenset({".sql", ".ddl"})
_DESIGNS = frozenset({".yaml", ".yml"})
_DUMPS = frozenset({".csv", ".tsv"})
_FIX = (
    "Give DDL (.sql), a dbt target folder or manifest.json, a CSV dump of "
    "information_schema.columns, a design (.yaml), a Parquet file or folder, or a DuckDB file"
)


def load_schema(paths: Sequence[str | Path], dialect: str | None = None) -> Schema:
    """Return what all of ``paths`` say together; later ones add to earlier ones.

    The kind of each is seen from its name and content. Without ``dialect``, the
    one that a path names counts (`dialect_of_path`).

    Raises:
        InputError: a path that does not exist, cannot be read, or is of no known kind.
    """
    schema = Schema()
    for path in map(Path, paths):
        spoken = dialect or dialect_of_path(str(path))
        if path.is_dir():
            _load_folder(path, spoken, schema)
        else:
            _load_file(path, spoken, schema)
    return schema


def _load_folder(path: Path, dialect: str, schema: Schema) -> None:
    for target in (path, path / "target"):
        manifest, catalog = target / "manifest.json", target / "catalog.json"
        if manifest.is_file() or catalog.is_file():
            _load_dbt(manifest, dialect, schema)
            return
    scripts = sorted(file for file in path.rglob("*") if file.suffix.lower() in _DDL)
    if scripts:
        for file in scripts:
            own = dialect if dialect != GENERIC else dialect_of_path(str(file))
            read_ddl(read_text(file, max_bytes=MAX_BYTES), own, schema)
    elif next(path.rglob("*.parquet"), None) is not None:
        read_parquet(path, schema)
    elif any(file.suffix.lower() in _DESIGNS for file in path.iterdir()):
        _load_design(path, dialect, schema)
    else:
        raise InputError(Problem("nothing in this folder describes tables", str(path), fix=_FIX))


def _load_dbt(file: Path, dialect: str, schema: Schema) -> None:
    beside = [file.parent / name for name in ("manifest.json", "catalog.json")]
    manifest, catalog = (other if other.is_file() else None for other in beside)
    read_dbt(manifest, catalog, dialect, schema)


def _load_file(path: Path, dialect: str, schema: Schema) -> None:
    suffix = path.suffix.lower()
    if suffix == ".json":
        _load_json(path, dialect, schema)
        return
    if suffix in _DESIGNS:
        _load_design(path, dialect, schema)
        return
    start = _first_bytes(path)
    if start[:4] == b"PAR1":
        read_parquet(path, schema)
    elif start[8:12] == b"DUCK":
        read_duckdb(path, schema)
    elif suffix in _DUMPS or suffix in _DDL:
        _load_text(read_text(path, max_bytes=MAX_BYTES), suffix, dialect, schema)
    else:
        raise InputError(Problem("not a kind of file that describes tables", str(path), fix=_FIX))


def _load_design(path: Path, dialect: str, schema: Schema) -> None:
    from workbench.sqlreview.schema.designs import (  # noqa: PLC0415 - loads all documents
        read_design_tables,
    )

    read_design_tables(path, dialect, schema)


def _load_json(path: Path, dialect: str, schema: Schema) -> None:
    if not path.is_file():
        read_text(path)
    if path.name in {"manifest.json", "catalog.json"}:
        _load_dbt(path, dialect, schema)
    else:
        read_dbt(path, None, dialect, schema)


def _load_text(text: SourceText, suffix: str, dialect: str, schema: Schema) -> None:
    if suffix in _DUMPS:
        read_information_schema(text, dialect, schema)
    else:
        read_ddl(text, dialect, schema)


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(16)
    except OSError:
        read_text(path)
        raise
