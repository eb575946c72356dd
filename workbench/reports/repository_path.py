"""Paths as services that show findings beside code want them."""

import os
from pathlib import Path


def repository_path(name: str) -> str:
    """Return a path from the working folder, with ``/``; one outside of it stays absolute.

    Services take the working folder of the run for the root of the repository.
    """
    path = Path(os.path.normpath(Path(name).absolute()))
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()
