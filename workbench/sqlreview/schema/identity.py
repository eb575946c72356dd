"""Telling whether two schemas say the same."""

import hashlib
from collections.abc import Iterable

from workbench.sqlreview.schema.model import Schema, Table


def identity_of(schema: Schema) -> str:
    """Return a hash of all that a schema says, the same in every process."""
    digest = hashlib.sha256()
    for table in schema.tables():
        digest.update(repr(_facts(table)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _facts(table: Table) -> tuple[object, ...]:
    columns = None
    if table.columns is not None:
        columns = [(c.name, c.type, c.kind.value, c.nullable) for c in table.columns.values()]
    return (
        table.parts,
        columns,
        sorted(table.never_null),
        sorted(table.primary_key),
        _sorted_sets(table.unique),
        table.foreign_keys,
        table.indexes,
        table.partitions,
        table.partition_count,
        table.needs_partition_filter,
        table.cluster,
        table.rows,
        table.bytes,
        sorted(table.personal),
        table.catalogued,
    )


def _sorted_sets(keys: Iterable[frozenset[str]]) -> list[list[str]]:
    return sorted(sorted(key) for key in keys)
