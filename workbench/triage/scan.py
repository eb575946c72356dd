"""One pass over a log: which signatures stand where, and whether anything failed at all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from workbench.triage.catalogue import Catalogue, Known, Match
from workbench.triage.intake import Intake
from workbench.triage.log_stream import NumberedLine
from workbench.triage.records import Line, Record
from workbench.triage.trouble import tells_of_failure, tells_of_success
from workbench.triage.unwrap import Level

MAX_SHAPES = 5_000
"""Most distinct shapes of records that are searched; more are only counted."""
MAX_VARIANTS = 20
"""Most records of one shape (equal but for digits) that are searched."""
MAX_PER_SIGNATURE = 12
"""Most places that are kept for one signature."""

_VOLATILE = re.compile(r"0x[0-9a-f]+|\b[0-9a-f]{8,}(?:-[0-9a-f]{4,12}){0,4}\b|\d+")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A signature found in a record; ``order`` is the first line of the record."""

    known: Known
    record: Record
    line: Line
    order: int
    start: int
    end: int
    is_failure: bool
    """Whether the record itself tells of a failure, by level or by word."""

    @property
    def is_root(self) -> bool:
        """Whether it stands in the deepest exception of a chain."""
        return self.record.max_depth > 0 and self.line.depth == self.record.max_depth


@dataclass(slots=True)
class Scan:
    """What one pass over a log found."""

    sightings: list[Sighting] = field(default_factory=list)
    technologies: set[str] = field(default_factory=set)
    lines: int = 0
    repeats: int = 0
    """Lines and records that only repeat an earlier one."""
    is_log: bool = False
    """Whether any record has a level or a time; without, it is a fragment that was pasted."""
    first_failure: Record | None = None
    last_failure: int = -1
    """Last line that tells of a failure at the level of an error, or without a level."""
    last_success: int = -1
    own_frame: str = ""
    counts: dict[int, int] = field(default_factory=dict)
    """How often the record that begins at a line came up, where that was more than once."""

    @property
    def has_failure(self) -> bool:
        """Whether any record tells of a failure."""
        return self.first_failure is not None


def scan(lines: Iterable[NumberedLine], catalogue: Catalogue) -> Scan:
    """Search the records of a log for all signatures.

    Raises:
        InputError: reading ``lines`` does.
    """
    intake = Intake()
    search = _Search(catalogue)
    for record in intake.records(lines):
        search.take(record)
    for repeated in intake.repeated.values():
        search.note_outcome(repeated.record, repeated.last_line)
    search.found.counts = intake.counts
    search.found.lines = intake.line_count
    search.found.repeats += intake.folded
    return search.found


class _Search:
    def __init__(self, catalogue: Catalogue) -> None:
        self.found = Scan()
        self._catalogue = catalogue
        self._variants: dict[int, set[int]] = {}
        self._counts: dict[str, int] = {}

    def take(self, record: Record) -> None:
        text, order = record.text, record.first_line
        self.found.is_log |= record.level is not None or record.time is not None
        is_failure = self.note_outcome(record, order)
        if self._is_repeat(text):
            self.found.repeats += 1
            return
        self.found.technologies |= self._catalogue.technologies.in_text(
            f"{record.source}\n{text}" if record.source else text
        )
        for match in self._matches(record, text):
            ref = match.known.ref
            self._counts[ref] = self._counts.get(ref, 0) + 1
            if self._counts[ref] <= MAX_PER_SIGNATURE:
                line = record.line_at(match.start)
                self.found.sightings.append(
                    Sighting(match.known, record, line, order, match.start, match.end, is_failure)
                )

    def _matches(self, record: Record, text: str) -> list[Match]:
        """Return the matches in a record; the root of a chain is searched for itself, too.

        A signature is told once per record, and where it stands in the root it is told there:
        wrappers repeat the words of what they wrap.
        """
        found = self._catalogue.matches(text)
        root = _root_span(record)
        if root is None:
            return found
        start, end = root
        in_root = [
            Match(match.known, match.start + start, match.end + start)
            for match in self._catalogue.matches(text[start:end])
        ]
        told = {match.known.ref for match in in_root}
        return [*in_root, *(match for match in found if match.known.ref not in told)]

    def note_outcome(self, record: Record, line: int) -> bool:
        """Keep where failure or success was last told of; return whether it is failure."""
        is_failure = record.level is Level.ERROR or tells_of_failure(record.text)
        is_loud = record.level in (None, Level.ERROR)
        if is_failure and not (record.level and record.level is Level.DEBUG):
            if self.found.first_failure is None:
                self.found.first_failure = record
            if record.own_frame and not self.found.own_frame:
                self.found.own_frame = record.own_frame
            if is_loud:
                self.found.last_failure = max(self.found.last_failure, line)
        elif tells_of_success(record.text):
            self.found.last_success = max(self.found.last_success, line)
        return is_failure

    def _is_repeat(self, text: str) -> bool:
        """Return whether a text adds nothing to those seen before.

        Digits matter (an error code may be all that differs), so a few variants of
        each shape are searched before the shape counts as known.
        """
        shape = hash(_VOLATILE.sub("", text))
        variants = self._variants.get(shape)
        if variants is None:
            if len(self._variants) >= MAX_SHAPES:
                return True
            self._variants[shape] = {hash(text)}
            return False
        if hash(text) in variants or len(variants) >= MAX_VARIANTS:
            return True
        variants.add(hash(text))
        return False


def _root_span(record: Record) -> tuple[int, int] | None:
    """Return where the deepest exception of a chain stands in the text of a record."""
    depth = record.max_depth
    if depth <= 0:
        return None
    start = position = 0
    end: int | None = None
    for line in record.lines:
        if line.depth == depth:
            if end is None:
                start = position
            end = position + len(line.text)
        position += len(line.text) + 1
    return None if end is None else (start, end)
