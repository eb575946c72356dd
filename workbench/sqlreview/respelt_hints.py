"""Hints of T-SQL that the parser does not know, in tokens that it does, or left out."""

from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.left_out import closing
from workbench.sqlreview.splitting import Chunk

_STEP = {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}
_NOT_PARSED = (("USE", "HINT"), ("TABLE", "HINT"), ("OPTIMIZE", "FOR", "("))
"""Options of a query that have brackets of their own."""


def respelt_hints(chunk: Chunk) -> Chunk:
    """Return the tokens of a statement to try next, the same ones if there is nothing to try."""
    for change in (_with_called_index, _without_hints_of_target, _without_options):
        changed = change(chunk)
        if changed is not chunk:
            return changed
    return chunk


def _with_called_index(chunk: Chunk) -> Chunk:
    """Return ``INDEX (ix)`` for the ``INDEX = ix`` of a table hint, with or without brackets."""
    for at in range(3, len(chunk) - 3):
        if (_word(chunk, at), _word(chunk, at + 1)) != ("INDEX", "=") or not _hints(chunk, at):
            continue
        sign, name = chunk[at + 1], chunk[at + 2]
        if name.token_type == TokenType.L_PAREN:
            return chunk[: at + 1] + chunk[at + 2 :]
        if _word(chunk, at + 3) not in {")", ","}:
            continue
        opening = Token(TokenType.L_PAREN, "(", sign.line, sign.col, sign.start, sign.end)
        closing = Token(TokenType.R_PAREN, ")", name.line, name.col, name.end, name.end)
        return [*chunk[: at + 1], opening, name, closing, *chunk[at + 3 :]]
    return chunk


def _hints(chunk: Chunk, at: int) -> bool:
    """Tell whether a token stands in the brackets of WITH."""
    depth = 0
    for before in range(at - 1, 0, -1):
        depth += _STEP.get(chunk[before].token_type, 0)
        if depth > 0:
            return _word(chunk, before - 1) == "WITH"
    return False


def _without_hints_of_target(chunk: Chunk) -> Chunk:
    """Leave out the ``WITH (TABLOCK)`` behind the table that an INSERT fills."""
    if chunk[0].token_type != TokenType.INSERT:
        return chunk
    at = 1
    while at < len(chunk) and chunk[at].token_type not in {TokenType.L_PAREN, TokenType.SELECT}:
        if _word(chunk, at) == "WITH" and _word(chunk, at + 1) == "(":
            return chunk[:at] + chunk[closing(chunk, at + 1) + 1 :]
        at += 1
    return chunk


def _without_options(chunk: Chunk) -> Chunk:
    """Leave out the options that are not known; all of them, if the others do not help."""
    at = _option(chunk)
    if at < 0:
        return chunk
    end = closing(chunk, at + 1)
    items = _items(chunk[at + 2 : end])
    known = [item for item in items if not _is_not_parsed(item)]
    if not known or len(known) == len(items):
        return chunk[:at] + chunk[end + 1 :]
    rest = known[0]
    for item in known[1:]:
        comma = Token(TokenType.COMMA, ",", item[0].line, item[0].col, item[0].start, item[0].start)
        rest = [*rest, comma, *item]
    return [*chunk[: at + 2], *rest, *chunk[end:]]


def _option(chunk: Chunk) -> int:
    """Return where the OPTION at the end of a statement stands, or -1."""
    for at in range(len(chunk) - 2, 0, -1):
        if chunk[at].token_type == TokenType.OPTION and _word(chunk, at + 1) == "(":
            return at
    return -1


def _items(inside: Chunk) -> list[Chunk]:
    """Cut at the commas outside of brackets."""
    items: list[Chunk] = [[]]
    depth = 0
    for token in inside:
        depth += _STEP.get(token.token_type, 0)
        if token.token_type == TokenType.COMMA and not depth:
            items.append([])
        else:
            items[-1].append(token)
    return [item for item in items if item]


def _is_not_parsed(item: Chunk) -> bool:
    words = tuple(token.text.upper() for token in item[:3])
    return any(words[: len(option)] == option for option in _NOT_PARSED)


def _word(chunk: Chunk, at: int) -> str:
    return chunk[at].text.upper() if 0 <= at < len(chunk) else ""
