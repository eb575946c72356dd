"""Finding pages and entries by link, id, title and kind."""

from functools import cache

import pytest

from workbench.errors import InputError
from workbench.handbook.checklist import Checklist, Item
from workbench.handbook.handbook import Handbook
from workbench.handbook.matrix import Matrix
from workbench.handbook.tree import Tree


@cache
def handbook() -> Handbook:
    return Handbook.load(kinds=frozenset({"checklist", "matrix", "template", "tree"}))


def checklist(page_id: str, title: str, *items: Item, phase: int = 0) -> Checklist:
    return Checklist(
        kind="checklist",
        id=page_id,
        title=title,
        phase=phase,
        summary="A list.",
        source="workbench",
        items=items,
    )


def test_a_link_finds_a_page_or_an_entry() -> None:
    page = handbook().get("scd-types")
    entry = handbook().get("scd-types/type-2")
    assert page is not None
    assert entry is not None
    assert (page.ref, page.entry) == ("scd-types", None)
    assert (entry.ref, entry.page) == ("scd-types/type-2", page.page)
    assert entry.title != page.title
    assert handbook().get("scd-types/type-99") is None


def test_everything_can_be_found_by_its_own_link() -> None:
    for found in handbook().all():
        assert handbook().get(found.ref) == found
        assert found in handbook().named(found.ref)


def test_a_name_finds_all_that_goes_by_it() -> None:
    refs = {found.ref for found in handbook().named("completeness")}
    assert refs >= {"quality-dimensions/completeness", "quality-checks/completeness"}


def test_a_title_finds_whatever_its_case() -> None:
    title = handbook().pages["timezone-traps"].title
    assert [found.ref for found in handbook().named(f" {title.upper()} ")] == ["timezone-traps"]


def test_an_unknown_name_is_refused_with_what_is_near() -> None:
    with pytest.raises(InputError, match=r"called 'timezone-trap'.*Did you mean timezone-traps"):
        handbook().named("timezone-trap")
    with pytest.raises(InputError, match="Try: workbench search xyzzy"):
        handbook().named("xyzzy")


def test_a_page_is_asked_for_with_its_kind() -> None:
    assert handbook().page("extraction", Tree).id == "extraction"
    with pytest.raises(InputError, match="no matrix called 'extraction'"):
        handbook().page("extraction", Matrix)
    with pytest.raises(InputError, match=r"no tree called 'extractoin'. Did you mean extraction"):
        handbook().page("extractoin", Tree)


def test_pages_of_a_kind_come_by_phase_and_title() -> None:
    pages = [
        checklist("c", "Second", phase=2),
        checklist("b", "B first", phase=1),
        checklist("a", "A first", phase=1),
    ]
    assert [page.id for page in Handbook(pages).of_kind(Checklist)] == ["a", "b", "c"]


def test_links_of_pages_and_entries_that_lead_nowhere_are_told() -> None:
    item = Item(id="one", title="One", text="Do it.", links=("here/one", "here", "gone"))
    page = checklist("here", "Here", item).model_copy(update={"links": ("here/two",)})
    assert Handbook([page]).broken_links() == ["here -> here/two", "here/one -> gone"]
