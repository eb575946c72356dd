"""Each sample brief comes to the verdicts that expected.yaml names, for the reason it gives."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from workbench.advisor.advise import Advice, advise
from workbench.advisor.verdict import Verdict
from workbench.designs.store import read_design
from workbench.handbook.handbook import Handbook

EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "expected.yaml").read_text(encoding="utf-8")
)


def _advice(path: Path, handbook: Handbook) -> Advice:
    brief = read_design(path).brief
    assert brief
    return advise(brief, handbook)


def _verdicts(advice: Advice) -> dict[str, Verdict]:
    groups = (advice.patterns, *advice.technologies.values())
    return {verdict.id: verdict for group in groups for verdict in group}


def test_every_sample_brief_has_an_expectation(samples: Path) -> None:
    assert {path.name for path in (samples / "briefs").glob("*.yaml")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_sample_gets_the_expected_verdicts(name: str, samples: Path, handbook: Handbook) -> None:
    wanted = EXPECTED[name]
    advice = _advice(samples / "briefs" / name, handbook)
    found = _verdicts(advice)
    for word in ("recommended", "consider", "avoid"):
        for row in wanted.get(word, ()):
            assert found[row].verdict == word, f"{row} in {name}: {wanted['why']}"
    assert advice.cost.fit == wanted["fit"]
    together = {frozenset(one.ids) for one in advice.combinations}
    assert together == ({frozenset(wanted["together"])} if "together" in wanted else set())


@pytest.mark.parametrize("name", EXPECTED)
def test_all_27_are_judged_and_texts_are_complete(
    name: str, samples: Path, handbook: Handbook
) -> None:
    advice = _advice(samples / "briefs" / name, handbook)
    found = _verdicts(advice)
    assert len(advice.patterns) == 8
    assert {group: len(each) for group, each in advice.technologies.items()} == {
        "orchestration": 6,
        "processing": 6,
        "storage": 7,
    }
    for verdict in found.values():
        texts = (*verdict.because, *verdict.against)
        assert not any("{" in text or "not known" in text for text in texts), verdict
        if verdict.verdict == "recommended":
            assert verdict.because, f"{verdict.id} is recommended without a reason"
        if verdict.verdict == "avoid":
            assert verdict.against, f"{verdict.id} is to be avoided without a reason"
    assert not any("{" in risk.because + risk.advice for risk in advice.risks)


def test_the_worked_example_says_why(samples: Path, handbook: Handbook) -> None:
    advice = _advice(samples / "briefs" / "ecommerce.yaml", handbook)
    found = _verdicts(advice)
    assert any("ML (ML, real-time, API)" in text for text in found["lambda"].because)
    assert any("Marketing (reporting" in text for text in found["lambda"].because)
    assert found["batch-etl"].score == 0
    assert any("within a second" in text for text in found["batch-etl"].against)
    (pair,) = advice.combinations
    assert "feature store" in pair.because
    assert {risk.id for risk in advice.risks} >= {
        "team-too-small-for-streaming",
        "gdpr-deletion",
        "budget-at-risk",
    }


def test_what_is_bought_in_a_warehouse_with_shelves_is_no_warehouse(
    samples: Path, handbook: Handbook
) -> None:
    advice = _advice(samples / "briefs" / "solo-cron.yaml", handbook)
    assert advice.facts["has_warehouse"].value is False
