"""Where a clause of a query (LIMIT, HAVING, GROUP BY …) starts and ends among its tokens."""

from collections.abc import Collection

from sqlglot.tokenizer_core import Token, TokenType

_QUERY_ENDS = frozenset(
    {TokenType.UNION, TokenType.EXCEPT, TokenType.INTERSECT, TokenType.SEMICOLON}
)
_CLAUSE_STARTS = frozenset(
    {
        TokenType.FROM,
        TokenType.WHERE,
        TokenType.GROUP_BY,
        TokenType.HAVING,
        TokenType.QUALIFY,
        TokenType.WINDOW,
        TokenType.ORDER_BY,
        TokenType.LIMIT,
        TokenType.OFFSET,
        TokenType.FETCH,
        TokenType.FOR,
        TokenType.INTO,
        TokenType.SETTINGS,
        TokenType.FORMAT,
    }
)
_LIMITS = frozenset({TokenType.LIMIT, TokenType.FETCH, TokenType.TOP, TokenType.OFFSET})
_AFTER_TOP = frozenset({"PERCENT", "WITH", "TIES"})


def clause_extent(
    tokens: list[Token], start: int, words: Collection[TokenType]
) -> tuple[int, int] | None:
    """Return the first and last token of the clause that one of ``words`` opens.

    ``start`` is a token of the query; what is in brackets behind it is passed over.
    None if the query has no such clause.
    """
    first: int | None = None
    last = depth = 0
    for index in range(start, len(tokens)):
        kind = tokens[index].token_type
        depth += (kind == TokenType.L_PAREN) - (kind == TokenType.R_PAREN)
        if depth < 0:
            break
        if depth == 0 and first is None and kind in words:
            first = index
        elif depth == 0 and _ends(kind, inside=first is not None):
            break
        last = index
    return None if first is None else (first, last)


def limit_extent(tokens: list[Token], start: int) -> tuple[int, int] | None:
    """Return the tokens of LIMIT, TOP, FETCH or OFFSET, whichever comes first."""
    found = clause_extent(tokens, start, _LIMITS)
    if found is None or tokens[found[0]].token_type != TokenType.TOP:
        return found
    first = last = found[0]
    depth = 0
    while last < found[1]:
        last += 1
        kind = tokens[last].token_type
        depth += (kind == TokenType.L_PAREN) - (kind == TokenType.R_PAREN)
        if depth == 0:
            break
    while last < found[1] and tokens[last + 1].text.upper() in _AFTER_TOP:
        last += 1
    return first, last


def _ends(kind: TokenType, *, inside: bool) -> bool:
    return kind in _QUERY_ENDS or (inside and kind in _CLAUSE_STARTS)
