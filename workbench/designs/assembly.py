"""How the files of a design make one whole: which path of the design stands where.

A file holds sections as the design has them, or documents that stand alone as in the
methodology's templates: under their own key (``pipeline:``) or as the whole file (a
brief, a model, a run log, the tests of dbt).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.designs.brief import Brief
from workbench.designs.design import FORMAT_VERSION, SECTIONS
from workbench.designs.document import Document
from workbench.designs.model import Model
from workbench.designs.run_log import RunLog
from workbench.yaml_source import YamlPath, YamlValue

_BARE = {section.bare: name for name, section in SECTIONS.items() if section.bare}
_WHOLE_FILES: dict[str, type[Document]] = {"brief": Brief, "models": Model, "run_logs": RunLog}
_DBT_KEYS = frozenset({"columns", "data_tests", "tests"})


@dataclass(frozen=True, slots=True)
class Part:
    """Documents of one section in one file.

    ``at`` is where they stand in the file, ``first`` the index of the first of ``count``
    in the section; a section that holds one document only has no index. ``alone`` means
    that the one document is not written as an entry of a list. ``keys`` are those of a
    document whose fields are keys of the file itself.
    """

    file: int
    section: str
    at: YamlPath
    alone: bool = False
    first: int | None = None
    count: int = 1
    keys: frozenset[str] | None = None

    @property
    def prefix(self) -> YamlPath:
        """Return the path of the design that ``at`` is."""
        if self.alone and self.first is not None:
            return (self.section, self.first)
        return (self.section,)

    def in_file(self, path: YamlPath) -> YamlPath:
        """Return where a path of the design stands in the file."""
        if self.alone or self.first is None or len(path) == 1:
            return (*self.at, *path[len(self.prefix) :])
        index = path[1]
        assert isinstance(index, int)
        return (*self.at, index - self.first, *path[2:])

    def in_design(self, path: YamlPath) -> YamlPath | None:
        """Return which path of the design a path of the file is, if it is of this part."""
        if path[: len(self.at)] != self.at:
            return None
        if self.keys is not None and path[:1] and path[0] not in self.keys:
            return None
        rest = path[len(self.at) :]
        if not self.alone and self.first and rest and isinstance(rest[0], int):
            rest = (rest[0] + self.first, *rest[1:])
        return (*self.prefix, *rest)


class Assembly:
    """The design that several files make together; ``data`` is the whole of it.

    ``doubles`` are sections that cannot be joined with what stands in an earlier place.
    """

    def __init__(self, files: Sequence[YamlValue]) -> None:
        self.parts: list[Part] = []
        self.data: dict[str, YamlValue] = {"workbench": str(FORMAT_VERSION)}
        self.doubles: list[Part] = []
        self._others: dict[str, int] = {}
        for number, data in enumerate(files):
            if isinstance(data, dict):
                self._add(number, data)

    @property
    def is_template(self) -> bool:
        """Whether the first file is one document and nothing else."""
        return any(part.file == 0 and not part.at and part.keys is None for part in self.parts)

    def find(self, path: YamlPath) -> tuple[int, YamlPath] | None:
        """Return file and path in it for a path of the design; None where no file has room."""
        if path and path[0] in SECTIONS:
            part = self._part(path)
            if part:
                return part.file, part.in_file(path)
            if any(part.section == path[0] for part in self.parts) or self.is_template:
                return None
            return 0, path
        if self.is_template and path:
            return None
        return self._others.get(str(path[0]), 0) if path else 0, path

    def find_room(self, section: str, index: int) -> tuple[int, YamlPath] | None:
        """Return where a document is inserted so that it becomes number ``index``."""
        for part in self._lists(section):
            if part.first is not None and part.first <= index <= part.first + part.count:
                return part.file, (*part.at, index - part.first)
        if any(part.section == section for part in self.parts) or self.is_template:
            return None
        return 0, (section, 0)

    def neighbour(self, section: str, index: int) -> int:
        """Return the file of the document before number ``index``, or of the first."""
        found = 0
        for part in self.parts:
            if part.section == section and (part.first or 0) < max(index, 1):
                found = part.file
        return found

    def in_design(self, file: int, path: YamlPath) -> YamlPath:
        """Return which path of the design stands at ``path`` in a file."""
        for part in self.parts:
            found = part.in_design(path) if part.file == file else None
            if found is not None:
                return found
        return path

    def _part(self, path: YamlPath) -> Part | None:
        parts = [part for part in self.parts if part.section == path[0]]
        if not SECTIONS[str(path[0])].many:
            return parts[0] if parts else None
        index = path[1] if len(path) > 1 else None
        if not isinstance(index, int):
            return parts[0] if len(parts) == 1 and not parts[0].alone else None
        for part in parts:
            if part.first is not None and part.first <= index < part.first + part.count:
                return part
        lists = self._lists(str(path[0]))
        is_next = bool(lists) and index == sum(part.count for part in parts)
        return lists[-1] if is_next and lists[-1] is parts[-1] else None

    def _lists(self, section: str) -> list[Part]:
        return [part for part in self.parts if part.section == section and not part.alone]

    def _add(self, number: int, data: dict[str, YamlValue]) -> None:
        taken: set[str] = set()
        for section, at, keys in _whole_files(data):
            inside = {key: value for key, value in data.items() if keys is None or key in keys}
            self._append(Part(number, section, at, alone=True, keys=keys), inside)
            taken |= inside.keys()
        for key, value in data.items():
            if key in taken:
                continue
            if key in SECTIONS:
                self._append(Part(number, key, (key,)), value)
            elif key in _BARE and "workbench" not in data:
                self._append(Part(number, _BARE[key], (key,), alone=True), value)
            else:
                self._others[key] = number
                self.data[key] = value

    def _append(self, part: Part, value: YamlValue) -> None:
        name = part.section
        if not SECTIONS[name].many:
            if name in self.data:
                self.doubles.append(part)
                return
            self.data[name] = value
            self.parts.append(part)
            return
        there = self.data.get(name)
        entries = there if isinstance(there, list) else []
        document: YamlValue = {} if value is None else value
        new: YamlValue = [document] if part.alone else value
        if not isinstance(new, list | None) or not isinstance(there, list | None):
            if there is None:
                self.data[name] = new
                self.parts.append(Part(part.file, name, part.at))
            else:
                self.doubles.append(part)
            return
        count = len(new or [])
        self.parts.append(
            Part(part.file, name, part.at, part.alone, len(entries), count, part.keys)
        )
        self.data[name] = [*entries, *(new or [])]


def is_part_of_a_design(data: YamlValue) -> bool:
    """Say whether a YAML file holds anything that a design takes."""
    if not isinstance(data, dict):
        return False
    if data.keys() & {"workbench", *SECTIONS, *_BARE}:
        return True
    return any(True for _ in _whole_files(data))


def _whole_files(
    data: dict[str, YamlValue],
) -> Iterator[tuple[str, YamlPath, frozenset[str] | None]]:
    """Yield the section of each document whose fields are keys of the file, and those keys.

    A file that holds nothing else gives the document all its keys, known or not.
    """
    if "workbench" in data:
        return
    if _is_dbt(data):
        yield "tests", (), None
        return
    is_mixed = bool(data.keys() & {*SECTIONS, *_BARE})
    found = [
        (section, frozenset(model.model_fields))
        for section, model in _WHOLE_FILES.items()
        if data.keys() & model.model_fields.keys()
    ]
    for section, keys in found:
        yield section, (), keys if is_mixed or len(found) > 1 else None


def _is_dbt(data: dict[str, YamlValue]) -> bool:
    """Say whether this is a file of dbt with tests: its ``models`` are not those of a design."""
    if "unit_tests" in data:
        return True
    models = data.get("models")
    if not isinstance(models, list):
        return False
    return any(isinstance(model, dict) and model.keys() & _DBT_KEYS for model in models)
