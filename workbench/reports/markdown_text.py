"""Text of people and of logs inside Markdown: shown as it is, never read as markup."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#])")


def plain(text: str) -> str:
    """Return text on one line with everything escaped that Markdown would read."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
