"""Migrations: which of two files runs first, and what only undoes another one."""

import re
from pathlib import PurePath

_NUMBER = re.compile(
    r"[Vv]?(\d+(?:[._]\d+)*)"
    r"|(?:upgrade|update|patch|migration|migrate|delta|version|schema)[_.\-]?(\d+(?:[._]\d+)*)$",
    re.IGNORECASE,
)
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


def order(path: str) -> tuple[str, list[tuple[int, ...]]] | None:
    """Return the folder in which a migration has its place, and its numbers there, if any.

    ``V1_2__x.sql``, ``0007-x.sql``, ``upgrade_12.sql``, ``20240131_x/migration.sql`` and
    ``54/03_x.sql`` have one.
    """
    file = PurePath(path)
    own, around = _numbers(file.stem), _numbers(file.parent.name)
    if around:
        return str(file.parent.parent), [around, own]
    return (str(file.parent), [own]) if own else None


def _numbers(name: str) -> tuple[int, ...]:
    match = _NUMBER.match(name)
    return tuple(map(int, re.split(r"[._]", match[1] or match[2]))) if match else ()


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
