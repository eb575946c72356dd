"""Statements that are valid, though the parser knows no rule for them."""

from itertools import pairwise

from sqlglot.tokenizer_core import TokenType

from workbench.sqlreview.splitting import BATCH_DIALECTS, Chunk

_FIRST = frozenset(
    {"ASSERT", "BACKUP", "BULK", "CLOSE", "CLUSTER", "CONVERT", "DBCC", "DEALLOCATE", "DENY"}
    | {"DETACH", "DISABLE", "DO", "ENABLE", "EXPORT", "FETCH", "FLASHBACK", "FLUSH", "FSCK"}
    | {"GENERATE", "GET", "HANDLER", "HELP", "IMPORT", "KILL", "LOAD", "LOCK", "NOTIFY", "OPEN"}
    | {"PURGE", "RAISE", "RAISERROR", "REASSIGN", "REMOVE", "REORG", "RESIGNAL", "RESTORE"}
    | {"REVERT", "RUNSTATS", "SAVE", "SECURITY", "SIGNAL", "THROW", "UNDROP", "UNLOCK", "WAITFOR"}
)
_PAIRS = frozenset(
    {("APPLY", "CHANGES"), ("CREATE", "OPERATOR"), ("CREATE", "SEMANTIC"), ("CREATE", "VIRTUAL")}
    | {("DESCRIBE", "DETAIL")}
)


def is_valid(chunk: Chunk, dialect: str) -> bool:
    """Tell a statement that no parser rule knows from one that its author wrote wrongly."""
    words = [token.text.upper() for token in chunk]
    first, second = words[0], words[1] if len(words) > 1 else ""
    if first in _FIRST or (first, second) in _PAIRS:
        return True
    if first in {"EXEC", "EXECUTE"}:
        return second in {"AS", "("} or (bool(second) and dialect not in BATCH_DIALECTS)
    if dialect in BATCH_DIALECTS and chunk[0].token_type is TokenType.VAR:
        # A procedure of the system that is called without EXEC.
        return first.startswith(("SP_", "XP_"))
    return _is_special(first, words)


def _is_special(first: str, words: list[str]) -> bool:
    match first:
        case "ALTER":
            return ("DROP", "PARTITION") in pairwise(words)
        case "CREATE":
            return "POLICY" in words[1:6]
        case "MERGE":
            return words[-2:] == ["REMOVE", "DUPLICATES"]
        case "SET":
            # SET [SESSION | GLOBAL] TRANSACTION
            return "TRANSACTION" in words[1:3] or words[-1] in {"ON", "OFF"}
        case _:
            return False
