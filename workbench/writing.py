"""Writing files so that a crash leaves the old content or the new, never half."""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from workbench.errors import InputError, Problem


def write_atomically(path: Path, text: str) -> None:
    """Replace ``path`` with ``text`` (UTF-8): temporary file, fsync, rename.

    Symbolic links are followed and the permissions of an existing file kept; a new
    file gets those that the umask allows.

    Raises:
        InputError: the folder is missing or cannot be written, or the text is not Unicode.
    """
    content = _encoded(text, path)
    try:
        _replace(path.resolve(), content)
    except OSError as error:
        raise InputError(
            Problem(
                f"cannot write: {error.strerror}",
                file=str(path),
                fix="Check that the folder exists and that you may write there",
            )
        ) from error


def append_durably(path: Path, line: str) -> None:
    """Append one line and force it to disk, so that a kill right after loses nothing.

    Raises:
        InputError: the file cannot be written, or the text is not Unicode.
    """
    content = _encoded(line, path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as stream:
            stream.write(content + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise InputError(Problem(f"cannot write: {error.strerror}", file=str(path))) from error


def _encoded(text: str, path: Path) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        before = text[: error.start]
        raise InputError(
            Problem(
                f"cannot write: {text[error.start]!r} is half of a surrogate pair",
                str(path),
                before.count("\n") + 1,
                len(before) - before.rfind("\n"),
                fix="Remove the character",
            )
        ) from error


def _replace(target: Path, content: bytes) -> None:
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    temporary = target.with_name(f".workbench-{secrets.token_hex(8)}")

    def create(name: str, flags: int) -> int:
        return os.open(name, flags, 0o666 if mode is None else mode)

    try:
        with open(temporary, "xb", opener=create) as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # some file systems cannot sync a folder
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
