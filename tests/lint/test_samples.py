"""The sample designs are clean; their broken twins together trip every rule."""

from pathlib import Path

import pytest

from workbench.findings import Preset
from workbench.handbook.handbook import Handbook
from workbench.lint.check import Check
from workbench.lint.registry import all_rules
from workbench.sqlreview.options import Options
from workbench.sqlreview.reviewed import FileReview

NAMES = ("ecommerce", "bank", "telemetry")


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return Handbook.load()


def checked(handbook: Handbook, path: Path, preset: Preset = Preset.DEFAULT) -> FileReview:
    return Check(handbook, Options(preset)).paths([str(path)]).files[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_a_whole_design_and_clean(handbook: Handbook, samples: Path, name: str) -> None:
    file = checked(handbook, samples / "designs" / f"{name}.yaml")
    assert not file.errors
    assert [f"{each.place.line}: {each.message}" for each in file.findings] == []
    assert file.statements >= 20


def test_the_broken_twins_trip_every_rule(handbook: Handbook, samples: Path) -> None:
    tripped = {
        finding.rule
        for name in NAMES
        for finding in checked(
            handbook, samples / "designs" / "broken" / f"{name}.yaml", Preset.STRICT
        ).findings
        if not finding.message.startswith("Cannot tell")
    }
    assert {rule.slug for rule in all_rules()} - tripped == set()
