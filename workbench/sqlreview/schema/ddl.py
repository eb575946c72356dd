"""Schema from DDL: CREATE TABLE, CREATE INDEX, ALTER TABLE, in any dialect that is read."""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from workbench.errors import InputError, Problem
from workbench.reading import SourceText
from workbench.sqlreview.dialects import parser_dialect
from workbench.sqlreview.relations import parts_of
from workbench.sqlreview.schema.layout import with_layout
from workbench.sqlreview.schema.model import (
    Column,
    ForeignKey,
    Index,
    Parts,
    Schema,
    Table,
    named,
)
from workbench.sqlreview.schema.types import TypeKind, kind_of
from workbench.sqlreview.source import SqlSource
from workbench.sqlreview.splitting import BATCH_DIALECTS
from workbench.sqlreview.statements import NotUnderstood, read_statements

_PK_IS_NO_KEY = frozenset({"clickhouse", "doris", "starrocks"})
"""Dialects whose PRIMARY KEY sorts rows and lets duplicates in."""
_COLUMN_KEYS = frozenset({"DISTKEY", "SORTKEY"})
_NAMES = frozenset({TokenType.VAR, TokenType.IDENTIFIER, TokenType.DATE})
_DEFINES = frozenset({"TABLE", "INDEX"})


def read_ddl(source: SourceText, dialect: str, schema: Schema) -> None:
    """Add the tables that a DDL script defines. Other statements are passed over.

    Raises:
        InputError: a CREATE TABLE, CREATE INDEX or ALTER TABLE that does not
            parse (with its place), or a text that defines no table.
    """
    text = SqlSource(source.text)
    problems: list[Problem] = []
    before = len(schema.tables())
    for item in read_statements(text, dialect):
        statement = item.statement if isinstance(item, NotUnderstood) else item
        tree = statement.tree if statement is not None else None
        if isinstance(item, NotUnderstood) and statement is not None:
            tree = _reread(statement.tokens, dialect)
            if tree is None and _defines(statement.tokens) and item.broken:
                line, column = text.line_and_column(item.offset)
                problems.append(Problem(item.message, source.name, line, column))
        elif statement is not None and statement.written is not None:
            # What was left out so that it parses may tell of partitions.
            tree = _reread(statement.written, dialect) or tree
        if tree is not None:
            learn(tree, dialect, schema)
    if problems:
        raise InputError(problems)
    if len(schema.tables()) == before and not any(schema.tables()):
        raise InputError(
            Problem("no CREATE TABLE in this file", source.name, 1, 1, fix="Give a DDL script")
        )


def learn(tree: exp.Expr, dialect: str, schema: Schema) -> None:
    """Add to ``schema`` what one statement says about tables, if it says anything."""
    if isinstance(tree, exp.Create):
        _learn_create(tree, dialect, schema)
    elif isinstance(tree, exp.Alter) and isinstance(tree.this, exp.Table):
        table = schema.find(parts_of(tree.this))
        if table is not None:
            for action in tree.args.get("actions") or ():
                table = _altered(table, action, dialect)
            schema.replace(table)


def _learn_create(create: exp.Create, dialect: str, schema: Schema) -> None:
    target = create.this
    if isinstance(target, exp.Index):
        _learn_index(create, target, schema)
        return
    if create.kind not in {"TABLE", "VIEW"} or not isinstance(target, exp.Schema | exp.Table):
        return
    table = target.this if isinstance(target, exp.Schema) else target
    if not isinstance(table, exp.Table) or not table.name:
        return
    if isinstance(target, exp.Table) or create.kind == "VIEW":
        schema.add(Table(parts_of(table)))
        return
    schema.add(_defined(parts_of(table), target, create, dialect))


def _defined(parts: Parts, target: exp.Schema, create: exp.Create, dialect: str) -> Table:
    entries = [_index_of(item, dialect) or item for item in target.expressions]
    definitions = [item for item in entries if isinstance(item, exp.ColumnDef)]
    properties = create.args.get("properties")
    if isinstance(properties, exp.Properties):
        for item in properties.find_all(exp.PartitionedByProperty):
            definitions += item.find_all(exp.ColumnDef)
    columns = named(_column(item, dialect) for item in definitions)
    table = with_layout(Table(parts, columns, indexes=()), create)
    for entry in entries:
        table = _with_item(table, entry, dialect)
    primary = create.find(exp.PrimaryKey)
    if primary is not None and primary.parent is properties:
        table = _with_item(table, primary, dialect)
    return table


def _column(definition: exp.ColumnDef, dialect: str) -> Column:
    type_ = definition.args.get("kind")
    written = _written(type_, dialect)
    kind = kind_of(type_)
    nullable: bool | None = True
    if isinstance(type_, exp.DataType) and dialect == "clickhouse":
        nullable = bool(type_.args.get("nullable"))
    for constraint in definition.args.get("constraints") or ():
        what = constraint.args.get("kind")
        if isinstance(what, exp.NotNullColumnConstraint):
            nullable = bool(what.args.get("allow_null"))
        elif isinstance(what, exp.PrimaryKeyColumnConstraint):
            nullable = False
        elif isinstance(what, exp.GeneratedAsIdentityColumnConstraint):
            nullable = False
    if "SERIAL" in written.upper():
        kind, nullable = TypeKind.INTEGER, False
    return Column(definition.name, written, kind, nullable)


def _written(type_: exp.Expr | None, dialect: str) -> str:
    if not isinstance(type_, exp.DataType):
        return ""
    parameters = [value for name, value in type_.args.items() if name != "this" and value]
    if not parameters and type_.args.get("nullable") is None:
        return _plain(type_.this, dialect)
    return type_.sql(parser_dialect(dialect))


@cache
def _plain(type_: exp.DType, dialect: str) -> str:
    """Return the name of a type without parameters; nearly all columns have one of a few."""
    return exp.DataType(this=type_).sql(parser_dialect(dialect))


def _with_item(table: Table, item: exp.Expr, dialect: str) -> Table:
    """Return ``table`` with the keys that one entry of its definition declares."""
    if isinstance(item, exp.ColumnDef):
        for constraint in item.args.get("constraints") or ():
            table = _with_column_key(table, item.name, constraint.args.get("kind"), dialect)
    elif isinstance(item, exp.Constraint):
        table = _with_named(table, item, dialect)
    elif isinstance(item, exp.PrimaryKey) and dialect not in _PK_IS_NO_KEY:
        table = table.with_key(_names(item.expressions), primary=True)
    elif isinstance(item, exp.UniqueColumnConstraint) and isinstance(item.this, exp.Schema):
        table = table.with_key(_names(item.this.expressions), primary=False)
    elif isinstance(item, exp.ForeignKey):
        table = _with_reference(table, _names(item.expressions), item.args.get("reference"))
    elif isinstance(item, exp.IndexColumnConstraint):
        index = Index(item.name, tuple(_names(item.expressions)))
        table = table._replace(indexes=(*(table.indexes or ()), index))
    return table


def _index_of(item: exp.Expr, dialect: str) -> exp.IndexColumnConstraint | None:
    """Return T-SQL's ``INDEX ix (a, b)`` in a table, which reads like a column called INDEX."""
    name = item.this
    if dialect not in BATCH_DIALECTS or not isinstance(item, exp.ColumnDef):
        return None
    if name.args.get("quoted") or name.name.upper() != "INDEX":
        return None
    columns = [part.this for part in item.find_all(exp.DataTypeParam, exp.Ordered)]
    names = [exp.column(column.name) for column in columns if isinstance(column, exp.Expr)]
    kind = item.args.get("kind")
    return exp.IndexColumnConstraint(
        this=kind.args.get("kind") if kind else None, expressions=names or [exp.Null()]
    )


def _with_named(table: Table, constraint: exp.Constraint, dialect: str) -> Table:
    """Read CONSTRAINT name …; T-SQL puts the columns of a key in a part of their own."""
    parts = constraint.expressions
    holders = (exp.ClusteredColumnConstraint, exp.NonClusteredColumnConstraint)
    clustered = [part for part in parts if isinstance(part, holders)]
    keys = clustered[0].this if clustered and isinstance(clustered[0].this, list) else None
    for part in parts:
        if keys and isinstance(part, exp.PrimaryKeyColumnConstraint):
            table = table.with_key(_names(keys), primary=True)
        elif keys and isinstance(part, exp.UniqueColumnConstraint):
            table = table.with_key(_names(keys), primary=False)
        else:
            table = _with_item(table, part, dialect)
    return table


def _with_column_key(table: Table, name: str, what: object, dialect: str) -> Table:
    if isinstance(what, exp.PrimaryKeyColumnConstraint) and dialect not in _PK_IS_NO_KEY:
        return table.with_key([name], primary=True)
    if isinstance(what, exp.UniqueColumnConstraint):
        return table.with_key([name], primary=False)
    if isinstance(what, exp.Reference):
        return _with_reference(table, [name], what)
    return table


def _with_reference(table: Table, columns: list[str], reference: object) -> Table:
    target = reference.this if isinstance(reference, exp.Reference) else None
    names: list[str] = []
    if isinstance(target, exp.Schema):
        names, target = _names(target.expressions), target.this
    if not isinstance(target, exp.Table) or not target.name:
        return table
    key = ForeignKey(tuple(columns), parts_of(target), tuple(names))
    return table._replace(foreign_keys=(*table.foreign_keys, key))


def _names(keys: list[exp.Expr]) -> list[str]:
    """Return the columns of a key or index in lower case; '' for an expression."""
    names = []
    for key in keys:
        bare = key.this if isinstance(key, exp.Ordered) else key
        plain = isinstance(bare, exp.Column | exp.Identifier | exp.ColumnDef | exp.ColumnPrefix)
        names.append(bare.name.lower() if plain else "")
    return names


def _learn_index(create: exp.Create, index: exp.Index, schema: Schema) -> None:
    target = index.args.get("table")
    table = schema.find(parts_of(target)) if isinstance(target, exp.Table) else None
    parameters = index.args.get("params")
    if table is None or not isinstance(parameters, exp.IndexParameters):
        return
    columns = tuple(_names(parameters.args.get("columns") or []))
    partial = parameters.args.get("where") is not None
    known = (*(table.indexes or ()), Index(index.name, columns, partial))
    if create.args.get("unique") and not partial and all(columns):
        table = table.with_key(columns, primary=False)
    schema.replace(table._replace(indexes=known))


def _altered(table: Table, action: exp.Expr, dialect: str) -> Table:
    if isinstance(action, exp.AddConstraint):
        for item in action.expressions:
            table = _with_item(table, item, dialect)
    elif isinstance(action, exp.ColumnDef):
        added = named([_column(action, dialect)])
        table = _with_item(table._replace(columns={**(table.columns or {}), **added}), action, "")
    elif isinstance(action, exp.AlterColumn) and action.args.get("allow_null") is False:
        table = table.with_not_null([action.name])
    elif isinstance(action, exp.Drop) and table.columns is not None:
        gone = {name.name.lower() for name in action.args.get("tables") or ()}
        kept = {name: column for name, column in table.columns.items() if name not in gone}
        table = table._replace(columns=kept)
    elif isinstance(action, exp.RenameColumn) and table.columns is not None:
        table = _renamed(table, action)
    return table


def _renamed(table: Table, action: exp.RenameColumn) -> Table:
    old, to = action.this, action.args.get("to")
    if not isinstance(old, exp.Expr) or not isinstance(to, exp.Expr) or table.columns is None:
        return table
    columns = [
        column._replace(name=to.name) if name == old.name.lower() else column
        for name, column in table.columns.items()
    ]
    return table._replace(columns=named(columns))


def _defines(tokens: list[Token]) -> bool:
    first = [token.text.upper() for token in tokens[:6]]
    return first[:1] in (["CREATE"], ["ALTER"]) and bool(_DEFINES.intersection(first))


def _reread(tokens: list[Token], dialect: str) -> exp.Expr | None:
    """Parse a CREATE TABLE again without what the parser does not know.

    That is Redshift's DISTKEY and SORTKEY behind a column, and what stands
    behind the list of columns (lists of partitions in Oracle and MySQL).
    """
    if not _defines(tokens) or tokens[0].text.upper() != "CREATE":
        return None
    kept = [token for token in tokens if token.text.upper() not in _COLUMN_KEYS]
    end = next(_closing(kept), None)
    for attempt in (kept, kept[: end + 1] if end else []):
        try:
            trees = parser_dialect(dialect).parser().parse(attempt, "")
        except (SqlglotError, RecursionError, TypeError):
            continue
        tree = trees[0] if len(trees) == 1 else None
        if isinstance(tree, exp.Create) and tree.find(exp.ColumnDef) is not None:
            if attempt is not kept:
                _add_partition_columns(tree, kept[len(attempt) :])
            return _with_column_sort_keys(tree, tokens)
    return None


def _closing(tokens: list[Token]) -> Iterator[int]:
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.token_type == TokenType.L_PAREN) - (token.token_type == TokenType.R_PAREN)
        if depth == 0 and token.token_type == TokenType.R_PAREN:
            yield index


def _add_partition_columns(tree: exp.Create, rest: list[Token]) -> None:
    """Read the columns of ``PARTITION BY RANGE COLUMNS (a, b)`` from the words themselves."""
    kinds = [token.token_type for token in rest]
    if TokenType.PARTITION_BY not in kinds:
        return
    behind = rest[kinds.index(TokenType.PARTITION_BY) :]
    listed = behind[: next(_closing(behind), -1) + 1]
    if any(token.text.upper() in {"HASH", "KEY"} for token in listed):
        return
    names = [token.text for token in listed if token.token_type in _NAMES]
    columns = {column.name.lower() for column in tree.find_all(exp.ColumnDef)}
    keys = [exp.to_identifier(name) for name in names if name.lower() in columns]
    if keys:
        property_ = exp.PartitionedByProperty(this=exp.Schema(expressions=keys))
        _add_property(tree, property_)


def _add_property(tree: exp.Create, property_: exp.Expr) -> None:
    properties = tree.args.get("properties") or exp.Properties(expressions=[])
    properties.append("expressions", property_)
    tree.set("properties", properties)


def _with_column_sort_keys(tree: exp.Create, tokens: list[Token]) -> exp.Create:
    """Put ``id INT SORTKEY`` where ``SORTKEY (id)`` would stand."""
    depth, column, sorted_by = 0, "", []
    for before, token in pairwise(tokens):
        depth += (before.token_type == TokenType.L_PAREN) - (before.token_type == TokenType.R_PAREN)
        if depth == 1 and before.token_type in {TokenType.COMMA, TokenType.L_PAREN}:
            column = token.text
        elif depth == 1 and token.text.upper() == "SORTKEY":
            sorted_by.append(exp.to_identifier(column))
    if sorted_by:
        _add_property(tree, exp.SortKeyProperty(this=sorted_by))
    return tree
