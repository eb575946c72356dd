"""Statements that do not parse as they are written, in tokens that do."""

from collections.abc import Callable, Iterator
from operator import is_not

from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.into_variables import with_one_target
from workbench.sqlreview.left_out import closing, without_phrases
from workbench.sqlreview.placeholders import filled_in
from workbench.sqlreview.respelt_definitions import respelt_definition
from workbench.sqlreview.respelt_pipes import with_known_pipes
from workbench.sqlreview.respelt_tsql import respelt_tsql
from workbench.sqlreview.splitting import BATCH_DIALECTS, Chunk
from workbench.sqlreview.words import Words

_STEP = {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}
_VIEW_ENDINGS = (
    ("WITH", "DATA"),
    ("WITH", "NO", "DATA"),
    ("WITH", "CHECK", "OPTION"),
    ("WITH", "LOCAL", "CHECK", "OPTION"),
    ("WITH", "CASCADED", "CHECK", "OPTION"),
)
_MODIFIERS = frozenset({"LOW_PRIORITY", "IGNORE", "OR", "ABORT", "FAIL", "REPLACE", "ROLLBACK"})


def respelt(chunk: Chunk, text: str, dialect: str) -> Chunk | None:
    """Return the tokens of a statement to try next; None if there is nothing else to try."""
    filled = filled_in(chunk)
    if filled is not None:
        return filled
    first = _word(chunk[0])
    if first in _REWRITTEN:
        return _REWRITTEN[first](chunk, text, dialect)
    for change in _changes(chunk[0].token_type, dialect):
        changed = change(chunk)
        if changed and (len(changed) != len(chunk) or any(map(is_not, changed, chunk))):
            return changed
    return None


def _without_view_ending(chunk: Chunk) -> Chunk:
    """Leave out what says nothing of the query: ``WITH NO DATA``, ``WITH CHECK OPTION``."""
    words = tuple(_word(token) for token in chunk[-4:])
    for ending in _VIEW_ENDINGS:
        if words[-len(ending) :] == ending and any(_word(token) == "VIEW" for token in chunk[:6]):
            return chunk[: -len(ending)]
    return chunk


def _without_on_commit(chunk: Chunk) -> Chunk:
    """Leave out what becomes of a temporary table at the end of a transaction."""
    for at in range(3, len(chunk) - 2):
        if (_word(chunk[at]), _word(chunk[at + 1])) != ("ON", "COMMIT"):
            continue
        length = _COMMITS.get(_word(chunk[at + 2]), 0)
        return chunk[:at] + chunk[at + length :]
    return chunk


_COMMITS = {"DROP": 3, "PRESERVE": 4, "DELETE": 4}
"""Words behind ON COMMIT, and how many the whole has."""


def _with_default_for_data(chunk: Chunk) -> Chunk:
    """Return ``INSERT … DEFAULT VALUES`` for one of ClickHouse that data or a file follows."""
    depth = 0
    for at in range(2, len(chunk) - 1):
        depth += _STEP.get(chunk[at].token_type, 0)
        word, following = _word(chunk[at]), _word(chunk[at + 1])
        if depth or word not in _BEFORE_DATA:
            continue
        if word != "FORMAT" and (word, following) != ("FROM", "INFILE"):
            return chunk
        near = (chunk[at].line, chunk[at].col, chunk[at].start, chunk[at].end)
        default = Token(TokenType.DEFAULT, "DEFAULT", *near)
        return [*chunk[:at], default, Token(TokenType.VALUES, "VALUES", *near)]
    return chunk


_BEFORE_DATA = frozenset({"SELECT", "VALUES", "WITH", "DEFAULT", "FORMAT", "FROM"})


def _without_modifiers(chunk: Chunk) -> Chunk:
    """Leave out the words between UPDATE and the table: ``UPDATE IGNORE``, ``UPDATE OR FAIL``."""
    at = 1
    while at + 1 < len(chunk) and _word(chunk[at]) in _MODIFIERS:
        at += 1
    named = at < len(chunk) and _word(chunk[at]) not in {"SET", ".", "AS"}
    return [chunk[0], *chunk[at:]] if named else chunk


def _without_file_options(chunk: Chunk) -> Chunk:
    """Leave out all behind the place of ``COPY (SELECT …) TO place``."""
    if len(chunk) < 2 or chunk[1].text != "(":
        return chunk
    to = closing(chunk, 1) + 1
    return chunk[: to + 2] if to < len(chunk) and _word(chunk[to]) == "TO" else chunk


def _without_modes(chunk: Chunk) -> Chunk:
    """Leave out how an INSERT is carried out: its priority, the format of a directory's files.

    ``IF NOT EXISTS`` behind a PARTITION as well.
    """
    if len(chunk) > 2 and _word(chunk[1]) in _PRIORITIES:
        return [chunk[0], *chunk[2:]]
    query = next((at for at, token in enumerate(chunk) if token.token_type in _READS), 0)
    for at in range(2, query):
        if _word(chunk[at]) == "USING" and "DIRECTORY" in map(_word, chunk[:at]):
            return chunk[:at] + chunk[query:]
        if [_word(token) for token in chunk[at : at + 3]] == ["IF", "NOT", "EXISTS"]:
            return chunk[:at] + chunk[at + 3 :]
    return chunk


_PRIORITIES = frozenset({"LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY"})
_READS = frozenset({TokenType.SELECT, TokenType.WITH, TokenType.FROM})


def _as_plain_insert(chunk: Chunk, _text: str, _dialect: str) -> Chunk | None:
    """Return ``UPSERT INTO t …`` as an INSERT."""
    first = chunk[0]
    if first.token_type is TokenType.INSERT or len(chunk) == 1:
        return None
    at = (first.line, first.col, first.start, first.end)
    into = [] if _word(chunk[1]) == "INTO" else [Token(TokenType.INTO, "INTO", *at)]
    return [Token(TokenType.INSERT, first.text, *at), *into, *chunk[1:]]


def _with_names(chunk: Chunk) -> Chunk:
    """Return a name for each ``IDENTIFIER(:schema || '.t')`` that is put together."""
    found: Chunk = []
    at = 0
    while at < len(chunk):
        end = at
        if _word(chunk[at]) == "IDENTIFIER" and at + 1 < len(chunk) and chunk[at + 1].text == "(":
            end = closing(chunk, at + 1)
        if end > at and len(chunk[at:end]) > len("i(:x"):
            first, last = chunk[at], chunk[end]
            written = "".join(token.text for token in chunk[at : end + 1])
            place = (first.line, first.col, first.start, last.end)
            found.append(Token(TokenType.VAR, written, *place))
            at = end
        else:
            found.append(chunk[at])
        at += 1
    return found


def _with_cursor_row(chunk: Chunk) -> Chunk:
    """Return a placeholder for the condition of ``WHERE CURRENT OF cursor``."""
    for at in range(3, len(chunk) - 1):
        if (_word(chunk[at - 1]), _word(chunk[at])) == ("CURRENT", "OF"):
            first, last = chunk[at - 1], chunk[-1]
            place = (first.line, first.col, first.start, last.end)
            return [*chunk[: at - 1], Token(TokenType.PLACEHOLDER, "?", *place)]
    return chunk


def _without_first_from(chunk: Chunk) -> Chunk:
    """Leave out the first FROM of T-SQL's ``DELETE FROM o FROM orders o JOIN …``."""
    places = _outside(chunk, TokenType.FROM)
    if len(places) < 2:
        return chunk
    named = chunk[places[0] + 1 : places[1]]
    is_name = len(named) % 2 == 1 and all(token.text == "." for token in named[1::2])
    return chunk[: places[0]] + chunk[places[0] + 1 :] if is_name else chunk


def _without_delete_where(chunk: Chunk) -> Chunk:
    """Leave out ``DELETE WHERE …`` behind the UPDATE of Oracle's MERGE."""
    for start in _outside(chunk, TokenType.DELETE):
        if start + 1 < len(chunk) and chunk[start + 1].token_type == TokenType.WHERE:
            behind = (at for at in _outside(chunk, TokenType.WHEN) if at > start)
            return chunk[:start] + chunk[next(behind, len(chunk)) :]
    return chunk


def _without_evolution(chunk: Chunk) -> Chunk:
    """Leave out ``WITH SCHEMA EVOLUTION`` of Databricks' MERGE."""
    evolves = [_word(token) for token in chunk[1:4]] == ["WITH", "SCHEMA", "EVOLUTION"]
    return [chunk[0], *chunk[4:]] if evolves else chunk


def _as_description(chunk: Chunk, text: str, dialect: str) -> Chunk | None:
    """Return EXPLAIN, whose rest the tokeniser takes for one string, as a DESCRIBE of a query."""
    words = Words(chunk, 0, text, dialect).tokens
    first = words[0]
    starts = (at for kind in _EXPLAINED for at in _outside(words, kind))
    at = min(starts, default=0)
    if not at:
        return None
    place = (first.line, first.col, first.start, first.end)
    return [Token(TokenType.DESCRIBE, first.text, *place), *words[at:]]


_EXPLAINED = (
    *(TokenType.SELECT, TokenType.WITH, TokenType.INSERT, TokenType.UPDATE, TokenType.DELETE),
    TokenType.MERGE,
)


def _as_copy(chunk: Chunk, text: str, dialect: str) -> Chunk | None:
    """Return Athena's ``UNLOAD (SELECT …) TO 'place' …`` as a COPY."""
    words = Words(chunk, 0, text, dialect).tokens
    ends = (at for at, token in enumerate(words) if _word(token) == "TO" and at > 2)
    if len(words) < 3 or words[2].token_type not in _READS:
        return None
    first = words[0]
    copy = Token(TokenType.COPY, first.text, first.line, first.col, first.start, first.end)
    return [copy, *words[1 : next(ends, len(words)) + 2]]


def _as_insert(chunk: Chunk, text: str, dialect: str) -> Chunk | None:
    """Return ``REPLACE INTO t …``, which the tokeniser takes for one string, as an INSERT."""
    words = Words(chunk, 0, text, dialect).tokens
    if len(words) == len(chunk):
        return None
    first = words[0]
    at = (first.line, first.col, first.start, first.end)
    or_ = Token(TokenType.OR, "OR", *at)
    into = [] if _word(words[1]) == "INTO" else [Token(TokenType.INTO, "INTO", *at)]
    return [Token(TokenType.INSERT, "INSERT", *at), or_, first, *into, *words[1:]]


def _outside(chunk: Chunk, kind: TokenType) -> list[int]:
    """Return the indexes of the tokens of one kind that stand outside of brackets."""
    depth = 0
    places: list[int] = []
    for at, token in enumerate(chunk):
        depth += _STEP.get(token.token_type, 0)
        if token.token_type == kind and not depth:
            places.append(at)
    return places


def _word(token: Token) -> str:
    return token.text.upper()


_Change = Callable[[Chunk], Chunk]
_REWRITTEN: dict[str, Callable[[Chunk, str, str], Chunk | None]] = {
    "EXPLAIN": _as_description,
    "REPLACE": _as_insert,
    "UNLOAD": _as_copy,
    "UPSERT": _as_plain_insert,
}
"""What becomes of statements that begin with words the parser takes for something else."""
_CHANGES: dict[TokenType, tuple[_Change, ...]] = {
    TokenType.CREATE: (_without_view_ending, _without_on_commit, respelt_definition),
    TokenType.ALTER: (respelt_definition,),
    TokenType.COPY: (_without_file_options,),
    TokenType.INSERT: (_without_modes,),
    TokenType.UPDATE: (_without_modifiers,),
    TokenType.MERGE: (_without_delete_where, _without_evolution),
}
_OF_BATCHES: dict[TokenType, tuple[_Change, ...]] = {TokenType.DELETE: (_without_first_from,)}


def _changes(kind: TokenType, dialect: str) -> Iterator[_Change]:
    """Yield what may help a statement that begins with ``kind``, the likeliest first."""
    yield from _CHANGES.get(kind, ())
    if dialect in BATCH_DIALECTS:
        yield from _OF_BATCHES.get(kind, ())
    if dialect == "clickhouse" and kind is TokenType.INSERT:
        yield _with_default_for_data
    yield from (_with_names, _with_cursor_row, without_phrases, with_known_pipes)
    if dialect in BATCH_DIALECTS:
        yield respelt_tsql
    yield with_one_target
