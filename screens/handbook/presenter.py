"""What the handbook screen shows: the list of pages, search results, and pages as blocks."""

import itertools
from collections.abc import Sequence
from functools import cached_property

from textual.content import Content

from screens.page_text import body_content, styled_line
from screens.widgets.choice_list import Line
from screens.widgets.page_view import Block
from workbench.handbook.checklist import Checklist
from workbench.handbook.handbook import Found, Handbook
from workbench.handbook.page import Entry, Page
from workbench.handbook.rubric import Rubric
from workbench.handbook.search import Hit, SearchIndex
from workbench.handbook.tree import Tree
from workbench.reports.handbook import found_text, note_text, tree_text
from workbench.reports.layout import bullets, paragraphs

MOST_HITS = 40
COPY_WIDTH = 78
PHASES = {
    1: "Assessment",
    2: "Modelling",
    3: "Pipelines",
    4: "Quality",
    5: "Performance",
    6: "Governance",
    7: "Monitoring",
    8: "Testing",
    9: "Cost",
    10: "Runbooks",
    11: "Advanced",
}
GENERAL = "For all phases"


class HandbookPresenter:
    """Looks things up for the screen; ``pages`` is in the order of the list.

    Pages of rules and prices serve the advice and are not for reading; they are left out
    of the list, but links and searches reach them.
    """

    def __init__(self, handbook: Handbook) -> None:
        self.handbook = handbook
        readable = [page for page in handbook.pages.values() if page.kind in READABLE]
        self.pages = sorted(readable, key=lambda page: (page.phase or 99, page.title))

    @cached_property
    def _index(self) -> SearchIndex:
        return SearchIndex(self.handbook)

    def lines(self, words: str) -> list[Line | str]:
        """Return the list of pages under their phases, or what a search finds."""
        if not words.strip():
            return self._contents()
        hits = self._index.search(words, MOST_HITS)
        if not hits:
            return [f"Nothing matches {words.strip()!r}"]
        return [(hit.found.ref, _hit_text(hit)) for hit in hits]

    def beside(self, page_id: str, step: int) -> str:
        """Return the page that is ``step`` places further in the list, going round."""
        ids = [page.id for page in self.pages]
        place = ids.index(page_id) if page_id in ids else -step
        return ids[(place + step) % len(ids)]

    def blocks(self, page: Page, width: int) -> list[Block]:
        """Return a page for reading: its head, then each entry."""
        ordered = isinstance(page, Checklist) and page.ordered
        blocks = [self._head(page, width)]
        for number, entry in enumerate(page.entries(), 1):
            title = f"{number}. {entry.title}" if ordered else entry.title
            blocks.append(self._entry(page, entry, title, width))
        if isinstance(page, Rubric):
            blocks.append(_bands(page, width))
        return blocks

    def link_titles(self, links: Sequence[str]) -> dict[str, str]:
        """Return the title of each link that leads somewhere."""
        found = {ref: self.handbook.get(ref) for ref in links}
        return {ref: _full_title(each) for ref, each in found.items() if each}

    def _contents(self) -> list[Line | str]:
        lines: list[Line | str] = []
        phase = -1
        for page in self.pages:
            if page.phase != phase:
                phase = page.phase
                lines.append(f"{phase} {PHASES[phase]}" if phase else GENERAL)
            mark = " (tree)" if isinstance(page, Tree) else ""
            lines.append((page.id, f"  {page.title}{mark}"))
        return lines

    def _head(self, page: Page, width: int) -> Block:
        phase = f"Phase {page.phase} {PHASES[page.phase]}" if page.phase else GENERAL
        lines = Content.styled(page.title, "bold underline").wrap(width)
        lines.append(Content.styled(f"{phase}  -  {page.kind}", "dim"))
        lines += [Content(line) for line in paragraphs(page.summary, width)]
        lines += [styled_line(line) for line in bullets(map(note_text, page.notes), width)]
        if isinstance(page, Tree):
            drawing = tree_text(page, width).splitlines()
            lines += [
                Content(),
                *(Content(line) for line in drawing[len(_before_drawing(page, width)) :]),
            ]
        lines += self._foot(page.links, page.source, width)
        text = found_text(Found(page), COPY_WIDTH)
        return Block(page.id, _fitted(lines, width), page.links, text)

    def _entry(self, page: Page, entry: Entry, title: str, width: int) -> Block:
        lines = Content.styled(title, "bold").wrap(width)
        if entry.as_of:
            lines.append(Content.styled(f"as of {entry.as_of}", "dim"))
        lines += body_content(page, entry, width)
        own_source = entry.source if entry.source != page.source else None
        lines += self._foot(entry.links, own_source, width)
        found = Found(page, entry)
        text = found_text(found, COPY_WIDTH)
        return Block(found.ref, _fitted(lines, width), entry.links, text)

    def _foot(self, links: Sequence[str], source: str | None, width: int) -> list[Content]:
        titles = self.link_titles(links).values()
        lines = (
            paragraphs(f"See also (Enter): {'; '.join(titles)}", width, "", "  ") if titles else []
        )
        if source:
            lines += paragraphs(f"Source: {source}", width, "", "  ")
        return [Content.styled(line, "dim") for line in lines]


READABLE = frozenset({"checklist", "matrix", "reference", "rubric", "template", "tree"})


def _before_drawing(page: Page, width: int) -> list[str]:
    """Return the heading and summary that ``tree_text`` puts above a drawing."""
    return ["title", "underline", *paragraphs(page.summary, width), ""]


def _bands(page: Rubric, width: int) -> Block:
    texts = [f"{band.lowest}-{band.highest} {band.title}: {band.advice}" for band in page.bands]
    lines = [Content.styled("What the total means", "bold")]
    lines += [Content(line) for line in bullets(texts, width)]
    return Block(f"{page.id}/", _fitted(lines, width), (), "\n".join(texts) + "\n")


def _fitted(lines: Sequence[Content], width: int) -> tuple[Content, ...]:
    """Return lines with those folded that a drawing or code makes too wide, and a blank one."""
    folded = (line.fold(width) if line.cell_length > width else [line] for line in lines)
    return (*itertools.chain.from_iterable(folded), Content())


def _full_title(found: Found) -> str:
    return f"{found.page.title}: {found.entry.title}" if found.entry else found.page.title


def _hit_text(hit: Hit) -> Content:
    page = (f"  {hit.found.page.title}", "dim") if hit.found.entry else ("", "")
    return Content.assemble(hit.found.title, page)
