"""One rule of masking: a shape, and what stands there instead."""

import re
from collections.abc import Callable

MASK = "[masked]"
UNMASKED = r"(?!\[masked\])"
"""Goes before a value in a pattern, so that masking twice changes nothing more."""

Replacement = str | Callable[[re.Match[str]], str]


class Rule:
    """Replaces what a pattern finds; ``replacement`` is a template, or computes the text."""

    def __init__(
        self,
        pattern: str,
        replacement: Replacement,
        flags: re.RegexFlag = re.NOFLAG,
        *,
        ignores_case: bool = True,
    ) -> None:
        self._pattern = re.compile(pattern, flags | (re.IGNORECASE if ignores_case else 0))
        self._replacement = replacement

    def apply(self, text: str) -> str:
        """Return ``text`` with all that the pattern finds replaced."""
        return self._pattern.sub(self._replacement, text)
