"""From the lines of a log to its records, in one pass and with bounded memory."""

import re
from collections.abc import Iterable, Iterator

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
from workbench.triage.trouble import TROUBLE_HINT
from workbench.triage.unwrap import Unwrapped, unwrap

MAX_QUIET_SHAPES = 50_000
"""Most shapes of quiet lines that are remembered, to pass over their repeats."""

_POSTGRES_DETAIL = re.compile(r"\s*(?:DETAIL|CONTEXT|STATEMENT|QUERY|LINE \d+|WHERE|LOCATION): ")
_HINT = re.compile(
    r"\s*(?:HINT|Hint|Possible (?:solutions?|fixes)|Tip|Suggestion|Did you mean)\b ?:?"
)
_DIGITS = str.maketrans("", "", "0123456789")
_SENTENCE_END = (".", "!", "?", ":", ";", "}", "]", ")")
_CUT_FROM = 60
"""A line shorter than this was not cut by a column limit."""


def read_records(lines: Iterable[NumberedLine]) -> Iterator[Record]:
    """Yield the records of a log in order.

    Quiet lines (information, with no word of trouble) that differ from an earlier one
    only in digits are passed over; ``Intake`` counts them.
    """
    yield from Intake().records(lines)


class Intake:
    """One pass over a log; ``line_count`` and ``folded`` are known once it is done."""

    def __init__(self) -> None:
        self.line_count = 0
        self.folded = 0
        """Lines that repeat an earlier quiet line but for their digits."""
        self._quiet: set[int] = set()
        self._open: RecordBuilder | None = None
        self._last_time: Time | None = None

    def records(self, lines: Iterable[NumberedLine]) -> Iterator[Record]:
        """Yield the records of ``lines``."""
        for number, line in lines:
            self.line_count = number
            shape = self._shape(line)
            if shape is not None and shape in self._quiet:
                self.folded += 1
                yield from self._close()
                continue
            yield from self._take(number, unwrap(line), shape)
        yield from self._close()

    def _shape(self, line: str) -> int | None:
        """Return what stays of a line without digits, None if it may tell of trouble."""
        if not line or line[0] in " \t" or TROUBLE_HINT.search(line):
            return None
        return hash(line.translate(_DIGITS))

    def _take(self, number: int, found: Unwrapped, shape: int | None) -> Iterator[Record]:
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
            self._begin(found)
            if shape is not None and found.has_head and len(self._quiet) < MAX_QUIET_SHAPES:
                self._quiet.add(shape)
        assert self._open
        self._open.is_cut = found.is_cut
        for piece in pieces:
            if not _HINT.match(piece):
                self._open.add(number, piece)

    def _begin(self, found: Unwrapped) -> None:
        self._open = RecordBuilder(
            found.level, found.time, found.source, found.has_head, _indent(found.message)
        )

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
        if record:
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
