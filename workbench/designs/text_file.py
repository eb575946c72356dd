"""One file of a design: its text as it was read, as it is now, and on disk."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from workbench.designs.answers import key_order, typed_value
from workbench.designs.conflict import ConflictError
from workbench.designs.drafts import Draft, Drafts
from workbench.designs.mending import readable
from workbench.designs.steps import Step, clash, steps_between
from workbench.designs.yaml_text import YamlText
from workbench.errors import InputError, Problem
from workbench.reading import SourceText, read_text
from workbench.writing import write_atomically
from workbench.yaml_source import YamlPath, YamlValue

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
InDesign = Callable[[YamlPath], YamlPath]
"""Says which path of the design a path of the file is."""


class TextFile:
    """A text that is changed in place and saved without loss. Paths are those of the file.

    ``base`` is the text on disk when it was read; None says that there was no file.
    """

    def __init__(
        self, path: Path, base: str | None, text: str, drafts: Drafts | None = None
    ) -> None:
        self.path = path
        self.base = base
        self.now = readable(SourceText(str(path), text))
        self._opened = self.now.text if base is not None else None
        self.rewritten = False
        """Whether the text was edited freely and not value by value."""
        self.draft_problem: Problem | None = None
        self._drafts = drafts
        self._mark = ""

    @classmethod
    def open(cls, path: Path, drafts: Drafts | None = None) -> "TextFile":
        """Read a file.

        Raises:
            InputError: no readable file, or not YAML with keys and values.
        """
        file = cls(path, text := read_text(path).text, text, drafts)
        with path.open("rb") as stream:
            start = stream.read(3)
        if start.startswith(_UTF16_MARKS):
            fix = "Convert it first, for example: iconv -f utf-16 -t utf-8"
            raise InputError(Problem("is UTF-16; designs are kept in UTF-8", str(path), fix=fix))
        file._mark = "\ufeff" if start == _UTF8_MARK else ""
        return file

    @property
    def text(self) -> str:
        """The YAML as ``save`` would write it."""
        return self.now.text

    @property
    def data(self) -> YamlValue:
        """The values, all text."""
        return self.now.data

    @property
    def is_changed(self) -> bool:
        """Whether there is something to save."""
        return self.now.text not in (self._opened, self.base)

    def rewrite(self, text: str) -> None:
        """Replace the whole text, as an editor does.

        Raises:
            InputError: not YAML with keys and values; then nothing is changed.
        """
        self.now, self.rewritten = readable(SourceText(str(self.path), text)), True
        self.keep_draft()

    def empty(self) -> None:
        """Take everything out, comments too."""
        self.now = YamlText(SourceText(str(self.path), ""))

    def refuse_conflict(self, in_design: InDesign) -> None:
        """Refuse to go on if the file changed on disk since it was read.

        Raises:
            ConflictError: it did.
        """
        found = self._on_disk()
        if found is not None and found not in (self.base, self.now.text):
            raise ConflictError(self.path, self._clashes(found, in_design))

    def save(self, path: Path | None = None) -> None:
        """Write the text; to another file where one is given, and go on with that one.

        Raises:
            InputError: it cannot be written.
        """
        left, place = self.path, path or self.path
        write_atomically(place, self._mark + self.now.text)
        self.now = replace(self.now, source=SourceText(str(place), self.now.text))
        self.path, self.rewritten = place, False
        self.base = self._opened = self.now.text
        self.forget_draft(left)
        self.forget_draft(place)

    def delete(self) -> None:
        """Remove the file, because nothing is left in it.

        Raises:
            InputError: it cannot be removed.
        """
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            message = f"cannot remove: {error.strerror}"
            raise InputError(Problem(message, str(self.path))) from error
        self.forget_draft()

    def reload(self) -> None:
        """Take the file as it is on disk and drop what was not saved."""
        fresh = TextFile.open(self.path)
        self.base, self.now, self._mark = fresh.base, fresh.now, fresh._mark
        self._opened = fresh._opened
        self.rewritten = False
        self.forget_draft()

    def merge(self, in_design: InDesign) -> None:
        """Join the unsaved changes with those on disk.

        Raises:
            ConflictError: both changed the same places; then nothing is changed.
        """
        found = self._on_disk()
        if found is None or found == self.base:
            return
        clashes = self._clashes(found, in_design)
        if clashes:
            raise ConflictError(self.path, clashes)
        merged = readable(SourceText(str(self.path), found))
        for step in self._steps(self.now):
            place = in_design(step.path)
            typed = Step(step.kind, step.path, typed_value(place, step.value))
            merged = merged.changed(typed, key_order(place))
        self.now, self.base, self._opened = merged, found, found
        self.keep_draft()

    def resume(self, draft: Draft) -> None:
        """Go on with a draft that was left behind.

        Raises:
            InputError: its text is not YAML with keys and values.
        """
        self.now = readable(SourceText(str(self.path), draft.text))
        self.base, self.rewritten, self._opened = draft.base, draft.rewritten, draft.base

    def keep_draft(self) -> None:
        """Keep what was not saved; a problem with that is noted and stops nothing."""
        if self._drafts is None:
            return
        try:
            self._drafts.keep(self.path, self.base, self.now.text, rewritten=self.rewritten)
            self.draft_problem = None
        except InputError as error:
            self.draft_problem = error.problems[0]

    def _clashes(self, found: str, in_design: InDesign) -> list[YamlPath]:
        """Return what stands against joining the unsaved changes with the text on disk."""
        if self.base is None or self.rewritten:
            return [()]
        try:
            theirs = readable(SourceText(str(self.path), found))
        except InputError:
            return [()]
        places = clash(self._steps(self.now), self._steps(theirs))
        return [in_design(place) if place else () for place in places]

    def _steps(self, to: YamlText) -> list[Step]:
        base = readable(SourceText(str(self.path), self.base or ""))
        return list(steps_between(base.data, to.data))

    def _on_disk(self) -> str | None:
        return read_text(self.path).text if self.path.exists() else None

    def forget_draft(self, path: Path | None = None) -> None:
        """Drop the draft of this file, or of the file that it was."""
        if self._drafts is None:
            return
        try:
            self._drafts.discard(path or self.path)
            self.draft_problem = None
        except InputError as error:
            self.draft_problem = error.problems[0]
