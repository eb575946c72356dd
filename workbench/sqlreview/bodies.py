"""The statements inside control flow: procedures, IF and BEGIN blocks, bodies in dollar quotes.

The parser returns much of this as text. The queries and writes in it can be
read all the same, each on its own.
"""

import re
from collections.abc import Iterator
from itertools import cycle

from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.left_out import closing
from workbench.sqlreview.splitting import Chunk

_VERBS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "TRUNCATE"})
_OPENERS = frozenset(
    {"AS", "BEGIN", "CATCH", "DO", "ELSE", "IF", "IS", "LOOP", "QUERY", "REPEAT", "THEN", "TRY"}
    | {"WHILE"}
)
"""Words of control flow behind which a statement starts, on the same line too."""
_CONTROL = frozenset(
    {"BEGIN", "CLOSE", "DECLARE", "ELSE", "ELSIF", "EXCEPTION", "EXEC", "EXECUTE", "FETCH", "IF"}
    | {"OPEN", "PERFORM", "PRINT", "RAISE", "RAISERROR", "RETURN", "SET", "THROW", "WHILE", "GOTO"}
    | {"COMMIT", "ROLLBACK", "DEALLOCATE", "CREATE", "DROP", "ALTER", "CALL"}
)
"""Words that end a statement when they start a line."""
_CONTINUES = frozenset(
    {"UNION", "ALL", "EXCEPT", "INTERSECT", "DISTINCT", "FOR", "ON", "THEN", ",", "AND", "OR"}
)
"""Words behind which a verb goes on with the statement."""
_SCRIPTING = frozenset({"bigquery", "fabric", "mysql", "snowflake", "tsql"})
"""Dialects with blocks outside of quotes, in which END is no end of a transaction."""
_ROUTINES = frozenset({"PROC", "PROCEDURE", "FUNCTION", "TRIGGER"})
_PROCEDURE_OPTIONS = frozenset(
    {"ENCRYPTION", "EXECUTE", "LOG", "NOWAIT", "RECOMPILE", "SCHEMABINDING", "SETERROR"}
)
_LANGUAGES = frozenset({"SQL", "PLPGSQL"})
_SHORTEST = 12
"""Characters of the shortest string that is read as the body of a routine."""


_BLOCK_WORDS = "BEGIN DECLARE DO ELSE ELSEIF EXCEPTION FOR IF LOOP REPEAT RETURN WHEN WHILE"
_BLOCKS = frozenset(_BLOCK_WORDS.split())


def has_body(chunk: Chunk) -> bool:
    """Tell whether a statement that was not understood may hold others."""
    first = chunk[0].text.upper()
    if first in {"CREATE", "ALTER"}:
        return any(token.text.upper() in _ROUTINES | {"TASK"} for token in chunk[1:6])
    return first in _BLOCKS or first == "PREPARE"


def body(words: Chunk) -> Chunk:
    """Return the part of a statement that was not understood in which others may stand."""
    if has_body(words):
        prepares = words[0].text.upper() == "PREPARE" and words[2:3] and words[2].text.upper()
        return words[3:] if prepares == "FROM" else words
    if words[0].text.upper() != "CREATE":
        return []
    kinds = {token.text.upper() for token in words[1:4]}
    mark = "THEN" if "ALERT" in kinds else "DO" if "RULE" in kinds else ""
    starts = (at + 1 for at, token in enumerate(words) if token.text.upper() == mark)
    at = next(starts, len(words))
    return words[at + (at < len(words) and words[at].text.upper() in {"INSTEAD", "ALSO"}) :]


def tested(words: Chunk) -> Iterator[Chunk]:
    """Yield the conditions of ASSERT, of an alert and of policies on rows and columns."""
    first = words[0].text.upper()
    kinds = {token.text.upper() for token in words[1:5]}
    if first == "ASSERT":
        yield words[1 : _next(words, 1, frozenset({"AS"}))]
    elif first in {"CREATE", "ALTER"} and kinds & {"ALERT", "POLICY"}:
        for at in range(2, len(words) - 1):
            before, opening = words[at].text.upper(), words[at + 1]
            if before in _BEFORE_CONDITIONS and opening.token_type is TokenType.L_PAREN:
                yield words[at + 2 : closing(words, at + 1)]
            elif words[at].token_type is TokenType.ARROW:
                yield words[at + 1 :]
                return


_BEFORE_CONDITIONS = frozenset({"CHECK", "IF", "USING"})


def _next(words: Chunk, start: int, wanted: frozenset[str]) -> int:
    """Return where one of some words stands outside of brackets, or the end."""
    depth = 0
    for at in range(start, len(words)):
        kind = words[at].token_type
        depth += (kind is TokenType.L_PAREN) - (kind is TokenType.R_PAREN)
        if not depth and words[at].text.upper() in wanted:
            return at
    return len(words)


def without_end(chunk: Chunk, dialect: str) -> Chunk:
    """Return a statement without an END behind it that closes a block opened before."""
    if dialect not in _SCRIPTING or chunk[-1].text.upper() != "END":
        return chunk
    words = _words(chunk)
    opened = words.count("CASE") + words.count("BEGIN")
    ended = words[-1] == "END" and words.count("END") > opened
    return chunk[:-1] if ended else chunk


def inner_chunks(chunk: Chunk) -> Iterator[Chunk]:
    """Yield the tokens of each query and write in the control flow of a statement."""
    current: Chunk = []
    depth = cases = floor = 0
    before = ""
    last_line = chunk[0].line
    words = _words(chunk)
    for index, token in enumerate(chunk):
        word = words[index]
        depth = max(0, depth + (word == "(") - (word == ")"))
        if floor:
            # A query in the brackets of a SET, DECLARE or call.
            if depth < floor:
                yield current
                current, floor = [], 0
            else:
                current.append(token)
        elif not depth and _ends(word, current, cases, starts_line=token.line > last_line):
            if current:
                yield current
            current = []
        elif _is_option(chunk, index):
            pass
        elif not depth and _starts(word, before, current, starts_line=token.line > last_line):
            if current:
                yield current
            current = [token]
        elif current:
            current.append(token)
        elif word == "SELECT" and before == "(":
            current, floor = [token], depth
        cases = max(0, cases + (word == "CASE") - (word == "END"))
        before, last_line = word, token.line
    if current:
        yield current


_NAME = "'"
_QUOTED = frozenset({TokenType.STRING, TokenType.IDENTIFIER, TokenType.NATIONAL_STRING})


def _words(chunk: Chunk) -> list[str]:
    """Return the words in upper case, without those that are a name (``@end``, ``t.end``)."""
    return [
        _NAME
        if token.token_type in _QUOTED or (index and chunk[index - 1].text in {"@", "."})
        else token.text.upper()
        for index, token in enumerate(chunk)
    ]


def _is_option(chunk: Chunk, index: int) -> bool:
    """Tell the WITH RECOMPILE of a procedure from a query that starts with WITH."""
    if chunk[index].text.upper() != "WITH" or index + 1 == len(chunk):
        return False
    return chunk[index + 1].text.upper() in _PROCEDURE_OPTIONS


def _starts(word: str, before: str, current: Chunk, *, starts_line: bool) -> bool:
    if word not in _VERBS:
        return False
    first = current[0].text.upper() if current else ""
    if not current:
        reads = before in {"FOR", "="} and word in {"SELECT", "WITH"}
        return reads or before in _OPENERS or starts_line or before in {"", ")", ";"}
    if before in _CONTINUES or not starts_line or first == "MERGE":
        return False
    # WITH and INSERT go on with one query or write of their own.
    awaits = first in {"WITH", "INSERT"} and not _has_verb(current)
    return not awaits and word != "WITH"


def _has_verb(current: Chunk) -> bool:
    depth = 0
    for token in current[1:]:
        text = token.text.upper()
        depth += (text == "(") - (text == ")")
        if depth == 0 and text in {"SELECT", "VALUES", "UPDATE", "DELETE", "MERGE"}:
            return True
    return False


def _ends(word: str, current: Chunk, cases: int, *, starts_line: bool) -> bool:
    if word == "END" and not cases:
        return True
    if word == "ELSE" and current and not cases:
        return True
    if not current or not starts_line:
        return False
    if word == "SET":
        return current[0].text.upper() not in {"UPDATE", "MERGE"} or any(
            token.text.upper() == "SET" for token in current
        )
    return word in _CONTROL and not (word == "ELSE" and cases)


def dollar_bodies(chunk: Chunk, text: str) -> Iterator[tuple[int, str]]:
    """Yield each body in dollar quotes that is SQL, with its offset in ``text``."""
    if text.find("$", chunk[0].start, chunk[-1].end + 1) < 0:
        return
    if not any(text[token.start : token.start + 1] == "$" for token in chunk):
        return
    if not _in_other_language(chunk):
        found = (_inside(token, text) for token in chunk)
        yield from (body for body in found if body is not None)


def string_bodies(chunk: Chunk, text: str) -> Iterator[tuple[int, str]]:
    """Yield each string that is run as SQL, or is a routine's body, with its offset in ``text``."""
    for at in _run(chunk):
        body = _string_body(chunk[at], text)
        if body is not None:
            yield body
    if chunk[0].token_type != TokenType.CREATE or not has_body(chunk) or _in_other_language(chunk):
        return
    for at, token in enumerate(chunk):
        body = _string_body(token, text) if at and chunk[at - 1].text.upper() == "AS" else None
        if body is not None:
            yield body


def _run(chunk: Chunk) -> Iterator[int]:
    """Yield where a whole statement stands in quotes: ``UNLOAD ('…')``, ``PREPARE p FROM '…'``."""
    if chunk[0].text.upper() not in _RUNS:
        return
    match [token.text.upper() for token in chunk[:4]]:
        case ["UNLOAD", "(", _, ")"]:
            yield 2
        case ["EXECUTE", "IMMEDIATE", *_] if _is_whole(chunk, 2):
            yield 2
        case ["EXECUTE", *_] if _is_whole(chunk, 1):
            yield 1
        case ["PREPARE", _, "FROM", *_] if _is_whole(chunk, 3):
            yield 3
        case _:
            return


_RUNS = frozenset({"EXECUTE", "PREPARE", "UNLOAD"})


def as_export(query: Chunk) -> Chunk:
    """Return the query of an UNLOAD as that of ``COPY (…) TO``, which the parser knows."""
    first, last = query[0], query[-1]
    start = (first.line, first.col, first.start, first.start)
    end = (last.line, last.col, last.end, last.end)
    return [
        Token(TokenType.COPY, "COPY", *start),
        Token(TokenType.L_PAREN, "(", *start),
        *query,
        Token(TokenType.R_PAREN, ")", *end),
        Token(TokenType.VAR, "TO", *end),
        Token(TokenType.STRING, "", *end),
    ]


def _is_whole(chunk: Chunk, at: int) -> bool:
    """Tell a statement in quotes from the first part of one that is put together."""
    behind = chunk[at + 1].text.upper() if at + 1 < len(chunk) else ""
    return at < len(chunk) and behind in {"", "INTO", "USING", "BULK"}


def _in_other_language(chunk: Chunk) -> bool:
    words = [token.text.upper() for token in chunk]
    named = (words[at + 1] for at, word in enumerate(words[:-1]) if word == "LANGUAGE")
    return any(name not in _LANGUAGES for name in named)


def _string_body(token: Token, text: str) -> tuple[int, str] | None:
    """Return what is inside a string, with two characters for each quote that it holds."""
    written = text[token.start : token.end + 1]
    if token.token_type not in _STRINGS or len(written) < _SHORTEST or written[0] not in "'\"":
        return None
    quote = written[0]
    if written.startswith(3 * quote):
        return token.start + 3, written[3:-3]
    opens = cycle((" " + quote, quote + " "))
    body = _INNER_QUOTES[quote].sub(lambda _: next(opens), written[1:-1])
    return token.start + 1, body


_INNER_QUOTES = {quote: re.compile(rf"{quote}{quote}|\\{quote}") for quote in "'\""}
"""How a string holds its own quote: the first is that of a string inside, or the last."""
_STRINGS = frozenset({TokenType.STRING, TokenType.NATIONAL_STRING})


def _inside(token: Token, text: str) -> tuple[int, str] | None:
    written = text[token.start : token.end + 1]
    mark_end = written.find("$", 1) + 1
    mark = written[:mark_end]
    if not written.startswith("$") or not mark_end or len(written) < 2 * mark_end:
        return None
    if not written.endswith(mark):
        return None
    return token.start + mark_end, written[mark_end : len(written) - mark_end]
