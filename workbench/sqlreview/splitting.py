"""Cutting a token list into statements."""

from collections.abc import Iterator

from sqlglot.tokenizer_core import Token, TokenType

Chunk = list[Token]

_BATCH_DIALECTS = frozenset({"tsql", "fabric"})
"""Dialects with GO between batches, where a statement need not end with a semicolon."""

_STATEMENT_STARTS = frozenset(
    {
        TokenType.ALTER,
        TokenType.CREATE,
        TokenType.DECLARE,
        TokenType.DELETE,
        TokenType.DROP,
        TokenType.EXECUTE,
        TokenType.INSERT,
        TokenType.MERGE,
        TokenType.SELECT,
        TokenType.SET,
        TokenType.TRUNCATE,
        TokenType.UPDATE,
        TokenType.USE,
        TokenType.WITH,
    }
)


def split(tokens: list[Token], dialect: str) -> Iterator[Chunk]:
    """Yield the tokens of each statement, without the semicolon that ends it."""
    batches = dialect in _BATCH_DIALECTS
    chunk: Chunk = []
    for index, token in enumerate(tokens):
        ends = token.token_type == TokenType.SEMICOLON or (batches and _is_go(tokens, index))
        if not ends:
            chunk.append(token)
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _is_go(tokens: list[Token], index: int) -> bool:
    """Tell whether the token is a GO alone on its line."""
    token = tokens[index]
    if token.text.upper() != "GO":
        return False
    first = index == 0 or tokens[index - 1].line < token.line
    last = index + 1 == len(tokens) or tokens[index + 1].line > token.line
    return first and last


def resume_index(chunk: Chunk, failed: int, dialect: str) -> int:
    """Return where the next statement begins when one without a semicolon ran into it, else 0."""
    if dialect not in _BATCH_DIALECTS:
        return 0
    # The keyword itself may have been taken for an alias, so look one token back too.
    for index in (failed, failed - 1):
        if index <= 0 or chunk[index].token_type not in _STATEMENT_STARTS:
            continue
        if chunk[index].line > chunk[index - 1].line:
            return index
    return 0


def paren_depth(chunk: Chunk) -> int:
    """Return how deep the parentheses of a statement are nested."""
    depth = deepest = 0
    for token in chunk:
        kind = token.token_type
        if kind == TokenType.L_PAREN:
            depth += 1
            deepest = max(deepest, depth)
        elif kind == TokenType.R_PAREN:
            depth -= 1
    return deepest
