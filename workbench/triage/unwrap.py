"""Taking one line of a log out of its wrappings: colours, JSON, prefixes, byte literals."""

import ast
import json
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from workbench.triage.timestamps import TIME_AHEAD, Time, parse_epoch, parse_time


class Level(StrEnum):
    """How a log ranks its own lines, in the four grades that triage tells apart."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def is_quiet(self) -> bool:
        """Whether a line of this level reports no trouble by itself."""
        return self in (Level.DEBUG, Level.INFO)


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


_LEVELS = {
    "TRACE": Level.DEBUG,
    "DEBUG": Level.DEBUG,
    "FINE": Level.DEBUG,
    "LOG": Level.INFO,
    "INFO": Level.INFO,
    "INFORMATION": Level.INFO,
    "NOTICE": Level.INFO,
    "WARN": Level.WARNING,
    "WARNING": Level.WARNING,
    "ERR": Level.ERROR,
    "ERROR": Level.ERROR,
    "SEVERE": Level.ERROR,
    "FATAL": Level.ERROR,
    "CRITICAL": Level.ERROR,
    "PANIC": Level.ERROR,
    "ALERT": Level.ERROR,
    "EMERGENCY": Level.ERROR,
}
_NUMBERED_LEVELS = {10: Level.DEBUG, 20: Level.DEBUG, 30: Level.INFO, 40: Level.WARNING}
_WORDS = "|".join(sorted(_LEVELS, key=len, reverse=True))

_COLOURS = re.compile(
    r"(?:\x1b|\\x1b|\\u001b|\\033|\^\[)\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]{0,400}(?:\x07|\x1b\\)"
    r"|\x1b[@-Z\\-_]|(?<=\[)?\[(?:\d{1,3};){0,4}\d{1,3}m"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x7f-\x9f\u2028\u2029]")
_CONTAINER = re.compile(
    r"(?P<compose>[a-z0-9][\w.-]{0,60}?)\s{1,40}\|\s|\[(?P<pod>pod/[^\]\s]{1,200})\]\s"
)
_CRI = re.compile(r"(?:stdout|stderr) (?P<mark>[FP]) ")
_LEVEL_MARKED = re.compile(rf"(?i)[\[(<]\s?(?P<word>{_WORDS})\s?[\])>]:?|(?P<word2>{_WORDS}):\s*")
_LEVEL_BARE = re.compile(rf"(?P<word>{_WORDS})(?=[\s|\]])")
_LEVEL_BEHIND = re.compile(
    rf"(?P<source>(?:[^\s|]{{1,120}}[ |\t]{{1,6}}){{0,4}}?)"
    rf"(?:[\[(]\s?)?(?P<word>{_WORDS})(?:\s?[\])])?(?=[\s:|])"
)
_BRACKET = re.compile(r"\[[^\]\n]{0,120}\]|\{[\w./-]{1,80}:\d+\}|\([\w./:# -]{1,60}\)")
_SEPARATOR = re.compile(r" {0,8}(?:-{1,3}|:|\|) |\s{0,4}:\s*| (?=[\[{(<])| ")
_GLOG = re.compile(r"(?P<word>[IWEF])\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ [\w.-]{1,80}:\d+\] ")
_GLOG_LEVELS = {"I": Level.INFO, "W": Level.WARNING, "E": Level.ERROR, "F": Level.ERROR}
_LOGFMT = re.compile(r"\b(?:level|lvl|severity)=\"?(?P<word>[A-Za-z]{3,11})\b")
_BYTES = re.compile(r"b(?P<quote>['\"]).*(?P=quote)\s*")

_MAX_LAYERS = 5
_MESSAGE_KEYS = ("message", "msg", "log", "textPayload", "short_message", "event", "line")
_ERROR_KEYS = (
    "error",
    "err",
    "exception",
    "exc_info",
    "stack_trace",
    "stacktrace",
    "stack",
    "throwable",
    "thrown",
    "full_message",
)
_TIME_KEYS = ("time", "ts", "timestamp", "@timestamp", "asctime", "datetime", "eventTime")
_LEVEL_KEYS = ("level", "severity", "lvl", "levelname", "log.level", "loglevel", "log_level")
_SOURCE_KEYS = ("logger", "logger_name", "name", "component", "loggerName", "source")
_INNER_KEYS = ("info", "data", "jsonPayload", "record", "fields")


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
    """Return ``text`` without colours and control characters; tabs and line ends stay."""
    if "[" in text:
        text = _COLOURS.sub("", text)
    return _CONTROLS.sub("", text)


def _prefix(found: Unwrapped) -> Unwrapped | None:
    text = found.message
    container = _CONTAINER.match(text)
    if container:
        source = container["compose"] or container["pod"]
        return replace(found, message=text[container.end() :], source=source)
    glog = _GLOG.match(text)
    if glog:
        return replace(found, message=text[glog.end() :], level=_GLOG_LEVELS[glog["word"]])
    time_text = TIME_AHEAD.match(text)
    if time_text:
        return _behind_time(found, text[time_text.end() :], parse_time(time_text))
    marked = _LEVEL_MARKED.match(text) or _LEVEL_BARE.match(text)
    if marked:
        return _behind_level(found, marked)
    return None


def _behind_time(found: Unwrapped, rest: str, time: Time | None) -> Unwrapped:
    """Peel what stands between a time and the message: process, thread, logger, level."""
    found = replace(found, time=time or found.time, is_stamped=True, message=rest)
    cri = _CRI.match(rest.lstrip())
    if cri:
        message = rest.lstrip()[cri.end() :]
        return replace(found, message=message, is_cut=cri["mark"] == "P")
    level = _LEVEL_BEHIND.match(rest.lstrip(" -|:,"))
    if level:
        source = level["source"].strip(" -|[]{}:")
        return _behind_level(replace(found, message=level.string, source=source), level)
    return replace(found, message=_without_brackets(rest))


def _behind_level(found: Unwrapped, match: re.Match[str]) -> Unwrapped:
    groups = match.groupdict()
    word = groups.get("word") or groups["word2"]
    rest = found.message[match.end() :]
    return replace(found, level=_LEVELS[word.upper()], message=_without_brackets(rest))


def _without_brackets(rest: str) -> str:
    """Drop separators and bracketed threads, files and ids; keep the message's own indent."""
    while True:
        separator = _SEPARATOR.match(rest)
        if separator:
            rest = rest[separator.end() :]
        bracket = _BRACKET.match(rest)
        if not bracket or bracket.end() == len(rest):
            return rest
        rest = rest[bracket.end() :]


def _byte_literal(found: Unwrapped) -> Unwrapped | None:
    text = found.message.strip()
    if not _BYTES.fullmatch(text):
        return None
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError):
        return None
    if not isinstance(value, bytes):
        return None
    inner = value.decode("utf-8", "replace")
    return replace(found, message=clean(inner.rstrip("\r\n")), is_cut=not inner.endswith("\n"))


def _json(found: Unwrapped) -> Unwrapped | None:
    text = found.message.strip()
    if not (text.startswith("{") and text.endswith("}")):
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    flat = _flat(data)
    message = _message_of(flat)
    if not message:
        return None
    time = next((t for key in _TIME_KEYS if (t := parse_epoch(flat.get(key)))), found.time)
    level = next((v for key in _LEVEL_KEYS if (v := _level_of(flat.get(key)))), found.level)
    source = next((str(flat[key]) for key in _SOURCE_KEYS if flat.get(key)), found.source)
    return Unwrapped(
        clean(message.rstrip("\r\n")), level, time, source, found.is_cut, is_stamped=True
    )


def _flat(data: object) -> dict[str, object]:
    """Return an object with its one level of wrapping (``info``, ``jsonPayload``) lifted."""
    if not isinstance(data, dict):
        return {}
    flat: dict[str, object] = {}
    for key in _INNER_KEYS:
        inner = data.get(key)
        if isinstance(inner, dict):
            flat |= inner
    return flat | data


def _message_of(flat: dict[str, object]) -> str:
    message = next((flat[key] for key in _MESSAGE_KEYS if isinstance(flat.get(key), str)), "")
    parts = [str(message)] if message else []
    for key in _ERROR_KEYS:
        text = _error_text(flat.get(key))
        if text and not any(text in part for part in parts):
            parts.append(text)
    has_head = any(flat.get(key) is not None for key in (*_TIME_KEYS, *_LEVEL_KEYS))
    return "\n".join(parts) if message or has_head else ""


def _error_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        keys = ("type", "class", "kind", "code", "reason", "message", "msg", "stack_trace", "stack")
        return ": ".join(str(value[key]) for key in keys if value.get(key))
    if isinstance(value, list):
        return "\n".join(str(item) for item in value if isinstance(item, str))
    return ""


def _level_of(value: object) -> Level | None:
    if isinstance(value, str):
        return _LEVELS.get(value.strip().upper())
    if isinstance(value, int) and not isinstance(value, bool) and value >= 10:
        return _NUMBERED_LEVELS.get(value, Level.ERROR if value >= 50 else None)
    return None


def _with_logfmt_level(found: Unwrapped) -> Unwrapped:
    if found.level is not None or "=" not in found.message:
        return found
    match = _LOGFMT.search(found.message)
    level = _LEVELS.get(match["word"].upper()) if match else None
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
