"""What T-SQL allows and the parser does not know, in tokens that it does."""

from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.left_out import closing
from workbench.sqlreview.respelt_hints import respelt_hints
from workbench.sqlreview.splitting import Chunk, starts_statement

_STEP = {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}
_WRITES = frozenset({"DELETE", "INSERT", "MERGE", "UPDATE", "WITH"})
_BEHIND_OUTPUT = frozenset({"FROM", "WHERE", "VALUES", "SELECT", "EXEC", "EXECUTE", "DEFAULT"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "&", "|", "^"})
_OPPOSITES = {TokenType.GT: TokenType.LTE, TokenType.LT: TokenType.GTE}
_LOCKS = frozenset(
    {"HOLDLOCK", "NOLOCK", "NOWAIT", "PAGLOCK", "READCOMMITTED", "READPAST", "READUNCOMMITTED"}
    | {"REPEATABLEREAD", "ROWLOCK", "SERIALIZABLE", "TABLOCK", "TABLOCKX", "UPDLOCK", "XLOCK"}
)


def respelt_tsql(chunk: Chunk) -> Chunk:
    """Return the tokens of a statement to try next, the same ones if there is nothing to try."""
    for change in (
        _without_label,
        _with_one_setting,
        _without_namespaces,
        _without_file_columns,
        _without_culture,
        _without_added_sign,
        _with_plain_comparison,
        _with_commas_between_locks,
        _without_bulk,
        _without_output,
        _without_top,
        _with_default_for_call,
        respelt_hints,
    ):
        changed = change(chunk)
        if changed is not chunk and changed:
            return changed
    return chunk


def _without_label(chunk: Chunk) -> Chunk:
    """Leave out the mark that GOTO goes to: ``Logging:``."""
    labels = len(chunk) > 2 and chunk[0].token_type == TokenType.VAR and chunk[1].text == ":"
    return chunk[2:] if labels else chunk


def _with_one_setting(chunk: Chunk) -> Chunk:
    """Return ``SET NOCOUNT ON`` for ``SET NOCOUNT, XACT_ABORT ON``."""
    for at in range(len(chunk) - 4):
        if chunk[at].token_type != TokenType.SET:
            continue
        end = at + 2
        while end + 1 < len(chunk) and chunk[end].token_type == TokenType.COMMA:
            end += 2
        if end > at + 2 and end < len(chunk) and chunk[end].text.upper() in {"ON", "OFF"}:
            return chunk[: at + 2] + chunk[end:]
    return chunk


def _without_namespaces(chunk: Chunk) -> Chunk:
    """Leave out ``WITH XMLNAMESPACES (…)``, or what it is in front of the first CTE."""
    if len(chunk) < len("WX()") or chunk[1].text.upper() != "XMLNAMESPACES":
        return chunk
    end = closing(chunk, 2) + 1
    more = end < len(chunk) and chunk[end].token_type == TokenType.COMMA
    return [chunk[0], *chunk[end + 1 :]] if more else chunk[end:]


def _without_file_columns(chunk: Chunk) -> Chunk:
    """Leave out the ``WITH (a int, …)`` behind ``OPENROWSET(…)``: what a file holds."""
    for at in range(len(chunk) - 1):
        if chunk[at].text.upper() != "OPENROWSET" or chunk[at + 1].text != "(":
            continue
        end = closing(chunk, at + 1) + 1
        if [token.text.upper() for token in chunk[end : end + 2]] == ["WITH", "("]:
            return chunk[:end] + chunk[closing(chunk, end + 1) + 1 :]
    return chunk


def _without_culture(chunk: Chunk) -> Chunk:
    """Leave out the ``USING 'en-US'`` of PARSE and TRY_PARSE."""
    for at in range(3, len(chunk) - 2):
        using = chunk[at].text.upper() == "USING"
        if using and chunk[at + 1].token_type == TokenType.STRING and chunk[at + 2].text == ")":
            return chunk[:at] + chunk[at + 2 :]
    return chunk


def _without_added_sign(chunk: Chunk) -> Chunk:
    """Return ``@x = 1`` for ``@x += 1``: the review does not ask what is added up."""
    added = [
        at
        for at in range(1, len(chunk) - 1)
        if chunk[at].text in _ARITHMETIC
        and chunk[at + 1].text == "="
        and chunk[at].end + 1 == chunk[at + 1].start
    ]
    return [token for at, token in enumerate(chunk) if at not in set(added)] if added else chunk


def _with_plain_comparison(chunk: Chunk) -> Chunk:
    """Return ``a <= 5`` for ``a !> 5``, and ``a >= 5`` for ``a !< 5``."""
    found: Chunk = []
    for token in chunk:
        before = found[-1] if found else token
        opposite = _OPPOSITES.get(token.token_type)
        if opposite is None or before.text != "!" or before.end + 1 != token.start:
            found.append(token)
            continue
        written = "!" + token.text
        found[-1] = Token(opposite, written, before.line, token.col, before.start, token.end)
    return found if len(found) < len(chunk) else chunk


def _with_commas_between_locks(chunk: Chunk) -> Chunk:
    """Put commas into ``WITH (UPDLOCK READPAST)``."""
    found: Chunk = []
    for token in chunk:
        if found and {token.text.upper(), found[-1].text.upper()} <= _LOCKS:
            at = (token.line, token.col, token.start, token.start)
            found.append(Token(TokenType.COMMA, ",", *at))
        found.append(token)
    return found if len(found) > len(chunk) else chunk


def _without_bulk(chunk: Chunk) -> Chunk:
    """Leave out BULK of ``OPENROWSET(BULK 'file', …)``."""
    for at in range(2, len(chunk)):
        if chunk[at].text.upper() == "BULK" and chunk[at - 2].text.upper() == "OPENROWSET":
            return chunk[:at] + chunk[at + 1 :]
    return chunk


def _without_output(chunk: Chunk) -> Chunk:
    """Leave out the OUTPUT of a write: columns of rows that it changes, no query."""
    start = _outside(chunk, frozenset({"OUTPUT"}), 1)
    if chunk[0].text.upper() not in _WRITES or start == len(chunk):
        return chunk
    return chunk[:start] + chunk[_outside(chunk, _BEHIND_OUTPUT, start) :]


def _without_top(chunk: Chunk) -> Chunk:
    """Leave out the TOP of ``UPDATE TOP (10) t``."""
    if chunk[0].token_type != TokenType.UPDATE or len(chunk) < len("TOP()"):
        return chunk
    if chunk[1].text.upper() != "TOP" or chunk[2].text != "(":
        return chunk
    end = next((at for at, token in enumerate(chunk) if token.text == ")"), len(chunk) - 1) + 1
    end += end < len(chunk) and chunk[end].text.upper() == "PERCENT"
    return chunk[:1] + chunk[end:]


def _with_default_for_call(chunk: Chunk) -> Chunk:
    """Return ``INSERT … DEFAULT VALUES`` for ``INSERT … EXEC procedure``."""
    call = _outside(chunk, frozenset({"EXEC", "EXECUTE"}), 1)
    if chunk[0].token_type != TokenType.INSERT or call == len(chunk):
        return chunk
    at = (chunk[call].line, chunk[call].col, chunk[call].start, chunk[call].end)
    values = [Token(TokenType.DEFAULT, "DEFAULT", *at), Token(TokenType.VALUES, "VALUES", *at)]
    behind = (at for at in range(call + 1, len(chunk)) if starts_statement(chunk, at))
    return chunk[:call] + values + chunk[next(behind, len(chunk)) :]


def _outside(chunk: Chunk, words: frozenset[str], start: int) -> int:
    """Return where one of some words stands outside of brackets, or the end."""
    depth = 0
    for at in range(start, len(chunk)):
        depth += _STEP.get(chunk[at].token_type, 0)
        if not depth and chunk[at].text.upper() in words:
            return at
    return len(chunk)
