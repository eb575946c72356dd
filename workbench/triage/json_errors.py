"""Errors inside JSON log lines, as text that reads like a printed stack trace."""

_HEADS = ("type", "class", "kind", "name", "code", "reason")
_MESSAGES = ("message", "msg", "localizedMessage", "errorMessage")
_STACKS = ("stack_trace", "stacktrace", "stack", "extendedStackTrace", "backtrace")
_CAUSES = ("cause", "inner", "innerException", "error", "exception")
_CHAINED = "The above exception was the direct cause of the following exception:"
MAX_CAUSES = 10
"""Deepest chain of causes that is read."""


def error_text(value: object, depth: int = 0) -> str:
    """Return an error that a logger wrote as text, object or list; empty for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and depth < MAX_CAUSES:
        return _object_text(value, depth)
    if isinstance(value, list):
        return _list_text(value)
    return ""


def _object_text(error: dict[str, object], depth: int) -> str:
    head = ": ".join(str(error[key]) for key in (*_HEADS, *_MESSAGES) if _is_plain(error.get(key)))
    lines = [head] if head else []
    for key in _STACKS:
        stack = error_text(error.get(key), depth + 1)
        if stack and not any(stack in line for line in lines):
            lines = [stack] if head and stack.startswith(head) else [*lines, stack]
    for key in _CAUSES:
        cause = error_text(error.get(key), depth + 1)
        if cause and not any(cause in line for line in lines):
            lines.append(f"Caused by: {cause}" if head else cause)
    return "\n".join(lines)


def _list_text(items: list[object]) -> str:
    """Return a stack that was written as a list: of lines, or of exceptions with frames."""
    exceptions = [each for each in items if isinstance(each, dict) and each.get("exc_type")]
    if exceptions:
        told = [_exception_text(each) for each in reversed(exceptions)]
        return f"\n{_CHAINED}\n".join(told)
    return "\n".join(_line_text(item) for item in items if isinstance(item, str | dict))


def _line_text(item: object) -> str:
    if isinstance(item, dict):
        return _object_text(item, MAX_CAUSES)
    return str(item).rstrip("\r\n")


def _exception_text(exception: dict[str, object]) -> str:
    """Return one exception as structlog takes it apart, the way Python would have printed it."""
    frames = exception.get("frames")
    lines = ["Traceback (most recent call last):"]
    for frame in frames if isinstance(frames, list) else []:
        if isinstance(frame, dict):
            place = f'File "{frame.get("filename")}", line {frame.get("lineno")}'
            lines.append(f"  {place}, in {frame.get('name')}")
    return "\n".join([*lines, f"{exception['exc_type']}: {exception.get('exc_value', '')}"])


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""
