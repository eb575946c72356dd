"""The file of a design: read with every problem in it, changed in place, saved without loss."""

from dataclasses import replace
from pathlib import Path

from workbench.designs.answers import key_order, typed_value
from workbench.designs.blank import blank_design
from workbench.designs.brief import Brief
from workbench.designs.conflict import ConflictError
from workbench.designs.design import EMPTY_DESIGN, FORMAT_VERSION, Design
from workbench.designs.document import Document
from workbench.designs.drafts import Draft, Drafts
from workbench.designs.lenient import readable_part
from workbench.designs.reading import is_bare_brief, read_design, refuse_other_shapes
from workbench.designs.steps import Step, clash, steps_between
from workbench.designs.yaml_scalars import Value, plain_data
from workbench.designs.yaml_text import YamlText
from workbench.errors import InputError, Problem
from workbench.findings import Place
from workbench.reading import SourceText, read_text
from workbench.writing import write_atomically
from workbench.yaml_source import YamlPath, YamlValue, validate, write_path

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


__all__ = ["ConflictError", "DesignFile", "read_design"]


class DesignFile:
    """One design being worked on. Paths are those of the design: ``("brief", "project_name")``.

    A file whose values or keys are wrong opens nevertheless: ``problems`` says
    what and where, ``value`` gives each value as it is written, ``set`` and
    ``remove`` mend it. A text that is not YAML does not open; it needs an editor.
    With ``drafts`` every change is kept until it is saved.
    """

    def __init__(self, path: Path, base: str | None, text: str, drafts: Drafts | None) -> None:
        self.path = path
        self._base = base
        self._now = YamlText(SourceText(str(path), text))
        self._drafts = drafts
        self._mark = ""
        self._rewritten = False
        self.draft_problem: Problem | None = None
        """What is wrong with keeping drafts, if anything is; it stops no change and no save."""
        refuse_other_shapes(self._now)

    @classmethod
    def open(cls, path: str | Path, drafts: Drafts | None = None) -> "DesignFile":
        """Read a design, or a bare brief.

        Raises:
            InputError: no readable file, or not YAML with keys and values.
        """
        place = Path(path)
        file = cls(place, text := read_text(place).text, text, drafts)
        with place.open("rb") as stream:
            start = stream.read(3)
        if start.startswith(_UTF16_MARKS):
            fix = "Convert it first, for example: iconv -f utf-16 -t utf-8"
            raise InputError(Problem("is UTF-16; designs are kept in UTF-8", str(path), fix=fix))
        file._mark = "\ufeff" if start == _UTF8_MARK else ""
        return file

    @classmethod
    def of_text(cls, name: str, text: str) -> "DesignFile":
        """Read a design that is in no file, such as standard input; ``name`` stands for it.

        Raises:
            InputError: not YAML with keys and values.
        """
        return cls(Path(name), text, text, None)

    @classmethod
    def new(cls, path: str | Path, drafts: Drafts | None = None) -> "DesignFile":
        """Begin a design with a blank brief; nothing is written before ``save``.

        Raises:
            InputError: there is such a file already.
        """
        place = Path(path)
        if place.exists():
            raise InputError(Problem("there is such a file already", str(path), fix="Open it"))
        title = place.stem.replace("-", " ").replace("_", " ").strip()
        return cls(place, None, blank_design("brief", title), drafts)

    @property
    def text(self) -> str:
        """The YAML as ``save`` would write it."""
        return self._now.text

    @property
    def texts(self) -> dict[str, str]:
        """The text of each file of the design, by the file's name."""
        return {str(self.path): self.text}

    def place(self, path: YamlPath) -> tuple[str, Place]:
        """Return the file that holds the value at ``path``, and its range there."""
        in_file = path[1:] if self._is_bare and path[:1] == ("brief",) else path
        place = self._now.parsed.place(in_file)
        return str(self.path), replace(place, path=write_path(path))

    @property
    def is_changed(self) -> bool:
        """Whether there is something to save."""
        return self._base != self._now.text

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong with keys and values, in the order of the file."""
        try:
            validate(self._now.parsed, self._model)
        except InputError as error:
            return error.problems
        return ()

    @property
    def design(self) -> Design:
        """The design as far as it can be read: a value with a problem counts as not filled in."""
        data = self._now.parsed.data
        if self._is_bare:
            data = {"brief": data}
        if isinstance(data, dict):
            data = {**data, "workbench": str(FORMAT_VERSION)}
        found = readable_part(data, Design, EMPTY_DESIGN)
        assert isinstance(found, Design)
        return found

    def value(self, path: YamlPath) -> YamlValue:
        """Return what is written at ``path``, right or wrong; None where nothing is."""
        found = self._now.parsed.data
        for step in self._in_file(path):
            if isinstance(found, list) and isinstance(step, int) and step < len(found):
                found = found[step]
            elif isinstance(found, dict) and isinstance(step, str):
                found = found.get(step)
            else:
                return None
        return found

    def problems_at(self, path: YamlPath) -> tuple[Problem, ...]:
        """Return the problems of the value at ``path`` itself."""
        written = write_path(self._in_file(path))
        return tuple(problem for problem in self.problems if problem.path == written)

    def set(self, path: YamlPath, value: Value) -> None:
        """Put ``value`` at ``path``; what a list or record keeps, stays as it is written.

        Raises:
            InputError: see ``YamlText.changed``; then nothing is changed.
        """
        old, new = self.value(path), plain_data(value)
        if isinstance(old, list | dict) and old and isinstance(new, list | dict) and new:
            self._change(*steps_between(old, new, path))
        else:
            self._change(Step("set", path, value))

    def remove(self, path: YamlPath) -> None:
        """Take away a key with its value, or an entry of a list."""
        self._change(Step("remove", path))

    def insert(self, path: YamlPath, index: int, value: Value) -> None:
        """Put ``value`` into the list at ``path``, before the entry ``index``."""
        self._change(Step("insert", (*path, index), value))

    def rewrite(self, text: str) -> None:
        """Replace the whole text, as an editor does.

        Raises:
            InputError: not YAML with keys and values; then nothing is changed.
        """
        changed = YamlText(SourceText(str(self.path), text))
        refuse_other_shapes(changed)
        self._now = changed
        self._rewritten = True
        self._keep_draft()

    def save(self) -> None:
        """Write the file.

        Raises:
            ConflictError: the file changed since it was read.
            InputError: it cannot be written.
        """
        found = self._on_disk()
        if found is not None and found not in (self._base, self._now.text):
            raise ConflictError(self.path, self._clashes(found))
        self._write(self.path)

    def save_as(self, path: str | Path) -> None:
        """Write to another file, which must not exist, and go on with that one.

        Raises:
            InputError: there is such a file already, or it cannot be written.
        """
        place = Path(path)
        if place.exists():
            fix = "Choose another name"
            raise InputError(Problem("there is such a file already", str(path), fix=fix))
        left = self.path
        self._write(place)
        self._forget_draft(left)

    def reload(self) -> None:
        """Take the file as it is on disk and drop what was not saved."""
        fresh = DesignFile.open(self.path)
        self._base, self._now, self._mark = fresh._base, fresh._now, fresh._mark
        self._rewritten = False
        self._forget_draft(self.path)

    def merge(self) -> None:
        """Join the unsaved changes with those on disk; ``save`` then writes the result.

        Raises:
            ConflictError: both changed the same places; then nothing is changed.
        """
        found = self._on_disk()
        if found is None or found == self._base:
            return
        clashes = self._clashes(found)
        if clashes:
            raise ConflictError(self.path, clashes)
        merged = YamlText(SourceText(str(self.path), found))
        for step in self._steps(self._now):
            place = ("brief", *step.path) if self._is_bare else step.path
            typed = Step(step.kind, step.path, typed_value(place, step.value))
            merged = merged.changed(typed, key_order(place))
        self._now, self._base = merged, found
        self._keep_draft()

    def resume(self, draft: Draft) -> None:
        """Go on with a draft that was left behind; ``save`` notices if the file changed since."""
        changed = YamlText(SourceText(str(self.path), draft.text))
        refuse_other_shapes(changed)
        self._base, self._now, self._rewritten = draft.base, changed, draft.rewritten

    @property
    def _is_bare(self) -> bool:
        return is_bare_brief(self._now.parsed.data)

    @property
    def _model(self) -> type[Document]:
        return Brief if self._is_bare else Design

    def _in_file(self, path: YamlPath) -> YamlPath:
        if not self._is_bare:
            return path
        if path[:1] != ("brief",):
            fix = "Begin the file with 'workbench: 1' and indent the brief under 'brief:'"
            raise InputError(Problem("the file holds a brief only", str(self.path), fix=fix))
        return path[1:]

    def _change(self, *steps: Step) -> None:
        changed = self._now
        if changed.parsed.data is None:
            changed = changed.changed(Step("set", ("workbench",), FORMAT_VERSION))
        for step in steps:
            typed = Step(step.kind, self._in_file(step.path), typed_value(step.path, step.value))
            changed = changed.changed(typed, key_order(step.path))
        self._now = changed
        self._keep_draft()

    def _clashes(self, found: str) -> list[YamlPath]:
        """Return what stands against joining the unsaved changes with the text on disk."""
        if self._base is None or self._rewritten:
            return [()]
        try:
            theirs = YamlText(SourceText(str(self.path), found))
            refuse_other_shapes(theirs)
        except InputError:
            return [()]
        return clash(self._steps(self._now), self._steps(theirs))

    def _steps(self, to: YamlText) -> list[Step]:
        base = YamlText(SourceText(str(self.path), self._base or ""))
        return list(steps_between(base.parsed.data, to.parsed.data))

    def _on_disk(self) -> str | None:
        return read_text(self.path).text if self.path.exists() else None

    def _write(self, path: Path) -> None:
        write_atomically(path, self._mark + self._now.text)
        self.path, self._base, self._rewritten = path, self._now.text, False
        self._forget_draft(self.path)

    def _keep_draft(self) -> None:
        if self._drafts is None:
            return
        try:
            self._drafts.keep(self.path, self._base, self._now.text, rewritten=self._rewritten)
            self.draft_problem = None
        except InputError as error:
            self.draft_problem = error.problems[0]

    def _forget_draft(self, path: Path) -> None:
        if self._drafts is None:
            return
        try:
            self._drafts.discard(path)
            self.draft_problem = None
        except InputError as error:
            self.draft_problem = error.problems[0]
