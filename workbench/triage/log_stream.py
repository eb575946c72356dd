"""Opening a log of any size as numbered lines; only a little of it is in memory at a time."""

import codecs
import io
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from workbench.errors import InputError, Problem
from workbench.reading import STDIN

MAX_LINE = 128 * 1024
"""Longest line in bytes that is taken as a whole; a longer one is read in pieces.

The pieces carry the same number.
"""
_CHUNK = MAX_LINE
"""Bytes read at once: not more than a line may have, so that only the first can be too long."""
_HEAD = 8 * 1024

NumberedLine = tuple[int, bytes]
"""Number of the line in the original, from 1, and its UTF-8 bytes without the line end.

Bytes, because most lines of a large log are passed over without being decoded.
"""


def log_lines(path: str | Path) -> Iterator[NumberedLine]:
    """Yield the lines of a log (``-`` is standard input); odd bytes become U+FFFD.

    Raises:
        InputError: missing, a directory, unreadable, or binary.
    """
    return chain.from_iterable(_opened(path))


def numbered_lines(stream: BinaryIO, name: str) -> Iterator[NumberedLine]:
    """Yield the numbered lines of a byte stream.

    Raises:
        InputError: the content is binary.
    """
    return chain.from_iterable(_batches(stream, name))


def _opened(path: str | Path) -> Iterator[Iterable[NumberedLine]]:
    if str(path) == STDIN:
        yield from _batches(sys.stdin.buffer, "<stdin>")
        return
    name, place = str(path), Path(path)
    if not place.exists():
        raise InputError(Problem("no such file", name, fix="Check the path, or give - and paste"))
    if place.is_dir():
        raise InputError(Problem("is a directory, a log file is needed", name))
    try:
        with place.open("rb") as stream:
            yield from _batches(stream, name)
    except OSError as error:
        raise InputError(Problem(f"cannot read: {error.strerror}", name)) from error


def _batches(stream: BinaryIO, name: str) -> Iterator[Iterable[NumberedLine]]:
    """Yield some lines at a time, so that no code of ours runs for each line."""
    head = stream.read(_HEAD).removeprefix(codecs.BOM_UTF8)
    rest = _Prefixed(head, stream)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = io.TextIOWrapper(io.BufferedReader(rest), encoding="utf-16", errors="replace")
        yield ((number, line.rstrip("\r\n").encode()) for number, line in enumerate(text, start=1))
        return
    if b"\x00" in head:
        place = head[: head.index(b"\x00")].count(b"\n") + 1
        raise InputError(
            Problem("binary content, not a log", name, place, fix="Give a text file, unpacked")
        )
    yield from _lines(io.BufferedReader(rest))


def text_lines(text: str) -> Iterator[NumberedLine]:
    """Yield the numbered lines of a pasted text."""
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        yield number, line.rstrip("\r").encode("utf-8", "replace")


def _lines(stream: BinaryIO) -> Iterator[Iterable[NumberedLine]]:
    number, rest = 1, b""
    while chunk := stream.read(_CHUNK):
        data = rest + chunk
        lines = data.split(b"\n")
        if len(lines[0]) > MAX_LINE:
            *begun, lines[0] = _pieces(lines[0])
            yield [(number, piece) for piece in begun]
        rest = lines.pop()
        if b"\r" in data:
            lines = [line.rstrip(b"\r") for line in lines]
        yield enumerate(lines, number)
        number += len(lines)
    if rest:
        yield [(number, rest.rstrip(b"\r"))]


def _pieces(line: bytes) -> list[bytes]:
    """Cut a long line at the same places, however the stream was read."""
    return [line[start : start + MAX_LINE] for start in range(0, len(line), MAX_LINE)]


class _Prefixed(io.RawIOBase):
    """A stream whose first bytes were read already, to look at them."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        assert isinstance(buffer, memoryview)
        if self._head:
            piece = self._head[: len(buffer)]
            self._head = self._head[len(piece) :]
        else:
            piece = self._stream.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)
