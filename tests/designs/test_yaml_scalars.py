"""What is written must be read back as it was meant, by readers of YAML 1.1 and of 1.2."""

import math

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.designs.texts import TEXTS
from workbench.designs.yaml_scalars import (
    Indent,
    write_entries,
    write_flow,
    write_pair,
    write_scalar,
)
from workbench.reading import SourceText
from workbench.yaml_source import parse_yaml


def read_11(text: str) -> object:
    return yaml.safe_load(text)


def read_12(text: str) -> object:
    return YAML(typ="safe", pure=True).load(text)


@given(TEXTS, st.sampled_from([None, "'", '"']))
def test_text_comes_back_as_the_same_text(text: str, style: str | None) -> None:
    line = f"key: {write_scalar(text, style)}\n"
    assert parse_yaml(SourceText("f", line)).data == {"key": text}
    assert read_11(line) == {"key": text}
    assert read_12(line) == {"key": text}


@example("A?")
@given(TEXTS)
def test_text_comes_back_from_a_list_in_brackets(text: str) -> None:
    line = f"key: {write_flow([text, {text: text}])}\n"
    assert read_11(line) == {"key": [text, {text: text}]}
    assert read_12(line) == {"key": [text, {text: text}]}


@given(st.text("ab :#-\n\t|>'\"", max_size=15))
def test_text_of_several_lines_comes_back_with_every_break_and_space(text: str) -> None:
    lines = "\n".join(write_pair("key", text, Indent(4, 2))) + "\n"
    assert read_11(lines) == {"key": text}
    assert read_12(lines) == {"key": text}


def test_a_paragraph_is_written_as_a_readable_block() -> None:
    assert write_pair("why", "one\n\ntwo", Indent()) == ("why: |-", "  one", "", "  two")


@given(st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans())
def test_a_number_comes_back_as_the_same_number(number: float) -> None:
    line = f"key: {write_scalar(number)}"
    for read in (read_11, read_12):
        found = read(line)
        assert isinstance(found, dict)
        assert math.isclose(found["key"], number, rel_tol=1e-12)


@pytest.mark.parametrize("text", ["PostgreSQL", "near-real-time", "Data lake on S3", "analytics"])
def test_plain_words_stay_without_quotes(text: str) -> None:
    assert write_scalar(text) == text


@given(
    st.recursive(
        st.none() | TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=10,
    )
)
def test_records_and_lists_come_back_whole(value: object) -> None:
    lines = "\n".join(write_entries({"key": value}, Indent(2, 0))) + "\n"  # type: ignore[dict-item]
    assert parse_yaml(SourceText("f", lines)).data == {"key": value}
    assert read_12(lines) == {"key": value}
