"""Placeholders that a program or a tool fills in, in statements that do not parse with them.

``%s``, ``%(name)s`` and ``${name}`` are no SQL of most dialects, nor is ``:from``, whose
name is a keyword. Where a statement fails, it is tried once more with one token in
place of each, and with ``(?)`` where ``VALUES ?`` stands for whole rows.
"""

from operator import is_

from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.splitting import Chunk

_FORMATS = frozenset({"s", "d", "i", "f"})
_OPERANDS = frozenset(
    {TokenType.VAR, TokenType.IDENTIFIER, TokenType.NUMBER, TokenType.STRING, TokenType.R_PAREN}
)
_BEFORE_NAMES = frozenset({"FROM", "INTO", "JOIN", "TABLE", "UPDATE", ".", "VIEW", "DATABASE"})
_LONGEST = 24
"""Tokens that a placeholder in brackets may have."""


def filled_in(chunk: Chunk) -> Chunk | None:
    """Return the tokens with one in place of each placeholder; None if there is none."""
    found: Chunk = []
    at = 0
    while at < len(chunk):
        end = _placeholder_end(chunk, at, found)
        if end > at:
            found += _in_rows(_stand_in(chunk, at, end, found), found)
            at = end
            continue
        found += _native(chunk[at], found)
        at += 1
    same = len(found) == len(chunk) and all(map(is_, found, chunk))
    return None if same else found


def _native(token: Token, before: Chunk) -> Chunk:
    """Return a token as it is, or what ``?`` and ``?::`` have to become to be understood."""
    if token.text == "?::" and not (before and _is_operand(before[-1])):
        first = Token(TokenType.PLACEHOLDER, "?", token.line, token.col, token.start, token.start)
        cast = Token(TokenType.DCOLON, "::", token.line, token.col, token.start + 1, token.end)
        return [first, cast]
    return _in_rows(token, before) if token.token_type == TokenType.PLACEHOLDER else [token]


def _in_rows(stand_in: Token, before: Chunk) -> Chunk:
    """Put brackets around what stands for the rows of VALUES."""
    if not before or before[-1].token_type != TokenType.VALUES:
        return [stand_in]
    at = (stand_in.line, stand_in.col, stand_in.start, stand_in.end)
    opening, closing = Token(TokenType.L_PAREN, "(", *at), Token(TokenType.R_PAREN, ")", *at)
    return [opening, stand_in, closing]


def _placeholder_end(chunk: Chunk, at: int, before: Chunk) -> int:
    """Return the index behind the placeholder that starts at ``at``, or ``at``."""
    text = chunk[at].text
    if text in {"%", "&", "&&", ":"} and not (before and _is_operand(before[-1])):
        return _format_end(chunk, at)
    if text == "@" and _touches(chunk, at + 1) and _follows(chunk, at + 2, "@"):
        return at + 3
    if text == "{" or (text in {"$", "#", "&"} and _follows(chunk, at + 1, "{")):
        start = at if text == "{" else at + 1
        for index in range(start + 1, min(len(chunk), start + _LONGEST)):
            if chunk[index].text == "}":
                return _with_glued(chunk, index + 1)
    return at


def _format_end(chunk: Chunk, at: int) -> int:
    behind = at + 1
    if chunk[at].text == "%" and _follows(chunk, behind, "("):
        if not _follows(chunk, behind + 2, ")"):
            return at
        behind += 3
    if not _touches(chunk, behind):
        return at
    named = chunk[at].text in {"&", "&&", ":"} and chunk[behind].text[:1].isalpha()
    return behind + 1 if named or chunk[behind].text in _FORMATS else at


def _with_glued(chunk: Chunk, end: int) -> int:
    """Go on behind the rest of a name that a placeholder is the first part of."""
    is_rest = _touches(chunk, end) and chunk[end].token_type == TokenType.VAR
    return end + 1 if is_rest else end


def _stand_in(chunk: Chunk, at: int, end: int, before: Chunk) -> Token:
    first, last = chunk[at], chunk[end - 1]
    is_name = _follows(chunk, end, ".") or (
        bool(before) and before[-1].text.upper() in _BEFORE_NAMES
    )
    if not is_name:
        return Token(TokenType.PLACEHOLDER, "?", first.line, first.col, first.start, last.end)
    written = "".join(token.text for token in chunk[at:end])
    return Token(TokenType.VAR, written, first.line, first.col, first.start, last.end)


def _is_operand(token: Token) -> bool:
    return token.token_type in _OPERANDS


def _follows(chunk: Chunk, at: int, text: str) -> bool:
    return _touches(chunk, at) and chunk[at].text == text


def _touches(chunk: Chunk, at: int) -> bool:
    """Tell whether no blank stands before a token."""
    return 0 < at < len(chunk) and chunk[at - 1].end + 1 == chunk[at].start
