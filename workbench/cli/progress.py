"""A line on a terminal that says how far a long run is."""

import time
from collections.abc import Callable
from typing import TextIO

PATIENCE_SECONDS = 1.0
"""A run that is shorter says nothing."""
BETWEEN_SECONDS = 0.1


class Progress:
    """Writes ``Reviewed 120 of 500 files`` over itself; says nothing where nobody looks."""

    def __init__(
        self, stream: TextIO, pattern: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the stream to write to, and what to say of ``{done}`` and ``{total}``."""
        self._stream = stream
        self._pattern = pattern
        self._clock = clock
        self._next = clock() + PATIENCE_SECONDS
        self._shown = ""

    def __call__(self, done: int, total: int) -> None:
        """Take note that ``done`` of ``total`` are done."""
        if self._clock() < self._next or not self._stream.isatty():
            return
        self._next = self._clock() + BETWEEN_SECONDS
        self._write(self._pattern.format(done=done, total=total))

    def close(self) -> None:
        """Wipe the line away."""
        if self._shown:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()

    def _write(self, text: str) -> None:
        self._stream.write("\r" + text.ljust(len(self._shown)))
        self._stream.flush()
        self._shown = text
