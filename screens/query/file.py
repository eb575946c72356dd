"""The query at hand: its file, its dialect, and the draft that survives a crash."""

from datetime import datetime
from pathlib import Path

from workbench.designs.drafts import Drafts
from workbench.errors import InputError, Problem
from workbench.reading import read_text
from workbench.sqlreview.options import Options
from workbench.writing import write_atomically

GENERIC = "generic"
UNNAMED = "unnamed.sql"
NO_WISHES = Options()


class QueryFile:
    """Where one text of SQL comes from and goes to; the text itself is in the editor.

    ``base`` is what the file held when it was opened or saved last, None without a file.
    """

    def __init__(self, folder: Path, options: Options = NO_WISHES) -> None:
        """Keep drafts in ``folder``; ``options`` may name the dialect of a path."""
        self._drafts = Drafts(folder)
        self._unnamed = folder / UNNAMED
        self.path: Path | None = None
        self.base: str | None = None
        self._options = options
        self.dialect = self._dialect_of(UNNAMED)

    @property
    def name(self) -> str:
        """Return what the text is called."""
        return self.path.name if self.path else "New query"

    def is_unsaved(self, text: str) -> bool:
        """Return whether the file does not have this text."""
        return text != (self.base or "")

    def resume(self) -> tuple[str, datetime] | None:
        """Return the text that was left unsaved last, and when, and make it the one at hand."""
        left = self._drafts.all()
        if not left:
            return None
        draft = left[0]
        self.path = None if draft.path == self._unnamed.resolve() else draft.path
        self.base, self.dialect = draft.base, draft.note or GENERIC
        return draft.text, draft.kept_at

    def open(self, path: Path) -> tuple[str, bool]:
        """Make a file the one at hand; return its text, and whether that is an unsaved draft.

        Raises:
            InputError: the file cannot be read; the text at hand stays what it was.
        """
        text = read_text(path).text
        draft = self._drafts.find(path)
        self.path, self.base = path, text
        self.dialect = self._dialect_of(str(path))
        if draft is None or draft.text == text:
            return text, False
        self.base, self.dialect = draft.base, draft.note or self.dialect
        return draft.text, True

    def _dialect_of(self, name: str) -> str:
        wished = self._options.for_file(name).dialect
        if wished or name == UNNAMED:
            return wished or GENERIC
        from workbench.sqlreview.dialects import dialect_of_path  # noqa: PLC0415 - loads sqlglot

        return dialect_of_path(name)

    def start_new(self) -> None:
        """Make an empty text without a name the one at hand."""
        self.path, self.base = None, None
        self._drafts.discard(self._unnamed)

    def keep(self, text: str) -> None:
        """Keep an unsaved text on disk, and forget the draft of one that is saved or empty.

        Raises:
            InputError: the draft cannot be written.
        """
        place = self.path or self._unnamed
        if self.is_unsaved(text):
            self._drafts.keep(place, self.base, text, note=self.dialect)
        else:
            self._drafts.discard(place)

    def save(self, text: str, path: Path) -> None:
        """Write the text to a file, which is the one at hand from then on.

        Raises:
            InputError: the file has changed since it was opened, there is another file of
                that name, or it cannot be written.
        """
        own = self.path is not None and path.resolve() == self.path.resolve()
        if path.exists() and not (own and read_text(path).text == self.base):
            what = "has changed on disk since it was opened" if own else "exists already"
            raise InputError(Problem(what, str(path), fix="Give another name"))
        write_atomically(path, text)
        self._drafts.discard(self.path or self._unnamed)
        self.path, self.base = path, text
