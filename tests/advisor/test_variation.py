from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.advisor.advise import advise, judge_with
from workbench.advisor.knowledge import AdviceKnowledge
from workbench.advisor.variation import find_changes, varied
from workbench.advisor.verdict import RANK
from workbench.designs.brief import Brief
from workbench.designs.store import read_design
from workbench.errors import InputError
from workbench.handbook.handbook import Handbook
from workbench.handbook.variations import Variation


@pytest.mark.parametrize(
    "name", ["ecommerce", "bank", "startup", "hospital", "media-kappa", "solo-cron"]
)
def test_every_change_that_is_named_gives_the_verdict_that_is_named(
    name: str, samples: Path, knowledge: AdviceKnowledge
) -> None:
    brief = read_design(samples / "briefs" / f"{name}.yaml").brief
    assert brief
    judge = judge_with(knowledge)
    now = judge(brief)
    found = find_changes(brief, knowledge.variations, judge)
    assert any(found.values())
    for row, changes in found.items():
        for change in changes:
            assert judge(change.brief)[row] == change.word != now[row], change.text
            assert change.text.endswith(f": {change.word}")
        ranks = [RANK[change.word] for change in changes]
        assert ranks == sorted(ranks, reverse=True)


def _steps() -> Variation:
    return Variation.model_validate(
        {
            "id": "team",
            "title": "team",
            "field": "constraints.team_size",
            "numbers": ["1", "10", "100"],
            "step": "1",
            "phrase": "with {value}{bound}",
        }
    )


@given(size=st.integers(1, 100), limit=st.integers(2, 99))
@settings(max_examples=60, deadline=None)
def test_the_smallest_change_is_found_to_the_step(size: int, limit: int) -> None:
    brief = Brief.model_validate({"project_name": "x", "constraints": {"team_size": size}})

    def judge(one: Brief) -> dict[str, str]:
        return {"m/row": "consider" if one.constraints.team_size >= limit else "avoid"}

    found = find_changes(brief, [_steps()], judge)["m/row"]  # type: ignore[arg-type]
    (change,) = found
    if size >= limit:
        assert change.text == f"with {limit - 1} or less: avoid"
    else:
        assert change.text == f"with {limit} or more: consider"


def test_an_open_end_is_claimed_only_where_it_was_seen() -> None:
    brief = Brief.model_validate({"project_name": "x", "constraints": {"team_size": 2}})

    def judge(one: Brief) -> dict[str, str]:
        return {"m/row": "consider" if one.constraints.team_size == 10 else "avoid"}

    (change,) = find_changes(brief, [_steps()], judge)["m/row"]  # type: ignore[arg-type]
    assert change.text == "with 10: consider"


def test_the_worked_example_names_what_would_bring_batch_and_kappa_back(
    shop: Brief, handbook: Handbook
) -> None:
    found = {one.id: one.would_change for one in advise(shop, handbook).patterns}
    assert "if every consumer could wait an hour: recommended" in found["batch-etl"]
    assert any("log that can be replayed: consider" in text for text in found["kappa"])
    assert "without the real-time consumers: avoid" in found["lambda"]


def test_a_variation_of_a_field_that_does_not_exist_is_refused(shop: Brief) -> None:
    wrong = _steps().model_copy(update={"field": "constraints.team"})
    with pytest.raises(InputError, match=r"'team'.*no field 'constraints\.team'"):
        varied(shop, wrong, 3)
