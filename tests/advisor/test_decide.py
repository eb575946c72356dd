"""Decisions: from the advice into the design, with options and reasons."""

from datetime import date
from pathlib import Path

import pytest

from workbench.advisor.advise import Advice, advise
from workbench.advisor.decide import decide
from workbench.cli.main import run
from workbench.designs.decisions import Topic
from workbench.designs.store import DesignFile, read_design
from workbench.errors import InputError
from workbench.handbook.handbook import Handbook

DAY = date(2026, 1, 15)


@pytest.fixture(scope="module")
def advice() -> Advice:
    samples = Path(__file__).parent.parent.parent / "samples"
    brief = read_design(samples / "briefs" / "ecommerce.yaml").brief
    assert brief is not None
    return advise(brief, Handbook.load())


def test_a_decision_keeps_options_and_reasons(advice: Advice) -> None:
    decision = decide(advice, "architecture-patterns/lakehouse", DAY)
    assert (decision.topic, decision.outcome, decision.date) == (Topic.PATTERN, "lakehouse", DAY)
    assert len(decision.options) == 4
    assert decision.options[0].name == "Lakehouse"
    assert decision.reason
    assert decide(advice, "airflow", DAY).topic is Topic.ORCHESTRATION


def test_a_choice_against_the_advice_keeps_its_warnings(advice: Advice) -> None:
    decision = decide(advice, "batch-etl", DAY, "we know it")
    assert decision.reason == "we know it"
    assert decision.consequences


def test_what_nobody_judged_is_refused(advice: Advice) -> None:
    with pytest.raises(InputError, match="no advice about 'magic'"):
        decide(advice, "magic", DAY)


def test_the_command_writes_it_into_the_design(samples: Path, tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_bytes((samples / "designs" / "ecommerce.yaml").read_bytes())
    before = path.read_text(encoding="utf-8")
    assert run(["decide", str(path), "duckdb", "--reason", "for the laptop"]) == 0
    design = DesignFile.open(path)
    assert not design.problems
    assert design.design.decisions[-1].outcome == "duckdb"
    lines = set(path.read_text(encoding="utf-8").splitlines())
    assert set(before.splitlines()) <= lines
