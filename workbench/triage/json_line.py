"""Log lines that are JSON: of loggers, of containers, of cloud log services."""

import json
from dataclasses import dataclass

from workbench.triage.json_errors import error_text
from workbench.triage.levels import Level, level_of, syslog_level
from workbench.triage.timestamps import Time, parse_epoch

_MESSAGE_KEYS = (
    "message", "msg", "log", "textPayload", "MESSAGE", "short_message", "event", "@message",
    "@m", "RenderedMessage", "@mt", "MessageTemplate", "Message", "body", "Body", "line", "note",
)  # fmt: skip
_ERROR_KEYS = (
    "error", "err", "errorType", "errorMessage", "exception", "Exception", "@x", "exc_info",
    "error_detail", "internal_message", "stack_trace", "stackTrace", "stacktrace", "stack",
    "traceback", "throwable", "thrown", "full_message", "cause", "details", "status_details",
)  # fmt: skip
_TIME_KEYS = (
    "time", "ts", "timestamp", "@timestamp", "asctime", "datetime", "date", "@t", "Timestamp",
    "eventTime", "instant", "t", "__REALTIME_TIMESTAMP", "timeMillis", "lastTimestamp",
)  # fmt: skip
_LEVEL_KEYS = (
    "level", "severity", "lvl", "levelname", "log.level", "loglevel", "log_level", "@l", "Level",
    "severityText", "SeverityText",
)  # fmt: skip
_LEVEL_WORD_KEYS = ("s", "status")
"""Keys that hold a level in some logs (MongoDB, Datadog), a number of another kind in others."""
_SOURCE_KEYS = (
    "logger", "logger_name", "loggerName", "name", "component", "SYSLOG_IDENTIFIER", "service",
    "source", "c",
)  # fmt: skip
_INNER_KEYS = (
    "info", "data", "jsonPayload", "protoPayload", "record", "fields", "attributes", "attr", "log",
    "trace", "properties", "message", "body",
)  # fmt: skip
_LIST_KEYS = ("events", "logEvents", "results")
_PRIORITY = "PRIORITY"
_DOCKER_PIECE = 16_000
"""Docker and containerd cut messages at 16 KiB."""


@dataclass(frozen=True, slots=True)
class JsonLine:
    """What a JSON object of a log says."""

    message: str
    level: Level | None
    time: Time | None
    source: str
    is_cut: bool


def read_json(text: str) -> JsonLine | None:
    """Return what the line says, None if it is no JSON or not that of a log."""
    text = text.strip().removesuffix(",")
    if not text.startswith(("{", "[{")) or not text.endswith(("}", "]")):
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    listed = _listed(data)
    if listed:
        return JsonLine("\n".join(listed), None, None, "", is_cut=False)
    flat = _flat(data)
    message = _message_of(flat)
    if not message:
        return None
    return JsonLine(message.rstrip("\r\n"), _level(flat), _time(flat), _source(flat), _is_cut(flat))


def _listed(data: object) -> list[str]:
    """Return the messages of a list of events, as cloud command lines print them."""
    if isinstance(data, dict):
        data = next((data[key] for key in _LIST_KEYS if isinstance(data.get(key), list)), None)
    if not isinstance(data, list):
        return []
    return [message for each in data if (message := _message_of(_flat(each)))]


def _flat(data: object) -> dict[str, object]:
    """Return an object with its one level of wrapping (``info``, ``jsonPayload``) lifted."""
    if not isinstance(data, dict):
        return {}
    flat: dict[str, object] = {}
    for key in _INNER_KEYS:
        inner = data.get(key)
        if isinstance(inner, dict):
            flat |= inner
    lifted = {key for key in _INNER_KEYS if isinstance(data.get(key), dict)}
    return flat | {key: value for key, value in data.items() if key not in lifted}


def _message_of(flat: dict[str, object]) -> str:
    message = next((text for key in _MESSAGE_KEYS if (text := _text(flat.get(key)))), "")
    reason = flat.get("reason")
    if message and isinstance(reason, str) and reason not in message:
        message = f"{reason}: {message}"
    parts = [message] if message else []
    for key in _ERROR_KEYS:
        text = error_text(flat.get(key))
        if text and not any(text in part for part in parts):
            parts.append(text)
    has_head = any(flat.get(key) is not None for key in (*_TIME_KEYS, *_LEVEL_KEYS, _PRIORITY))
    return "\n".join(parts) if message or has_head else ""


def _text(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("stringValue")
    return value if isinstance(value, str) else ""


def _level(flat: dict[str, object]) -> Level | None:
    if str(flat.get(_PRIORITY)) in "01234567":
        return syslog_level(int(str(flat[_PRIORITY])))
    if "short_message" in flat and isinstance(flat.get("level"), int):
        return syslog_level(int(str(flat["level"])))
    words = [flat[key] for key in _LEVEL_WORD_KEYS if isinstance(flat.get(key), str)]
    values = [*(flat.get(key) for key in _LEVEL_KEYS), *words]
    return next((level for value in values if (level := level_of(value))), None)


def _time(flat: dict[str, object]) -> Time | None:
    return next((time for key in _TIME_KEYS if (time := parse_epoch(flat.get(key)))), None)


def _source(flat: dict[str, object]) -> str:
    return next((str(flat[key]) for key in _SOURCE_KEYS if isinstance(flat.get(key), str)), "")


def _is_cut(flat: dict[str, object]) -> bool:
    if flat.get("logtag") == "P":
        return True
    if str(flat.get("partial_message")).lower() == "true":
        return str(flat.get("partial_last")).lower() != "true"
    log = flat.get("log")
    return isinstance(log, str) and len(log) >= _DOCKER_PIECE and not log.endswith("\n")
