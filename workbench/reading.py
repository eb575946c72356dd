"""Reading what people hand over: a path or standard input, checked before use."""

import sys
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import InputError, Problem

STDIN = "-"
MAX_BYTES = 10 * 1024 * 1024
"""Largest document or query file that is read whole (10 MiB); logs are streamed instead."""

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text and where it came from; ``name`` is a path, or ``<stdin>``."""

    name: str
    text: str


def read_text(path: str | Path, *, max_bytes: int = MAX_BYTES) -> SourceText:
    """Return the text behind ``path`` (``-`` is standard input).

    UTF-8 with or without a byte order mark and UTF-16 with one are read.

    Raises:
        InputError: missing, a directory, unreadable, too large, binary, or in
            another encoding.
    """
    if str(path) == STDIN:
        name = "<stdin>"
        raw = sys.stdin.buffer.read(max_bytes + 1)
    else:
        name = str(path)
        raw = _read_bytes(Path(path), name, max_bytes)
    if len(raw) > max_bytes:
        raise _too_large(name, max_bytes)
    return SourceText(name, decode(raw, name))


def decode(raw: bytes, name: str) -> str:
    """Return ``raw`` as text.

    Raises:
        InputError: the bytes are binary or in an encoding that is not read.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _decode(raw, name, encoding)
    if b"\x00" in raw:
        line = raw[: raw.index(b"\x00")].count(b"\n") + 1
        raise InputError(
            Problem("binary content, not text", name, line, fix="Give a text file in UTF-8")
        )
    return _decode(raw, name, "utf-8")


def _decode(raw: bytes, name: str, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode(encoding, "ignore")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise InputError(
            Problem(
                f"not valid {encoding.removesuffix('-sig').upper()} text",
                name,
                line,
                column,
                fix="Convert it first, for example: iconv -f latin1 -t utf-8",
            )
        ) from error


def _read_bytes(path: Path, name: str, max_bytes: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(max_bytes + 1)
    except FileNotFoundError as error:
        raise InputError(Problem("no such file", name, fix="Check the path")) from error
    except IsADirectoryError as error:
        raise InputError(Problem("is a directory, a file is needed", name)) from error
    except ValueError as error:
        raise InputError(Problem(f"no file can have this name: {error}", repr(name))) from error
    except OSError as error:
        raise InputError(Problem(f"cannot read: {error.strerror}", name)) from error


def _too_large(name: str, max_bytes: int) -> InputError:
    limit = f"{max_bytes} bytes"
    for unit, size in (("KiB", 1024), ("MiB", 1024 * 1024)):
        if max_bytes >= size:
            limit = f"{max_bytes // size} {unit}"
    return InputError(Problem(f"larger than {limit}", name, fix="Split it into smaller files"))
