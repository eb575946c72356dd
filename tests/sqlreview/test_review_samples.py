"""The larger samples of the query review: what they hold is read, found, and clean in the twins."""

from pathlib import Path

import pytest

from docs.sample_counts import CLEAN, REVIEW_SAMPLES, SampleSet, review_samples
from workbench.findings import Preset

LEAST_RULES = 167
"""Rules that the samples tripped when they were written; three more need a dbt project."""
DIRTY = review_samples(clean=False)
TWINS = review_samples(clean=True)


def _name(samples: SampleSet) -> str:
    return Path(samples.schema[0]).stem if samples.schema else "without schema"


@pytest.mark.parametrize("samples", [*DIRTY, *TWINS], ids=_name)
def test_every_statement_is_understood(samples: SampleSet) -> None:
    files = samples.review(Preset.DEFAULT)
    assert [(file.path, file.errors) for file in files if file.errors] == []


@pytest.mark.parametrize("samples", TWINS, ids=_name)
def test_a_clean_twin_has_nothing_to_remark(samples: SampleSet) -> None:
    found = [
        (Path(file.path).name, finding.place.line, finding.rule)
        for file in samples.review(Preset.DEFAULT)
        for finding in file.findings
    ]
    assert found == []


def test_the_samples_show_nearly_every_rule() -> None:
    tripped = {
        finding.rule
        for samples in DIRTY
        for file in samples.review(Preset.STRICT)
        for finding in file.findings
    }
    assert len(tripped) >= LEAST_RULES


def test_each_file_has_its_twin_and_says_its_dialect() -> None:
    names = {path.relative_to(REVIEW_SAMPLES).as_posix() for path in REVIEW_SAMPLES.rglob("*.sql")}
    clean = {name for name in names if name.endswith(CLEAN)}
    assert {name.removesuffix(CLEAN) + ".sql" for name in clean} == names - clean
    dialects = {
        Path(file.path).parent.name == file.dialect
        for samples in DIRTY
        for file in samples.review(Preset.CI)
    }
    assert dialects == {True}
