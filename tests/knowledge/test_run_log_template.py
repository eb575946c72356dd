"""The run log holds the sixteen fields, each explained, and its example is consistent."""

import json
from datetime import datetime

import pytest

from workbench.handbook.handbook import Handbook
from workbench.handbook.template import Part, Template

FIELDS = [
    "pipeline_name",
    "run_id",
    "started_at",
    "completed_at",
    "status",
    "stage",
    "rows_extracted",
    "rows_transformed",
    "rows_loaded",
    "rows_rejected",
    "quality_checks_passed",
    "quality_checks_failed",
    "duration_seconds",
    "error_message",
    "watermark_before",
    "watermark_after",
]


@pytest.fixture(scope="module")
def parts() -> dict[str, Part]:
    page = Handbook.load(kinds=frozenset({"template"})).page("run-log", Template)
    return {part.id: part for part in page.parts}


@pytest.mark.parametrize("part_id", ["record", "example"])
def test_a_record_has_the_sixteen_fields(parts: dict[str, Part], part_id: str) -> None:
    assert list(json.loads(parts[part_id].body)) == FIELDS


def test_every_field_is_explained(parts: dict[str, Part]) -> None:
    fields = {field.path: field for field in parts["record"].fields}
    assert list(fields) == FIELDS
    assert fields["status"].choices == ("success", "failed", "partial")
    assert fields["duration_seconds"].unit == "seconds"


def test_the_example_is_a_possible_run(parts: dict[str, Part]) -> None:
    run = json.loads(parts["example"].body)
    started = datetime.fromisoformat(run["started_at"])
    completed = datetime.fromisoformat(run["completed_at"])
    assert (completed - started).total_seconds() == run["duration_seconds"]
    assert run["rows_loaded"] + run["rows_rejected"] == run["rows_transformed"]
    assert run["status"] == "partial"
