"""Copying out of the application, over SSH and tmux as well as it can be done."""

import base64
from collections.abc import Callable
from pathlib import Path

from workbench.errors import InputError
from workbench.writing import write_atomically

MAX_SENT = 74_000
"""Longest text in bytes that terminals commonly take by escape code; longer goes to the file."""


class Clipboard:
    """Sends a text to the terminal's clipboard and always keeps it in a file as well.

    Whether a terminal took the escape code cannot be known, so the answer never claims it.
    """

    def __init__(self, file: Path, *, in_tmux: bool) -> None:
        self.file = file
        self.in_tmux = in_tmux

    def copy(self, text: str, send: Callable[[str], None]) -> str:
        """Copy ``text``, with ``send`` writing to the terminal; return what to tell the person."""
        sent = len(text.encode()) <= MAX_SENT
        if sent:
            send(escape_code(text, in_tmux=self.in_tmux))
        start = "Sent to the clipboard" if sent else "Too long for the clipboard"
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_atomically(self.file, text)
        except (OSError, InputError) as error:
            return f"{start}; the copy in a file failed: {error}"
        return f"{start}; also written to {self.file}"


def escape_code(text: str, *, in_tmux: bool) -> str:
    """Return OSC 52 for ``text``.

    tmux takes the plain code where ``set-clipboard`` is on, and hands the wrapped one
    to the outer terminal where ``allow-passthrough`` is; it gets both.
    """
    code = f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\a"
    if not in_tmux:
        return code
    wrapped = code.replace("\x1b", "\x1b\x1b")
    return f"{code}\x1bPtmux;{wrapped}\x1b\\"
