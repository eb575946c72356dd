"""``SELECT … INTO`` variables or a file, as the ``SELECT … INTO`` that the parser knows."""

from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.left_out import closing
from workbench.sqlreview.splitting import Chunk

_STEP = {
    TokenType.L_PAREN: 1,
    TokenType.R_PAREN: -1,
    TokenType.L_BRACKET: 1,
    TokenType.R_BRACKET: -1,
}
_READS = frozenset({TokenType.SELECT, TokenType.WITH})
_WRITES = frozenset({"INSERT", "MERGE", "REPLACE", "IGNORE", "OVERWRITE", "OR"})
_TABLES = frozenset({"TABLE", "TEMP", "TEMPORARY", "UNLOGGED"})
_FILES = frozenset({"OUTFILE", "DUMPFILE"})


def with_one_target(chunk: Chunk) -> Chunk:
    """Return a statement that fills variables as one that fills a placeholder; itself if none.

    ``INTO`` is moved in front of FROM, and left out where it follows RETURNING.
    """
    start = _into(chunk)
    if start < 0 or _word(chunk, start + 1) in _TABLES:
        return chunk
    end = _targets_end(chunk, start + 1)
    before, behind = chunk[:start], chunk[end:]
    while before and before[-1].text.upper() in {"BULK", "COLLECT"}:
        before = before[:-1]
    if chunk[0].token_type not in _READS or _at_depth_zero(before, TokenType.RETURNING):
        return before + behind
    if behind and behind[0].token_type == TokenType.FROM:
        if chunk[start + 1].token_type == TokenType.PLACEHOLDER:
            return chunk
        return [*before, *_placeholder(chunk[start]), *behind]
    rest = before + behind
    selects = _at_depth_zero(before, TokenType.SELECT)
    froms = [at for at in _at_depth_zero(rest, TokenType.FROM) if at > (selects or [0])[-1]]
    if not froms:
        return rest
    at = froms[0]
    return [*rest[:at], *_placeholder(rest[at]), *rest[at:]]


def _into(chunk: Chunk) -> int:
    for at in _at_depth_zero(chunk, TokenType.BULK_COLLECT_INTO):
        if _at_depth_zero(chunk[:at], TokenType.RETURNING):
            return at
    for at in _at_depth_zero(chunk, TokenType.INTO):
        before = at - 1 - (chunk[at - 1].token_type is TokenType.HINT)
        if before >= 0 and chunk[before].text.upper() not in _WRITES:
            return at
    return -1


def _targets_end(chunk: Chunk, start: int) -> int:
    """Return the index behind a list of variables, or behind what is said of a file."""
    if _word(chunk, start) in _FILES:
        froms = (at for at in _at_depth_zero(chunk, TokenType.FROM) if at > start)
        return next(froms, len(chunk))
    at = start + (_word(chunk, start) == "STRICT")
    while at < len(chunk):
        at += not _names(chunk[at])
        at += 1
        while _word(chunk, at) == ".":
            at += 2
        if _word(chunk, at) in {"(", "["}:
            at = closing(chunk, at) + 1
        if _word(chunk, at) != ",":
            break
        at += 1
    return min(at, len(chunk))


def _placeholder(near: Token) -> Chunk:
    """Return INTO and a placeholder, at the place of ``near``."""
    at = (near.line, near.col, near.start, near.start)
    return [Token(TokenType.INTO, "INTO", *at), Token(TokenType.PLACEHOLDER, "?", *at)]


def _names(token: Token) -> bool:
    return token.text not in {":", "@"} and token.text.upper() != "STRICT"


def _at_depth_zero(chunk: Chunk, kind: TokenType) -> list[int]:
    depth = 0
    places: list[int] = []
    for at, token in enumerate(chunk):
        depth += _STEP.get(token.token_type, 0)
        if token.token_type == kind and not depth:
            places.append(at)
    return places


def _word(chunk: Chunk, at: int) -> str:
    return chunk[at].text.upper() if 0 <= at < len(chunk) else ""
