"""The query at hand: its file, what was chosen for it, and the draft that survives a crash."""

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from screens.query.chosen import Chosen, Memory
from workbench.designs.drafts import Drafts
from workbench.errors import InputError, Problem
from workbench.reading import read_text
from workbench.sqlreview.options import Options
from workbench.writing import write_atomically

GENERIC = "generic"
UNNAMED = "unnamed.sql"
NO_WISHES = Options()
_BREAK = re.compile(r"\r\n|\r")


class QueryFile:
    """Where one text of SQL comes from and goes to; the text itself is in the editor.

    ``base`` is what the file held when it was opened or saved last, None without a file;
    ``chosen`` is what the person chose for it or for a folder round it. The editor's lines
    end with LF; what is saved ends as the file's lines do.
    """

    def __init__(self, folder: Path, options: Options = NO_WISHES) -> None:
        """Keep drafts in ``folder``; ``options`` may name the dialect of a path."""
        self._drafts = Drafts(folder)
        self._unnamed = folder / UNNAMED
        self.memory = Memory(folder.parent / "query-choices.json")
        self._options = options
        self.path: Path | None = None
        self.base: str | None = None
        self._take_up()

    def _take_up(self) -> None:
        """Take what was chosen for the path at hand, and what the path says by itself."""
        self.chosen = self.memory.of(self.place)
        self._spoken = self._dialect_of(str(self.path or UNNAMED))

    @property
    def place(self) -> Path:
        """Return the path, or what stands for it without one."""
        return self.path or self._unnamed

    @property
    def name(self) -> str:
        """Return what the text is called."""
        return self.path.name if self.path else "New query"

    @property
    def dialect(self) -> str:
        """Return how the text is read."""
        return self.chosen.dialect or self._spoken

    @property
    def options(self) -> Options:
        """Return how the text is reviewed: the choices, over the settings."""
        schema = (self.chosen.tables,) if self.chosen.tables else ()
        return replace(self._options, dialect=self.chosen.dialect, schema=schema)

    def choose(self, chosen: Chosen) -> None:
        """Choose something for this text, now and when it is opened again.

        Raises:
            InputError: it cannot be remembered; it counts for now.
        """
        self.chosen = chosen.over(self.chosen)
        self.memory.choose(self.place, chosen)

    def is_unsaved(self, text: str) -> bool:
        """Return whether the file does not have this text."""
        return text != _unified(self.base or "")

    def resume(self) -> tuple[str, datetime] | None:
        """Return the text that was left unsaved last, and when, and make it the one at hand."""
        left = self._drafts.all()
        if not left:
            return None
        draft = left[0]
        self.path = None if draft.path == self._unnamed.resolve() else draft.path
        self.base = draft.base
        self._take_up()
        return draft.text, draft.kept_at

    def open(self, path: Path) -> tuple[str, bool]:
        """Make a file the one at hand; return its text, and whether that is an unsaved draft.

        Raises:
            InputError: the file cannot be read; the text at hand stays what it was.
        """
        held = read_text(path).text
        draft = self._drafts.find(path)
        self.path, self.base = path, held
        self._take_up()
        text = _unified(held)
        if draft is None or draft.text == text:
            return text, False
        self.base = draft.base
        return draft.text, True

    def _dialect_of(self, name: str) -> str:
        wished = self._options.for_file(name).dialect
        if wished or name == UNNAMED:
            return wished or GENERIC
        from workbench.sqlreview.paths import dialect_of_file  # noqa: PLC0415 - loads sqlglot

        return dialect_of_file(name)

    def start_new(self) -> None:
        """Make an empty text without a name the one at hand, read as the one before it."""
        chosen = self.chosen
        self.path, self.base = None, None
        self._drafts.discard(self._unnamed)
        self._take_up()
        self.chosen = chosen

    def keep(self, text: str) -> None:
        """Keep an unsaved text on disk, and forget the draft of one that is saved or empty.

        Raises:
            InputError: the draft cannot be written.
        """
        if self.is_unsaved(text):
            self._drafts.keep(self.place, self.base, text)
        else:
            self._drafts.discard(self.place)

    def on_disk(self) -> str:
        """Return what the file holds now, its lines ended with LF; of a text without one, nothing.

        Raises:
            InputError: the file cannot be read any more.
        """
        return _unified(read_text(self.path).text) if self.path else ""

    def take_from_disk(self) -> str:
        """Return what the file holds now, and take that for what it held when it was opened.

        Raises:
            InputError: the file cannot be read any more.
        """
        self.base = read_text(self.place).text
        return _unified(self.base)

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
        written = text.replace("\n", "\r\n") if _ends_with_crlf(self.base or "") else text
        write_atomically(path, written)
        self._drafts.discard(self.place)
        self.path, self.base = path, written
        if not own:
            self.memory.choose(path, self.chosen)
            self._take_up()


def _unified(text: str) -> str:
    return _BREAK.sub("\n", text)


def _ends_with_crlf(text: str) -> bool:
    """Tell whether every line of a text ends with CRLF."""
    return "\r\n" in text and text.count("\r\n") == text.count("\n")
