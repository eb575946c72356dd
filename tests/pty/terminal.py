"""A real pseudo-terminal: the program on one side, keys and a screen on the other."""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect
import pyte

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 30.0
"""Seconds to wait for the program on a machine that runs other tests beside this one."""

_PROGRAM_MODES = (1000, 1002, 1003, 1006, 1049, 2004)
"""Reporting of the mouse, the second screen, bracketed paste."""

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "down": "\x1b[B",
    "up": "\x1b[A",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "ctrl+o": "\x0f",
    "ctrl+q": "\x11",
    "ctrl+s": "\x13",
}


class EndedError(AssertionError):
    """The program has left although a test still waits for something."""


class Terminal:
    """``workbench`` in a pseudo-terminal; what it draws is kept as a screen of characters."""

    def __init__(self, *arguments: str, columns: int = 80, lines: int = 24) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self.screen)
        environment = {**os.environ, "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
        environment.pop("COLUMNS", None)
        environment.pop("NO_COLOR", None)
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "workbench", *arguments],
            cwd=str(ROOT),
            env=environment,
            dimensions=(lines, columns),
            timeout=PATIENCE,
            encoding="utf-8",
            codec_errors="replace",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.close(force=True)

    @property
    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def shows(self, wanted: str) -> str:
        """Read until the screen shows ``wanted`` and return the screen; fail if it never does."""
        return self.comes_to(lambda text: wanted in text, repr(wanted))

    def comes_to(self, holds: Callable[[str], bool], what: str) -> str:
        """Read until ``holds`` is true of the screen and return the screen."""
        deadline = time.monotonic() + PATIENCE
        while not holds(self.text):
            if time.monotonic() > deadline:
                raise AssertionError(f"{what} never came up:\n{self.text}")
            self._read()
        return self.text

    def press(self, *keys: str) -> None:
        """Send keys by name, anything else as it is."""
        for key in keys:
            self.process.send(KEYS.get(key, key))

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the terminal, as a window manager or tmux would."""
        self.screen.resize(lines, columns)
        self.process.setwinsize(lines, columns)

    def kill(self) -> None:
        """End the program as `kill -9` does: no warning, no clean-up."""
        self.process.kill(signal.SIGKILL)
        self.process.wait()

    def exit_code(self) -> int:
        """Read until the program has left and return its exit code."""
        deadline = time.monotonic() + PATIENCE
        with suppress(EndedError):
            while time.monotonic() < deadline:
                self._read()
        self.process.close()
        assert self.process.exitstatus is not None
        return int(self.process.exitstatus)

    @property
    def is_restored(self) -> bool:
        """Whether what the program switched on is off again, and the cursor is there."""
        left_on = {mode for mode in _PROGRAM_MODES if mode << 5 in self.screen.mode}
        return not left_on and pyte.modes.DECTCEM in self.screen.mode

    def _read(self) -> None:
        try:
            self._stream.feed(self.process.read_nonblocking(65536, timeout=0.2))
        except pexpect.TIMEOUT:
            return
        except pexpect.EOF:
            raise EndedError(f"the program has ended:\n{self.text}") from None
