"""A list on one line is read back as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.widgets.form.entries import parse_entries, write_entries

entry = (
    st.text(st.characters(blacklist_characters=";\n", blacklist_categories=["Cs"]))
    .map(str.strip)
    .filter(bool)
)


@given(st.lists(entry))
def test_writing_and_reading_gives_the_same_entries(entries: list[str]) -> None:
    assert parse_entries(write_entries(entries)) == entries


@pytest.mark.parametrize(
    ("line", "entries"),
    [
        ("PostgreSQL, Kafka,S3", ["PostgreSQL", "Kafka", "S3"]),
        ("slow on Mondays, and Fridays; no tests", ["slow on Mondays, and Fridays", "no tests"]),
        (" , ; ", [","]),
        ("", []),
    ],
)
def test_semicolons_win_over_commas(line: str, entries: list[str]) -> None:
    assert parse_entries(line) == entries
