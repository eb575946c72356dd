"""Routines and blocks of PL/SQL, PL/pgSQL, MySQL and warehouse scripts, apart from their SQL.

Between two semicolons stand words of control flow, conditions, declarations, and at most
one query or write. The parser knows few of the former, so they are told apart before.
"""

from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.splitting import BATCH_DIALECTS, Chunk
from workbench.sqlreview.variables import declared, parameters

_ROUTINES = frozenset({"PROCEDURE", "FUNCTION", "TRIGGER", "PACKAGE", "EVENT"})
_DECLARING = frozenset({"oracle", "snowflake"})
"""Dialects in which DECLARE opens a block, so that declarations without a keyword follow."""
_DECLARED_BY_SCRIPTS = frozenset({"bigquery", "databricks", "generic", "spark"})
"""Dialects in which DECLARE outside of blocks makes a variable without a sign in its name."""
_QUERIES = frozenset({"SELECT", "WITH"})
_VERBS = _QUERIES | frozenset({"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "TRUNCATE"})
_DEFINITIONS = frozenset({"CREATE", "ALTER", "DROP", "LOCK"})
_RUNS = frozenset({"EXECUTE", "PREPARE", "UNLOAD"})
_TRANSACTIONS = frozenset(
    {"TRAN", "TRANSACTION", "WORK", "ISOLATION", "READ", "DEFERRED", "IMMEDIATE", "EXCLUSIVE"}
    | {"CONCURRENT"}
)
_CONDITIONAL = {
    "IF": frozenset({"THEN"}),
    "ELSIF": frozenset({"THEN"}),
    "ELSEIF": frozenset({"THEN"}),
    "WHILE": frozenset({"DO", "LOOP"}),
    "UNTIL": frozenset({"END"}),
}
"""Words that a condition follows, and what ends it."""
_PASSING = frozenset({"ELSE", "EXCEPTION", "LOOP", "REPEAT", "ATOMIC"})
_OPENING = frozenset({"BEGIN", "CASE", "IF", "LOOP", "REPEAT"})
_LABELLED = frozenset({"BEGIN", "FOR", "LOOP", "REPEAT", "WHILE"})
_STEP = {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}
_QUOTED = frozenset(
    {
        TokenType.STRING,
        TokenType.IDENTIFIER,
        TokenType.NATIONAL_STRING,
        TokenType.HEREDOC_STRING,
        TokenType.RAW_STRING,
        TokenType.UNICODE_STRING,
    }
)


class Kind(Enum):
    """What a stretch of procedural code is."""

    STATEMENT = auto()
    VALUE = auto()
    """A condition, or what is assigned."""
    QUOTED = auto()
    """What runs a statement that stands in quotes."""


class Part(NamedTuple):
    """A stretch of procedural code that can be read as SQL."""

    kind: Kind
    tokens: Chunk


class Routine:
    """What is known of a script while its statements pass: whether a routine or block is open.

    ``body_of`` is the statement that a text is the body of as a whole. ``of_script`` are the
    variables that hold outside of routines, too.
    """

    def __init__(self, dialect: str, *, body_of: Chunk | None = None) -> None:
        self._dialect = dialect
        self.is_body = body = body_of is not None
        self.variables = set(parameters(body_of or []))
        self.of_script: set[str] = set()
        self._declares = body or dialect in _DECLARING
        self._depth = 0
        self._declaring = False

    @property
    def is_open(self) -> bool:
        """Whether the next statement stands inside a routine or block."""
        return self.is_body or self._declaring or self._depth > 0

    def may_hold(self, chunk: Chunk) -> bool:
        """Tell whether a statement may be procedural code; the cheap question."""
        if self._dialect in BATCH_DIALECTS:
            return False
        return self.is_open or chunk[0].text.upper() in _STARTS

    def parts(self, chunk: Chunk) -> list[Part] | None:
        """Return what can be read of a statement; None if it is no procedural code."""
        if not self.may_hold(chunk):
            return None
        first = chunk[0].text.upper()
        start = 0
        if first in _DEFINING or (self.is_open and first in _ROUTINES):
            start = _header_end(chunk)
            if start == 0:
                return None
            named = {token.text.upper() for token in chunk[:start]}
            self._depth += not _SECTIONS.isdisjoint(named)
            if not self.is_open:
                self.variables = set(self.of_script)
            self.variables.update(parameters(chunk[:start]))
        elif not self.is_open and not self._opens(chunk):
            if first == "DECLARE" and self._dialect in _DECLARED_BY_SCRIPTS:
                self.of_script.update(declared(chunk))
                self.variables |= self.of_script
            return None
        elif first in _VERBS:
            return [Part(Kind.STATEMENT, chunk)]
        elif self._declaring and first != "BEGIN":
            self.variables.update(declared(chunk))
        found = list(self._read(chunk, start))
        if start and not self._depth and _word(chunk, start) not in _VERBS:
            self._declaring = True
            self.variables.update(declared(chunk[start:]))
        return found

    def _opens(self, chunk: Chunk) -> bool:
        """Tell a block, condition or loop outside of routines from a statement like it."""
        match chunk[0].text.upper():
            case "BEGIN":
                return len(chunk) > 1 and chunk[1].text.upper() not in _TRANSACTIONS
            case "DECLARE":
                return self._declares or (_has(chunk, "CURSOR") and _has(chunk, "FOR"))
            case "CASE":
                # With its END in the same statement it is a value.
                return not _has(chunk, "END")
            case "FOR" | "IF" | "WHILE":
                return any(_has(chunk, word) for word in ("THEN", "DO", "LOOP"))
            case "LOOP" | "REPEAT":
                return len(chunk) > 1 and chunk[1].token_type != TokenType.L_PAREN
            case _:
                return False

    def _read(self, chunk: Chunk, start: int) -> Iterator[Part]:
        at = start
        while at < len(chunk):
            word = _word(chunk, at)
            self._depth += word in _OPENING
            if word == "BEGIN" or word in _PASSING:
                self._declaring = False
                at += 2 if _word(chunk, at + 1) == "NOT" else 1
            elif word in _CONDITIONAL:
                end = _find(chunk, at + 1, _CONDITIONAL[word])
                yield Part(Kind.VALUE, chunk[at + 1 : end])
                self._depth += word == "WHILE" and _word(chunk, end) == "DO"
                at = end if word == "UNTIL" or _word(chunk, end) == "LOOP" else end + 1
            elif word == "WHEN":
                end = _find(chunk, at + 1, frozenset({"THEN"}))
                if _has(chunk[at:end], "SELECT"):
                    yield Part(Kind.VALUE, chunk[at + 1 : end])
                at = end + 1
            elif word == "END":
                self._close()
                return
            else:
                behind = self._behind(chunk, at, word)
                if behind == at:
                    yield from _tail(chunk, at, word)
                    return
                if word == "DECLARE":
                    self.variables.update(declared(chunk[at:]))
                if word == "FOR":
                    self.variables.add(_word(chunk, at + 1).lower())
                    yield from _queries(chunk[at:behind])
                    self._depth += _word(chunk, behind) == "DO"
                    behind += _word(chunk, behind) == "DO"
                self._declaring = self._declaring or (word == "DECLARE" and self._declares)
                at = behind

    def _behind(self, chunk: Chunk, at: int, word: str) -> int:
        """Return where code goes on behind words that hold no SQL, or ``at``."""
        if word not in _ROUTINES or not at:
            return _behind(chunk, at, word)
        # The first routine of a package stands right behind its head.
        head = _header_end(chunk[at:])
        self.variables.update(parameters(chunk[at : at + head]))
        return at + head

    def _close(self) -> None:
        self._depth = max(0, self._depth - 1)
        self._declaring = False


_STARTS = frozenset(
    {"ALTER", "BEGIN", "CASE", "CREATE", "DECLARE", "FOR", "IF", "LOOP", "REPEAT", "REPLACE"}
    | {"WHILE"}
)
_DEFINING = frozenset({"ALTER", "CREATE", "REPLACE"})
_SECTIONS = frozenset({"PACKAGE", "COMPOUND"})
"""Words in the head of what holds several routines, and so an END of its own."""


_SKIPPED = {
    "<<": (frozenset({">>"}), 1),
    "CASE": (frozenset({"WHEN"}), 0),
    "FOR": (frozenset({"DO", "LOOP"}), 0),
    "FORALL": (_VERBS, 0),
    "OPEN": (frozenset({"FOR", "IS"}), 1),
    "CURSOR": (frozenset({"FOR", "IS"}), 1),
    "BEFORE": (frozenset({"IS"}), 1),
    "AFTER": (frozenset({"IS"}), 1),
}
"""Words that say nothing of data themselves: up to which others, and how many of those."""
_HANDLED = _VERBS | {"BEGIN", "SET", "ROLLBACK", "CALL"}


def _behind(chunk: Chunk, at: int, word: str) -> int:
    """Return where code goes on behind words that say nothing of data, or ``at``."""
    following = _word(chunk, at + 1)
    if word in _SKIPPED:
        words, more = _SKIPPED[word]
        return _find(chunk, at + 1, words) + more
    if word == "DECLARE":
        is_handler = following in {"EXIT", "CONTINUE", "UNDO"}
        return _find(chunk, at + 3, _HANDLED) if is_handler else at + 1
    returns = word == "RETURN" and following == "QUERY"
    labels = following == ":" and _word(chunk, at + 2) in _LABELLED
    return at + 2 if returns or labels else at


def _tail(chunk: Chunk, at: int, word: str) -> Iterator[Part]:
    """Yield the query or write that the rest of a statement is, or the queries in its values."""
    rest = chunk[at:]
    if word in _VERBS | _DEFINITIONS or (word == "(" and _word(chunk, at + 1) in _QUERIES):
        yield Part(Kind.STATEMENT, rest)
    elif word in _RUNS:
        yield Part(Kind.QUOTED, rest)
    elif word == "PERFORM":
        token = rest[0]
        select = Token(TokenType.SELECT, token.text, token.line, token.col, token.start, token.end)
        yield Part(Kind.STATEMENT, [select, *rest[1:]])
    else:
        yield from _queries(rest)


def _queries(chunk: Chunk) -> Iterator[Part]:
    """Yield the queries in a declaration, an assignment or a call, each on its own."""
    at = 0
    while at < len(chunk):
        word = _word(chunk, at)
        if word in _QUERIES and (at == 0 or not _is_clause(chunk, at)):
            end = _query_end(chunk, at)
            yield Part(Kind.STATEMENT, chunk[at:end])
            at = end
        else:
            at += 1


_BEHIND_WITH = frozenset({"HOLD", "LOCAL", "ORDINALITY", "RETURN", "TIME"})


def _is_clause(chunk: Chunk, at: int) -> bool:
    """Tell ``WITH TIME ZONE`` and ``CURSOR WITH HOLD`` from a query that starts with WITH."""
    return _word(chunk, at) == "WITH" and _word(chunk, at + 1) in _BEHIND_WITH


def _query_end(chunk: Chunk, start: int) -> int:
    depth = 0
    for at in range(start, len(chunk)):
        depth += _STEP.get(chunk[at].token_type, 0)
        if depth < 0:
            return at
    return len(chunk)


def _header_end(chunk: Chunk) -> int:
    """Return where the body of a routine starts; 0 if a statement is none, or has none."""
    words = (token.text.upper() for token in chunk[:12])
    kind = next((at for at, word in enumerate(words) if word in _ROUTINES), 0)
    first = chunk[0].text.upper()
    if first in _ROUTINES:
        kind = 0
    elif kind == 0 or (first == "REPLACE" and kind > 1):
        return 0
    depth = 0
    for at in range(kind + 1, len(chunk)):
        depth += _STEP.get(chunk[at].token_type, 0)
        word = _word(chunk, at)
        if depth or chunk[at - 1].text == ".":
            continue
        if word in {"BEGIN", "DECLARE"} or _is_label(chunk, at):
            return at
        if word == "COMPOUND":
            return at + 2
        if word in {"IS", "AS"} and _starts_body(chunk, at + 1):
            return at + 1
        if word in _VERBS and _word(chunk, at - 1) in {"ROW", ")", "DO", "DATA", "INVOKER"}:
            return at
    return 0


def _is_label(chunk: Chunk, at: int) -> bool:
    return _word(chunk, at + 1) == ":" and _word(chunk, at + 2) == "BEGIN"


_NO_BODY = frozenset({"(", "ON", "TABLE", "LANGUAGE", "EXTERNAL"})


def _starts_body(chunk: Chunk, at: int) -> bool:
    """Tell the body behind AS from a string, a query in brackets and ``AS ON INSERT``."""
    if at >= len(chunk):
        return False
    return chunk[at].token_type not in _QUOTED and _word(chunk, at) not in {
        "(",
        "ON",
        "TABLE",
        "LANGUAGE",
        "EXTERNAL",
    }


def _find(chunk: Chunk, start: int, words: frozenset[str]) -> int:
    """Return where one of some words stands outside of brackets and CASE, or the end."""
    depth = cases = 0
    for at in range(start, len(chunk)):
        depth += _STEP.get(chunk[at].token_type, 0)
        word = _word(chunk, at)
        if not depth and not cases and word in words:
            return at
        cases += (word == "CASE") - (word == "END" and cases > 0)
    return len(chunk)


def _has(chunk: Chunk, word: str) -> bool:
    return any(token.text.upper() == word for token in chunk)


def _word(chunk: Chunk, at: int) -> str:
    """Return a word in upper case; nothing for names in quotes, strings and parts of names."""
    if not 0 <= at < len(chunk) or chunk[at].token_type in _QUOTED:
        return ""
    if at and chunk[at - 1].text == "." and chunk[at].text != ".":
        return ""
    return chunk[at].text.upper()
