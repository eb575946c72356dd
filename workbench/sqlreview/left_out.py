"""Phrases of a statement that the parser does not know and that say nothing of its query."""

from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.splitting import Chunk

_STEP = {TokenType.L_PAREN: 1, TokenType.R_PAREN: -1}
_ANY, _GROUP, _REST = "?", "()", "…"
"""One token of any kind, a whole pair of brackets, everything up to the end."""
_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        # Oracle and Greenplum: where rows that fail go; older versions.
        "LOG ERRORS …",
        "VERSIONS BETWEEN TIMESTAMP ? AND ?",
        "VERSIONS BETWEEN SCN ? AND ?",
        # Oracle: where an index is stored.
        "USING INDEX",
        "PCTFREE ?",
        "INITRANS ?",
        "MAXTRANS ?",
        "STORAGE ()",
        "TABLESPACE ?",
        "COMPUTE STATISTICS",
        # PostgreSQL, DB2: values for identity columns.
        "OVERRIDING SYSTEM VALUE",
        "OVERRIDING USER VALUE",
        # DB2: the rest of a MERGE, isolation, and what the rows are for.
        "ELSE IGNORE",
        "WITH UR",
        "WITH CS",
        "WITH RS",
        "WITH RR",
        "OPTIMIZE FOR ? ROWS",
        "OPTIMIZE FOR ? ROW",
        "FOR READ ONLY",
        "FOR FETCH ONLY",
        # MySQL.
        "PROCEDURE ANALYSE ()",
        "NULL ON EMPTY",
        "NULL ON ERROR",
        "ERROR ON EMPTY",
        "ERROR ON ERROR",
        "DEFAULT ? ON EMPTY",
        "DEFAULT ? ON ERROR",
        # Snowflake, BigQuery, CockroachDB, Teradata, Trino.
        "DEFAULT ON NULL ()",
        "WITH DIFFERENTIAL_PRIVACY OPTIONS ()",
        "WITH AGGREGATION_THRESHOLD OPTIONS ()",
        "AS OF SYSTEM TIME ?",
        "NORMALIZE ON MEETS OR OVERLAPS",
        "NORMALIZE ON OVERLAPS OR MEETS",
        "NORMALIZE ON OVERLAPS",
        "SUBSET ? = ()",
    )
)
_BY_WORD: dict[str, list[tuple[str, ...]]] = {}
for _phrase in _PHRASES:
    _BY_WORD.setdefault(_phrase[0], []).append(_phrase)


def without_phrases(chunk: Chunk) -> Chunk:
    """Return the tokens of a statement without such phrases; the same ones if it has none."""
    found: Chunk = []
    at = 0
    while at < len(chunk):
        end = max((_end(chunk, at, each) for each in _BY_WORD.get(_word(chunk, at), ())), default=0)
        if at and end:
            at = end
        else:
            found.append(chunk[at])
            at += 1
    return found if len(found) < len(chunk) else chunk


def _end(chunk: Chunk, at: int, phrase: tuple[str, ...]) -> int:
    """Return the index behind a phrase that starts at ``at``, or 0."""
    for part in phrase:
        if part == _REST:
            return len(chunk)
        if at >= len(chunk):
            return 0
        if part == _GROUP:
            if chunk[at].token_type != TokenType.L_PAREN:
                return 0
            at = closing(chunk, at)
        elif part not in {_ANY, _word(chunk, at)}:
            return 0
        at += 1
    return at


def closing(chunk: Chunk, opening: int) -> int:
    """Return the index of the bracket that closes the one at ``opening``, or of the last token."""
    depth = 0
    for at in range(opening, len(chunk)):
        depth += _STEP.get(chunk[at].token_type, 0)
        if not depth:
            return at
    return len(chunk) - 1


def _word(chunk: Chunk, at: int) -> str:
    token: Token = chunk[at]
    quoted = token.token_type in {TokenType.IDENTIFIER, TokenType.STRING}
    return "" if quoted else token.text.upper()
