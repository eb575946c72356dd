"""The laws that every page of the shipped handbook keeps."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel

from knowledge import ROOT
from workbench.handbook.handbook import Handbook
from workbench.handbook.kinds import PAGE_KINDS
from workbench.handbook.page import Entry, Note, Page
from workbench.handbook.template import Template
from workbench.handbook.tree import Tree
from workbench.handbook.walk import STEP_OUTCOMES, Walk
from workbench.reading import SourceText, read_text
from workbench.yaml_source import parse_yaml

FILES = sorted(ROOT.rglob("*.yaml"))


METHODOLOGY = frozenset({"checklist", "matrix", "reference", "rubric", "template", "tree"})
"""The kinds of page that hold the methodology itself; the others serve one feature each."""


@cache
def handbook() -> Handbook:
    return Handbook.load()


@cache
def methodology() -> Handbook:
    return Handbook.load(kinds=METHODOLOGY)


def ids_of(kind: str) -> list[str]:
    """Return the ids of all pages of a kind, without loading them: bad pages fail in tests."""
    return [path.stem for path in FILES if path.read_text("utf-8").startswith(f"kind: {kind}\n")]


def notes_of(owner: Page | Entry) -> Iterator[Note]:
    """Yield the notes of a page or an entry, at whatever depth of the entry they stand."""
    yield from owner.notes
    if isinstance(owner, Entry):
        for name in type(owner).model_fields:
            value = getattr(owner, name)
            for below in value if isinstance(value, tuple) else ():
                if isinstance(below, BaseModel) and not isinstance(below, Note):
                    yield from getattr(below, "notes", ())


def all_notes(pages: Handbook) -> Iterator[tuple[str, Note]]:
    for found in pages.all():
        for note in notes_of(found.entry or found.page):
            yield found.ref, note


def test_every_page_validates_and_every_file_is_a_page() -> None:
    assert len(handbook().pages) == len(FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_named_after_its_page_and_stands_in_the_folder_of_its_phase(path: Path) -> None:
    source = parse_yaml(read_text(path))
    assert isinstance(source.data, dict)
    assert list(source.data)[:2] == ["kind", "id"]
    assert str(path).endswith(f"/{source.data['id']}.yaml")
    assert source.data["kind"] in PAGE_KINDS
    folder = re.match(r"phase-(\d+)-", path.parent.name)
    assert folder is None or source.data["phase"] == folder[1].lstrip("0")


def test_every_link_leads_somewhere() -> None:
    assert handbook().broken_links() == []


def test_nothing_links_to_itself() -> None:
    loops = [
        found.ref
        for found in handbook().all()
        if found.ref in (found.entry.links if found.entry else found.page.links)
    ]
    assert loops == []


def test_every_entry_has_a_source_of_its_own_or_of_its_page() -> None:
    without = [
        found.ref
        for found in handbook().all()
        if not (found.entry or found.page).source and not found.page.source
    ]
    assert without == []


def test_what_has_aged_says_as_of_when() -> None:
    undated = [
        ref for ref, note in all_notes(handbook()) if note.kind == "aged" and note.as_of is None
    ]
    assert undated == []


@pytest.mark.parametrize("number", range(1, 12))
def test_every_erratum_is_visible_where_it_applies(number: int) -> None:
    """On the very pages that the list of corrections names, not only on the list itself."""
    erratum = methodology().get(f"corrections/erratum-{number}")
    assert erratum is not None
    assert erratum.entry is not None
    assert erratum.entry.source == f"erratum {number}"
    named = {link.partition("/")[0] for link in erratum.entry.links}
    marked = {
        ref.partition("/")[0]
        for ref, note in all_notes(methodology())
        if note.source == f"erratum {number}" and note.kind in ("correction", "aged")
    }
    assert named & marked - {"corrections"}, f"noted on {sorted(marked)}, named {sorted(named)}"


def test_no_note_is_said_twice_in_one_place() -> None:
    for found in methodology().all():
        texts = [note.text for note in notes_of(found.entry or found.page)]
        assert len(texts) == len(set(texts)), found.ref


@pytest.mark.parametrize("page_id", ids_of("tree"))
def test_every_advice_says_why_what_it_costs_and_what_to_watch_for(page_id: str) -> None:
    tree = methodology().page(page_id, Tree)
    light = [
        node.id
        for node in tree.nodes
        if node.kind == "advice" and not (node.why and node.costs and node.watch_for)
    ]
    assert light == []


@pytest.mark.parametrize("page_id", ids_of("tree"))
def test_every_node_of_a_tree_can_be_walked_to_and_back(page_id: str) -> None:
    tree = methodology().page(page_id, Tree)
    reached: set[str] = set()
    waiting: list[list[str]] = [[]]
    while waiting:
        replies = waiting.pop()
        walk = Walk(tree)
        for reply in replies:
            walk.reply(reply)
        if walk.current.id in reached:
            continue
        reached.add(walk.current.id)
        waiting.extend([*replies, reply] for reply in replies_to(walk))
        for _ in replies:
            walk.back()
        assert walk.current.id == tree.root
    assert reached == {node.id for node in tree.nodes}


def replies_to(walk: Walk) -> list[str]:
    if walk.is_finished:
        return []
    if walk.current.kind == "choice":
        return [answer.id for answer in walk.current.answers]
    return [STEP_OUTCOMES[0]] if walk.current.kind == "step" else [""]


@pytest.mark.parametrize("page_id", ids_of("template"))
def test_yaml_templates_are_documents_that_can_be_read(page_id: str) -> None:
    for part in methodology().page(page_id, Template).parts:
        if part.language == "yaml":
            assert parse_yaml(SourceText(part.id, part.body)).data


@pytest.mark.parametrize("page_id", ids_of("template"))
def test_every_placeholder_of_a_template_is_explained(page_id: str) -> None:
    page = methodology().page(page_id, Template)
    explained = {field.path for part in page.parts for field in part.fields}
    for part in page.parts:
        if part.language == "sql":
            used = set(re.findall(r"(?<!\{)\{(\w+)\}(?!\})", part.body))
            assert used <= explained, part.id
