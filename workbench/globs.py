"""Globs over paths, as settings write them."""

import re
from functools import lru_cache

_PARTS = re.compile(r"\*\*/|\*\*|\*|\?")
_MEANINGS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def glob_matches(glob: str, path: str) -> bool:
    """Tell whether ``glob`` matches ``path`` (``/`` parts folders), or a folder that holds it.

    ``*`` and ``?`` stay within one name, ``**`` spans folders. A glob without
    ``/`` matches a file or folder of that name anywhere.
    """
    return _pattern(glob).fullmatch(path) is not None


@lru_cache(maxsize=256)
def _pattern(glob: str) -> re.Pattern[str]:
    parts: list[str] = []
    end = 0
    for match in _PARTS.finditer(glob):
        parts += [re.escape(glob[end : match.start()]), _MEANINGS[match[0]]]
        end = match.end()
    parts.append(re.escape(glob[end:].rstrip("/")))
    anywhere = "" if "/" in glob.rstrip("/") else "(?:.*/)?"
    return re.compile(f"{anywhere}{''.join(parts)}(?:/.*)?", re.DOTALL)
