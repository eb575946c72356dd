"""The guides to the ten failures of a product."""

import pytest

from workbench.handbook.handbook import Handbook
from workbench.handbook.reference import Reference
from workbench.handbook.search import SearchIndex
from workbench.handbook.signatures import Signatures

GUIDES = ("airflow", "dbt", "kafka", "spark")


@pytest.fixture(scope="module")
def whole() -> Handbook:
    return Handbook.load()


def guide(book: Handbook, name: str) -> Reference:
    return book.page(f"guide-{name}", Reference)


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_tells_of_ten_failures_between_first_look_and_last(
    whole: Handbook, name: str
) -> None:
    first, *failures, last = guide(whole, name).sections
    assert (first.id, len(failures), last.id) == ("first", 10, "afterwards")
    for each in failures:
        for part in ("It reads:", "Look:", "Repair:", "Retry:"):
            assert part in each.text, f"{name}/{each.id}: {part}"
        assert each.source, f"{name}/{each.id}"
        assert each.links, f"{name}/{each.id}"


@pytest.mark.parametrize("name", GUIDES)
def test_signatures_lead_to_the_guide_and_back(whole: Handbook, name: str) -> None:
    there = {
        f"{page.id}/{signature.id}": signature.links
        for page in whole.of_kind(Signatures)
        for signature in page.signatures
    }
    linked = 0
    for section in guide(whole, name).sections:
        for ref in section.links:
            if ref in there and section.id != "first":
                assert f"guide-{name}/{section.id}" in there[ref], ref
                linked += 1
    assert linked >= 5


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_is_among_the_first_answers_to_the_name_of_its_product(
    whole: Handbook, name: str
) -> None:
    found = [hit.found.ref for hit in SearchIndex(whole).search(name, 8)]
    assert any(ref.startswith(f"guide-{name}") for ref in found), found
