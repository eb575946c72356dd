"""What is kept of a crash: where it happened, and nothing of what a person typed."""

import platform
import traceback
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from workbench import __version__
from workbench.writing import write_atomically


def crash_report(error: BaseException, moment: datetime) -> str:
    """Return type and call stack of ``error``.

    Neither local variables nor the message are in it: both may hold pasted SQL or secrets.
    """
    lines = [
        f"workbench {__version__}, textual {version('textual')}",
        f"Python {platform.python_version()}, {platform.platform(terse=True)}",
        moment.isoformat(timespec="seconds"),
    ]
    cause: BaseException | None = error
    while cause is not None:
        lines += ["", type(cause).__qualname__]
        frames = traceback.extract_tb(cause.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines) + "\n"


def write_crash(error: BaseException, moment: datetime, folder: Path) -> Path:
    """Write the report of ``error`` into ``folder`` and return its path.

    Raises:
        OSError: the folder cannot be made.
        InputError: the file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"crash-{moment:%Y%m%d-%H%M%S}.txt"
    write_atomically(path, crash_report(error, moment))
    return path
