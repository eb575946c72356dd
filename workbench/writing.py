"""Writing files so that a crash leaves the old content or the new, never half."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from workbench.errors import InputError, Problem


def write_atomically(path: Path, text: str) -> None:
    """Replace ``path`` with ``text`` (UTF-8): temporary file, fsync, rename.

    Symbolic links are followed and the permissions of an existing file kept.

    Raises:
        InputError: the folder is missing or cannot be written.
    """
    target = path.resolve()
    try:
        _replace(target, text.encode("utf-8"))
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
        InputError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as stream:
            stream.write(line.encode("utf-8") + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise InputError(Problem(f"cannot write: {error.strerror}", file=str(path))) from error


def _replace(target: Path, content: bytes) -> None:
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
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
