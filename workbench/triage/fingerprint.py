"""What stays the same of a failure text when the same thing fails again."""

import hashlib
import re
from collections.abc import Iterable
from typing import Protocol

from workbench.triage.masking import EMAIL_MASK, MASK, mask

ANYTHING = "*"
_LENGTH = 16
"""Hexadecimal digits of a fingerprint: 64 bits, enough for the incidents of one team."""
VARIABLE_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("masked", re.compile(rf"{re.escape(MASK)}|{re.escape(EMAIL_MASK)}")),
    ("uuid", re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b")),
    ("address", re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b")),
    ("path", re.compile(r"(?<![\w:/])(?:/[\w.+=@%-]+){2,}/?|\b[a-z][a-z0-9+]{1,8}://[^\s'\",)]+")),
    (
        "time",
        re.compile(
            r"\b\d{4}-\d\d-\d\d(?:[T _]\d\d:?\d\d(?::?\d\d)?(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d\b)?"
            r"|\b\d\d:\d\d:\d\d(?:[.,]\d+)?"
        ),
    ),
    ("id", re.compile(r"\b(?:0x)?(?=[0-9a-fA-F]*\d)(?=\w*[a-fA-F])[0-9a-fA-F]{8,}\b")),
    ("id", re.compile(r"\b[\w.$-]*[A-Za-z_-]\d{3,}[\w.-]*\b")),
    (
        "number",
        re.compile(
            r"(?<![\w.])[+-]?\d[\d,.]*\d(?=[A-Za-z%]{1,3}\b)|(?<![\w.])[+-]?\d+(?:[.,]\d+)*(?![\w])"
        ),
    ),
)
"""What differs from run to run, each with its name, in the order in which it is looked for."""
_CODES = re.compile(
    r"\b(?:ORA-\d{5}|SQLSTATE[ :=]*\w{5}|\d{2}[0-9A-Z]{3}(?=\b)|(?:HTTP|status|code|error|errno)"
    r"[ :=]{0,3}\d{1,6}|occurred \(\d{3}\)|E?\d{6} \(\w{5}\))",
    re.IGNORECASE,
)
"""Error codes are what the failure is, not what differs: they stay."""


class Proven(Protocol):
    """A line of a log that shows the cause."""

    @property
    def text(self) -> str:
        """Return the line."""


def fingerprint_of(evidence: Iterable[Proven]) -> str:
    """Return the fingerprint of the proving line, which is the root of an exception chain.

    Empty where no line proves anything. Numbers, ids, times, paths and masked values do not
    count, nor do case and white space; words, names and error codes do.
    """
    first = next(iter(evidence), None)
    if first is None:
        return ""
    return hashlib.sha256(generalised(first.text).encode()).hexdigest()[:_LENGTH]


def generalised(text: str) -> str:
    """Return a line in lower case with everything that differs from run to run as ``*``."""
    pieces = "".join(
        ANYTHING if is_variable else piece.lower() for piece, is_variable in parted(mask(text))
    )
    return re.sub(r"\*(?:[ ,;*]*\*)+", ANYTHING, " ".join(pieces.split()))


def parted(text: str) -> list[tuple[str, bool]]:
    """Return the pieces of a line, each with whether it differs from run to run."""
    kept = [match.span() for match in _CODES.finditer(text)]
    spans: list[tuple[int, int]] = []
    for _, pattern in VARIABLE_PARTS:
        for match in pattern.finditer(text):
            if not any(_meet(match.span(), other) for other in (*spans, *kept)):
                spans.append(match.span())
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in sorted(spans):
        if at < start:
            pieces.append((text[at:start], False))
        pieces.append((text[start:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
