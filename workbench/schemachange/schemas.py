"""Schemas to compare, from whatever describes them."""

import csv
import io
from pathlib import Path

from workbench.designs.contract import Contract
from workbench.designs.store import read_design
from workbench.errors import InputError, Problem
from workbench.reading import SourceText, read_text
from workbench.schemachange.compare import Side
from workbench.sqlreview.dialects import dialect_of_path
from workbench.sqlreview.schema.load import load_schema
from workbench.sqlreview.schema.model import Column, Schema, Table, named
from workbench.sqlreview.schema.types import kind_of_text

_CONTRACTS = frozenset({".yaml", ".yml"})
_HEADERS = frozenset({".csv", ".tsv"})
_SEPARATORS = ",;\t|"


def read_side(path: str | Path, dialect: str | None = None) -> Side:
    """Return the schema that a file or folder describes.

    It is DDL, a Parquet or DuckDB file, a dbt target, a dump of information_schema, a data
    contract or design (YAML), or the header of a CSV file, which says names and order alone.

    Raises:
        InputError: the file cannot be read, or describes no table.
    """
    place = Path(path)
    spoken = dialect or dialect_of_path(str(place))
    suffix = place.suffix.lower()
    if suffix in _CONTRACTS:
        return Side(_of_contracts(place, spoken), spoken)
    if suffix in _HEADERS and place.is_file():
        text = read_text(place)
        if not _is_dump(text):
            return Side(_of_header(text), spoken, by_position=True)
    return Side(load_schema([place], dialect), _dialect_of(place, spoken))


def _dialect_of(path: Path, spoken: str) -> str:
    """Return the dialect that types are written in: DuckDB reads Parquet and its own files."""
    is_binary = path.suffix.lower() in {".parquet", ".duckdb", ".db"}
    holds_parquet = path.is_dir() and next(path.rglob("*.parquet"), None) is not None
    return "duckdb" if is_binary or holds_parquet else spoken


def _of_contracts(path: Path, dialect: str) -> Schema:
    design = read_design(path)
    schema = Schema()
    for contract in design.contracts:
        if contract.columns:
            schema.add(_of_contract(contract, dialect))
    if not schema:
        problem = Problem("no contract with a schema in it", str(path), 1, 1)
        raise InputError(problem)
    return schema


def _of_contract(contract: Contract, dialect: str) -> Table:
    columns = named(
        Column(each.column, each.type, kind_of_text(each.type, dialect), each.nullable)
        for each in contract.columns
    )
    table = Table(tuple(contract.name.split(".")), columns)
    for each in contract.columns:
        if any(check.type and check.type.value == "unique" for check in each.checks):
            table = table.with_key([each.column], primary=False)
    return table


def _is_dump(text: SourceText) -> bool:
    names = {name.strip().lower() for name in _header(text)}
    return {"table_name", "column_name"} <= names


def _of_header(text: SourceText) -> Schema:
    names = _header(text)
    if not any(name.strip() for name in names):
        raise InputError(Problem("the first line names no column", text.name, 1, 1))
    schema = Schema()
    schema.add(Table((Path(text.name).stem,), named(Column(name.strip()) for name in names)))
    return schema


def _header(text: SourceText) -> list[str]:
    first = text.text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    return next(csv.reader(io.StringIO(first), delimiter=separator), [])
