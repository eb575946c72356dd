"""`locks-held-too-long`: work done while a table is locked for everybody else."""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, script_rule
from workbench.sqlreview.rules.scripts.transactions import (
    Mark,
    events,
    locks_readers_out,
    unread_locks,
)
from workbench.sqlreview.script import Script

_DATA = frozenset(
    {TokenType.UPDATE, TokenType.DELETE, TokenType.INSERT, TokenType.MERGE, TokenType.SELECT}
)


@script_rule(
    "locks-held-too-long",
    severity=Severity.INFO,
    category="safety",
    confidence=Confidence.LIKELY,
    source="schema-change/deploy",
    why="An ACCESS EXCLUSIVE lock is kept to the end of the transaction and shuts readers out too.",
    fix="Put the change in a transaction of its own; move data and other tables into later ones.",
    impact="Every query on the table waits for the rest of the transaction.",
    skips_plain=True,
    fires=[
        Example(
            "BEGIN; ALTER TABLE orders ADD COLUMN c INT; «UPDATE orders SET c = 1 WHERE id > 0»; "
            "COMMIT",
            "postgres",
        ),
        Example(
            "BEGIN; ALTER TABLE a ADD COLUMN c INT; «ALTER TABLE b ADD COLUMN d INT»; COMMIT",
            "postgres",
        ),
        Example(
            "BEGIN; TRUNCATE orders; «INSERT INTO orders (id) SELECT id FROM staged»; COMMIT",
            "postgres",
        ),
        Example(
            "BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE; "
            "«DELETE FROM orders WHERE day < '2020-01-01'»; COMMIT",
            "postgres",
        ),
        Example(
            "BEGIN; ALTER TABLE orders ADD COLUMN c INT; «CREATE INDEX i ON orders (c)»; COMMIT",
            "postgres",
        ),
    ],
    quiet=[
        Example(
            "BEGIN; ALTER TABLE orders ADD COLUMN c INT; COMMIT; UPDATE orders SET c = 1 "
            "WHERE id > 0",
            "postgres",
        ),
        Example("ALTER TABLE a ADD COLUMN c INT; ALTER TABLE b ADD COLUMN d INT", "postgres"),
        Example(
            "BEGIN; UPDATE orders SET c = 1 WHERE id > 0; ALTER TABLE orders ADD d INT; COMMIT",
            "postgres",
        ),
        Example(
            "BEGIN; CREATE TABLE t (a INT); ALTER TABLE t ADD b INT; INSERT INTO t (a) SELECT 1; "
            "COMMIT",
            "postgres",
        ),
        Example(
            "BEGIN; ALTER TABLE a ADD COLUMN c INT; ALTER TABLE a ADD COLUMN d INT; COMMIT",
            "postgres",
        ),
        Example("BEGIN; ALTER TABLE a ADD c INT; UPDATE a SET c = 1 WHERE id = 1; COMMIT", "mysql"),
        Example(
            "BEGIN; LOCK TABLE a IN SHARE MODE; UPDATE a SET c = 1 WHERE id = 1; COMMIT", "postgres"
        ),
    ],
)
def locks_held_too_long(script: Script) -> Iterator[Remark]:
    """Report the first statement that works on while a transaction holds such a lock."""
    if script.dialect != "postgres":
        return
    marks = {event.position: event.mark for event in events(script)}
    if Mark.BEGIN not in marks.values():
        return
    locks = {
        id(defined.step): defined.table
        for defined in script.definitions
        if not defined.is_new and locks_readers_out(defined.node)
    } | unread_locks(script)
    built = {
        id(defined.step)
        for defined in script.definitions
        if not defined.is_new and _builds_index(defined.node)
    }
    inside, held = False, ""
    for position, step in enumerate(script.steps):
        mark = marks.get(position)
        if mark is not None:
            inside, held = mark is Mark.BEGIN, ""
            continue
        if not inside:
            continue
        table = locks.get(id(step), "")
        other = bool(table) and table != held and not _is_index(step.tree)
        if held and (other or step.words.first in _DATA or id(step) in built):
            yield Remark(step.words.statement(), f"This runs while {held} is locked for everybody.")
            inside = False
        elif table:
            held = held or table


def _is_index(tree: exp.Expr | None) -> bool:
    return isinstance(tree, exp.Drop) and tree.text("kind").upper() == "INDEX"


def _builds_index(node: exp.Expr) -> bool:
    return isinstance(node, exp.Create) and isinstance(node.this, exp.Index)
