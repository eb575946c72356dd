"""What people leave without quotes is read as they mean it, and quoted when it is saved."""

from pathlib import Path

import pytest
import yaml

from workbench.designs.store import DesignFile, read_design
from workbench.errors import InputError

AS_TYPED = """\
# checked by hand
pipelines:
  - name: every_five_minutes
    schedule: */5 * * * *   # all day
    owner: NO
    extract:
      incremental_key: 0123
      watermark_storage: @daily
  - name: 1.10
    schedule: * * * * *
    timezone: 12:30:00
models:
  - fact_table:
      grain: one row = one order: line
      name: fct_orders
dashboard:
  pipeline_metrics:
    - metric: Success
      target: >99%
      alert_threshold: >80% of SLA  # per run
    - metric: Cost
      target: <budget
      alert_threshold: 110%: too much
      formula: |
        schedule: */5
          target: >99%
backfills:
  - name: b
    reason: >
      folded: text
    monitoring:
      - @daily at noon
      - *  # star
"""
MEANT = {
    ("pipelines", 0, "schedule"): "*/5 * * * *",
    ("pipelines", 0, "owner"): "NO",
    ("pipelines", 0, "extract", "incremental_key"): "0123",
    ("pipelines", 0, "extract", "watermark_storage"): "@daily",
    ("pipelines", 1, "name"): "1.10",
    ("pipelines", 1, "schedule"): "* * * * *",
    ("pipelines", 1, "timezone"): "12:30:00",
    ("models", 0, "fact_table", "grain"): "one row = one order: line",
    ("dashboard", "pipeline_metrics", 0, "target"): ">99%",
    ("dashboard", "pipeline_metrics", 0, "alert_threshold"): ">80% of SLA",
    ("dashboard", "pipeline_metrics", 1, "target"): "<budget",
    ("dashboard", "pipeline_metrics", 1, "alert_threshold"): "110%: too much",
    ("dashboard", "pipeline_metrics", 1, "formula"): "schedule: */5\n  target: >99%\n",
    ("backfills", 0, "reason"): "folded: text\n",
    ("backfills", 0, "monitoring", 0): "@daily at noon",
    ("backfills", 0, "monitoring", 1): "*",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "design.yaml"
    file.write_text(AS_TYPED)
    return file


def test_values_without_quotes_are_read_as_they_are_meant(path: Path) -> None:
    file = DesignFile.open(path)
    assert {place: file.value(place) for place in MEANT} == MEANT
    assert file.problems == ()
    design = read_design(path)
    assert design.pipelines[0].schedule == "*/5 * * * *"
    assert design.dashboard is not None
    assert design.dashboard.pipeline_metrics[0].target == ">99%"


def test_reading_is_no_change_and_saving_quotes_only_what_needs_it(path: Path) -> None:
    file = DesignFile.open(path)
    assert not file.is_changed
    file.save()
    assert path.read_text() == AS_TYPED
    file.set(("pipelines", 0, "owner"), "Data team")
    assert file.is_changed
    file.save()
    before, after = AS_TYPED.splitlines(), path.read_text().splitlines()
    assert len(before) == len(after)
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [
        "    schedule: '*/5 * * * *'   # all day",
        "    owner: Data team",
        "      watermark_storage: '@daily'",
        "    schedule: '* * * * *'",
        "      grain: 'one row = one order: line'",
        "      target: '>99%'",
        "      alert_threshold: '>80% of SLA'  # per run",
        "      alert_threshold: '110%: too much'",
        "      - '@daily at noon'",
        "      - '*'  # star",
    ]
    assert yaml.safe_load(path.read_text())["pipelines"][0]["schedule"] == "*/5 * * * *"


def test_places_are_those_of_the_file_as_it_was_typed(path: Path) -> None:
    path.write_text(AS_TYPED.replace("    owner: NO", "    tier: 9"))
    (problem,) = DesignFile.open(path).problems
    assert (problem.line, problem.column, problem.path) == (5, 11, "pipelines[0].tier")


def test_an_unsaved_change_can_be_joined_with_one_on_disk(path: Path) -> None:
    file = DesignFile.open(path)
    file.set(("pipelines", 0, "owner"), "mine")
    path.write_text(AS_TYPED.replace("target: <budget", "target: 100 USD"))
    file.merge()
    file.save()
    design = read_design(path)
    assert design.dashboard is not None
    assert design.dashboard.pipeline_metrics[1].target == "100 USD"
    assert design.pipelines[0].owner == "mine"


def test_a_text_that_is_yaml_is_left_as_it_is() -> None:
    text = "a: &x 1\nb: *x\nc: |\n  d: @e\ne: >\n  f\n"
    assert DesignFile.of_text("d.yaml", text).text == text


@pytest.mark.parametrize(
    ("text", "line"),
    [("pipelines:\n  - name: @a\n    tags: [x\n", 2), ("brief:\n\tproject_name: x\n", 2)],
)
def test_what_quotes_do_not_mend_is_an_error_with_the_place_in_the_file(
    text: str, line: int
) -> None:
    with pytest.raises(InputError, match="not readable as YAML") as caught:
        DesignFile.of_text("d.yaml", text)
    assert caught.value.problems[0].line == line
