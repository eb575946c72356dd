"""The known name that a mistyped one most likely means."""

import difflib
from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the most similar of ``known`` names, or nothing if none is similar."""
    found = difflib.get_close_matches(name.lower(), list(known), n=1, cutoff=0.75)
    return found[0] if found else ""
