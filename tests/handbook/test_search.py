"""Full-text search over the shipped handbook."""

import pytest

from workbench.handbook.handbook import Handbook
from workbench.handbook.search import SearchIndex


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return SearchIndex(Handbook.load())


def test_a_title_comes_before_prose_that_mentions_it(index: SearchIndex) -> None:
    hits = index.search("lambda")
    assert hits[0].found.ref == "architecture-patterns/lambda"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("feature store", "architecture-patterns/feature-store"),
        ("backfill protocol", "backfill-protocol"),
        ("not in null", "sql-checklist/not-in-with-nulls"),
        ("salted hash", "pii-rules/protect"),
        ("shuffle partitions", "spark-checklist/too-many-partitions"),
        ("scd type 2", "scd-types/type-2"),
        ("DROP PARTITION reload", "idempotency-rules/partition-swap"),
        ("timezone", "timezone-traps"),
    ],
)
def test_what_people_look_for_is_near_the_top(index: SearchIndex, words: str, wanted: str) -> None:
    refs = [hit.found.ref for hit in index.search(words)]
    assert wanted in refs[:5], refs


def test_inflections_and_beginnings_match(index: SearchIndex) -> None:
    refs = {hit.found.ref for hit in index.search("partition")}
    assert refs & {hit.found.ref for hit in index.search("partitions")}
    assert index.search("idempot")


def test_words_that_never_meet_still_find_something(index: SearchIndex) -> None:
    assert index.search("kappa zzzzqqq")


@pytest.mark.parametrize(
    "words", ["", "   ", '"', "NOT", "a OR", "((", "*", "title:x", "—", "\x00"]
)
def test_any_text_is_words_and_never_a_query_language(index: SearchIndex, words: str) -> None:
    index.search(words)


def test_no_more_than_the_limit(index: SearchIndex) -> None:
    assert len(index.search("data", limit=3)) == 3
