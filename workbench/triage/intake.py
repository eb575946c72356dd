"""From the lines of a log to its records, in one pass and with bounded memory."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.triage.frames import is_frame
from workbench.triage.log_stream import NumberedLine
from workbench.triage.records import (
    CAUSED_BY,
    EXCEPTION_LINE,
    PYTHON_CHAIN,
    Record,
    RecordBuilder,
)
from workbench.triage.timestamps import Time
from workbench.triage.trouble import is_quiet
from workbench.triage.unwrap import Unwrapped, unwrap

MAX_SHAPES = 50_000
"""Most shapes of lines that are remembered; a shape is a line without its digits."""
MAX_VARIANTS = 20
"""Most single-line records of one shape that are read; more are only counted."""
_ENOUGH_FRAMES = 100
_LOG_LINE = re.compile(rb"\[?\d\d(?:\d\d[-/]\d\d|[-/:]\d\d)")

_POSTGRES_DETAIL = re.compile(r"\s*(?:DETAIL|CONTEXT|STATEMENT|QUERY|LINE \d+|WHERE|LOCATION): ")
_HINT = re.compile(
    r"\s*(?:HINT|Hint|Possible (?:solutions?|fixes)|Tip|Suggestion|Did you mean)\b ?:?"
)
_DIGITS = b"0123456789"
_SENTENCE_END = (".", "!", "?", ":", ";", "}", "]", ")")
_CUT_FROM = 60
"""A line shorter than this was not cut by a column limit."""


def read_records(lines: Iterable[NumberedLine]) -> Iterator[Record]:
    """Yield the records of a log in order; see ``Intake``."""
    yield from Intake().records(lines)


@dataclass(frozen=True, slots=True)
class Repeated:
    """A record that came up so often that its later copies were only counted."""

    record: Record
    last_line: int


class Intake:
    """One pass over a log. Lines that say nothing of trouble are passed over undecoded.

    ``line_count``, ``folded`` and ``repeated`` are known once the pass is done.
    """

    def __init__(self) -> None:
        self.line_count = 0
        self.folded = 0
        """Lines that differ from earlier ones in nothing but digits."""
        self.repeated: dict[int, Repeated] = {}
        self._quiet: set[int] = set()
        self._counts: dict[int, int] = {}
        self._open: RecordBuilder | None = None
        self._last_time: Time | None = None
        self._passed_over: bytes = b""
        """The last quiet line; it is read only when its time is needed."""

    def records(self, lines: Iterable[NumberedLine]) -> Iterator[Record]:
        """Yield the records of ``lines``."""
        for number, raw in lines:
            self.line_count = number
            if self._is_mere_frame(raw):
                continue
            shape = hash(raw.translate(None, _DIGITS))
            if self._is_passed_over(raw, shape, number):
                self._passed_over = raw
                yield from self._close()
            else:
                yield from self._take(number, unwrap(raw.decode("utf-8", "replace")), shape)
        yield from self._close()

    def _is_mere_frame(self, raw: bytes) -> bool:
        """Count one more frame of a long stack trace without reading it."""
        record = self._open
        if record is None or not raw.startswith(b"\tat "):
            return False
        if not (record.frames and record.own) and record.frames < _ENOUGH_FRAMES:
            return False
        record.frames += 1
        record.last_line = self.line_count
        return True

    def _is_passed_over(self, raw: bytes, shape: int, number: int) -> bool:
        """Return whether a line begins a record and says nothing new.

        Only lines that begin like those of a log, with a time, are passed over: a
        fragment that somebody pasted is read in full.
        """
        record = self._open
        if not raw or not _LOG_LINE.match(raw) or (record and (record.is_cut or not record.shape)):
            return False
        known = self.repeated.get(shape)
        if known:
            self.repeated[shape] = Repeated(known.record, number)
        elif record and not record.is_quiet:
            return False
        is_known = known is not None or shape in self._quiet
        self.folded += is_known
        return is_known or self._is_quiet(raw, shape)

    def _is_quiet(self, raw: bytes, shape: int) -> bool:
        if not is_quiet(raw):
            return False
        if len(self._quiet) < MAX_SHAPES:
            self._quiet.add(shape)
        return True

    def _take(self, number: int, found: Unwrapped, shape: int) -> Iterator[Record]:
        pieces = found.message.split("\n")
        if _HINT.match(pieces[0]):
            if self._open:
                self._open.last_line = number
            return
        if self._open and self._open.is_cut:
            self._open.join(number, pieces[0])
            pieces = pieces[1:]
        elif not self._belongs(found, pieces[0]):
            yield from self._close()
            self._begin(found, shape)
        assert self._open
        self._open.is_cut = found.is_cut
        for piece in pieces:
            if not _HINT.match(piece):
                self._open.add(number, piece)

    def _begin(self, found: Unwrapped, shape: int) -> None:
        if self._passed_over:
            before = unwrap(self._passed_over.decode("utf-8", "replace")).time
            self._last_time, self._passed_over = before or self._last_time, b""
        self._open = RecordBuilder(
            found.level, found.time, found.source, found.has_head, _indent(found.message)
        )
        self._open.shape = shape if found.has_head else 0
        self._open.is_quiet = found.has_head and is_quiet(found.message.encode())

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
        if builder.shape and builder.last_line == record.first_line:
            self._count(builder.shape, record)
        yield record

    def _count(self, shape: int, record: Record) -> None:
        count = self._counts.get(shape, 0) + 1
        if count >= MAX_VARIANTS:
            self.repeated[shape] = Repeated(record, record.last_line)
        elif count > 1 or len(self._counts) < MAX_SHAPES:
            self._counts[shape] = count

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
