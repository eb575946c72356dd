"""A design in its file or folder: read with every problem, changed in place, saved without loss."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from workbench.designs.answers import key_order, typed_value
from workbench.designs.assembly import Assembly
from workbench.designs.blank import blank_design
from workbench.designs.conflict import ConflictError
from workbench.designs.design import EMPTY_DESIGN, FORMAT_VERSION, SECTIONS, Design
from workbench.designs.drafts import Draft, Drafts
from workbench.designs.faults import Fault, read_and_fault
from workbench.designs.folder import open_folder, path_for
from workbench.designs.lenient import readable_part
from workbench.designs.steps import Step, steps_between
from workbench.designs.text_file import TextFile
from workbench.designs.yaml_scalars import Value, plain_data
from workbench.errors import InputError, Problem
from workbench.findings import Place
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
        self._files = files
        self._drafts = drafts
        self._emptied: list[TextFile] = []
        self._known: tuple[list[object], Assembly] | None = None
        self._faults: list[Fault] | None = None
        self._design: Design | None = None

    @classmethod
    def open(cls, path: str | Path, drafts: Drafts | None = None) -> "DesignFile":
        """Read a design; ``-`` is standard input.

        Raises:
            InputError: no readable file, or not YAML with keys and values.
        """
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
        return self._files[0].path != self.path

    @property
    def text(self) -> str:
        """The YAML as ``save`` would write it; of a folder, that of its main file."""
        return self._files[0].text

    @property
    def texts(self) -> dict[str, str]:
        """The text of each file of the design, by the file's name."""
        return {file.now.source.name: file.text for file in self._files}

    @property
    def is_changed(self) -> bool:
        """Whether there is something to save."""
        return bool(self._emptied) or any(file.is_changed for file in self._files)

    @property
    def draft_problem(self) -> Problem | None:
        """What is wrong with keeping drafts, if anything is; it stops no change and no save."""
        return next((file.draft_problem for file in self._files if file.draft_problem), None)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong with keys and values, in the order of the files."""
        return tuple(problem for _, problem in self._all_faults())

    @property
    def design(self) -> Design:
        """The design as far as it can be read: a value with a problem counts as not filled in."""
        assembly = self._assembly
        self._all_faults()
        if self._design is None:
            data = {**assembly.data, "workbench": str(FORMAT_VERSION)}
            found = readable_part(data, Design, EMPTY_DESIGN)
            assert isinstance(found, Design)
            self._design = found
        return self._design

    def value(self, path: YamlPath) -> YamlValue:
        """Return what is written at ``path``, right or wrong; None where nothing is."""
        found: YamlValue = self._assembly.data
        if path == ("workbench",):
            found = self._files[0].data
        for step in path:
            if isinstance(found, list) and isinstance(step, int) and step < len(found):
                found = found[step]
            elif isinstance(found, dict) and isinstance(step, str):
                found = found.get(step)
            else:
                return None
        return found

    def problems_at(self, path: YamlPath) -> tuple[Problem, ...]:
        """Return the problems of the value at ``path`` itself."""
        return tuple(problem for place, problem in self._all_faults() if place == path)

    def place(self, path: YamlPath) -> tuple[str, Place]:
        """Return the file that holds the value at ``path``, and its range there."""
        where = path
        while (found := self._assembly.find(where)) is None:
            where = where[:-1]
        file = self._files[found[0]]
        place = file.now.place(found[1])
        return file.now.source.name, replace(place, path=write_path(path))

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

    def duplicate(self, path: YamlPath) -> None:
        """Put a copy of the entry at ``path`` behind it.

        Raises:
            InputError: there is no such entry of a list.
        """
        *place, index = path
        if not isinstance(index, int) or self.value(path) is None:
            raise InputError(Problem("is no entry of a list", path=write_path(path)))
        self.insert(tuple(place), index + 1, self.value(path))

    def rewrite(self, text: str) -> None:
        """Replace the whole text, as an editor does; of a folder, that of its main file.

        Raises:
            InputError: not YAML with keys and values; then nothing is changed.
        """
        self._files[0].rewrite(text)

    def rewrite_file(self, name: str, text: str) -> None:
        """Replace the text of one file of ``texts``.

        Raises:
            InputError: not YAML with keys and values; then nothing is changed.
        """
        next(file for file in self._files if file.now.source.name == name).rewrite(text)

    def save(self) -> None:
        """Write every file that changed; nothing is written if one changed on disk, too.

        Raises:
            ConflictError: a file changed since it was read.
            InputError: it cannot be written.
        """
        changed = [
            (number, file)
            for number, file in enumerate(self._files)
            if file.is_changed or not self.is_folder
        ]
        for number, file in changed:
            file.refuse_conflict(partial(self._in_design, number))
        for file in self._emptied:
            file.refuse_conflict(lambda path: path)
        for _, file in changed:
            file.save()
        while self._emptied:
            self._emptied[-1].delete()
            self._emptied.pop()

    def save_as(self, path: str | Path) -> None:
        """Write to another file or folder, which must not exist, and go on with that one.

        Raises:
            InputError: there is such a file already, or it cannot be written.
        """
        place = Path(path)
        if place.exists():
            fix = "Choose another name"
            raise InputError(Problem("there is such a file already", str(path), fix=fix))
        for file in self._files:
            below = file.path.relative_to(self.path) if self.is_folder else None
            target = place / below if below else place
            if below:
                target.parent.mkdir(parents=True, exist_ok=True)
            file.save(target)
        self.path, self._emptied = place, []

    def reload(self) -> None:
        """Take the files as they are on disk and drop what was not saved."""
        if self.is_folder:
            for file in [*self._files, *self._emptied]:
                file.forget_draft()
            self._files, self._emptied = open_folder(self.path, self._drafts), []
        else:
            self._files[0].reload()

    def merge(self) -> None:
        """Join the unsaved changes with those on disk; ``save`` then writes the result.

        Raises:
            ConflictError: both changed the same places; then nothing is changed.
        """
        for number, file in enumerate(self._files):
            file.merge(partial(self._in_design, number))

    def left_behind(self) -> tuple[Draft, ...]:
        """Return the drafts of an earlier run that hold something the files do not.

        Raises:
            InputError: there is one, but it cannot be read.
        """
        if self._drafts is None:
            return ()
        found = [(file, self._drafts.find(file.path)) for file in self._files]
        drafts = [draft for file, draft in found if draft and draft.text != file.text]
        if self.is_folder:
            known = {file.path.absolute() for file in self._files}
            folder = self.path.absolute()
            drafts += [
                draft
                for draft in self._drafts.all()
                if folder in draft.path.parents and draft.path not in known and draft.base is None
            ]
        return tuple(drafts)

    def resume(self, draft: Draft) -> None:
        """Go on with a draft that was left behind; ``save`` notices if the file changed since."""
        for file in self._files:
            if not self.is_folder or file.path.absolute() == draft.path:
                file.resume(draft)
                return
        file = TextFile(draft.path, draft.base, draft.text, self._drafts)
        self._files.append(file)

    @property
    def _assembly(self) -> Assembly:
        texts: list[object] = [file.now for file in self._files]
        if (
            self._known is None
            or len(self._known[0]) != len(texts)
            or any(one is not other for one, other in zip(self._known[0], texts, strict=True))
        ):
            self._known = texts, Assembly([file.data for file in self._files])
            self._faults = self._design = None
        return self._known[1]

    def _all_faults(self) -> list[Fault]:
        assembly = self._assembly
        if self._faults is None:
            self._design, self._faults = read_and_fault(assembly, self._files)
        return self._faults

    def _in_design(self, file: int, path: YamlPath) -> YamlPath:
        return self._assembly.in_design(file, path)

    def _change(self, *steps: Step) -> None:
        before = [(file, file.now) for file in self._files]
        emptied = [*self._emptied]
        try:
            if not self.is_folder and self._files[0].data is None:
                self._edit(0, Step("set", ("workbench",), FORMAT_VERSION), ("workbench",))
            for step in steps:
                self._take(step)
        except InputError:
            self._files, self._emptied = [file for file, _ in before], emptied
            for file, text in before:
                file.now = text
            raise
        texts = dict(before)
        for file in self._files:
            if texts.get(file) is not file.now:
                file.keep_draft()

    def _take(self, step: Step) -> None:
        section = str(step.path[0]) if step.path else ""
        is_document = len(step.path) == 2 and section in SECTIONS and SECTIONS[section].many
        index = step.path[1] if is_document else None
        if isinstance(index, int) and step.kind != "remove" and self._is_new(step, section, index):
            self._add_document(section, index, step)
            return
        found = self._assembly.find(step.path)
        if found is None:
            raise self._no_room()
        number, path = found
        if step.kind == "remove" and self.is_folder and number > 0:
            data = self._files[number].data
            if isinstance(data, dict) and (not path or (len(path) == 1 and len(data) == 1)):
                self._emptied.append(self._files.pop(number))
                return
        if not path:
            raise self._no_room()
        self._edit(number, Step(step.kind, path, step.value), step.path)

    def _is_new(self, step: Step, section: str, index: int) -> bool:
        there = self._assembly.data.get(section)
        return step.kind == "insert" or index >= (len(there) if isinstance(there, list) else 0)

    def _add_document(self, section: str, index: int, step: Step) -> None:
        room = self._assembly.find_room(section, index)
        if room:
            number, place = room
            if self.value((section,)):
                self._edit(number, Step("insert", place, step.value), step.path)
            else:
                self._edit(number, Step("set", place, step.value), step.path)
            return
        if not self.is_folder:
            raise self._no_room()
        neighbour = self._assembly.neighbour(section, index)
        taken = [file.path for file in self._files]
        near = self._files[neighbour].path
        file = TextFile(
            path_for(near.parent, section, plain_data(step.value), taken), None, "", self._drafts
        )
        number = neighbour + 1 if index else neighbour
        self._files.insert(number, file)
        bare = SECTIONS[section].bare
        if bare:
            self._edit(number, Step("set", (bare,), step.value), step.path)
        else:
            self._edit(number, Step("set", (section,), [step.value]), (section,))

    def _edit(self, number: int, step: Step, place: YamlPath) -> None:
        file = self._files[number]
        typed = Step(step.kind, step.path, typed_value(place, step.value))
        file.now = file.now.changed(typed, key_order(place))

    def _no_room(self) -> InputError:
        held = sorted({part.section.replace("_", " ") for part in self._assembly.parts})
        fix = "Begin the file with 'workbench: 1' and put what it holds under its section"
        message = f"the file is a template of its own, of {', '.join(held)} only"
        return InputError(Problem(message, str(self.path), fix=fix))
