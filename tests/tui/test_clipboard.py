"""Copying: the escape code for terminal and tmux, and the file that is always written."""

import base64
from pathlib import Path

from screens.clipboard import MAX_SENT, Clipboard, escape_code

TEXT = "[/b] SELECT [dbo].[x] -- ü"


def test_the_text_goes_to_the_terminal_and_into_a_file(tmp_path: Path) -> None:
    sent: list[str] = []
    clipboard = Clipboard(tmp_path / "new" / "copied.txt", in_tmux=False)
    told = clipboard.copy(TEXT, sent.append)
    assert clipboard.file.read_text(encoding="utf-8") == TEXT
    assert str(clipboard.file) in told
    (code,) = sent
    payload = code.removeprefix("\x1b]52;c;").removesuffix("\a")
    assert base64.b64decode(payload).decode() == TEXT


def test_in_tmux_the_code_goes_plain_and_wrapped() -> None:
    plain = escape_code(TEXT, in_tmux=False)
    both = escape_code(TEXT, in_tmux=True)
    assert both == plain + "\x1bPtmux;\x1b" + plain + "\x1b\\"


def test_too_long_for_a_terminal_still_goes_into_the_file(tmp_path: Path) -> None:
    sent: list[str] = []
    clipboard = Clipboard(tmp_path / "copied.txt", in_tmux=False)
    told = clipboard.copy("x" * (MAX_SENT + 1), sent.append)
    assert sent == []
    assert told.startswith("Too long")
    assert clipboard.file.stat().st_size == MAX_SENT + 1


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    clipboard = Clipboard(tmp_path / "file" / "copied.txt", in_tmux=False)
    assert "failed" in clipboard.copy(TEXT, lambda _: None)
