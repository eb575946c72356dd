"""Schema from what dbt writes to ``target``: manifest.json, and catalog.json beside it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.errors import InputError, Problem
from workbench.reading import read_text
from workbench.sqlreview.schema.layout import partition_of_text
from workbench.sqlreview.schema.model import Column, ForeignKey, Partition, Schema, Table, named
from workbench.sqlreview.schema.types import kind_of_text

MAX_BYTES = 500 * 1024 * 1024
"""Manifests of large projects exceed what a query file may have."""
_RELATIONS = frozenset({"model", "seed", "snapshot", "source"})
_ROW_COUNTS = ("num_rows", "row_count", "rows")
_SIZES = ("num_bytes", "bytes", "size")
_REPEATING_LOADS = frozenset({"append", "delete+insert", "insert_overwrite", "microbatch"})
"""Strategies that replace rows by their unique_key, or none, but let it come twice."""
_UNIQUE_TOGETHER = frozenset({"unique_combination_of_columns", "unique_combination"})

Json = dict[str, Any]


def read_dbt(manifest: Path | None, catalog: Path | None, dialect: str, schema: Schema) -> None:
    """Add the models, seeds, snapshots and sources of a dbt project.

    From the manifest: columns, tests (unique, not_null, relationships), constraints,
    partition_by, cluster_by, sort, unique_key. From the catalogue: all columns with
    their types, rows and bytes.

    Raises:
        InputError: a file is not JSON (with its place), or not of this kind.
    """
    tables: dict[str, Table] = {}
    described = _load(manifest, "nodes") if manifest else {}
    for node in _nodes(described):
        tables[_id(node)] = _model(node, dialect)
    for node in _mapping(described.get("nodes")).values():
        _apply_test(_mapping(node), tables)
    found = _load(catalog, "nodes") if catalog else {}
    for group in ("nodes", "sources"):
        for key, entry in _mapping(found.get(group)).items():
            known = tables.get(key)
            built = _catalogued(_mapping(entry), dialect)
            if built is not None:
                # The catalogue has seen the table: its list of columns is the whole one.
                tables[key] = built.merged(known._replace(parts=built.parts)) if known else built
    for table in tables.values():
        schema.add(table)


def _load(path: Path, key: str) -> Json:
    source = read_text(path, max_bytes=MAX_BYTES)
    try:
        data = json.loads(source.text)
    except json.JSONDecodeError as error:
        raise InputError(
            Problem(f"not JSON: {error.msg}", source.name, error.lineno, error.colno)
        ) from error
    except RecursionError as error:
        raise InputError(Problem("nested too deeply", source.name, 1, 1)) from error
    if not isinstance(data, dict) or not isinstance(data.get(key), dict):
        raise InputError(
            Problem(
                f"no mapping called {key!r} in it",
                source.name,
                1,
                1,
                fix="Give manifest.json or catalog.json as `dbt compile` and `dbt docs` write them",
            )
        )
    return data


def _nodes(manifest: Json) -> Iterator[Json]:
    for group in ("nodes", "sources"):
        for key, value in _mapping(manifest.get(group)).items():
            node = _mapping(value)
            stored = _mapping(node.get("config")).get("materialized") != "ephemeral"
            if node.get("resource_type") in _RELATIONS and stored:
                yield {"unique_id": key, **node}


def _id(node: Json) -> str:
    return _text(node.get("unique_id"))


def _model(node: Json, dialect: str) -> Table:
    config = _mapping(node.get("config"))
    name = _text(node.get("identifier") or node.get("alias") or node.get("name"))
    path = (_text(node.get("database")), _text(node.get("schema")), name)
    described = [_mapping(column) for column in _mapping(node.get("columns")).values()]
    columns = named(
        Column(
            _text(column.get("name")),
            _text(column.get("data_type")),
            kind_of_text(_text(column.get("data_type")), dialect),
        )
        for column in described
    )
    partitions = tuple(_partitions(config.get("partition_by")))
    is_table = config.get("materialized") in {"table", "incremental", "snapshot"}
    table = Table(
        tuple(part for part in path if part),
        # What a YAML file describes may be a few of the columns: it is no list of all of them.
        columns if _is_enforced(config) else None,
        partitions=partitions if is_table or partitions else None,
        needs_partition_filter=config.get("require_partition_filter") is True,
        cluster=tuple(n.lower() for n in _names(config.get("cluster_by") or config.get("sort"))),
        engine=_text(config.get("engine")).partition("(")[0].strip().upper(),
    )
    for column in described:
        table = _constrained(table, [_text(column.get("name"))], column.get("constraints"))
    for constraint in _list(node.get("constraints")):
        table = _constrained(table, _names(_mapping(constraint).get("columns")), [constraint])
    return _with_unique_key(table, config)


def _with_unique_key(table: Table, config: Json) -> Table:
    """Add what unique_key says: a snapshot has a row per version, some loads check nothing."""
    key = _names(config.get("unique_key"))
    if config.get("materialized") == "snapshot":
        renamed = _mapping(config.get("snapshot_meta_column_names"))
        names = [_text(renamed.get(name)) or name for name in ("dbt_valid_from", "dbt_scd_id")]
        versions = table.with_key([*key, names[0]], primary=False) if key else table
        return versions.with_key([names[1]], primary=False)
    if config.get("incremental_strategy") in _REPEATING_LOADS:
        return table
    return table.with_key(key, primary=False)


def _is_enforced(config: Json) -> bool:
    return _mapping(config.get("contract")).get("enforced") is True


def _constrained(table: Table, columns: list[str], constraints: object) -> Table:
    for constraint in _list(constraints):
        kind = _mapping(constraint).get("type")
        if kind == "not_null":
            table = table.with_not_null(columns)
        elif kind in {"primary_key", "unique"}:
            table = table.with_key(columns, primary=kind == "primary_key")
    return table


def _apply_test(node: Json, tables: dict[str, Table]) -> None:
    """Add what a test proves whenever it passes to the table that it is attached to."""
    test = _mapping(node.get("test_metadata"))
    owner = _text(node.get("attached_node"))
    table = tables.get(owner)
    if node.get("resource_type") != "test" or table is None or _is_partial(node):
        return
    arguments = _mapping(test.get("kwargs"))
    arguments = {**arguments, **_mapping(arguments.get("arguments"))}
    column = _text(node.get("column_name") or arguments.get("column_name"))
    name = test.get("name")
    if name == "unique" and column:
        tables[owner] = table.with_key([column], primary=False)
    elif name in _UNIQUE_TOGETHER:
        together = _names(arguments.get("combination_of_columns"))
        tables[owner] = table.with_key(together, primary=False)
    elif name == "not_null" and column:
        tables[owner] = table.with_not_null([column])
    elif name == "relationships" and column:
        target = _referred(_text(arguments.get("to")))
        if target:
            key = ForeignKey((column.lower(),), (target,), (_text(arguments.get("field")).lower(),))
            tables[owner] = table._replace(foreign_keys=(*table.foreign_keys, key))


def _is_partial(node: Json) -> bool:
    """Tell whether a test looks at some rows only, or may fail without harm."""
    config = _mapping(node.get("config"))
    harmless = _text(config.get("severity")).lower() == "warn"
    tolerant = _text(config.get("error_if")) not in {"", "!= 0"}
    return bool(config.get("where")) or config.get("enabled") is False or harmless or tolerant


def _referred(reference: str) -> str:
    """Return the table in ``ref('orders')`` or ``source('shop', 'orders')``."""
    quoted = reference.replace('"', "'").split("'")
    return quoted[-2] if len(quoted) >= 3 else ""


def _catalogued(entry: Json, dialect: str) -> Table | None:
    metadata = _mapping(entry.get("metadata"))
    path = (metadata.get("database"), metadata.get("schema"), metadata.get("name"))
    parts = tuple(_text(part) for part in path if part)
    if not metadata.get("name"):
        return None
    listed = [_mapping(column) for column in _mapping(entry.get("columns")).values()]
    columns = named(
        Column(
            _text(column.get("name")),
            _text(column.get("type")),
            kind_of_text(_text(column.get("type")), dialect),
        )
        for column in listed
    )
    stats = _mapping(entry.get("stats"))
    return Table(parts, columns or None, rows=_stat(stats, _ROW_COUNTS), bytes=_stat(stats, _SIZES))


def _stat(stats: Json, names: tuple[str, ...]) -> int | None:
    for name in names:
        value = _mapping(stats.get(name)).get("value")
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
            return int(value)
    return None


def _partitions(setting: object) -> Iterator[Partition]:
    """Yield the columns of partition_by: BigQuery's mapping, a name, or a list of names."""
    if isinstance(setting, dict):
        column, type_ = _text(setting.get("field")).lower(), _text(setting.get("data_type"))
        if column:
            by_range = type_.lower() in {"int64", "int", "integer"}
            unit = _text(setting.get("granularity")).upper() or "DAY"
            yield Partition(column, "range") if by_range else Partition(column, "time", unit)
        return
    for name in _names(setting):
        yield partition_of_text(name)


def _names(value: object) -> list[str]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return [item for item in _list(value) if isinstance(item, str) and item]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
