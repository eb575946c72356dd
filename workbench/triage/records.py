"""One entry of a log: its lines, and how deep each stands in a chain of exceptions."""

import re
from dataclasses import dataclass, field

from workbench.triage.chains import LIST_OF_CAUSES, PYTHON_CHAIN, depths_of, pieces_of
from workbench.triage.frames import is_frame, is_python_frame, own_frame
from workbench.triage.timestamps import Time
from workbench.triage.unwrap import Level

MAX_LINES = 300
"""Most lines of one record that are kept; the rest is counted."""
MAX_CHARACTERS = 4_000
"""Most characters of one line that are kept, those at its end included."""
_TAIL = 1_500

TRACEBACK = re.compile(r"\s*(?:\+ )?(?:Exception Group )?Traceback \(most recent call last\)")
EXCEPTION_LINE = re.compile(
    r"\s{0,4}(?:\| )?(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*"
    r"(?:Error|Exception|Warning|Exit|Interrupt|Fault|Failure|Timeout|Violation|Found|Missing)\w*"
    r"(?:\([^)]{0,80}\))?(?::|$)|\s{0,4}(?:[a-z_]\w*\.)+[A-Z]\w*(?::|$)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not a stack frame; ``depth`` grows towards the root of a chain."""

    number: int
    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of a log, with its exception chain and without its stack frames."""

    lines: tuple[Line, ...]
    level: Level | None
    time: Time | None
    source: str
    frames: int
    own_frame: str
    last_line: int
    silence: float = 0.0
    """Seconds without a word before this record, 0 where times are not known."""

    @property
    def first_line(self) -> int:
        """Number of the first line in the original."""
        return self.lines[0].number

    @property
    def text(self) -> str:
        """The lines joined, as signatures read them."""
        return "\n".join(line.text for line in self.lines)

    @property
    def max_depth(self) -> int:
        """Depth of the root exception, 0 where there is no chain."""
        return max(line.depth for line in self.lines)

    def line_at(self, offset: int) -> Line:
        """Return the line that holds the character at ``offset`` of ``text``."""
        for line in self.lines:
            if offset <= len(line.text):
                return line
            offset -= len(line.text) + 1
        return self.lines[-1]


@dataclass(slots=True)
class RecordBuilder:
    """A record that still grows."""

    level: Level | None
    time: Time | None
    source: str
    has_head: bool
    indent: int = 0
    is_cut: bool = False
    is_quiet: bool = False
    raw: bytes = b""
    """The line it began with, where that had a time or a level."""
    in_traceback: bool = False
    texts: list[tuple[int, str]] = field(default_factory=list)
    frames: int = 0
    last_line: int = 0
    own: str = ""
    _expects_source: bool = False
    _lists_causes: bool = False
    """Whether the lines are numbered causes, which look like Rust's stack frames."""
    _own_is_settled: bool = False

    def add(self, number: int, text: str) -> None:
        """Take one more line; frames are counted, not kept."""
        self.last_line = number
        if TRACEBACK.match(text):
            self.in_traceback = True
        if PYTHON_CHAIN.match(text):
            self._own_is_settled = self.in_traceback = True
        if not self._lists_causes and is_frame(text):
            self.frames += 1
            self._expects_source = is_python_frame(text)
            self._keep_own(text)
            return
        if self._expects_source and text[:2].isspace():
            self._expects_source = False
            return
        self._expects_source = False
        if self.in_traceback and text and not text[0].isspace() and not _is_inside(text):
            self.in_traceback = False
        if text.strip() and len(self.texts) < MAX_LINES:
            self.texts += ((number, _shortened(piece)) for piece in pieces_of(text))
            is_item = self._lists_causes and text[0].isspace()
            self._lists_causes = is_item or LIST_OF_CAUSES.match(text) is not None

    def add_known_frame(self, number: int, raw: bytes, own: str) -> None:
        """Count a frame whose place in the team's own code, if any, is known already."""
        self.last_line = number
        self.frames += 1
        is_python = b'File "' in raw
        self._expects_source = is_python
        if own and not self._own_is_settled and (is_python or not self.own):
            self.own = own

    @property
    def is_full(self) -> bool:
        """Whether no more lines are kept."""
        return len(self.texts) >= MAX_LINES

    def continued(self) -> "RecordBuilder":
        """Return the record that takes the lines for which this one has no room."""
        return RecordBuilder(self.level, self.time, self.source, self.has_head, self.indent)

    def join(self, number: int, text: str) -> None:
        """Continue the last line, where the log cut one message in two."""
        self.last_line = number
        if not self.texts:
            self.add(number, text)
            return
        first, begun = self.texts[-1]
        self.texts[-1] = (first, _shortened(begun + text))

    def build(self, silence: float) -> Record | None:
        """Return the finished record, None if it holds nothing but frames or blanks."""
        if not self.texts:
            return None
        return Record(
            _with_depths(self.texts),
            self.level,
            self.time,
            self.source,
            self.frames,
            self.own,
            self.last_line,
            silence,
        )

    def _keep_own(self, frame: str) -> None:
        """Python names the deepest frame last, the JVM first; a root exception keeps its own."""
        found = "" if self._own_is_settled else own_frame(frame)
        if found and (is_python_frame(frame) or not self.own):
            self.own = found


def _is_inside(text: str) -> bool:
    return TRACEBACK.match(text) is not None or PYTHON_CHAIN.match(text) is not None


def _with_depths(texts: list[tuple[int, str]]) -> tuple[Line, ...]:
    depths = depths_of([text for _, text in texts])
    told = zip(texts, depths, strict=True)
    lines = tuple(Line(*text, depth) for text, depth in told if depth is not None)
    return lines or (Line(*texts[0]),)


def _shortened(text: str) -> str:
    """Return a line with its middle left out where it is too long: the end may name the cause."""
    if len(text) <= MAX_CHARACTERS:
        return text
    return f"{text[: MAX_CHARACTERS - _TAIL]} … {text[-_TAIL:]}"
