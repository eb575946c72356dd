"""Handing a file to the person's own editor."""

import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from workbench.errors import InputError, Problem

FALLBACKS = ("nano", "vi")


class Editor:
    """The editor named by ``VISUAL`` or ``EDITOR``, or one that most machines have."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def edit(self, path: Path) -> None:
        """Open ``path`` and wait until the editor is closed.

        Raises:
            InputError: there is no editor, or it could not be started or failed.
        """
        command = self._command()
        try:
            code = subprocess.run([*command, str(path)], check=False).returncode
        except OSError as error:
            raise InputError(
                Problem(
                    f"cannot start {command[0]!r}: {error.strerror}",
                    fix="Set EDITOR to your editor",
                )
            ) from error
        if code:
            raise InputError(Problem(f"{command[0]!r} ended with exit code {code}"))

    def _command(self) -> list[str]:
        wish = self._environ.get("VISUAL") or self._environ.get("EDITOR")
        if wish:
            return shlex.split(wish)
        for name in FALLBACKS:
            if shutil.which(name):
                return [name]
        raise InputError(Problem("no editor was found", fix="Set EDITOR to your editor"))
