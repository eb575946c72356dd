"""IF, WHILE, BEGIN and END of T-SQL: the conditions, apart from the statements they guard."""

from collections.abc import Iterator

from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.dialects import parser_dialect
from workbench.sqlreview.splitting import BATCH_DIALECTS, Chunk

_BLOCKS = frozenset({"BEGIN", "ELSE", "END", "IF", "WHILE"})
_TRANSACTIONS = frozenset({"TRAN", "TRANSACTION", "DISTRIBUTED"})
_CONDITIONAL = frozenset({"IF", "WHILE"})
_QUERIES_AND_WRITES = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH"})
_BEHIND_CONDITION = _QUERIES_AND_WRITES | frozenset(
    {"ALTER", "BEGIN", "BREAK", "CLOSE", "COMMIT", "CONTINUE", "CREATE", "DEALLOCATE", "DECLARE"}
    | {"DROP", "EXEC", "EXECUTE", "FETCH", "GOTO", "IF", "OPEN", "PRINT", "RAISERROR", "RETURN"}
    | {"ROLLBACK", "SAVE", "SET", "THROW", "TRUNCATE", "WAITFOR", "WHILE"}
)
"""Words that start the statement behind a condition, so end it."""
_NO_QUERIES = frozenset(
    {"CLOSE", "DEALLOCATE", "FETCH", "GOTO", "OPEN", "RAISERROR", "REVERT", "THROW"} | {"WAITFOR"}
)
_GUARDED_DEFINITION = frozenset({"ALTER", "CREATE", "DROP", "TRUNCATE"})


def is_control_flow(chunk: Chunk, dialect: str) -> bool:
    """Tell whether T-SQL control flow starts here, other than IF round one definition."""
    if dialect not in BATCH_DIALECTS:
        return False
    first = chunk[0].text.upper()
    if first in _NO_QUERIES or (first in {"DECLARE", "SET"} and _is_cursor(chunk)):
        return True
    if first == "RETURN":
        return all(token.token_type != TokenType.SELECT for token in chunk)
    return first in _BLOCKS and _is_block(chunk, first)


def _is_block(chunk: Chunk, first: str) -> bool:
    if first == "BEGIN" and (len(chunk) == 1 or chunk[1].text.upper() in _TRANSACTIONS):
        return False
    if first != "IF":
        return True
    guarded = chunk[_condition_end(chunk, 1) :]
    return not (guarded and guarded[0].text.upper() in _GUARDED_DEFINITION)


def _is_cursor(chunk: Chunk) -> bool:
    return any(token.text.upper() == "CURSOR" for token in chunk[1:5])


def without_print(tokens: Chunk, text: str, dialect: str) -> Chunk:
    """Return tokens without PRINT, which the tokeniser reads on from to the next semicolon."""
    found: Chunk = []
    done = 0
    for at in range(1, len(tokens)):
        printed, swallowed = tokens[at - 1], tokens[at]
        if printed.text.upper() != "PRINT" or printed.token_type != TokenType.COMMAND:
            continue
        start = printed.end + 1
        try:
            inside = parser_dialect(dialect).tokenize(text[start : swallowed.end + 1])
        except (TokenError, ValueError, RecursionError):
            continue
        found += tokens[done : at - 1]
        done = at + 1
        lines_before = printed.line - 1
        behind = (
            Token(
                t.token_type, t.text, t.line + lines_before, t.col, t.start + start, t.end + start
            )
            for t in inside
            if t.line > 1
        )
        found += [
            Token(TokenType.SEMICOLON, ";", printed.line, printed.col, start - 1, start - 1),
            *without_print(list(behind), text, dialect),
        ]
    return found + tokens[done:] if done else tokens


def conditions(chunk: Chunk) -> Iterator[tuple[int, int]]:
    """Yield the first token of each condition and the one behind it, as indexes."""
    at = depth = 0
    while at < len(chunk):
        depth += _step(chunk[at])
        if not depth and chunk[at].text.upper() in _CONDITIONAL and not _is_name(chunk, at):
            end = _condition_end(chunk, at + 1)
            yield at + 1, end
            at = end
        else:
            at += 1


def _condition_end(chunk: Chunk, start: int) -> int:
    depth = cases = 0
    for at in range(start, len(chunk)):
        depth += _step(chunk[at])
        word = chunk[at].text.upper()
        cases += (word == "CASE") - (word == "END" and cases > 0)
        guarded = word in _BEHIND_CONDITION and not _is_name(chunk, at)
        if not depth and not cases and guarded and at > start:
            return at
    return len(chunk)


def _step(token: Token) -> int:
    return (token.token_type == TokenType.L_PAREN) - (token.token_type == TokenType.R_PAREN)


def _is_name(chunk: Chunk, at: int) -> bool:
    """Tell a quoted name, a string, a variable (``@end``) or a column (``t.end``) from a word."""
    quoted = chunk[at].token_type in {TokenType.IDENTIFIER, TokenType.STRING}
    return quoted or (at > 0 and chunk[at - 1].text in {"@", "."})
