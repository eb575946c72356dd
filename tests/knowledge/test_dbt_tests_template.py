"""The dbt template uses the keys of current dbt (erratum 4)."""

from collections.abc import Iterator

import pytest
import yaml

from workbench.handbook.handbook import Handbook
from workbench.handbook.template import Template

ARGUMENT_NAMES = {"to", "field", "values", "min_value", "max_value", "datepart", "interval"}


@pytest.fixture(scope="module")
def page() -> Template:
    return Handbook.load(kinds=frozenset({"template"})).page("dbt-tests", Template)


@pytest.fixture(scope="module")
def model(page: Template) -> dict[str, object]:
    body = next(part.body for part in page.parts if part.id == "model-tests")
    document = yaml.safe_load(body)
    assert len(document["models"]) == 1
    found: dict[str, object] = document["models"][0]
    return found


def _mappings(value: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield every mapping below ``value`` with the key that holds it."""
    if isinstance(value, list):
        for item in value:
            yield from _mappings(item)
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, dict):
                yield key, inner
            yield from _mappings(inner)


def _named(tests: object) -> dict[str, dict[str, object]]:
    """Return the tests of a ``data_tests`` list by name; those without arguments are empty."""
    assert isinstance(tests, list)
    named: dict[str, dict[str, object]] = {}
    for test in tests:
        named |= test if isinstance(test, dict) else {test: {}}
    return named


def test_the_deprecated_key_is_not_used(model: dict[str, object]) -> None:
    assert "tests" not in model
    assert all("tests" not in mapping for _, mapping in _mappings(model))
    columns = model["columns"]
    assert isinstance(columns, list)
    assert all("data_tests" in column and "tests" not in column for column in columns)


def test_arguments_of_tests_stand_under_arguments(model: dict[str, object]) -> None:
    holders = {key for key, inner in _mappings(model) if ARGUMENT_NAMES & set(inner)}
    assert holders == {"arguments"}


def test_recency_is_a_test_of_the_model(model: dict[str, object]) -> None:
    recency = _named(model["data_tests"])["dbt_utils.recency"]
    assert recency == {"arguments": {"datepart": "day", "field": "ordered_at", "interval": 2}}
    columns = model["columns"]
    assert isinstance(columns, list)
    for column in columns:
        assert "dbt_utils.recency" not in _named(column["data_tests"])


def test_every_check_of_the_methodology_is_there(model: dict[str, object]) -> None:
    columns = model["columns"]
    assert isinstance(columns, list)
    checks = {column["name"]: set(_named(column["data_tests"])) for column in columns}
    assert checks == {
        "order_id": {"unique", "not_null"},
        "customer_id": {"not_null", "relationships"},
        "order_amount": {"not_null", "dbt_utils.accepted_range"},
        "order_status": {"accepted_values"},
        "ordered_at": {"not_null"},
    }


def test_the_reader_is_told_what_was_corrected(page: Template) -> None:
    corrections = [note for note in page.notes if note.kind == "correction"]
    assert [note.source for note in corrections] == ["erratum 4"]
