"""What was chosen for files and folders of SQL: dialect, schema, baseline; kept between runs."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.writing import write_atomically

MOST_PLACES = 300
"""Files and folders that are remembered; those chosen for longest ago are forgotten."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    dialect: str | None = None
    tables: str | None = None
    baseline: str | None = None


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int = 1
    places: dict[str, _Row] = {}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A dialect, and the paths of a schema and a baseline.

    None: nothing was chosen; empty: it was chosen to have none.
    """

    dialect: str | None = None
    tables: str | None = None
    baseline: str | None = None

    def over(self, other: "Chosen") -> "Chosen":
        """Return this choice, and the other's where this one says nothing."""
        left_open = {
            field.name: getattr(other, field.name)
            for field in fields(self)
            if getattr(self, field.name) is None
        }
        return replace(self, **left_open)


NOTHING = Chosen()


class Memory:
    """The choices of a person; what is chosen for a folder counts for the files below it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._places = dict(_read(file))

    def of(self, path: Path) -> Chosen:
        """Return what counts for a file or folder, whether there is such a file or not."""
        chosen = NOTHING
        whole = _absolute(path)
        for place in (whole, *whole.parents):
            chosen = chosen.over(self._places.get(str(place), NOTHING))
        return chosen

    def choose(self, path: Path, chosen: Chosen) -> None:
        """Remember what ``chosen`` says, over what was remembered of this path itself.

        Raises:
            InputError: it cannot be written.
        """
        place = str(_absolute(path))
        own = chosen.over(self._places.pop(place, NOTHING))
        self._places[place] = own
        for oldest in list(self._places)[:-MOST_PLACES]:
            del self._places[oldest]
        rows = {
            name: _Row(dialect=each.dialect, tables=each.tables, baseline=each.baseline)
            for name, each in self._places.items()
        }
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(self._file, _Document(places=rows).model_dump_json(exclude_none=True))


def _read(file: Path) -> Iterator[tuple[str, Chosen]]:
    try:
        document = _Document.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return
    for place, row in document.places.items():
        yield place, Chosen(row.dialect, row.tables, row.baseline)


def _absolute(path: Path) -> Path:
    return path.expanduser().resolve()
