"""Cutting a token list into statements."""

from collections.abc import Iterator

from sqlglot.tokenizer_core import Token, TokenType

Chunk = list[Token]

BATCH_DIALECTS = frozenset({"tsql", "fabric"})
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
_TRANS = frozenset({"TRAN", "TRANSACTION"})
_ONE_LINERS = frozenset(
    {"BREAK", "CLOSE", "COMMIT", "CONTINUE", "DEALLOCATE", "DECLARE", "EXEC", "EXECUTE", "FETCH"}
    | {"GOTO", "OPEN", "PRINT", "RAISERROR", "RETURN", "ROLLBACK", "SAVE", "SET", "THROW", "USE"}
    | {"TRUNCATE", "WAITFOR"}
)
"""First words of T-SQL statements that the parser would read on into the next one."""
_LINE_STARTS = _ONE_LINERS | frozenset(
    {"ALTER", "BEGIN", "CREATE", "DELETE", "DROP", "IF", "INSERT", "MERGE", "SELECT", "UPDATE"}
    | {"WHILE", "WITH"}
)
_LONGEST_TARGET = 40
"""Tokens in which the EXEC of ``INSERT INTO t (…) EXEC p`` is looked for."""
_GOES_ON = frozenset({"=", ",", "FOR", "AS", "INTO", "UNION", "ALL", "EXCEPT", "INTERSECT"})
"""Words behind which a statement goes on with the next line."""


def split(tokens: list[Token], dialect: str) -> Iterator[Chunk]:
    """Yield the tokens of each statement, without the semicolon that ends it."""
    if dialect in BATCH_DIALECTS:
        yield from _split_batches(tokens)
        return
    semicolon = TokenType.SEMICOLON
    ends = [index for index, token in enumerate(tokens) if token.token_type is semicolon]
    start = 0
    for end in (*ends, len(tokens)):
        if start < end:
            yield tokens[start:end]
        start = end + 1


def _split_batches(tokens: list[Token]) -> Iterator[Chunk]:
    chunk: Chunk = []
    for index, token in enumerate(tokens):
        ends = token.token_type is TokenType.SEMICOLON or _is_go(tokens, index)
        if chunk and _ends_with_line(tokens, index, chunk):
            yield chunk
            chunk = []
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


def _ends_with_line(tokens: Chunk, index: int, chunk: Chunk) -> bool:
    """Tell whether a token starts a statement on the line behind one that needs no semicolon."""
    word = tokens[index].text.upper()
    if tokens[index].line == chunk[-1].line or not (word in _LINE_STARTS or word == "END"):
        return False
    first = chunk[0].text.upper()
    starts_transaction = first == "BEGIN" and len(chunk) > 1 and chunk[1].text.upper() in _TRANS
    fills_from_call = first == "INSERT" and any(
        token.text.upper() in {"EXEC", "EXECUTE"} for token in chunk[1:_LONGEST_TARGET]
    )
    if not starts_transaction and not fills_from_call and first not in _ONE_LINERS:
        return False
    if word == "END" and _ends_case(chunk):
        return False
    return chunk[-1].text.upper() not in _GOES_ON and not _is_open(chunk)


def _ends_case(chunk: Chunk) -> bool:
    """Tell whether the next END belongs to a CASE that is still open."""
    words = [token.text.upper() for token in chunk]
    return words.count("CASE") > words.count("END")


def resume_index(chunk: Chunk, failed: int, dialect: str) -> int:
    """Return where the next statement begins when one without a semicolon ran into it, else 0."""
    if dialect not in BATCH_DIALECTS:
        return 0
    # The keyword itself may have been taken for an alias, so look one token back too.
    for index in (failed, failed - 1):
        if index > 0 and (starts_statement(chunk, index) or _ends_block(chunk, index)):
            return index
    return 0


def _ends_block(chunk: Chunk, index: int) -> bool:
    """Tell a RETURN, or an END on a line of its own that closes no CASE."""
    word = chunk[index].text.upper()
    if word == "RETURN":
        return chunk[0].text.upper() != "CREATE"
    closes = word == "END" and chunk[index].line > chunk[index - 1].line
    return closes and not _ends_case(chunk[:index])


def starts_statement(chunk: Chunk, index: int) -> bool:
    """Tell whether a token behind the first may start a T-SQL statement on a line of its own."""
    token = chunk[index]
    if token.line <= chunk[index - 1].line:
        return False
    return token.token_type in _STATEMENT_STARTS or token.text.upper() in _LINE_STARTS


def _is_open(chunk: Chunk) -> bool:
    kinds = [token.token_type for token in chunk]
    return kinds.count(TokenType.L_PAREN) > kinds.count(TokenType.R_PAREN)


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
