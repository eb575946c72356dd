"""The files of a knowledge folder, and of which kind of page each is, before any is read."""

import re
from collections.abc import Iterable
from pathlib import Path

_HEAD_BYTES = 512
_KIND_LINE = re.compile(r"^kind:\s*[\"']?([a-z]+)", re.MULTILINE)


def page_files(folder: Path) -> Iterable[Path]:
    """Return the files of a knowledge folder, in the order in which they are read."""
    found = [*folder.rglob("*.yaml"), *folder.rglob("*.yml")]
    return sorted(path for path in found if not path.is_dir() and not _is_hidden(path, folder))


def _is_hidden(path: Path, folder: Path) -> bool:
    """Say whether a file lies in, or is, something hidden, such as ``.github``."""
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def kind_of_page(path: Path) -> str | None:
    """Return the kind that the first lines of a file name; None if they do not tell."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES).decode("utf-8", errors="replace")
    except OSError:
        return None
    match = _KIND_LINE.search(head)
    return match[1] if match else None
