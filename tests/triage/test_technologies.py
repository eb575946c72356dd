"""Which product a text, and a line of it, is about; and the filter in front of the search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify
from workbench.triage.prefilter import WordFilter


def test_the_product_named_nearest_to_the_evidence_is_shown(catalogue: Catalogue) -> None:
    text = "airflow: task load started\nERROR kafka: broker at host:9092 is unreachable\n"
    assert classify(text, catalogue).technology == "kafka"


def test_a_name_before_the_place_is_nearer_than_one_behind(catalogue: Catalogue) -> None:
    text = "redis: it timed out, mongodb"
    start = text.index("it timed")
    assert catalogue.technologies.nearest(text, start, start + 12) == "redis"


def test_without_a_product_nothing_is_nearest(catalogue: Catalogue) -> None:
    assert catalogue.technologies.nearest("it timed out", 0, 12) is None


@pytest.mark.parametrize(
    ("text", "technology"),
    [
        ("pymongo.errors.CursorNotFound: x", "mongodb"),
        ("org.apache.hadoop.hive.ql.metadata.HiveException: x", "hive"),
        ("simple_salesforce.exceptions.SalesforceMalformedRequest: x", "salesforce"),
        ("org.apache.hudi.exception.HoodieException: x", "hudi"),
    ],
)
def test_products_without_a_page_are_known(
    catalogue: Catalogue, text: str, technology: str
) -> None:
    assert technology in catalogue.technologies.in_text(text)


@given(
    st.lists(st.text(alphabet="abc", min_size=3, max_size=6), max_size=12),
    st.text(alphabet="abc ", max_size=40),
)
def test_the_filter_finds_just_the_words_that_stand_in_a_text(words: list[str], text: str) -> None:
    assert WordFilter(words).in_text(text) == {word for word in words if word in text}
