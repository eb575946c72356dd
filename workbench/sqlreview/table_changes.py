"""Which tables and columns a statement makes or takes away, by its words.

Every product spells these statements in its own way and many do not parse, so words are read.
"""

from collections.abc import Iterator
from typing import NamedTuple

from workbench.sqlreview.source import Span
from workbench.sqlreview.words import QUOTED, Words

_TABLES = frozenset({"TABLE", "VIEW"})
_BETWEEN_CREATE = frozenset(
    {"OR", "REPLACE", "ALTER", "EXTERNAL", "FOREIGN", "MATERIALIZED", "UNLOGGED", "TRANSIENT"}
    | {"ICEBERG", "DYNAMIC", "HYBRID", "RECURSIVE", "FORCE", "SECURE", "STREAMING", "LIVE"}
)
"""What may stand between CREATE or DROP and TABLE; nothing that makes the table temporary."""
_BEFORE_NAME = frozenset({"IF", "NOT", "EXISTS", "ONLY"})
_VERBS = frozenset({"ADD", "CHANGE", "DROP", "RENAME"})
_NO_COLUMN = frozenset(
    {"CONSTRAINT", "INDEX", "KEY", "PRIMARY", "FOREIGN", "CHECK", "UNIQUE", "PARTITION", "PERIOD"}
    | {"SEARCH", "CLUSTERING", "ROW", "DEFAULT", "NOT", "FEATURE", "SYSTEM", "STATISTICS", "DETAIL"}
    | {"STORAGE", "TAG", "ALL", "MASKING", "AGGREGATION", "PROJECTION", "TTL", "VALUE", "COMMENT"}
    | {"EXPRESSION", "IDENTITY", "FULLTEXT", "SPATIAL", "TABLE", "TO", "OPTION", "CONNECTION"}
)
"""Words behind DROP, ADD or RENAME that tell that something else than a column follows."""


class TableChange(NamedTuple):
    """A table, or one column of it, that is there afterwards or no more; names in lower case."""

    table: str
    column: str
    at: Span
    makes: bool
    renamed: bool = False


def table_changes(words: Words) -> Iterator[TableChange]:
    """Yield what a statement changes, in its order; a rename takes away one name and makes one."""
    first = words.at(0)
    if first == "ALTER":
        yield from _altered(words, 0)
    elif first == "RENAME" and words.at(1) == "TABLE":
        yield from _renamed_tables(words)
    elif first in {"EXEC", "EXECUTE"}:
        yield from _renamed_by_procedure(words)
    elif first == "DROP":
        yield from _dropped(words, 0)
    elif first in {"IF", "BEGIN"}:
        for index in words.all("DROP"):
            yield from _dropped(words, index)
        for index in words.all("ALTER", "TABLE"):
            yield from _altered(words, index)
    elif first == "CREATE":
        at = _table_word(words, 1)
        if at:
            yield TableChange(words.name(_name_at(words, at + 1))[0].lower(), "", _all(words), True)
    elif first in {"SELECT", "WITH"} and (at := words.find("INTO")) > 0:
        yield TableChange(words.name(_name_at(words, at + 1))[0].lower(), "", _all(words), True)


def same_table(one: str, other: str) -> bool:
    """Tell whether two names in lower case may mean one table: a shorter one leaves parts out."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return longer.endswith(f".{shorter}")


def _all(words: Words) -> Span:
    return words.statement()


def _table_word(words: Words, index: int) -> int:
    """Return where TABLE or VIEW stands, behind CREATE or DROP and what may stand between; or 0."""
    while words.at(index) in _BETWEEN_CREATE:
        index += 1
    return index if words.at(index) in _TABLES else 0


def _name_at(words: Words, index: int) -> int:
    while words.at(index) in _BEFORE_NAME:
        index += 1
    return index


def _dropped(words: Words, index: int) -> Iterator[TableChange]:
    at = _table_word(words, index + 1)
    if not at:
        return
    last, names = at, []
    while last == at or words.at(last + 1) == ",":
        name, last = words.name(_name_at(words, last + 1 if last == at else last + 2))
        names.append(name.lower())
    span = _all(words) if index == 0 else words.span(index, min(last, len(words) - 1))
    yield from (TableChange(name, "", span, makes=False) for name in names if name)


def _renamed_tables(words: Words) -> Iterator[TableChange]:
    for index in words.all("TO"):
        first = index - 1
        while words.at(first - 1) == ".":
            first -= 2
        yield TableChange(words.name(first)[0].lower(), "", _all(words), False, renamed=True)
        yield TableChange(words.name(index + 1)[0].lower(), "", _all(words), makes=True)


def _renamed_by_procedure(words: Words) -> Iterator[TableChange]:
    name, last = words.name(1)
    if name.lower().rpartition(".")[2] != "sp_rename":
        return
    texts = [
        words.tokens[at].text.lower().replace("[", "").replace("]", "")
        for at in range(last + 1, len(words))
        if words.is_string(at)
    ]
    if len(texts) < 2:
        return
    old, new, kind = texts[0], texts[1], texts[2] if len(texts) > 2 else ""
    place, _, short = old.rpartition(".")
    if kind == "column":
        yield TableChange(place, short, _all(words), makes=False, renamed=True)
        yield TableChange(place, new, _all(words), makes=True)
    elif kind in {"", "object"}:
        yield TableChange(old, "", _all(words), makes=False, renamed=True)
        yield TableChange(f"{place}.{new}" if place else new, "", _all(words), makes=True)


def _altered(words: Words, index: int) -> Iterator[TableChange]:
    at = _table_word(words, index + 1)
    if not at:
        return
    name, last = words.name(_name_at(words, at + 1))
    verb = ""
    for start, end in _actions(words, last + 1):
        named = words.at(start) in _VERBS
        if named:
            verb = words.at(start)
        elif words.at(start) == "ALTER":
            verb = ""
        if verb:
            span = words.span(start, end)
            yield from _action(words, name.lower(), verb, start + named, end, span)


def _actions(words: Words, index: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last word of each action, which commas part."""
    start = index
    while index < len(words):
        if words.at(index) == "(":
            index = words.closing(index)
        elif words.at(index) == ",":
            yield start, index - 1
            start = index + 1
        elif words.at(index) in {";", "END", "ELSE"}:
            break
        index += 1
    if start < index:
        yield start, min(index, len(words)) - 1


def _action(
    words: Words, table: str, verb: str, start: int, end: int, whole: Span
) -> Iterator[TableChange]:
    if verb == "RENAME" and words.at(start) in {"TO", "AS"}:
        new = words.name(start + 1)[0].lower()
        schema = table.rpartition(".")[0]
        full = f"{schema}.{new}" if schema and "." not in new else new
        yield TableChange(table, "", _all(words), makes=False, renamed=True)
        yield TableChange(full, "", _all(words), makes=True)
        return
    named = words.at(start) in {"COLUMN", "COLUMNS"}
    at = _name_at(words, start + 1 if named else start)
    if not named and words.at(at).partition(" ")[0] in _NO_COLUMN:
        return
    if verb in {"DROP", "ADD"}:
        many = words.at(at) == "("
        places = range(at + 1, words.closing(at)) if many else range(at, at + 1)
        for place in places:
            if many and words.at(place - 1) not in {"(", ","}:
                continue
            if _is_name(words, place):
                yield TableChange(table, _word(words, place), whole, makes=verb == "ADD")
        return
    to = at + 1 + (words.at(at + 1) == "TO")
    old, new = _word(words, at), _word(words, to)
    if old and new and old != new and to <= end:
        yield TableChange(table, old, whole, makes=False, renamed=True)
        yield TableChange(table, new, whole, makes=True)


def _is_name(words: Words, index: int) -> bool:
    text = words.at(index).removeprefix(QUOTED)
    return bool(text) and (text[0].isalpha() or text[0] == "_")


def _word(words: Words, index: int) -> str:
    return words.tokens[index].text.lower() if 0 <= index < len(words) else ""
