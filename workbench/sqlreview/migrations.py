"""Migrations: which of two files runs first, and what only undoes another one."""

import re
from pathlib import PurePath

_NUMBER = re.compile(r"[A-Za-z]?(\d+(?:[._]\d+)*)(?:[_.\-\s]|$)")
_UNDOES = re.compile(
    r"(^|[._\-\s])(down|undo|rollback|revert|teardown|tear_down|uninstall|cleanup|clean_up)([._\-\s]|$)"
    r"|^U\d"
)
_UNDO_FOLDERS = frozenset({"down", "undo", "rollback", "rollbacks", "revert", "teardown"})
_UNDO_SECTION = re.compile(
    r"^[ \t]*(?:--[ \t]*(?:\+\w+[ \t]+down|migrate:down|rambler[ \t]+down|rollback|//[ \t]*@undo)\b"
    r"|--//[ \t]*@undo\b|def[ \t]+downgrade\b)",
    re.IGNORECASE | re.MULTILINE,
)


def order(path: str) -> tuple[str, tuple[int, ...]] | None:
    """Return the folder of a migration and its number there; None if it has none.

    ``V1_2__x.sql``, ``0007-x.sql`` and ``20240131_x/migration.sql`` have one.
    """
    file = PurePath(path)
    for part in (file, file.parent):
        match = _NUMBER.match(part.name if part is not file else part.stem)
        if match:
            return str(part.parent), tuple(map(int, re.split(r"[._]", match[1])))
    return None


def comes_before(one: str, other: str) -> bool:
    """Tell whether the numbers of two files say that the first one runs first."""
    first, second = order(one), order(other)
    return first is not None and second is not None and first[0] == second[0] and first < second


def undoes(path: str) -> bool:
    """Tell whether a file takes back what another one did, or clears everything away."""
    file = PurePath(path)
    return bool(_UNDOES.search(file.stem)) or file.parent.name.lower() in _UNDO_FOLDERS


def undo_line(text: str) -> int:
    """Return the line from which on a text takes back what stands before it; 0 if none."""
    match = _UNDO_SECTION.search(text)
    return text.count("\n", 0, match.start()) + 1 if match else 0
