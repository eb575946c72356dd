"""Statements about rights, owners, sessions and switches: they hold no query and no condition.

The parser knows some of their spellings and gives up others. Rules that have anything to say
of them (rights, secrets, locks) go by their words, so such a statement has been read.
"""

from itertools import pairwise

from sqlglot.tokenizer_core import TokenType

from workbench.sqlreview.splitting import Chunk

_FIRST = frozenset({"DENY", "GRANT", "LISTEN", "NOTIFY", "RESET", "REVOKE", "SHOW"})
_PAIRS = frozenset(
    {("LOCK", "TABLES"), ("UNLOCK", "TABLES"), ("ALTER", "SESSION"), ("ALTER", "SEQUENCE")}
    | {("ALTER", kind) for kind in ("DATABASE", "PUBLICATION", "SYSTEM", "TASK")}
    | {("ALTER", kind) for kind in ("TRIGGER", "WAREHOUSE")}
    | {("DROP", kind) for kind in ("LOGIN", "POLICY", "ROLE", "SYNONYM")}
    | {(verb, kind) for verb in ("CREATE", "ALTER") for kind in ("EXTENSION", "LOGIN", "ROLE")}
    | {(verb, "USER") for verb in ("CREATE", "ALTER")}
    | {("CREATE", kind) for kind in ("DIRECTORY", "SCHEMA", "SYNONYM")}
)
_CHANGES = (
    ("CHECK", "CONSTRAINT"),
    ("CLUSTER", "ON"),
    ("DISABLE", "KEYS"),
    ("DISABLE", "TRIGGER"),
    ("ENABLE", "KEYS"),
    ("ENABLE", "TRIGGER"),
    ("FORCE", "ROW"),
    ("ENABLE", "ROW"),
    ("NOCHECK", "CONSTRAINT"),
    ("OWNER", "TO"),
    ("RENAME", "CONSTRAINT"),
    ("REPLICA", "IDENTITY"),
    ("SET", "SCHEMA"),
)
"""What ALTER does to the owner, the name or a switch of something."""
_OF_QUERIES = frozenset({TokenType.WHERE, TokenType.INTO, TokenType.VALUES, TokenType.JOIN})
"""What a statement of T-SQL would have that follows a GRANT without a semicolon."""
_QUERIES = frozenset({TokenType.SELECT, TokenType.INSERT, TokenType.UPDATE, TokenType.DELETE})


def is_administration(words: Chunk) -> bool:
    """Tell a statement that holds nothing for a review of queries, and was read to its end."""
    # ``LOCK TABLES`` is one token, ``LOCK`` and ``TABLE`` are two.
    first, second, *_ = *" ".join(token.text.upper() for token in words[:2]).split(), "", ""
    if first in _FIRST or (first, second) == ("ALTER", "DEFAULT"):
        return not any(token.token_type in _OF_QUERIES for token in words)
    if any(token.token_type in _QUERIES for token in words):
        return False
    return (first, second) in _PAIRS or (first == "ALTER" and _is_change(words))


def _is_change(words: Chunk) -> bool:
    """Tell a change of an owner, a name or a switch; nothing may be changed beside it."""
    outer = _outside(words)
    if "," in outer:
        return False
    return not set(pairwise(outer[2:])).isdisjoint(_CHANGES) or _is_default(outer)


def _outside(words: Chunk) -> list[str]:
    """Return the words outside of brackets in upper case, the brackets with them."""
    depth = 0
    found: list[str] = []
    for token in words:
        depth -= token.token_type is TokenType.R_PAREN
        if not depth:
            found.append(token.text.upper())
        depth += token.token_type is TokenType.L_PAREN
    return found


def _is_default(outer: list[str]) -> bool:
    """Tell ``ALTER TABLE t ADD CONSTRAINT d DEFAULT 0 FOR a`` of T-SQL."""
    if "ADD" not in outer or outer[-2:-1] != ["FOR"]:
        return False
    added = outer[outer.index("ADD") + 1 :]
    return (added[2:] if added[:1] == ["CONSTRAINT"] else added)[:1] == ["DEFAULT"]
