"""YAML templates of the handbook are YAML that people can fill in as it stands."""

from collections.abc import Iterator

import pytest

from workbench.handbook.handbook import Handbook
from workbench.handbook.template import Part, Template
from workbench.reading import SourceText
from workbench.yaml_source import YamlValue, parse_yaml


@pytest.fixture(scope="module")
def yaml_parts() -> list[tuple[str, Part]]:
    pages = Handbook.load(kinds=frozenset({"template"})).of_kind(Template)
    return [
        (f"{page.id}/{part.id}", part)
        for page in pages
        for part in page.parts
        if part.language == "yaml"
    ]


def test_every_body_parses_without_duplicate_keys(yaml_parts: list[tuple[str, Part]]) -> None:
    assert yaml_parts
    for name, part in yaml_parts:
        # InputError names the part and the line of the fault.
        assert isinstance(parse_yaml(SourceText(name, part.body)).data, dict), name


def test_every_explained_field_is_in_the_body(yaml_parts: list[tuple[str, Part]]) -> None:
    lost = []
    for name, part in yaml_parts:
        data = parse_yaml(SourceText(name, part.body)).data
        lost += [f"{name}: {f.path}" for f in part.fields if not any(_at(data, f.path))]
    assert lost == []


def _at(value: YamlValue, path: str) -> Iterator[bool]:
    """Yield True for each place of ``value`` that ``path`` (``a.b[].c``) leads to."""
    if not path:
        yield True
    elif path.startswith("[]") and isinstance(value, list):
        for item in value:
            yield from _at(item, path[2:].removeprefix("."))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if path == key or path.startswith((f"{key}.", f"{key}[")):
                yield from _at(inner, path[len(key) :].removeprefix("."))
