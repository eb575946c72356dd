"""The folders of a team's own knowledge that the review of the moment goes by.

A rule asks for figures and words from deep inside, where a table is partitioned or a
program starts; most reviews never ask. So the folders belong to the review that runs, and
the pages are read when the first rule wants them (`workbench.sqlreview.handbook_facts`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from workbench.handbook.page_files import kind_of_page, page_files

KINDS = frozenset({"figures", "properties", "vocabulary"})
"""Kinds of pages that the review reads."""

_folders: ContextVar[tuple[Path, ...]] = ContextVar("folders", default=())


def overlay_folders() -> tuple[Path, ...]:
    """Return the folders laid over the handbook, in the order in which they apply."""
    return _folders.get()


def that_count(folders: Sequence[str]) -> tuple[str, ...]:
    """Return those of ``folders`` that hold a page which the review reads, or that may be wrong.

    Most hold other knowledge; then nothing has to be loaded that would read it.
    """
    return tuple(folder for folder in folders if _counts(Path(folder)))


def _counts(folder: Path) -> bool:
    kinds = [kind_of_page(path) for path in page_files(folder)] if folder.is_dir() else [None]
    return None in kinds or not KINDS.isdisjoint(kinds)


@contextmanager
def laid_over(folders: Sequence[str]) -> Iterator[None]:
    """Let what is asked of the handbook meanwhile be answered with ``folders`` laid over it."""
    token = _folders.set(tuple(map(Path, folders)))
    try:
        yield
    finally:
        _folders.reset(token)
