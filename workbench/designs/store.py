"""A design in its file or folder: read with every problem, changed in place, saved without loss."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from workbench.designs.answers import meant
from workbench.designs.assembly import Assembly
from workbench.designs.blank import blank_design
from workbench.designs.conflict import ConflictError
from workbench.designs.design import EMPTY_DESIGN, FORMAT_VERSION, Design
from workbench.designs.drafts import Draft, Drafts
from workbench.designs.faults import Fault, read_and_fault
from workbench.designs.file_set import FileSet
from workbench.designs.folder import open_folder
from workbench.designs.lenient import readable_part
from workbench.designs.steps import Step, steps_between
from workbench.designs.text_file import TextFile
from workbench.designs.yaml_scalars import Value, plain_data
from workbench.errors import InputError, Problem
from workbench.findings import Place
from workbench.reading import STDIN, read_text
from workbench.yaml_source import YamlPath, YamlValue, write_path

__all__ = ["ConflictError", "DesignFile", "read_design"]


def read_design(path: str | Path) -> Design:
    """Return the design in a file or folder; ``-`` is standard input.

    Raises:
        InputError: every problem of every file at once.
    """
    file = DesignFile.open(path)
    if file.problems:
        raise InputError(file.problems)
    return file.design


class DesignFile:
    """One design being worked on. Paths are those of the design: ``("brief", "project_name")``.

    A design is a file, a template of the methodology that stands alone in a file, or a
    folder of such files. A file whose values or keys are wrong opens nevertheless:
    ``problems`` says what and where, ``value`` gives each value as it is written, ``set``
    and ``remove`` mend it. A text that is not YAML does not open; it needs an editor.
    With ``drafts`` every change is kept until it is saved.
    """

    def __init__(self, path: Path, files: list[TextFile], drafts: Drafts | None = None) -> None:
        self.path = path
        self._set = FileSet(files, is_folder=files[0].path != path, drafts=drafts)
        self._drafts = drafts
        self._read: Assembly | None = None
        self._faults: list[Fault] = []
        self._design: Design | None = None

    @classmethod
    def open(cls, path: str | Path, drafts: Drafts | None = None) -> "DesignFile":
        """Read a design; ``-`` is standard input.

        Raises:
            InputError: no readable file, or not YAML with keys and values.
        """
        if str(path) == STDIN:
            source = read_text(path)
            return cls.of_text(source.name, source.text)
        place = Path(path)
        if place.is_dir():
            return cls(place, open_folder(place, drafts), drafts)
        return cls(place, [TextFile.open(place, drafts)], drafts)

    @classmethod
    def of_text(cls, name: str, text: str) -> "DesignFile":
        """Read a design that is in no file, such as standard input; ``name`` stands for it.

        Raises:
            InputError: not YAML with keys and values.
        """
        return cls(Path(name), [TextFile(Path(name), text, text)])

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
        return cls(place, [TextFile(place, None, blank_design("brief", title), drafts)], drafts)

    @property
    def is_folder(self) -> bool:
        """Whether the design is split over the files of a folder."""
        return self._set.is_folder

    @property
    def text(self) -> str:
        """The YAML as ``save`` would write it; of a folder, that of its main file."""
        return self._set.files[0].text

    @property
    def texts(self) -> dict[str, str]:
        """The text of each file of the design, by the file's name."""
        return {file.now.source.name: file.text for file in self._set.files}

    @property
    def is_changed(self) -> bool:
        """Whether there is something to save."""
        return any(file.is_changed for file in self._set.files)

    @property
    def draft_problem(self) -> Problem | None:
        """What is wrong with keeping drafts, if anything is; it stops no change and no save."""
        return next((file.draft_problem for file in self._set.files if file.draft_problem), None)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong with keys and values, in the order of the files."""
        return tuple(problem for _, problem in self._all_faults())

    @property
    def design(self) -> Design:
        """The design as far as it can be read: a value with a problem counts as not filled in."""
        self._all_faults()
        if self._design is None:
            data = {**self._set.assembly.data, "workbench": str(FORMAT_VERSION)}
            found = readable_part(data, Design, EMPTY_DESIGN)
            assert isinstance(found, Design)
            self._design = found
        return self._design

    def value(self, path: YamlPath) -> YamlValue:
        """Return what is written at ``path``, right or wrong; None where nothing is."""
        return self._set.value(path)

    def problems_at(self, path: YamlPath) -> tuple[Problem, ...]:
        """Return the problems of the value at ``path`` itself."""
        return tuple(problem for place, problem in self._all_faults() if place == path)

    def place(self, path: YamlPath) -> tuple[str, Place]:
        """Return the file that holds the value at ``path``, and its range there."""
        where = path
        while (found := self._set.assembly.find(where)) is None:
            where = where[:-1]
        file = self._set.files[found[0]]
        place = file.now.place(found[1])
        return file.now.source.name, replace(place, path=write_path(path))

    def set(self, path: YamlPath, value: Value) -> None:
        """Put ``value`` at ``path``; what a list or record keeps, stays as it is written.

        Raises:
            InputError: see ``YamlText.changed``; then nothing is changed.
        """
        value = meant(path, value)
        old, new = self.value(path), plain_data(value)
        if isinstance(old, list | dict) and old and isinstance(new, list | dict) and new:
            self._set.change(*steps_between(old, new, path))
        else:
            self._set.change(Step("set", path, value))

    def remove(self, path: YamlPath) -> None:
        """Take away a key with its value, or an entry of a list."""
        self._set.change(Step("remove", path))

    def insert(self, path: YamlPath, index: int, value: Value) -> None:
        """Put ``value`` into the list at ``path``, before the entry ``index``."""
        self._set.change(Step("insert", (*path, index), value))

    def move(self, path: YamlPath, index: int) -> None:
        """Make the entry at ``path`` number ``index`` of its list, with its comments.

        Raises:
            InputError: there is no such entry, or no such place for it.
        """
        *place, here = path
        entries = self.value(tuple(place))
        if not isinstance(entries, list) or not isinstance(here, int):
            raise InputError(Problem("is no entry of a list", path=write_path(path)))
        if not 0 <= index < len(entries) or not 0 <= here < len(entries):
            raise InputError(Problem(f"has no place {index} to move to", path=write_path(path)))
        self._set.change(Step("move", path, index))

    def duplicate(self, path: YamlPath) -> None:
        """Put a copy of the entry at ``path`` behind it, written in the same way.

        Raises:
            InputError: there is no such entry of a list.
        """
        if not isinstance(path[-1], int) or self.value(path) is None:
            raise InputError(Problem("is no entry of a list", path=write_path(path)))
        self._set.change(Step("copy", path))

    def rewrite(self, text: str) -> None:
        """Replace the whole text, as an editor does; of a folder, that of its main file.

        Raises:
            InputError: not YAML with keys and values; then nothing is changed.
        """
        self._set.files[0].rewrite(text)

    def rewrite_file(self, name: str, text: str) -> None:
        """Replace the text of one file of ``texts``.

        Raises:
            InputError: not YAML with keys and values; then nothing is changed.
        """
        next(file for file in self._set.files if file.now.source.name == name).rewrite(text)

    def save(self) -> None:
        """Write every file that changed; nothing is written if one changed on disk, too.

        Raises:
            ConflictError: a file changed since it was read.
            InputError: it cannot be written.
        """
        for number, file in enumerate(self._set.files):
            if file.is_changed:
                file.refuse_conflict(partial(self._in_design, number))
        self._set.save(lambda _: None)

    def save_as(self, path: str | Path) -> None:
        """Write to another file or folder, which must not exist, and go on with that one.

        Raises:
            InputError: there is such a file already, or it cannot be written.
        """
        place = Path(path)
        if place.exists():
            fix = "Choose another name"
            raise InputError(Problem("there is such a file already", str(path), fix=fix))
        left = self.path

        def target(file: TextFile) -> Path:
            if not self.is_folder:
                return place
            below = place / file.path.relative_to(left)
            try:
                below.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                message = f"cannot write: {error.strerror}"
                raise InputError(Problem(message, str(below.parent))) from error
            return below

        self._set.save(target)
        self.path = place

    def reload(self) -> None:
        """Take the files as they are on disk and drop what was not saved."""
        if self.is_folder:
            for file in self._set.files:
                file.forget_draft()
            files = open_folder(self.path, self._drafts)
            self._set = FileSet(files, is_folder=True, drafts=self._drafts)
        else:
            self._set.files[0].reload()

    def merge(self) -> None:
        """Join the unsaved changes with those on disk; ``save`` then writes the result.

        Raises:
            ConflictError: both changed the same places; then nothing is changed.
        """
        for number, file in enumerate(self._set.files):
            file.merge(partial(self._in_design, number))

    def left_behind(self) -> tuple[Draft, ...]:
        """Return the drafts of an earlier run that hold something the files do not.

        Raises:
            InputError: there is one, but it cannot be read.
        """
        if self._drafts is None:
            return ()
        found = [(file, self._drafts.find(file.path)) for file in self._set.files]
        drafts = [draft for file, draft in found if draft and draft.text != file.text]
        if self.is_folder:
            known = {file.path.resolve() for file in self._set.files}
            folder = self.path.resolve()
            drafts += [
                draft
                for draft in self._drafts.all()
                if folder in draft.path.parents and draft.path not in known and draft.base is None
            ]
        return tuple(drafts)

    def resume(self, draft: Draft) -> None:
        """Go on with a draft that was left behind; ``save`` notices if the file changed since."""
        for file in self._set.files:
            if not self.is_folder or file.path.resolve() == draft.path:
                file.resume(draft)
                return
        file = TextFile(draft.path, draft.base, draft.text, self._drafts)
        self._set.files.append(file)

    def _all_faults(self) -> list[Fault]:
        assembly = self._set.assembly
        if self._read is not assembly:
            self._read = assembly
            self._design, self._faults = read_and_fault(assembly, self._set.files)
        return self._faults

    def _in_design(self, file: int, path: YamlPath) -> YamlPath:
        return self._set.assembly.in_design(file, path)
