"""CREATE and ALTER with options that the parser does not know, without these options."""

from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.left_out import closing
from workbench.sqlreview.splitting import Chunk

_STEP = {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}
_QUERIES = frozenset({TokenType.SELECT, TokenType.WITH, TokenType.L_PAREN})
_KEPT = frozenset(
    {
        "CREATE",
        "OR",
        "REFRESH",
        "REPLACE",
        "TEMP",
        "TEMPORARY",
        "GLOBAL",
        "MATERIALIZED",
        "RECURSIVE",
    }
    | {"TRANSIENT", "UNLOGGED", "EXTERNAL"}
)
"""Words before TABLE or VIEW that the parser knows."""
_OF_COLUMNS = frozenset(
    {"ENABLE", "DISABLE", "NOVALIDATE", "ROWGUIDCOL", "SPARSE", "FILESTREAM", "RELY", "NORELY"}
)
"""What a column or constraint is followed by and the parser does not know."""
_OF_KEYS = frozenset({"CLUSTERED", "NONCLUSTERED"})
"""What T-SQL says of a key, and the parser knows only with a name and a list of columns."""
_KEYS = frozenset({"KEY", "PRIMARY KEY", "UNIQUE"})
_BEFORE_NAMES = frozenset({"(", ",", ".", "COLUMN", "ADD", "BY", "TRIGGER"})
_HEAD = 10
"""Words in which TABLE, VIEW or INDEX and the name stand."""


def respelt_definition(chunk: Chunk) -> Chunk:
    """Return the tokens of a definition to try next, the same ones if there is nothing to try."""
    for change in _CHANGES:
        changed = change(chunk)
        if len(changed) < len(chunk):
            return changed
    return chunk


def _without_owner(chunk: Chunk) -> Chunk:
    """Leave out the owner of an index that Oracle creates."""
    at = next((at for at in range(1, _HEAD) if _kind(chunk, at) is TokenType.INDEX), 0)
    owned = at and at + 3 < len(chunk) and chunk[at + 2].text == "."
    return chunk[: at + 1] + chunk[at + 3 :] if owned else chunk


def _as_mutation(chunk: Chunk) -> Chunk:
    """Return ClickHouse's ``ALTER TABLE t UPDATE a = 1 WHERE b`` as UPDATE, or as DELETE."""
    verb = next((at for at, token in enumerate(chunk[:_HEAD]) if _is_change(chunk, at)), 0)
    if not verb:
        return chunk
    name_end = _behind_name(chunk, 2)
    rest = _without_partition(chunk[verb + 1 :])
    settings = [at for at in _outside(rest, "SETTINGS") if at]
    rest = rest[: settings[0]] if settings else rest
    alter, table = chunk[0], chunk[1]
    if chunk[verb].token_type is TokenType.UPDATE:
        first, behind = [_as(TokenType.UPDATE, alter)], [_as(TokenType.SET, chunk[verb])]
    else:
        first, behind = [_as(TokenType.DELETE, alter), _as(TokenType.FROM, table)], []
    return [*first, *chunk[2:name_end], *behind, *rest]


def _is_change(chunk: Chunk, at: int) -> bool:
    kinds = {TokenType.UPDATE, TokenType.DELETE}
    changes = at > 2 and chunk[at].token_type in kinds and _word(chunk, 0) == "ALTER"
    return changes and bool(_outside(chunk[at:], "WHERE"))


def _without_partition(chunk: Chunk) -> Chunk:
    """Leave out ``IN PARTITION p``."""
    for at in _outside(chunk, "IN"):
        if _word(chunk, at + 1) == "PARTITION":
            end = at + 3 + (_word(chunk, at + 2) == "ID")
            if _word(chunk, at + 2) == "(":
                end = closing(chunk, at + 2) + 1
            return chunk[:at] + chunk[end:]
    return chunk


def _as_load(chunk: Chunk) -> Chunk:
    """Return the COPY that Snowflake's CREATE PIPE repeats."""
    if not any(_word(chunk, at) == "PIPE" for at in range(1, 5)):
        return chunk
    starts = (at for at in _outside(chunk, "COPY") if _word(chunk, at - 1) == "AS")
    return chunk[next(starts, 0) :]


def _without_check(chunk: Chunk) -> Chunk:
    """Leave out WITH CHECK and WITH NOCHECK in front of a constraint that T-SQL adds."""
    at = _behind_name(chunk, 2)
    checks = _word(chunk, at) == "WITH" and _word(chunk, at + 1) in {"CHECK", "NOCHECK"}
    return chunk[:at] + chunk[at + 2 :] if checks else chunk


def _with_query_alone(chunk: Chunk) -> Chunk:
    """Leave out all that stands between a name and the query that fills it."""
    kind = next((at for at in range(1, _HEAD) if _word(chunk, at) in {"TABLE", "VIEW"}), 0)
    query = next(
        (at for at in _outside(chunk, "AS") if at > kind and _kind(chunk, at + 1) in _QUERIES), 0
    )
    if not kind or not query:
        return chunk
    named = kind + 1
    if _word(chunk, named) == "IF":
        named += 3
    end = _behind_name(chunk, named)
    if _word(chunk, kind) == "VIEW" and _is_list_of_names(chunk, end):
        end = closing(chunk, end) + 1
    head = [_as_replace(token) for token in chunk[:kind] if token.text.upper() in _KEPT]
    return [*head, *chunk[kind:end], *chunk[query:]]


def _as_replace(token: Token) -> Token:
    """Return REPLACE for the REFRESH of ``CREATE OR REFRESH LIVE TABLE``."""
    return _as(TokenType.REPLACE, token) if token.text.upper() == "REFRESH" else token


def _is_list_of_names(chunk: Chunk, opening: int) -> bool:
    if _word(chunk, opening) != "(":
        return False
    inside = chunk[opening + 1 : closing(chunk, opening)]
    return all(token.text == "," for token in inside[1::2])


def _without_options(chunk: Chunk) -> Chunk:
    """Leave out how a table or an index is stored; first what the parser may stumble over."""
    rest = [token for at, token in enumerate(chunk) if not _is_option(chunk, at)]
    if len(rest) < len(chunk) or _word(chunk, 0) != "CREATE":
        return rest
    kind = next((at for at in range(1, _HEAD) if _kind(chunk, at) in _STORED), 0)
    groups = [at for at in _outside(chunk, "(") if at > kind]
    if not kind or not groups:
        return chunk
    end = closing(chunk, groups[0]) + 1
    if any(token.token_type in _VERBS for token in chunk[end:]):
        return chunk
    if chunk[kind].token_type is TokenType.INDEX:
        for at in _outside(chunk, "WITH"):
            if _word(chunk, at + 1) == "(" and at > end:
                return chunk[:at]
    return chunk[:end]


_STORED = frozenset({TokenType.TABLE, TokenType.INDEX})
_VERBS = frozenset(
    {TokenType.SELECT, TokenType.INSERT, TokenType.UPDATE, TokenType.DELETE, TokenType.MERGE}
    | {TokenType.CREATE, TokenType.ALTER, TokenType.DROP}
)
"""What starts another statement; a semicolon may be missing before it."""


def _is_option(chunk: Chunk, at: int) -> bool:
    word = _word(chunk, at)
    if word in _OF_KEYS:
        return _word(chunk, at - 1) in _KEYS
    return at > 1 and word in _OF_COLUMNS and _word(chunk, at - 1) not in _BEFORE_NAMES


def _behind_name(chunk: Chunk, start: int) -> int:
    at = start + 1
    while at + 1 < len(chunk) and chunk[at].text == ".":
        at += 2
    return at


def _outside(chunk: Chunk, word: str) -> list[int]:
    """Return the indexes of a word outside of brackets; an opening bracket is outside of itself."""
    depth = 0
    places: list[int] = []
    for at, token in enumerate(chunk):
        if not depth and _word(chunk, at) == word:
            places.append(at)
        depth += _STEP.get(token.token_type, 0)
    return places


def _as(kind: TokenType, token: Token) -> Token:
    return Token(kind, token.text, token.line, token.col, token.start, token.end)


def _kind(chunk: Chunk, at: int) -> TokenType | None:
    return chunk[at].token_type if at < len(chunk) else None


def _word(chunk: Chunk, at: int) -> str:
    if not 0 <= at < len(chunk):
        return ""
    quoted = chunk[at].token_type in {TokenType.IDENTIFIER, TokenType.STRING}
    return "" if quoted else chunk[at].text.upper()


_CHANGES = (
    _as_mutation,
    _as_load,
    _without_check,
    _with_query_alone,
    _without_owner,
    _without_options,
)
