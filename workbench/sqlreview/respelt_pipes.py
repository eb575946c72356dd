"""Pipe operators of BigQuery that the parser does not know, in those that it does."""

from operator import is_

from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.splitting import Chunk

_STEP = {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}
_EXTENDING = frozenset({"SET", "RENAME"})
_PASSING = frozenset({"DROP", "ASSERT"})


def with_known_pipes(chunk: Chunk) -> Chunk:
    """Return ``|> EXTEND b`` for ``|> SET a = b`` and ``|> RENAME b AS a``, nothing for DROP."""
    found: Chunk = []
    at = 0
    while at < len(chunk):
        word = chunk[at + 1].text.upper() if at + 1 < len(chunk) else ""
        if chunk[at].token_type is not TokenType.PIPE_GT or word not in _EXTENDING | _PASSING:
            found.append(chunk[at])
            at += 1
        elif word in _PASSING:
            at = _behind(chunk, at + 1)
        else:
            end = _behind(chunk, at + 1)
            verb = chunk[at + 1]
            extend = Token(TokenType.VAR, "EXTEND", verb.line, verb.col, verb.start, verb.end)
            found += [chunk[at], extend, *_without_targets(chunk[at + 2 : end])]
            at = end
    same = len(found) == len(chunk) and all(map(is_, found, chunk))
    return chunk if same else found


def _without_targets(items: Chunk) -> Chunk:
    """Leave out the ``a =`` in front of each value that SET gives."""
    found: Chunk = []
    depth = 0
    starts = True
    for at, token in enumerate(items):
        depth += _STEP.get(token.token_type, 0)
        if starts and items[at + 1 : at + 2] and items[at + 1].token_type is TokenType.EQ:
            continue
        if starts and at and token.token_type is TokenType.EQ:
            starts = False
            continue
        found.append(token)
        starts = not depth and token.token_type is TokenType.COMMA
    return found


def _behind(chunk: Chunk, start: int) -> int:
    """Return where the next pipe operator stands, or the end."""
    depth = 0
    for at in range(start, len(chunk)):
        depth += _STEP.get(chunk[at].token_type, 0)
        if not depth and chunk[at].token_type is TokenType.PIPE_GT:
            return at
    return len(chunk)
