"""`rename-object`: a table or column that its readers no longer find."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, script_rule
from workbench.sqlreview.script import Defined, Script, Step
from workbench.sqlreview.source import Span
from workbench.sqlreview.tables import is_scratch
from workbench.sqlreview.words import Words

_CALLED = frozenset({"FUNCTION", "PROCEDURE", "TYPE", "DOMAIN", "SEQUENCE"})
_READABLE = frozenset({"TABLE", "VIEW", "SCHEMA", "DATABASE"})


class _Rename(NamedTuple):
    old: str
    new: str
    at: Span
    what: str
    mild: bool = False
    is_new: bool = False
    """Whether the script made the table itself, so that nobody reads it yet."""


@script_rule(
    "rename-object",
    severity=Severity.WARNING,
    category="safety",
    confidence=Confidence.LIKELY,
    source="schema-change/classify",
    why="Whatever still uses the old name fails the moment this runs, before it can be redeployed.",
    fix="Keep the old name beside it as a view or a second column until all readers have moved.",
    impact="Every query, job and report that names it.",
    skips_plain=True,
    yields_to=("breaking-change-downstream",),
    on={
        **dict.fromkeys(
            ("tsql", "oracle"),
            Texts(
                fix="Keep the old name beside it as a synonym, a view or a second column until "
                "all readers have moved.",
            ),
        ),
        EngineKind.COLUMN_STORE: Texts(
            fix="Keep the old name beside it as a view until all readers have moved.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            fix="Keep the old name beside it as a view until all readers have moved.",
        ),
    },
    fires=[
        Example("«ALTER TABLE orders RENAME TO sales»", "postgres"),
        Example("ALTER TABLE orders «RENAME COLUMN status TO state»", "snowflake"),
        Example("ALTER TABLE orders «CHANGE status state VARCHAR(10)»", "mysql"),
        Example("«RENAME TABLE orders TO sales»", "mysql"),
        Example("«EXEC sp_rename 'dbo.orders', 'sales'»", "tsql"),
        Example("«ALTER TABLE orders RENAME AS sales»", "mysql"),
        Example("«RENAME orders TO sales»", "oracle"),
        Example("«ALTER MATERIALIZED VIEW v RENAME TO w»", "postgres"),
        Example("«ALTER SCHEMA shop RENAME TO store»", "postgres"),
        Example("«ALTER FUNCTION total() RENAME TO amount»", "postgres"),
        Example("«ALTER TYPE mood RENAME TO state»", "postgres"),
    ],
    quiet=[
        Example("ALTER TABLE t RENAME TO t_old; ALTER TABLE t_new RENAME TO t", "postgres"),
        Example("DROP TABLE t; ALTER TABLE t_new RENAME TO t", "sqlite"),
        Example(
            "CREATE TABLE s.t_new AS SELECT a FROM s.u; ALTER TABLE s.t RENAME TO t_old; "
            "ALTER TABLE s.t_new RENAME TO t; DROP TABLE s.t_old",
            "redshift",
        ),
        Example("ALTER INDEX i RENAME TO j", "postgres"),
        Example("ALTER TABLE t CHANGE status status VARCHAR(20)", "mysql"),
        Example("RENAME TABLE t TO t_old, t_new TO t", "mysql"),
        Example("ALTER TABLE t SWAP WITH u", "snowflake"),
        Example("ALTER TABLE t RENAME CONSTRAINT a TO b", "postgres"),
        Example("SELECT status AS state FROM orders"),
    ],
)
def rename_object(script: Script) -> Iterator[Remark]:
    """Report renames, without those that put a new table in the place of the old."""
    every = script.definitions
    renames = [found for defined in every for found in _altered(defined)]
    for step in script.steps:
        if step.tree is None:
            renames += _spelled(step)
    freed = {found.old for found in renames}
    freed |= {defined.table for defined in every if isinstance(defined.node, exp.Drop)}
    swapped = {found.new for found in renames} & freed
    for found in renames:
        if not found.is_new and found.new not in swapped and found.old not in swapped:
            yield Remark(
                found.at,
                f"{found.what} is no longer found under its old name.",
                severity=Severity.HINT if found.mild else None,
            )


def _altered(defined: Defined) -> Iterator[_Rename]:
    alter, words = defined.node, defined.step.words
    if not isinstance(alter, exp.Alter) or alter.text("kind").upper() not in {"TABLE", "VIEW"}:
        return
    table = alter.this
    if not isinstance(table, exp.Table):
        return
    is_new = defined.is_new or is_scratch(table)
    for action in alter.args.get("actions") or ():
        if isinstance(action, exp.AlterRename) and not alter.args.get("options"):
            new = action.this.name.lower()
            name = table.name
            yield _Rename(name.lower(), new, words.statement(), name, is_new=is_new)
        elif isinstance(action, exp.RenameColumn | exp.AlterRename):
            column = f"{table.name}.{action.this.name}"
            yield _Rename(column, "", words.action(action, {"RENAME"}), column, is_new=is_new)
        elif isinstance(action, exp.ModifyColumn):
            old = action.args.get("rename_from")
            if isinstance(old, exp.Expr) and old.name.lower() != action.this.name.lower():
                column = f"{table.name}.{old.name}"
                at = words.action(action, {"CHANGE"})
                yield _Rename(column, "", at, column, is_new=is_new)


def _spelled(step: Step) -> Iterator[_Rename]:
    words = step.words
    if words.at(0) == "RENAME" and words.at(1) != "USER":
        for index in words.all("TO"):
            old, new = words.tokens[index - 1].text, words.name(index + 1)[0]
            yield _Rename(old.lower(), new.split(".")[-1].lower(), words.statement(), old)
    elif words.at(0) == "ALTER":
        start = 2 + (words.at(2) in {"VIEW", "TABLE"})
        name, last = words.name(start)
        if words.at(last + 1) == "(":
            last = words.closing(last + 1)
        mild = words.at(1) in _CALLED
        readable = mild or words.at(1) in _READABLE or start > 2
        if readable and words.at(last + 1) == "RENAME" and words.at(last + 2) in {"TO", "AS"}:
            new = words.name(last + 3)[0]
            yield _Rename(name.lower(), new.lower(), words.statement(), name, mild)
    elif words.at(0) in {"EXEC", "EXECUTE"} and _procedure(words) == "SP_RENAME":
        name = next((t.text for i, t in enumerate(words.tokens) if words.is_string(i)), "It")
        yield _Rename(name.lower(), "", words.statement(), name)


def _procedure(words: Words) -> str:
    return words.name(1)[0].upper().split(".")[-1]
