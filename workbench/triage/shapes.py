"""The shape of a log line: what stays the same when the same thing is logged again."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from workbench.triage.log_stream import NumberedLine

BATCH = 128
"""Lines whose shapes are taken at once; a batch of the longest lines is 16 MiB."""

_FOLDED = bytes.maketrans(b",{}[]", b"     ")
_DIGITS = b"0123456789"
_LEVEL_NUMBER = re.compile(rb'"level":([1-6])0\b')
_LEVEL_WORDS = {b"1": b"debug", b"2": b"debug", b"3": b"info", b"4": b"warn", b"5": b"error"}
_JOURNAL_LEVEL = re.compile(rb'"PRIORITY":"?([0-4])')
_VOLATILE = re.compile(rb"0x[0-9a-f]+|\b[0-9a-fA-F-]{8,}\b|[0-9]+")
_CODE_WORD = re.compile(
    rb"(?i)code|status|exit|errno|error|err|signal|sqlstate|http/[\d.]{1,3}|(?:ora|tns|pls|rman|ogg)-"
)
_MAX_ID_KEYS = 8
_IDS_TO_BELIEVE = 50


class Shapes:
    """Takes the shapes of many lines at once, which is many times faster than one by one.

    It learns which fields hold an id that is new in every line, and leaves that out, too.
    """

    def __init__(self) -> None:
        self._seen: dict[bytes, int] = {}
        self._ids: dict[bytes, re.Pattern[bytes]] = {}

    def batches(
        self, lines: Iterable[NumberedLine]
    ) -> Iterator[tuple[list[NumberedLine], list[bytes]]]:
        """Yield some lines at a time with their shapes: without digits, commas and brackets.

        The numbers by which pino, bunyan and journald give the level stay, as words.
        """
        source = iter(lines)
        while batch := list(islice(source, BATCH)):
            yield batch, self._shapes(b"\n".join([raw for _, raw in batch]))

    def saw_id(self, key: bytes) -> None:
        """Learn that the field ``key`` (``"trace_id":`` or ``id=``) held a hexadecimal id."""
        if len(self._ids) >= _MAX_ID_KEYS or len(self._seen) > 100 * _MAX_ID_KEYS:
            return
        self._seen[key] = self._seen.get(key, 0) + 1
        if self._seen[key] == _IDS_TO_BELIEVE:
            self._ids[key] = re.compile(re.escape(key) + rb'"?[0-9a-fA-F-]{8,}(?=["\s,;&)}\]])')

    def _shapes(self, joined: bytes) -> list[bytes]:
        if b'":' in joined:
            joined = _with_level_words(joined.replace(b'": ', b'":'))
        for key, pattern in self._ids.items():
            if key in joined:
                joined = pattern.sub(b"", joined)
        return joined.translate(_FOLDED, _DIGITS).split(b"\n")


def _with_level_words(joined: bytes) -> bytes:
    if b'"level":' in joined:
        joined = _LEVEL_NUMBER.sub(
            lambda number: b'"level":"' + _LEVEL_WORDS.get(number[1], b"fatal") + b'"', joined
        )
    if b'"PRIORITY":' in joined:
        joined = _JOURNAL_LEVEL.sub(rb'"PRIORITY":"error ', joined)
    return joined


def loose_shape(raw: bytes) -> int:
    """Return a hash of a line without its numbers, addresses and hexadecimal ids."""
    return hash(_VOLATILE.sub(b"", raw))


def code_words(raw: bytes) -> tuple[bytes, ...]:
    """Return the words of a line behind which a number may tell more than a count."""
    return tuple(dict.fromkeys(_CODE_WORD.findall(raw)))


def codes_in(raw: bytes, words: tuple[bytes, ...]) -> int:
    """Return a hash of the exit codes, statuses or error numbers that follow ``words``."""
    return hash(tuple(code for word in words for code in _codes_behind(word).findall(raw)))


@lru_cache(maxsize=1_000)
def _codes_behind(word: bytes) -> re.Pattern[bytes]:
    # a pattern that begins with a fixed word is searched for many times faster
    return re.compile(re.escape(word) + rb"[^\w-]{0,3}(-?\w*\d\w*)")
