"""What the other files of a dbt project say about one of its models.

Files are read as text: which model calls ``ref`` on which, and which are described
with a test of their key. Nothing is run, and no YAML is parsed, so that it stays quick.
"""

import re
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from workbench.errors import InputError
from workbench.reading import read_text
from workbench.sqlreview.dbt_project import model_folders, project_of

_REF = re.compile(r"""\bref\(\s*['"](?:[^'"\n]*['"]\s*,\s*['"])?([^'"\n]+)['"]""")
_NAMED = re.compile(r"""^([ \t]*)-[ \t]+name:[ \t]*['"]?([\w.]+)""", re.MULTILINE)
_KEY_TEST = re.compile(r"\bunique\b|primary_key|unique_combination|compound_columns_to_be_unique")
_FRESH_SECONDS = 30
"""How long the files of a project are taken for unchanged, while one process runs."""


class ModelFacts(NamedTuple):
    """What is known of a model from the files round it.

    ``rejoined`` are upstream models that it reads beside a model made of them, which
    nothing else reads.
    """

    name: str
    tested: bool
    """Whether a test or constraint of uniqueness is on it."""
    rejoined: tuple[tuple[str, str], ...] = ()


class _Index(NamedTuple):
    refs: dict[str, frozenset[str]]
    readers: dict[str, frozenset[str]]
    tested: frozenset[str]


def model_facts(path: str) -> ModelFacts | None:
    """Return what is known of the model in a file; None if it is no model of a dbt project."""
    if not path.endswith(".sql"):
        return None
    file = Path(path)
    folder = project_of(file)
    if folder is None:
        return None
    resolved = file.resolve()
    if not any(resolved.is_relative_to(folder / each) for each in model_folders(folder)):
        return None
    index = _index(folder, int(time.monotonic() // _FRESH_SECONDS))
    name = file.stem.lower()
    return ModelFacts(name, name in index.tested, tuple(_rejoined(name, index)))


def _rejoined(name: str, index: _Index) -> Iterator[tuple[str, str]]:
    """Yield a parent and the model between, for each parent that is read twice."""
    parents = index.refs.get(name, frozenset())
    for between in sorted(parents):
        if index.readers.get(between) != frozenset({name}):
            continue
        for parent in sorted(index.refs.get(between, frozenset()) & parents):
            yield parent, between


@lru_cache(maxsize=4)
def _index(folder: Path, _moment: int) -> _Index:
    refs: dict[str, frozenset[str]] = {}
    tested: set[str] = set()
    for text, file in _texts(folder):
        if file.suffix == ".sql":
            found = (match[1].lower() for match in _REF.finditer(text))
            refs[file.stem.lower()] = frozenset(found)
        else:
            tested |= {name for name, block in _described(text) if _KEY_TEST.search(block)}
    readers: dict[str, set[str]] = {}
    for name, parents in refs.items():
        for parent in parents:
            readers.setdefault(parent, set()).add(name)
    frozen = {name: frozenset(names) for name, names in readers.items()}
    return _Index(refs, frozen, frozenset(tested))


def _texts(folder: Path) -> Iterator[tuple[str, Path]]:
    for models in model_folders(folder):
        for file in sorted((folder / models).rglob("*")):
            if file.suffix not in {".sql", ".yml", ".yaml"} or not file.is_file():
                continue
            try:
                yield read_text(file).text, file
            except InputError:
                continue


def _described(text: str) -> Iterator[tuple[str, str]]:
    """Yield what is described under a name in a YAML text, with the lines that belong to it."""
    names = list(_NAMED.finditer(text))
    for index, name in enumerate(names):
        depth = len(name[1].expandtabs())
        rest = (n for n in names[index + 1 :] if len(n[1].expandtabs()) <= depth)
        end = next(rest, None)
        yield name[2].lower(), text[name.end() : end.start() if end else len(text)]
