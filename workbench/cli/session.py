"""What all commands share: the overlay folders and the handbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.places import knowledge_dir
from workbench.settings_files import settings_files

if TYPE_CHECKING:
    from workbench.handbook.handbook import Handbook


class Session:
    """One run of the command line."""

    def __init__(self, overlays: tuple[Path, ...] = ()) -> None:
        self._overlays = overlays

    def overlay_folders(self) -> tuple[Path, ...]:
        """Return the overlays in the order in which they apply.

        The user's own ``knowledge`` folder comes first, then those of the settings, then
        those given with ``--knowledge``, so that the command line has the last word.

        Raises:
            InputError: a settings file has an error.
        """
        own = knowledge_dir()
        standing = (own,) if own.is_dir() else ()
        return (*standing, *_of_settings(), *self._overlays)

    def handbook(self, *kinds: str) -> Handbook:
        """Load the handbook, or only the pages of some kinds.

        Raises:
            InputError: a knowledge file has an error.
        """
        from workbench.handbook.handbook import Handbook  # noqa: PLC0415 - keeps --help light

        return Handbook.load(self.overlay_folders(), frozenset(kinds) if kinds else None)


def _of_settings() -> tuple[Path, ...]:
    """Return the folders of the settings; without a file, nothing is loaded that would read it."""
    if not any(settings_files(Path.cwd())):
        return ()
    from workbench.settings import load_settings  # noqa: PLC0415 - keeps --help light

    return load_settings().knowledge
