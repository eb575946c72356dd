"""Where settings are: the user's file, and that of the project round a folder."""

from collections.abc import Iterator
from pathlib import Path

from workbench.places import config_dir
from workbench.reading import read_text

FILE_NAME = "workbench.toml"


def settings_files(folder: Path) -> Iterator[Path]:
    """Yield the files that hold settings, each laid over the one before.

    A project is the nearest folder upwards that holds ``workbench.toml``, or a
    ``pyproject.toml`` with ``[tool.workbench]``.
    """
    own = config_dir() / FILE_NAME
    if own.is_file():
        yield own
    for place in (folder, *folder.parents):
        if (place / FILE_NAME).is_file():
            yield place / FILE_NAME
            return
        project = place / "pyproject.toml"
        if project.is_file() and "[tool.workbench" in read_text(project).text:
            yield project
            return
