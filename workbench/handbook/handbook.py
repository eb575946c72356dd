"""The handbook: all pages, found by id, title or kind."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

from workbench.errors import InputError, Problem
from workbench.handbook.loader import load_pages
from workbench.handbook.page import Entry, Page

PageT = TypeVar("PageT", bound=Page)


@dataclass(frozen=True, slots=True)
class Found:
    """A page, or one entry of it, that a name stands for."""

    page: Page
    entry: Entry | None = None

    @property
    def ref(self) -> str:
        """Return the link to it: ``page`` or ``page/entry``."""
        return f"{self.page.id}/{self.entry.id}" if self.entry else self.page.id

    @property
    def title(self) -> str:
        """Return the title of the entry, or of the page."""
        return self.entry.title if self.entry else self.page.title


class Handbook:
    """All knowledge, loaded and validated."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = {page.id: page for page in pages}
        self._found = {found.ref: found for found in _all(pages)}

    @classmethod
    def load(cls, overlays: Sequence[Path] = (), kinds: frozenset[str] | None = None) -> Self:
        """Read the shipped knowledge and the overlay folders.

        Raises:
            InputError: with every problem of every file.
        """
        return cls(load_pages(overlays, kinds))

    def of_kind(self, model: type[PageT]) -> list[PageT]:
        """Return the pages of one kind, by phase and title."""
        pages = [page for page in self.pages.values() if isinstance(page, model)]
        return sorted(pages, key=lambda page: (page.phase, page.title))

    def page(self, page_id: str, model: type[PageT]) -> PageT:
        """Return the page with this id.

        Raises:
            InputError: there is none, or it is of another kind.
        """
        page = self.pages.get(page_id)
        if isinstance(page, model):
            return page
        known = [page.id for page in self.of_kind(model)]
        raise InputError(
            Problem(f"no {model.__name__.lower()} called {page_id!r}", fix=_suggest(page_id, known))
        )

    def get(self, ref: str) -> Found | None:
        """Return what a link (``page`` or ``page/entry``) points at."""
        return self._found.get(ref)

    def all(self) -> list[Found]:
        """Return every page and every entry."""
        return list(self._found.values())

    def named(self, name: str) -> list[Found]:
        """Return all that goes by ``name``: a link, the id or the title of an entry or page.

        Raises:
            InputError: nothing does; the problem names what is near.
        """
        exact = self.get(name)
        if exact:
            return [exact]
        wanted = name.strip().casefold()
        hits = [
            found
            for found in self._found.values()
            if wanted in (found.ref.rpartition("/")[2], found.title.casefold())
        ]
        if hits:
            return hits
        known = [found.ref.rpartition("/")[2] for found in self._found.values()]
        known += [found.title.casefold() for found in self._found.values()]
        raise InputError(
            Problem(f"nothing in the handbook is called {name!r}", fix=_suggest(wanted, known))
        )

    def broken_links(self) -> list[str]:
        """Return ``from -> to`` for every link that leads nowhere."""
        broken: list[str] = []
        for found in self._found.values():
            links = found.entry.links if found.entry else found.page.links
            broken += [f"{found.ref} -> {link}" for link in links if link not in self._found]
        return broken


def _all(pages: Sequence[Page]) -> list[Found]:
    everything: list[Found] = []
    for page in pages:
        everything.append(Found(page))
        everything.extend(Found(page, entry) for entry in page.entries())
    return everything


def _suggest(name: str, known: Sequence[str]) -> str:
    near = list(dict.fromkeys(difflib.get_close_matches(name, known, n=3, cutoff=0.6)))
    if near:
        return f"Did you mean {', '.join(near)}?"
    return f"Try: workbench search {name}"
