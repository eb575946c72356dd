"""The templates of phases 1 to 4: what they say about a field is what a person copies."""

from collections.abc import Iterator
from functools import cache

import pytest

from workbench.handbook.handbook import Handbook
from workbench.handbook.matrix import Matrix
from workbench.handbook.template import Part, Template
from workbench.handbook.tree import Tree
from workbench.reading import SourceText
from workbench.yaml_source import YamlValue, parse_yaml

TEMPLATES = ("architecture-brief", "dimensional-model", "pipeline", "data-contract")


@cache
def handbook() -> Handbook:
    return Handbook.load(kinds=frozenset({"template", "tree", "matrix"}))


def only_part(page_id: str) -> Part:
    [part] = handbook().page(page_id, Template).parts
    return part


def paths_in(value: YamlValue, path: str = "") -> Iterator[str]:
    """Yield the path of every key, with ``[]`` for the entries of a list."""
    if isinstance(value, dict):
        for key, below in value.items():
            here = f"{path}.{key}" if path else key
            yield here
            yield from paths_in(below, here)
    elif isinstance(value, list):
        for below in value:
            yield from paths_in(below, f"{path}[]")


@pytest.mark.parametrize("page_id", TEMPLATES)
def test_no_key_of_the_body_is_left_unexplained(page_id: str) -> None:
    part = only_part(page_id)
    body = parse_yaml(SourceText(page_id, part.body)).data
    explained = [field.path for field in part.fields]
    assert len(explained) == len(set(explained))
    assert set(explained) == set(paths_in(body))


@pytest.mark.parametrize("page_id", TEMPLATES)
def test_choices_stand_in_the_body_too(page_id: str) -> None:
    part = only_part(page_id)
    for field in part.fields:
        for choice in field.choices:
            assert choice in part.body, f"{field.path}: {choice}"


@pytest.mark.parametrize("tree_id", ["extraction", "choose-load-strategy"])
def test_what_a_tree_sets_is_a_field_of_the_pipeline_with_a_value_it_takes(tree_id: str) -> None:
    fields = {field.path: field for field in only_part("pipeline").fields}
    for node in handbook().page(tree_id, Tree).nodes:
        assert not node.followers() or not node.sets
        for path, value in node.sets.items():
            choices = fields[path].choices
            assert not choices or value in choices, f"{tree_id}/{node.id}: {path} = {value}"


@pytest.mark.parametrize(
    "tree_id",
    ["extraction", "choose-load-strategy", "choose-scd-type", "choose-modelling-approach"],
)
def test_every_end_of_a_tree_says_why_what_it_costs_and_what_to_watch(tree_id: str) -> None:
    for node in handbook().page(tree_id, Tree).nodes:
        if not node.followers():
            assert node.why, node.id
            assert node.costs, node.id
            assert node.watch_for, node.id
            assert node.links, node.id


@pytest.mark.parametrize(
    ("page_id", "count"), [("orchestration", 6), ("processing", 6), ("storage", 7)]
)
def test_every_technology_is_dated_and_names_a_public_source(page_id: str, count: int) -> None:
    rows = handbook().page(page_id, Matrix).rows
    assert len(rows) == count
    for row in rows:
        assert row.as_of, row.id
        assert any(note.source.startswith("https://") and note.as_of for note in row.notes), row.id
