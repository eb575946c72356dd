"""Lines that say nothing of trouble, told apart quickly: word by word, and words repeat."""

from collections.abc import Callable

from workbench.triage.trouble import is_quiet

MAX_WORDS = 20_000
"""Most words that are remembered; then remembering begins anew."""

_ERROR_KEYS = frozenset(
    (
        b"cause",
        b"err",
        b"error",
        b"exc_info",
        b"exception",
        b"fatal",
        b"panic",
        b"stack",
        b"stack_trace",
        b"stacktrace",
        b"traceback",
    )
)
_EMPTY = frozenset((b"null", b"false"))
_QUOTES = b"'\""
_SHORTEST_ID = 5
"""Letters and quotes: shorter ones could be words such as "dead"."""
_HEXADECIMAL = b'abcdefABCDEF-"'
_LETTERS = frozenset((b"E", b"F", b"W", b"C", b"P", b"EE", b"WW"))
"""Levels of one letter, as glog, tornado and X write them, and the mark of a cut line."""
_LITERALS = (b"b'", b'b"')


class QuietWords:
    """Remembers which words tell of nothing. It holds words of logs; keep it no longer than one."""

    def __init__(self, saw_id: Callable[[bytes], None]) -> None:
        self._saw_id = saw_id
        self._quiet: set[bytes] = set()
        self._telling: set[bytes] = set()

    def are_all(self, shape: bytes) -> bool:
        """Return whether the line behind ``shape`` holds no word that could tell of trouble."""
        words = set(shape.split()) - self._quiet
        if not words:
            return True
        if not self._telling.isdisjoint(words):
            return False
        if len(self._quiet) + len(self._telling) >= MAX_WORDS:
            self._quiet.clear()
            self._telling.clear()
        for word in words:
            key = _key_of_id(word)
            if key:
                self._saw_id(key)
                continue
            if _tells(word):
                self._telling.add(word)
                return False
            self._quiet.add(word)
        return True


def _key_of_id(word: bytes) -> bytes:
    """Return the field that a hexadecimal id without its digits stands in, empty for others."""
    key, mark, value = word.rpartition(b"=") if b"=" in word else word.rpartition(b'":')
    is_id = len(value) >= _SHORTEST_ID and not value.strip(_HEXADECIMAL)
    return key + mark if is_id else b""


def _tells(word: bytes) -> bool:
    if word in _LETTERS:
        return True
    key, is_field, value = word.partition(b'":')
    if not is_field:
        return not is_quiet(word.removeprefix(b"b").strip(_QUOTES) + b" ")
    name = key.rpartition(b'"')[2]
    value = value.strip(_QUOTES)
    if name in _ERROR_KEYS and value not in _EMPTY:
        return True
    return value in _LETTERS or not is_quiet(value + b" ")


def is_cut(raw: bytes) -> bool:
    """Return whether a line is likely to go on in the next: a byte literal or Docker's JSON."""
    if raw.endswith((b"'", b'"')):
        has_literal = b" b'" in raw or b' b"' in raw or raw.startswith(_LITERALS)
        return has_literal and not raw.endswith((b"\\n'", b'\\n"'))
    return raw.startswith(b'{"log":"') and b'\\n","' not in raw
