"""The files of one design, changed as if they were one."""

from collections.abc import Callable, Iterator
from pathlib import Path

from workbench.designs.answers import key_order, typed_value
from workbench.designs.assembly import Assembly
from workbench.designs.design import FORMAT_VERSION, SECTIONS
from workbench.designs.drafts import Drafts
from workbench.designs.folder import path_for
from workbench.designs.steps import Step, steps_between
from workbench.designs.text_file import TextFile
from workbench.designs.yaml_scalars import plain_data
from workbench.errors import InputError, Problem
from workbench.yaml_source import YamlPath, YamlValue


class FileSet:
    """One file, or those of a folder, the main one first."""

    def __init__(
        self, files: list[TextFile], *, is_folder: bool = False, drafts: Drafts | None = None
    ) -> None:
        self.files = files
        self.is_folder = is_folder
        self._drafts = drafts
        self._assembly: Assembly | None = None
        self._assembled: list[object] = []

    @property
    def assembly(self) -> Assembly:
        """The design that the files make together now; the same object until one changes."""
        texts: list[object] = [file.now for file in self.files]
        if self._assembly is None or list(map(id, texts)) != list(map(id, self._assembled)):
            self._assembled = texts
            self._assembly = Assembly([file.data for file in self.files])
        return self._assembly

    def value(self, path: YamlPath) -> YamlValue:
        """Return what is written at a path of the design; None where nothing is."""
        found: YamlValue = self.assembly.data
        if path == ("workbench",):
            found = self.files[0].data
        for step in path:
            if isinstance(found, list) and isinstance(step, int) and step < len(found):
                found = found[step]
            elif isinstance(found, dict) and isinstance(step, str):
                found = found.get(step)
            else:
                return None
        return found

    def change(self, *steps: Step) -> None:
        """Make all steps, each in the file that it belongs to, and keep drafts.

        Raises:
            InputError: a step cannot be made; then nothing is changed.
        """
        before = [(file, file.now) for file in self.files]
        try:
            if not self.is_folder and self.files[0].data is None:
                self._edit(0, Step("set", ("workbench",), FORMAT_VERSION), ("workbench",))
            for step in steps:
                self._take(step)
        except InputError:
            self.files = [file for file, _ in before]
            for file, text in before:
                file.now = text
            raise
        texts = dict(before)
        for file in self.files:
            if texts.get(file) is not file.now:
                file.keep_draft()

    def save(self, place: Callable[[TextFile], Path | None]) -> None:
        """Write every file to the place that it is given, or where it was.

        A file of a folder in which nothing is left is removed.

        Raises:
            InputError: a file cannot be written.
        """
        for number, file in enumerate([*self.files]):
            if self.is_folder and number > 0 and not file.text:
                if place(file) is None:
                    file.delete()
                file.forget_draft()
                self.files.remove(file)
            elif file.is_changed or place(file):
                file.save(place(file))

    def _take(self, step: Step) -> None:
        if step.kind == "move":
            self._move(step)
            return
        if step.kind == "copy":
            self._copy(step)
            return
        index = self._new_document(step)
        if index is not None:
            self._add_document(str(step.path[0]), index, step)
            return
        number, path = self._find(step.path)
        if step.kind == "remove" and number > 0 and self._is_all_of(number, path):
            self.files[number].empty()
            return
        if not path:
            raise self._no_room()
        self._edit(number, Step(step.kind, path, step.value), step.path)

    def _find(self, path: YamlPath) -> tuple[int, YamlPath]:
        found = self.assembly.find(path)
        if found is None:
            raise self._no_room()
        return found

    def _is_all_of(self, number: int, path: YamlPath) -> bool:
        data = self.files[number].data
        return isinstance(data, dict) and len(path) <= 1 and (not path or data.keys() == {path[0]})

    def _new_document(self, step: Step) -> int | None:
        """Return the index of the document that a step adds to its section, if it adds one."""
        section = str(step.path[0]) if len(step.path) == 2 else ""
        index = step.path[-1] if step.path else None
        if section not in SECTIONS or not SECTIONS[section].many or not isinstance(index, int):
            return None
        there = self.value((section,))
        count = len(there) if isinstance(there, list) else 0
        is_new = step.kind == "insert" or (step.kind == "set" and index >= count)
        return index if is_new else None

    def _add_document(self, section: str, index: int, step: Step) -> None:
        room = self.assembly.find_room(section, index)
        if room:
            number, place = room
            inside = Step("insert" if self.value((section,)) else "set", place, step.value)
            self._edit(number, inside, step.path)
            return
        if not self.is_folder:
            raise self._no_room()
        neighbour = self.assembly.neighbour(section, index)
        taken = [file.path for file in self.files]
        folder = self.files[neighbour].path.parent
        path = path_for(folder, section, plain_data(step.value), taken)
        number = neighbour + 1 if index else neighbour
        self.files.insert(number, TextFile(path, None, "", self._drafts))
        bare = SECTIONS[section].bare
        if bare:
            self._edit(number, Step("set", (bare,), step.value), step.path)
        else:
            self._edit(number, Step("set", (section,), [step.value]), (section,))

    def _move(self, step: Step) -> None:
        """Move the lines of an entry within its file; otherwise put the values in their order."""
        *place, index = step.path
        here = self.assembly.find(step.path)
        assert isinstance(step.value, int)
        there = self.assembly.find((*place, step.value))
        if here and there and (here[0], here[1][:-1]) == (there[0], there[1][:-1]):
            target = there[1][-1]
            try:
                self._edit(here[0], Step("move", here[1], target), step.path)
            except InputError:
                pass
            else:
                return
        for one in self._in_place_of(tuple(place), index, step.value):
            self._take(one)

    def _copy(self, step: Step) -> None:
        """Copy the lines of an entry; otherwise insert its value once more."""
        *place, index = step.path
        assert isinstance(index, int)
        number, path = self._find(step.path)
        if path and isinstance(path[-1], int):
            try:
                self._edit(number, Step("copy", path), step.path)
            except InputError:
                pass
            else:
                return
        self._take(Step("insert", (*place, index + 1), self.value(step.path)))

    def _in_place_of(self, place: YamlPath, index: str | int, target: int) -> Iterator[Step]:
        entries = self.value(place)
        if not isinstance(entries, list) or not isinstance(index, int):
            raise self._no_room()
        moved = [*entries]
        moved.insert(target, moved.pop(index))
        for number, (old, new) in enumerate(zip(entries, moved, strict=True)):
            yield from steps_between(old, new, (*place, number))

    def _edit(self, number: int, step: Step, place: YamlPath) -> None:
        file = self.files[number]
        typed = Step(step.kind, step.path, typed_value(place, step.value))
        file.now = file.now.changed(typed, key_order(place))

    def _no_room(self) -> InputError:
        held = sorted({part.section.replace("_", " ") for part in self.assembly.parts})
        fix = "Begin the file with 'workbench: 1' and put what it holds under its section"
        message = f"the file is a template of its own, of {', '.join(held)} only"
        return InputError(Problem(message, self.files[0].now.source.name, fix=fix))
