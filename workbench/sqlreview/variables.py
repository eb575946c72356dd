"""The variables and parameters of routines, which look like columns where a query uses them."""

from collections.abc import Iterator
from operator import is_not

from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.splitting import Chunk

_MODES = frozenset({"IN", "INOUT", "VARIADIC", "CONST"})
_NO_NAMES = frozenset(
    {"BEGIN", "CASE", "CLOSE", "COMMENT", "CURSOR", "ELSE", "END", "EXCEPTION", "EXIT", "FETCH"}
    | {"FOR", "FORALL", "FUNCTION", "IF", "LOOP", "NULL", "OPEN", "PRAGMA", "PROCEDURE", "RETURN"}
    | {"SUBTYPE", "TYPE", "WHEN", "WHILE", "CONTINUE", "CALL", "SELECT", "WITH", "INSERT"}
    | {"UPDATE", "DELETE", "MERGE", "PERFORM", "RAISE", "EXECUTE", "SET", "COMMIT", "ROLLBACK"}
)
_ROWS = frozenset({"NEW", "OLD"})
"""What a trigger calls the row that it is about."""
_BEFORE_NAMES = frozenset({"AS", "INTO", "SET", "FROM", "JOIN", "UPDATE", "TABLE", ".", ":", "@"})
"""Words behind which a name is no value."""
_LITERALS = frozenset({TokenType.STRING, TokenType.NUMBER, TokenType.NATIONAL_STRING})


def parameters(header: Chunk) -> Iterator[str]:
    """Yield the names of the parameters in the head of a routine, in lower case.

    The first one is the routine's own with a dot, which may stand before that of a parameter.
    """
    depth = 0
    starts = False
    for at, token in enumerate(header):
        kind = token.token_type
        depth += (kind == TokenType.L_PAREN) - (kind == TokenType.R_PAREN)
        if kind == TokenType.L_PAREN and depth == 1:
            starts = True
            if at:
                yield f"{header[at - 1].text.lower()}."
        elif starts and token.text.upper() == "OUT":
            # It often has the name of the column that it is filled from.
            starts = False
        elif starts and token.text.upper() in _MODES:
            continue
        elif depth == 1 and kind == TokenType.COMMA:
            starts = True
        elif starts:
            starts = False
            unnamed = at + 1 < len(header) and header[at + 1].text in {",", ")"}
            if not unnamed and token.text.isidentifier():
                yield token.text.lower()
        if depth == 0 and kind == TokenType.R_PAREN:
            return


def declared(chunk: Chunk) -> Iterator[str]:
    """Yield the names that a declaration gives, in lower case."""
    start = 1 if chunk[0].text.upper() in {"DECLARE", "LET"} else 0
    start += 2 * ([token.text.upper() for token in chunk[1:3]] == ["OR", "REPLACE"])
    start += chunk[min(start, len(chunk) - 1)].text.upper() in {"VAR", "VARIABLE"}
    for at in range(start, len(chunk) - 1, 2):
        if chunk[at].text.upper() in _NO_NAMES or chunk[at + 1].text in {".", "("}:
            return
        if chunk[at].text.isidentifier():
            yield chunk[at].text.lower()
        if chunk[at + 1].text != ",":
            return


def with_parameters(chunk: Chunk, variables: set[str]) -> Chunk:
    """Return a query or write with a parameter for each variable; itself if it has none."""
    start = _behind_column_list(chunk)
    found = chunk[:start]
    clause = ""
    at = start
    while at < len(chunk):
        token = chunk[at]
        word = token.text.upper()
        clause = "BY" if token.token_type in _KEYS else word if word in _CLAUSES else clause
        # What rows are grouped or sorted by are columns.
        end = at if clause == "BY" else _variable_end(chunk, at, variables, clause)
        if end > at:
            found += _parameter(chunk[at:end])
            at = end
        else:
            found.append(token)
            at += 1
    return found if len(found) != len(chunk) or any(map(is_not, found, chunk)) else chunk


_KEYS = frozenset({TokenType.GROUP_BY, TokenType.ORDER_BY, TokenType.PARTITION_BY})
_CLAUSES = frozenset(
    {"HAVING", "LIMIT", "OFFSET", "SET", "SELECT", "WHERE", "ON", "WHEN", "AND", "OR", "VALUES"}
    | {"FROM"}
)


def _parameter(variable: Chunk) -> Chunk:
    """Return ``@name``; the parser keeps the place of quoted names."""
    first, last = variable[0], variable[-1]
    name = "".join(token.text for token in variable)
    return [
        Token(TokenType.PARAMETER, "@", first.line, first.col, first.start, first.start),
        Token(TokenType.IDENTIFIER, name, last.line, last.col, first.start, last.end),
    ]


def _behind_column_list(chunk: Chunk) -> int:
    """Return where an INSERT goes on behind the columns that it fills; else 0."""
    if chunk[0].token_type != TokenType.INSERT:
        return 0
    opening = next((at for at, token in enumerate(chunk[:12]) if token.text == "("), 0)
    if not opening or any(token.text.upper() in {"VALUES", "SELECT"} for token in chunk[:opening]):
        return 0
    return next((at for at in range(opening, len(chunk)) if chunk[at].text == ")"), 0)


def _variable_end(chunk: Chunk, at: int, variables: set[str], clause: str) -> int:
    """Return the index behind the variable that starts at ``at``, or ``at``."""
    name = chunk[at].text
    owns = name.lower() == "session" or f"{name.lower()}." in variables
    if owns and at + 2 < len(chunk) and chunk[at + 1].text == ".":
        return at + 3 if chunk[at + 2].text.lower() in variables else at
    is_row = name.upper() in _ROWS
    if not (is_row or name.lower() in variables) or chunk[at].token_type in _LITERALS:
        return at
    if at and chunk[at - 1].text.upper() in _BEFORE_NAMES:
        return at
    following = chunk[at + 1].text if at + 1 < len(chunk) else ""
    if following == ".":
        is_call = at + 3 < len(chunk) and chunk[at + 3].text == "("
        return at if is_call or at + 2 >= len(chunk) else at + 3
    named = is_row or following in {"(", "["} or (following == "=" and clause == "SET")
    return at if named else at + 1
