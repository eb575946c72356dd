"""`redundant-index`: an index whose work another one does."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, script_rule
from workbench.sqlreview.rules.ddl.columns import constraints
from workbench.sqlreview.script import Defined, Script
from workbench.sqlreview.source import Span
from workbench.sqlreview.tables import full_name

_UNIQUE = (exp.PrimaryKey, exp.UniqueColumnConstraint)
_SPECIAL = ("using", "where", "on", "tablespace")
_MANY = 6
"""From here on the indexes that a script puts on one table are many, beside its keys."""


class _Index(NamedTuple):
    table: str
    name: str
    columns: tuple[str, ...]
    unique: bool
    at: Span
    included: frozenset[str] = frozenset()


@script_rule(
    "redundant-index",
    severity=Severity.INFO,
    category="performance",
    source="sql-checklist",
    why="Every write keeps it up to date, and it answers nothing that the other does not.",
    fix="Drop it, unless the wider one is much larger and this one is read very often.",
    impact="One index less to write, store and cache.",
    skips_plain=True,
    fires=[
        Example("CREATE INDEX i ON t (a, b); «CREATE INDEX j ON t (a)»", "postgres"),
        Example("CREATE INDEX i ON t (a); «CREATE INDEX j ON t (a)»", "tsql"),
        Example("CREATE TABLE t (a INT PRIMARY KEY, b INT, «KEY i (b)», KEY j (b, a))", "mysql"),
        Example("CREATE TABLE t (a INT PRIMARY KEY); «CREATE INDEX i ON t (a)»", "postgres"),
        Example("ALTER TABLE t «ADD INDEX i (a)», ADD INDEX j (a, b)", "mysql"),
        Example("CREATE INDEX i ON t (lower(a)); «CREATE INDEX j ON t (LOWER(a))»", "postgres"),
        Example("CREATE INDEX i ON t (a) INCLUDE (b); «CREATE INDEX j ON t (a)»", "tsql"),
        Example(
            "".join(f"CREATE INDEX i{c} ON t ({c}); " for c in "abcde")
            + "«CREATE INDEX f ON t (f)»"
        ),
    ],
    quiet=[
        Example("CREATE INDEX i ON t (a, b); CREATE INDEX j ON t (b)", "postgres"),
        Example("CREATE INDEX i ON t (a, b); CREATE UNIQUE INDEX j ON t (a)", "postgres"),
        Example("CREATE INDEX i ON t (a); CREATE INDEX j ON t (a) WHERE b > 1", "postgres"),
        Example("CREATE INDEX i ON t (a); CREATE INDEX j ON u (a)", "postgres"),
        Example("CREATE INDEX i ON t (a); CREATE INDEX j ON t (lower(a))", "postgres"),
        Example("CREATE INDEX i ON t (a); CREATE INDEX j ON t USING gin (a)", "postgres"),
        Example("CREATE INDEX i ON t (a); DROP INDEX i; CREATE INDEX j ON t (a)", "postgres"),
        Example("CREATE INDEX i ON t (a); CREATE INDEX j ON t (a DESC, b)", "postgres"),
        Example("CREATE INDEX i ON t (a) INCLUDE (b); CREATE INDEX j ON t (a) INCLUDE (c)", "tsql"),
        Example("ALTER TABLE t ADD UNIQUE INDEX i (a), ADD INDEX j (a, b)", "mysql"),
        Example("".join(f"CREATE INDEX i{c} ON t ({c}); " for c in "abcde")),
    ],
)
def redundant_index(script: Script) -> Iterator[Remark]:
    """Report an index whose columns begin another index of the same table in the script."""
    by_table: dict[str, list[_Index]] = {}
    tables: dict[str, str] = {}
    for defined in script.definitions:
        if isinstance(defined.node, exp.Drop):
            _forget(by_table, tables, defined.node)
        for index in _indexes(defined):
            tables[index.name.lower()] = index.table
            by_table.setdefault(index.table, []).append(index)
    for indexes in by_table.values():
        starting = _by_first_columns(indexes)
        for position, index in enumerate(indexes):
            others = (
                indexes[at]
                for at in starting[index.columns]
                if _covers(indexes[at], at, index, position)
            )
            other = next(others, None)
            if other is None:
                continue
            same = other.columns == index.columns
            extent = "the same columns" if same else "these columns first"
            yield Remark(
                index.at,
                f"{index.name or 'The index'} is not needed: {other.name or 'a key'} has {extent}.",
                confidence=None if same else Confidence.LIKELY,
            )
        own = [index for index in indexes if not index.unique]
        if len(own) >= _MANY:
            yield Remark(
                own[_MANY - 1].at,
                f"{len(own)} indexes on {own[0].table}: each write keeps all of them up to date.",
                fix="Keep those that queries use; one over several columns may do for several.",
                severity=Severity.HINT,
                confidence=Confidence.POSSIBLE,
            )


def _by_first_columns(indexes: list[_Index]) -> dict[tuple[str, ...], list[int]]:
    """Return which indexes begin with each list of columns that one begins with."""
    starting: dict[tuple[str, ...], list[int]] = {}
    for position, index in enumerate(indexes):
        for length in range(1, len(index.columns) + 1):
            starting.setdefault(index.columns[:length], []).append(position)
    return starting


def _covers(other: _Index, at: int, index: _Index, position: int) -> bool:
    """Tell whether ``other``, which begins with the same columns, makes ``index`` needless."""
    if at == position or not index.included <= other.included | {*other.columns}:
        return False
    if len(other.columns) > len(index.columns):
        return not index.unique
    if other.included > index.included and not (index.unique and not other.unique):
        return True
    if index.unique and not other.unique:
        return False
    return at < position or (other.unique and not index.unique)


def _forget(by_table: dict[str, list[_Index]], tables: dict[str, str], drop: exp.Expr) -> None:
    """Take out the indexes of a dropped table, or a dropped index."""
    for item in drop.args.get("tables") or ():
        by_table.pop(full_name(item), None)
        name = item.name.lower()
        table = tables.get(name, "")
        if table in by_table and drop.text("kind").upper() == "INDEX":
            by_table[table] = [index for index in by_table[table] if index.name.lower() != name]


def _indexes(defined: Defined) -> Iterator[_Index]:
    node, words = defined.node, defined.step.words
    if isinstance(node, exp.Alter):
        for action in node.args.get("actions") or ():
            if isinstance(action, exp.AddConstraint):
                yield from _keys(action.expressions, {"ADD"}, defined)
        return
    if not isinstance(node, exp.Create):
        return
    if isinstance(node.this, exp.Index):
        columns = _plain_columns(node.this)
        if columns:
            unique = bool(node.args.get("unique"))
            stored = node.this.args["params"].args.get("include") or ()
            yield _Index(
                defined.table,
                node.this.name,
                columns,
                unique,
                words.statement(),
                frozenset(column.name.lower() for column in stored),
            )
        return
    if isinstance(node.this, exp.Schema):
        yield from _keys(node.this.expressions, {"KEY", "INDEX", "UNIQUE", "PRIMARY"}, defined)


def _keys(parts: list[exp.Expr], starts: set[str], defined: Defined) -> Iterator[_Index]:
    """Yield the keys and indexes in the definition of a table, or added to it."""
    for part in parts:
        unique = isinstance(part, _UNIQUE)
        at = defined.step.words.action(part, starts)
        if isinstance(part, exp.ColumnDef) and any(
            isinstance(kind, exp.PrimaryKeyColumnConstraint | exp.UniqueColumnConstraint)
            for kind in constraints(part)
        ):
            yield _Index(defined.table, "", (part.name.lower(),), True, at)
        elif unique or isinstance(part, exp.IndexColumnConstraint):
            keys = part.this if isinstance(part.this, exp.Schema) else part
            columns = _names(keys.expressions)
            name = keys.this.name if isinstance(keys.this, exp.Identifier) else ""
            if columns and not part.args.get("kind"):
                yield _Index(defined.table, name, columns, unique, at)


def _plain_columns(index: exp.Index) -> tuple[str, ...]:
    parameters = index.args.get("params")
    if parameters is None or any(parameters.args.get(part) for part in _SPECIAL):
        return ()
    return _names(parameters.args.get("columns") or [])


def _names(keys: list[exp.Expr]) -> tuple[str, ...]:
    """Return the columns or expressions of an index with their direction."""
    names: list[str] = []
    for key in keys:
        column = key.this if isinstance(key, exp.Ordered) else key
        if not isinstance(column, exp.Expr):
            return ()
        plain = isinstance(column, exp.Column | exp.Identifier)
        name = column.name if plain else column.sql(comments=False)
        names.append(name.lower() + (" desc" if key.args.get("desc") else ""))
    return tuple(names)
