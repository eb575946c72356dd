"""Counting records that came up before, instead of reading them again."""

from dataclasses import dataclass, field

from workbench.triage.records import Record
from workbench.triage.shapes import code_words, codes_in, loose_shape

MAX_SHAPES = 50_000
"""Most shapes of records that are remembered."""
MAX_VARIANTS = 20
"""Most single-line records of one shape that are read; more are only counted."""
MAX_CODES = 200
"""Most different exit codes, statuses or error numbers of one shape that are read."""


@dataclass(slots=True)
class Repeated:
    """A record that came up so often that its later copies were only counted."""

    record: Record
    """The first of them."""
    last_line: int
    count: int
    """How often it came up, the first time included."""
    code_words: tuple[bytes, ...]
    codes: set[int] = field(default_factory=set)

    def takes(self, number: int, raw: bytes) -> bool:
        """Count one more copy; not one with a code that was not seen before."""
        if self.code_words:
            code = codes_in(raw, self.code_words)
            if code not in self.codes and len(self.codes) < MAX_CODES:
                self.codes.add(code)
                return False
        self.count += 1
        self.last_line = number
        return True


class Folds:
    """The shapes of single-line records, and those that came up often."""

    def __init__(self) -> None:
        self.repeated: dict[int, Repeated] = {}
        """By loose shape."""
        self._by_shape: dict[int, Repeated] = {}
        self._seen: dict[int, tuple[Record, int]] = {}

    def counts(self) -> dict[int, int]:
        """Return how often the records came up that came more than once, by their first line."""
        often = {each.record.first_line: each.count for each in self.repeated.values()}
        seldom = {record.first_line: count for record, count in self._seen.values() if count > 1}
        return seldom | often

    def take(self, number: int, raw: bytes, shape: bytes) -> bool:
        """Return whether the line is one more copy of a record that came up often."""
        key = hash(shape)
        repeated = self._by_shape.get(key)
        if repeated is None:
            repeated = self.repeated.get(loose_shape(raw)) if self.repeated else None
            if repeated is None:
                return False
            if len(self._by_shape) < MAX_SHAPES:
                self._by_shape[key] = repeated
        return repeated.takes(number, raw)

    def count(self, raw: bytes, record: Record) -> None:
        """Take note of a record that was read from the one line ``raw``."""
        key = loose_shape(raw)
        repeated = self.repeated.get(key)
        if repeated:
            repeated.count += 1
            repeated.last_line = record.last_line
            return
        first, count = self._seen.get(key, (record, 0))
        if count + 1 >= MAX_VARIANTS:
            words = code_words(raw)
            self.repeated[key] = Repeated(first, record.last_line, count + 1, words)
            del self._seen[key]
        elif count or len(self._seen) < MAX_SHAPES:
            self._seen[key] = (first, count + 1)
