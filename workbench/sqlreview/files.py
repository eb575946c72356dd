"""The SQL files that a review is asked for."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from workbench.errors import InputError, Problem
from workbench.reading import STDIN, SourceText, read_text
from workbench.sqlreview.dbt_project import is_written_by_dbt

_SQL = (".sql",)
WITH_HOSTS = (".sql", ".py", ".ipynb", ".conf")
"""Kinds of files that may hold SQL or Spark, alone or beside something else."""


class Found(NamedTuple):
    """A file to review; ``named`` tells one that was asked for by its own name."""

    path: str
    named: bool

    def read(self) -> SourceText | Problem:
        """Return its text, or what is wrong with it where its folder was asked for.

        Raises:
            InputError: a file that was named cannot be read.
        """
        try:
            return read_text(self.path)
        except InputError as error:
            if self.named:
                raise
            return error.problems[0]


def find_files(
    paths: Sequence[str | Path],
    excludes: Callable[[str], bool],
    kinds: Collection[str] = _SQL,
) -> list[Found]:
    """Return files, those of ``kinds`` below folders (sorted), and ``-`` for standard input.

    A file that is found twice is returned once, those that ``excludes`` tells are left
    out, and in a folder so is what dbt has compiled or installed.

    Raises:
        InputError: there is no SQL file in a folder.
    """
    found: dict[str, Found] = {}
    for path in paths:
        if str(path) != STDIN and Path(path).is_dir():
            for file in _files_in(Path(path), kinds):
                found.setdefault(str(file), Found(str(file), named=False))
        else:
            found[str(path)] = Found(str(path), named=True)
    return [file for file in found.values() if not excludes(file.path)]


def _files_in(folder: Path, kinds: Collection[str]) -> list[Path]:
    files = sorted(
        path for path in folder.rglob("*") if path.suffix.lower() in kinds and path.is_file()
    )
    if not files:
        wanted = " or ".join(kinds)
        raise InputError(
            Problem(f"no {wanted} file in this folder", str(folder), fix="Name a file")
        )
    return [path for path in files if not is_written_by_dbt(path)]
