"""Drafts: what was typed and not saved yet, kept so that a crash or a kill loses nothing."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.errors import InputError, Problem
from workbench.places import state_dir
from workbench.writing import write_atomically


class _Record(BaseModel):
    """The file of one draft."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int = 1
    path: str
    base: str | None
    text: str
    rewritten: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsaved text of the document at ``path``.

    ``base`` is the text that the file had when the draft began (None: there was
    no file), so that a file that changed since is noticed. ``rewritten`` says that
    the text was edited freely and not value by value. ``note`` is what else the
    editor wants to know again.
    """

    path: Path
    base: str | None
    text: str
    kept_at: datetime
    rewritten: bool = False
    note: str = ""


class Drafts:
    """The drafts in one folder, at most one for each document."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or state_dir() / "drafts"

    def keep(
        self,
        path: Path,
        base: str | None,
        text: str,
        *,
        rewritten: bool = False,
        note: str = "",
    ) -> None:
        """Keep ``text`` as the draft of ``path``, on disk when this returns.

        Raises:
            InputError: the folder cannot be written.
        """
        record = _Record(
            path=str(_absolute(path)), base=base, text=text, rewritten=rewritten, note=note
        )
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise InputError(
                Problem(f"cannot keep drafts: {error.strerror}", str(self.folder))
            ) from error
        write_atomically(self._file(path), record.model_dump_json())

    def find(self, path: Path) -> Draft | None:
        """Return the draft of ``path``, if one was left behind.

        Raises:
            InputError: there is one, but it cannot be read.
        """
        file = self._file(path)
        return self._read(file) if file.exists() else None

    def all(self) -> list[Draft]:
        """Return every draft that can be read, the latest first."""
        found = []
        for file in self.folder.glob("*.json"):
            try:
                found.append(self._read(file))
            except InputError:
                continue
        return sorted(found, key=lambda draft: draft.kept_at, reverse=True)

    def discard(self, path: Path) -> None:
        """Forget the draft of ``path``; there need not be one."""
        try:
            self._file(path).unlink(missing_ok=True)
        except OSError as error:
            raise InputError(
                Problem(f"cannot remove the draft: {error.strerror}", str(self._file(path)))
            ) from error

    def _file(self, path: Path) -> Path:
        name = hashlib.sha256(str(_absolute(path)).encode()).hexdigest()[:32]
        return self.folder / f"{name}.json"

    def _read(self, file: Path) -> Draft:
        try:
            record = _Record.model_validate(json.loads(file.read_text(encoding="utf-8")))
            kept_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        except (OSError, ValueError, ValidationError) as error:
            raise InputError(
                Problem("this draft cannot be read", str(file), fix="Move the file away")
            ) from error
        return Draft(
            Path(record.path), record.base, record.text, kept_at, record.rewritten, record.note
        )


def _absolute(path: Path) -> Path:
    return path.expanduser().resolve()
