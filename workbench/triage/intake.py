"""From the lines of a log to its records, in one pass and with bounded memory."""

import re
from collections.abc import Iterable, Iterator

from workbench.triage.chains import CAUSED_BY, PYTHON_CHAIN
from workbench.triage.folding import Folds, Repeated
from workbench.triage.frames import is_frame, own_frame
from workbench.triage.log_stream import NumberedLine
from workbench.triage.quiet import QuietWords, is_cut
from workbench.triage.records import EXCEPTION_LINE, Record, RecordBuilder
from workbench.triage.shapes import Shapes
from workbench.triage.timestamps import Time
from workbench.triage.unwrap import Level, Unwrapped, unwrap

MAX_SHAPES = 50_000
"""Most shapes of quiet lines, and most stack frames, that are remembered."""
_HEAD = 12
"""Bytes of a shape by which a line is known to begin as others did."""

_POSTGRES_DETAIL = re.compile(r"\s*(?:DETAIL|CONTEXT|STATEMENT|QUERY|LINE \d+|WHERE|LOCATION): ")
_HINT = re.compile(
    r"\s*(?:HINT|Hint|Possible (?:solutions?|fixes)|Tip|Suggestion|Did you mean)\b ?:?"
)
_HARMLESS = (None, Level.DEBUG, Level.INFO)
_SENTENCE_END = (".", "!", "?", ":", ";", "}", "]", ")")
_CUT_FROM = 60
"""A line shorter than this was not cut by a column limit."""


def read_records(lines: Iterable[NumberedLine]) -> Iterator[Record]:
    """Yield the records of a log in order; see ``Intake``."""
    yield from Intake().records(lines)


class Intake:
    """One pass over a log. Lines that say nothing of trouble are passed over undecoded.

    ``line_count``, ``folded`` and ``repeated`` are known once the pass is done.
    """

    def __init__(self) -> None:
        self.line_count = 0
        self.folded = 0
        """Lines that differ from earlier ones in nothing but numbers and ids."""
        self._folds = Folds()
        self._shapes = Shapes()
        self._words = QuietWords(self._shapes.saw_id)
        self._quiet: set[int] = set()
        self._heads: set[bytes] = set()
        """How the shapes begin of lines that had a time or a level."""
        self._frames: dict[int, str] = {}
        self._open: RecordBuilder | None = None
        self._last_time: Time | None = None
        self._passed_over: bytes = b""
        """The last quiet line; it is read only when its time is needed."""

    @property
    def repeated(self) -> dict[int, Repeated]:
        """The records whose later copies were only counted."""
        return self._folds.repeated

    @property
    def counts(self) -> dict[int, int]:
        """How often single-line records came up that came more than once, by their first line."""
        return self._folds.counts()

    def records(self, lines: Iterable[NumberedLine]) -> Iterator[Record]:
        """Yield the records of ``lines``."""
        for batch, shapes in self._shapes.batches(lines):
            self.line_count = batch[-1][0]
            is_known = bytes(map(self._quiet.__contains__, map(hash, shapes)))
            index = 0
            while (index := self._next_unknown(batch, is_known, index)) < len(batch):
                yield from self._read(*batch[index], shapes[index])
                index += 1
        yield from self._close()

    def _next_unknown(self, batch: list[NumberedLine], is_known: bytes, index: int) -> int:
        """Return the next line that has to be looked at; behind an open record it is the next."""
        if self._open is not None:
            return index
        found = is_known.find(0, index)
        if found == -1:
            found = len(batch)
        if found > index:
            self.folded += found - index
            self._passed_over = batch[found - 1][1]
        return found

    def _read(self, number: int, raw: bytes, shape: bytes) -> Iterator[Record]:
        record = self._open
        if record and self._is_more_of_trace(record, number, raw):
            return
        if self._is_passed_over(number, raw, shape):
            self._passed_over = raw
            yield from self._close()
        else:
            yield from self._take(number, raw, shape)

    def _is_more_of_trace(self, record: RecordBuilder, number: int, raw: bytes) -> bool:
        """Count a frame that was seen before, or a line of source, without reading it."""
        if raw[:1] not in (b" ", b"\t"):
            return False
        own = self._frames.get(hash(raw))
        if own is not None:
            record.add_known_frame(number, raw, own)
        return own is not None

    def _is_passed_over(self, number: int, raw: bytes, shape: bytes) -> bool:
        """Return whether a line begins a record and says nothing new.

        Only lines that begin like those of this log, and what follows them, are passed
        over: a fragment that somebody pasted is read in full.
        """
        record = self._open
        if record and (record.is_cut or not record.has_head):
            return False
        follows_quiet = record is None and bool(self._passed_over)
        if not follows_quiet and shape[:_HEAD] not in self._heads:
            return False
        if (record is None or record.is_quiet) and self._is_quiet(raw, shape):
            return True
        is_copy = self._folds.take(number, raw, shape)
        self.folded += is_copy
        return is_copy

    def _is_quiet(self, raw: bytes, shape: bytes) -> bool:
        key = hash(shape)
        if key in self._quiet:
            self.folded += 1
            return True
        if not self._words.are_all(shape) or is_cut(raw):
            return False
        if len(self._quiet) < MAX_SHAPES:
            self._quiet.add(key)
        return True

    def _take(self, number: int, raw: bytes, shape: bytes) -> Iterator[Record]:
        found = unwrap(raw.decode("utf-8", "replace"))
        pieces = found.message.split("\n")
        record = self._open
        if _HINT.match(pieces[0]):
            if record:
                record.last_line = number
            return
        if record and (record.is_cut or record.last_line == number):
            record.join(number, pieces.pop(0))
        elif record is None or not self._belongs(found, pieces[0]):
            yield from self._close()
            record = self._begin(found, raw, shape)
        elif record.is_full:
            yield from self._close()
            record = self._open = record.continued()
        record.is_cut = found.is_cut
        for piece in pieces:
            if not _HINT.match(piece):
                record.add(number, piece)
        if not found.has_head and is_frame(found.message) and len(self._frames) < MAX_SHAPES:
            self._frames[hash(raw)] = own_frame(found.message)

    def _begin(self, found: Unwrapped, raw: bytes, shape: bytes) -> RecordBuilder:
        if self._passed_over:
            self._last_time = unwrap(self._passed_over.decode("utf-8", "replace")).time
            self._passed_over = b""
        record = RecordBuilder(
            found.level, found.time, found.source, found.has_head, _indent(found.message)
        )
        self._open = record
        if found.has_head:
            record.raw = raw
            record.is_quiet = found.level in _HARMLESS and self._words.are_all(shape)
            if len(self._heads) < MAX_SHAPES:
                self._heads.add(shape[:_HEAD])
        return record

    def _belongs(self, found: Unwrapped, text: str) -> bool:
        """Return whether a line continues the open record."""
        record = self._open
        if record is None:
            return False
        if not text.strip():
            return not found.has_head
        if record.in_traceback or _continues_trace(text):
            return True
        if found.has_head:
            return _is_indented_below(record, text) or _is_cut_sentence(record, found, text)
        return record.has_head or text[0] in " \t|"

    def _close(self) -> Iterator[Record]:
        builder, self._open = self._open, None
        if builder is None:
            return
        record = builder.build(self._silence(builder.time))
        if record is None:
            return
        if builder.raw and not builder.is_quiet and builder.last_line == record.first_line:
            self._folds.count(builder.raw, record)
        yield record

    def _silence(self, time: Time | None) -> float:
        if time is None:
            return 0.0
        before, self._last_time = self._last_time, time
        if before is None or (before.tzinfo is None) != (time.tzinfo is None):
            return 0.0
        return max(0.0, (time - before).total_seconds())


def _continues_trace(text: str) -> bool:
    return (
        is_frame(text)
        or CAUSED_BY.match(text) is not None
        or PYTHON_CHAIN.match(text) is not None
        or _POSTGRES_DETAIL.match(text) is not None
    )


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _is_indented_below(record: RecordBuilder, text: str) -> bool:
    return text[:1] in " \t" and _indent(text) >= record.indent + 2


def _is_cut_sentence(record: RecordBuilder, found: Unwrapped, text: str) -> bool:
    """Return whether two stamped lines are one message that was cut at a column."""
    if not record.texts or record.time != found.time or record.level != found.level:
        return False
    before = record.texts[-1][1].rstrip()
    return (
        text[:1].islower()
        and len(before) >= _CUT_FROM
        and not before.endswith(_SENTENCE_END)
        and not EXCEPTION_LINE.match(text)
    )
