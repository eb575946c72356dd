"""Where transactions begin and end in a script, and what locks it takes inside."""

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from sqlglot import exp

from workbench.sqlreview.script import Script, Step
from workbench.sqlreview.source import Span
from workbench.sqlreview.tables import created_table
from workbench.sqlreview.words import Words

_BATCHES = frozenset({"tsql", "fabric"})
_BLOCKS = frozenset({"bigquery", "oracle", "snowflake"})
"""Dialects in which a bare BEGIN may open a block."""
_MARKS = frozenset({"BEGIN", "START", "COMMIT", "ROLLBACK", "ABORT", "END"})
_TRANSACTION = frozenset({"TRAN", "TRANSACTION", "WORK"})
_MODES = frozenset({"ISOLATION", "READ", "DEFERRABLE", "NOT", "IMMEDIATE", "EXCLUSIVE", "DEFERRED"})


class Mark(Enum):
    """What happens to the transaction."""

    BEGIN = auto()
    COMMIT = auto()
    ROLLBACK = auto()


class Event(NamedTuple):
    """A statement that begins or ends a transaction."""

    mark: Mark
    position: int
    at: Span


def events(script: Script) -> Iterator[Event]:
    """Yield where transactions begin and end, in order; ``position`` counts the steps."""
    saved: set[str] = set()
    for position, step in enumerate(script.steps):
        if script.dialect in _BATCHES:
            yield from _in_batch(step, position, saved)
            continue
        mark = _mark(step, script.dialect)
        if mark is not None:
            yield Event(mark, position, step.words.statement())


def steps_inside(script: Script) -> set[int]:
    """Return the ``id`` of every step that runs inside a transaction of the script."""
    marks = {event.position: event.mark for event in events(script)}
    found: set[int] = set()
    inside = False
    for position, step in enumerate(script.steps) if marks else ():
        if position in marks:
            inside = marks[position] is Mark.BEGIN
        elif inside:
            found.add(id(step))
    return found


def _mark(step: Step, dialect: str) -> Mark | None:
    words = step.words
    if words.at(0).partition(" ")[0] not in _MARKS:
        return None
    # A dialect may read two words as one (BEGIN TRANSACTION in BigQuery).
    said = [word for index in range(2) for word in words.at(index).split()]
    first, second = (*said, "", "")[:2]
    ends = first == "END" and isinstance(step.tree, exp.Commit) and dialect not in _BLOCKS
    if ends or (first == "COMMIT" and second != "PREPARED"):
        return Mark.COMMIT
    if first in {"ROLLBACK", "ABORT"} and words.find("TO") < 0:
        return Mark.ROLLBACK
    return Mark.BEGIN if _begins(first, second, dialect) else None


def _begins(first: str, second: str, dialect: str) -> bool:
    if first == "START":
        return second == "TRANSACTION"
    if first != "BEGIN":
        return False
    return second in _TRANSACTION or second in _MODES or (not second and dialect not in _BLOCKS)


def _in_batch(step: Step, position: int, saved: set[str]) -> Iterator[Event]:
    """Yield the events inside a T-SQL batch, whose statements need no semicolons."""
    words = step.words
    for index, word in enumerate(words.upper):
        if word not in _MARKS and word != "SAVE":
            continue
        following = words.at(index + 1)
        last = index + 1 if following in _TRANSACTION else index
        if word == "BEGIN" and following in {"TRAN", "TRANSACTION"}:
            yield Event(Mark.BEGIN, position, words.span(index, last))
        elif word == "COMMIT":
            yield Event(Mark.COMMIT, position, words.span(index, last))
        elif word == "SAVE" and following in _TRANSACTION:
            saved.add(words.at(index + 2))
        elif word == "ROLLBACK" and words.at(last + 1) not in saved:
            yield Event(Mark.ROLLBACK, position, words.span(index, last))


def unread_locks(script: Script) -> dict[int, str]:
    """Return the table each statement without a tree locks, by the ``id`` of its step.

    Tables that the script itself made are left out: nobody else uses them yet.
    """
    unread = [step for step in script.steps if step.tree is None]
    if not unread:
        return {}
    made = {
        defined.table.lower()
        for defined in script.definitions
        if created_table(defined.node) is not None
    }
    found = ((id(step), _locked_table(step.words).lower()) for step in unread)
    return {step: table for step, table in found if table and table not in made}


def _locked_table(words: Words) -> str:
    """Return the table that a statement without a tree locks against readers, or nothing."""
    if words.at(0) == "LOCK":
        at = 1 + (words.at(1) == "TABLE")
        at += words.at(at) == "ONLY"
        exclusive = words.find("ACCESS", "EXCLUSIVE") >= 0 or words.find("IN") < 0
        return words.name(at)[0] if exclusive else ""
    if words.find("CONCURRENTLY") >= 0:
        return ""
    if words.at(0) == "ALTER":
        return _altered(words)
    if words.at(0) == "CLUSTER":
        return words.name(1 + (words.at(1) == "VERBOSE"))[0]
    if words.at(0) == "REINDEX" or words.starts("REFRESH", "MATERIALIZED", "VIEW"):
        return words.tokens[-1].text
    full = words.at(0) == "VACUUM" and words.find("FULL") >= 0
    return words.tokens[-1].text if full else ""


def _altered(words: Words) -> str:
    """Return the table of an ALTER TABLE the parser has no tree for, if it locks readers out."""
    if words.at(1) != "TABLE":
        return ""
    if words.starts("ALTER", "TABLE", "ALL", "IN", "TABLESPACE"):
        return f"every table of {words.at(5).lower()}"
    at = 2 + 2 * (words.at(2) == "IF")
    at += words.at(at) == "ONLY"
    name, last = words.name(at)
    return name if _exclusive(words.upper[last + 1 : last + 4]) else ""


def _exclusive(said: Sequence[str]) -> bool:
    """Tell whether the first words of what an ALTER TABLE does name a lock against readers."""
    first, second = (*said, "", "")[:2]
    if first == "ADD":
        return second in {"CHECK", "CONSTRAINT", "PRIMARY", "UNIQUE", "EXCLUDE", "COLUMN"}
    if first in {"ENABLE", "DISABLE", "FORCE"}:
        return second in {"ROW", "RULE"}
    return first in {"DETACH", "INHERIT", "RENAME", "DROP"} or (first, second) == ("NO", "INHERIT")


def locks_readers_out(node: exp.Expr) -> bool:
    """Tell whether a definition takes an ACCESS EXCLUSIVE lock on its table in PostgreSQL."""
    if isinstance(node, exp.TruncateTable | exp.Alter):
        return node.text("kind").upper() in {"", "TABLE"}
    if isinstance(node, exp.Drop):
        return node.text("kind").upper() in {"TABLE", "INDEX"} and not node.args.get("concurrently")
    return False
