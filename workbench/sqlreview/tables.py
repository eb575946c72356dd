"""Tables by name: which ones are thrown away soon, and which ones a script defines."""

import re
from collections.abc import Iterator

from sqlglot import exp

_SCRATCH = re.compile(r"(^|[._])(tmp|temp|scratch)([._]|\d*$)|^#")
_STAGING = re.compile(r"(^|[._])(stg|stage|staging|work|wrk|landing|raw|backup|bak)([._]|$)")


def full_name(table: exp.Expr) -> str:
    """Return a table's name with its schema, as far as given, in lower case."""
    parts = [table.text("catalog"), table.text("db"), table.name]
    return ".".join(part for part in parts if part).lower()


def is_scratch(table: exp.Expr) -> bool:
    """Tell whether a table is temporary, or called so."""
    if isinstance(table.this, exp.Parameter):
        return True
    identifier = table.this if isinstance(table.this, exp.Identifier) else None
    if identifier is not None and any(identifier.args.get(k) for k in ("temporary", "global_")):
        return True
    return is_scratch_name(full_name(table))


def is_scratch_name(name: str) -> bool:
    """Tell whether a name with its schema says that the table is thrown away soon."""
    return bool(_SCRATCH.search(name.lower()))


def is_staging(table: exp.Expr) -> bool:
    """Tell whether a table's name says that it only passes data on."""
    return bool(_STAGING.search(full_name(table)))


def created_table(create: exp.Expr) -> exp.Table | None:
    """Return the table that a CREATE TABLE makes."""
    return _created(create) if create.text("kind").upper() == "TABLE" else None


def created_relation(create: exp.Expr) -> exp.Table | None:
    """Return the table or view that a CREATE makes."""
    return _created(create) if create.text("kind").upper() in {"TABLE", "VIEW"} else None


def _created(create: exp.Expr) -> exp.Table | None:
    if not isinstance(create, exp.Create):
        return None
    table = create.this.this if isinstance(create.this, exp.Schema) else create.this
    return table if isinstance(table, exp.Table) else None


def has_property(create: exp.Expr, *kinds: type[exp.Expr]) -> bool:
    """Tell whether a CREATE carries a property of one of these kinds."""
    properties = create.args.get("properties")
    found = properties.expressions if isinstance(properties, exp.Expr) else []
    return any(isinstance(item, kinds) for item in found)


def is_temporary(create: exp.Expr) -> bool:
    """Tell whether a CREATE makes something that ends with the session."""
    return has_property(create, exp.TemporaryProperty)


def storage_engine(create: exp.Expr | None) -> str:
    """Return what ENGINE names in a CREATE TABLE, in capitals without its arguments."""
    properties = create.args.get("properties") if create is not None else None
    for item in properties.expressions if isinstance(properties, exp.Expr) else ():
        if isinstance(item, exp.EngineProperty):
            return item.name.upper() or item.this.sql().partition("(")[0].upper()
    return ""


def defined_table(node: exp.Expr) -> exp.Expr | None:
    """Return the table that a definition makes, changes or drops, or that an index is on."""
    if isinstance(node, (exp.Drop, exp.TruncateTable)):
        tables = node.args.get("tables") or node.expressions
        return tables[0] if tables else None
    if isinstance(node, exp.Create) and isinstance(node.this, exp.Index):
        table = node.this.args.get("table")
        return table if isinstance(table, exp.Expr) else None
    if isinstance(node, exp.Create):
        return created_table(node)
    return node.this if isinstance(node.this, exp.Table) else None


def new_name(node: exp.Expr) -> str:
    """Return the full name that ALTER TABLE … RENAME TO gives a table; empty for all else."""
    if not isinstance(node, exp.Alter):
        return ""
    rename = next(
        (a for a in node.args.get("actions") or () if isinstance(a, exp.AlterRename)), None
    )
    if rename is None or not isinstance(rename.this, exp.Table):
        return ""
    written = full_name(rename.this)
    schema = node.this.text("db").lower()
    return f"{schema}.{written}" if schema and "." not in written else written


def added_columns(tree: exp.Expr) -> Iterator[tuple[str, str]]:
    """Yield the table and the name of each column that ALTER TABLE adds, in lower case.

    For a CREATE TABLE it is the table with an empty name.
    """
    if isinstance(tree, exp.Create) and (table := created_table(tree)) is not None:
        yield table.name.lower(), ""
    if not isinstance(tree, exp.Alter):
        return
    for action in tree.args.get("actions") or ():
        parts = action.expressions if isinstance(action, exp.Schema) else [action]
        for part in parts:
            if isinstance(part, exp.ColumnDef):
                yield tree.this.name.lower(), part.name.lower()
