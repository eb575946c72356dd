"""Taking one line of a log out of its wrappings: colours, JSON, prefixes, byte literals."""

import ast
import re
from dataclasses import dataclass, replace

from workbench.triage import prefixes
from workbench.triage.json_line import read_json
from workbench.triage.levels import LEVELS, Level
from workbench.triage.timestamps import Time

__all__ = ["Level", "Unwrapped", "clean", "unwrap"]


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """What is left of a line: the message, and what its wrappings said.

    ``message`` may hold several lines where one line of the log held a whole trace.
    ``is_cut`` says that the message goes on in the next line.
    """

    message: str
    level: Level | None = None
    time: Time | None = None
    source: str = ""
    is_cut: bool = False
    is_stamped: bool = False
    """Whether it began with a time, be it one without a date."""

    @property
    def has_head(self) -> bool:
        """Whether the line carried a time or level of its own."""
        return self.level is not None or self.is_stamped


_COLOURS = re.compile(
    r"(?:\x1b|\x9b|\\x1b|\\u001[bB]|\\033|\\e|\^\[|#x1[bB];?)\[[0-?]*[ -/]*[@-~]"
    r"|\x9b[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]{0,2000}(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[()*+][0-9A-Za-z]|\x1b[=>@-Z\\-_78c]|(?<=\[)?\[(?:\d{1,3};){0,4}\d{1,3}m"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_LOGFMT = re.compile(r"\b(?:level|lvl|severity)=\"?(?P<word>[A-Za-z]{3,11})\b")
_BYTES = re.compile(r"b(?P<quote>['\"]).*(?P=quote)\s*")
_MAX_LAYERS = 6


def unwrap(line: str) -> Unwrapped:
    """Return the message of a line, with the level, time and source of the innermost wrapping."""
    found = Unwrapped(clean(line))
    for _ in range(_MAX_LAYERS):
        inner = _json(found) or _byte_literal(found) or _prefix(found)
        if inner is None:
            break
        found = inner
    return _unescaped(_with_logfmt_level(found))


def clean(text: str) -> str:
    """Return ``text`` without colours and control characters; tabs and line ends stay.

    What a carriage return overwrote, as progress bars do, stays as a line of its own.
    """
    if "[" in text or "\x1b" in text or "\x9d" in text:
        text = _COLOURS.sub("", text)
    text = _CONTROLS.sub("", text)
    return text.strip("\r").replace("\r", "\n") if "\r" in text else text


def _prefix(found: Unwrapped) -> Unwrapped | None:
    head = prefixes.read_prefix(found.message)
    if head is None:
        return None
    return replace(
        found,
        message=head.message,
        level=head.level or found.level,
        time=head.time or found.time,
        source=head.source or found.source,
        is_cut=head.is_cut or found.is_cut,
        is_stamped=head.is_stamped or found.is_stamped,
    )


def _byte_literal(found: Unwrapped) -> Unwrapped | None:
    text = found.message.strip()
    if not _BYTES.fullmatch(text):
        return None
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    if not isinstance(value, bytes):
        return None
    inner = value.decode("utf-8", "replace")
    is_cut = found.is_stamped and not inner.endswith("\n")
    return replace(found, message=clean(inner.rstrip("\r\n")), is_cut=is_cut)


def _json(found: Unwrapped) -> Unwrapped | None:
    line = read_json(found.message)
    if line is None:
        return None
    return Unwrapped(
        clean(line.message),
        line.level or found.level,
        line.time or found.time,
        line.source or found.source,
        line.is_cut or found.is_cut,
        is_stamped=True,
    )


def _with_logfmt_level(found: Unwrapped) -> Unwrapped:
    if found.level is not None or "=" not in found.message:
        return found
    match = _LOGFMT.search(found.message)
    level = LEVELS.get(match["word"].upper()) if match else None
    return replace(found, level=level) if level else found


def _unescaped(found: Unwrapped) -> Unwrapped:
    r"""Turn written-out ``\n`` into line ends, where a whole trace was put on one line."""
    text = found.message
    written = text.count("\\n")
    has_trace = "Traceback" in text or "Caused by" in text or "\\n\\tat " in text
    if written < 3 and not (written and has_trace):
        return found
    text = text.replace("\\r", "").replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"')
    return replace(found, message=text)
