"""Schema from a design: contracts, models, pipelines, quality checks and catalogue entries."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from workbench.designs.contract import ColumnCheckType, Contract
from workbench.designs.dataset import Dataset
from workbench.designs.design import Design
from workbench.designs.model import Dimension, FactTable
from workbench.designs.names import columns_of, foreign_key, plain_name
from workbench.designs.pipeline import Load, LoadStrategy
from workbench.designs.quality_check import CheckType, QualityCheck
from workbench.designs.store import read_design
from workbench.errors import InputError, Problem
from workbench.sqlreview.schema.layout import partition_of_text
from workbench.sqlreview.schema.model import Column, ForeignKey, Parts, Schema, Table, named
from workbench.sqlreview.schema.types import kind_of_text

_NAME = re.compile(r"[\w$]+(?:\.[\w$]+){0,2}")
_COLUMN = re.compile(r"[\w$]+")
_GB = 1 << 30
"""As `workbench.sqlreview.schema.figures` counts, so that a size is told as it was written."""
_BY_KEY = frozenset({LoadStrategy.MERGE, LoadStrategy.UPSERT, LoadStrategy.SOFT_DELETE})
_KEEPS_VERSIONS = frozenset({2, 6})
"""Numbers of the types with which an entity has several rows in its dimension."""


def read_design_tables(path: Path, dialect: str, schema: Schema) -> None:
    """Add the tables of a design.

    A contract lists the columns of its table; a model does not list all, so it tells
    keys and foreign keys only. Data types are read in ``dialect``.

    Raises:
        InputError: the design cannot be read, or names no table.
    """
    design = read_design(path)
    names = _Names()
    found = False
    for name, table in _tables(design, dialect):
        parts = names.parts(name)
        if parts:
            schema.add(table._replace(parts=parts, catalogued=False))
            found = True
    if not found:
        fix = "Give a design with contracts, models or a catalogue"
        raise InputError(Problem("no table in this design", str(path), fix=fix))


class _Names:
    """The names of tables, of which a design may write several for one."""

    def __init__(self) -> None:
        self._known: dict[str, Parts] = {}

    def parts(self, name: str) -> Parts:
        """Return the name as it was first written; nothing for what is no name of a table."""
        written = name.strip()
        if not _NAME.fullmatch(written):
            return ()
        return self._known.setdefault(plain_name(written), tuple(written.split(".")))


def _tables(design: Design, dialect: str) -> Iterator[tuple[str, Table]]:
    for contract in design.contracts:
        yield contract.name, _of_contract(contract, dialect)
    dimensions = {plain_name(d.name): d for model in design.models for d in model.dimensions}
    for model in design.models:
        if model.fact_table is not None:
            yield model.fact_table.name, _of_fact(model.fact_table, dimensions)
        for dimension in model.dimensions:
            yield dimension.name, _of_dimension(dimension)
    versioned = {name for name, each in dimensions.items() if _scd_types(each) & _KEEPS_VERSIONS}
    for pipeline in design.pipelines:
        target = pipeline.load.target_dataset
        yield target, _of_load(pipeline.load, versioned=plain_name(target) in versioned)
    for check in design.quality_checks:
        yield check.table, _of_check(check)
    for dataset in design.datasets:
        yield dataset.name, _of_dataset(dataset)


def _of_contract(contract: Contract, dialect: str) -> Table:
    columns = [
        Column(each.column, each.type, kind_of_text(each.type, dialect), each.nullable)
        for each in contract.columns
        if each.column
    ]
    table = Table(
        (),
        named(columns) if columns else None,
        personal=_lower(each.column for each in contract.columns if each.pii),
    )
    for column in contract.columns:
        checks = {check.type for check in column.checks}
        if ColumnCheckType.NOT_NULL in checks:
            table = table.with_not_null([column.column])
        if ColumnCheckType.UNIQUE in checks:
            table = table.with_key([column.column], primary=False)
    return table


def _of_fact(fact: FactTable, dimensions: dict[str, Dimension]) -> Table:
    table = Table((), foreign_keys=tuple(_foreign_keys(fact, dimensions)))
    return table.with_key(_columns(fact.grain_columns), primary=True)


def _foreign_keys(fact: FactTable, dimensions: dict[str, Dimension]) -> Iterator[ForeignKey]:
    for written in fact.foreign_keys:
        column, target = foreign_key(written)
        by_key = [d for d in dimensions.values() if d.surrogate_key.lower() == column.lower()]
        dimension = dimensions.get(plain_name(target)) if target else next(iter(by_key), None)
        if dimension is not None and _COLUMN.fullmatch(column) and dimension.surrogate_key:
            parts = tuple(dimension.name.split("."))
            yield ForeignKey((column.lower(),), parts, (dimension.surrogate_key.lower(),))


def _of_dimension(dimension: Dimension) -> Table:
    table = Table(()).with_key(_columns([dimension.surrogate_key]), primary=True)
    types = _scd_types(dimension)
    if types and not types & _KEEPS_VERSIONS:
        table = table.with_key(_columns(columns_of(dimension.natural_key)), primary=False)
    return table


def _scd_types(dimension: Dimension) -> set[int]:
    types = {attribute.scd_type.number for attribute in dimension.attributes if attribute.scd_type}
    return types | ({dimension.type.number} if dimension.type is not None else set())


def _of_load(load: Load, *, versioned: bool) -> Table:
    """Return the layout of a target, and its key, if rows are merged by one and not versioned."""
    written = [partition_of_text(part) for part in columns_of(load.partition_key)]
    partitions = tuple(each for each in written if _COLUMN.fullmatch(each.column))
    cluster = tuple(name.lower() for name in _columns(load.clustering_keys))
    table = Table((), partitions=partitions or None, cluster=cluster)
    by_key = load.strategy in _BY_KEY and not versioned
    return table.with_key(_columns(load.merge_keys), primary=False) if by_key else table


def _of_check(check: QualityCheck) -> Table:
    table = Table(())
    if check.type is CheckType.UNIQUENESS:
        return table.with_key(_columns(columns_of(check.params.pk_column)), primary=False)
    return table


def _of_dataset(dataset: Dataset) -> Table:
    volume = dataset.volume
    return Table(
        (),
        rows=volume.row_count or None,
        bytes=round(volume.size_gb * _GB) or None,
        personal=_lower(dataset.access.pii_columns),
    )


def _columns(names: Iterable[str]) -> list[str]:
    """Return names of columns; none at all where one is something else."""
    written = [name.strip() for name in names if name.strip()]
    return written if all(_COLUMN.fullmatch(name) for name in written) else []


def _lower(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.strip().lower() for name in names if name.strip())
