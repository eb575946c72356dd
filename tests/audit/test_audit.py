"""The audit: points, proofs from the design, next steps, what is kept."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.audit.audit import audit
from workbench.audit.proofs import PROOFS
from workbench.cli.main import run
from workbench.designs.audit import Answered, AuditAnswer
from workbench.designs.store import DesignFile
from workbench.handbook.handbook import Handbook
from workbench.handbook.rubric import Rubric
from workbench.lint.check import Check
from workbench.lint.landscape import Landscape

SHOP = """\
workbench: 1
# our shop
pipelines:
  - name: orders
    schedule: "*/15 * * * *"
    sla_minutes: 10
    load: {target_dataset: fct_orders, strategy: merge, merge_keys: [order_id]}
    error_handling: {strategy: retry, alert_channels: ["#alerts"]}
  - name: sales
    schedule: "0 7 * * *"
datasets:
  - {name: fct_orders, tier: gold}
"""


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return Handbook.load()


@pytest.fixture(scope="module")
def rubric(handbook: Handbook) -> Rubric:
    return handbook.page("maturity-rubric", Rubric)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run_cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def run_it(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = run(list(arguments))
        return code, *capsys.readouterr()

    return run_it


def landscape(handbook: Handbook, text: str) -> Landscape:
    return Check(handbook).landscape(DesignFile.of_text("shop.yaml", text))


def test_each_dimension_asks_at_least_six_questions_worth_its_weight(rubric: Rubric) -> None:
    assert len(rubric.dimensions) == 7
    for dimension in rubric.dimensions:
        assert len(dimension.questions) >= 6
        assert sum(each.points for each in dimension.questions) == dimension.weight


def test_every_proof_of_the_rubric_exists_and_every_proof_is_asked_for(rubric: Rubric) -> None:
    named = {each.proof for dimension in rubric.dimensions for each in dimension.questions}
    assert named - {None} == set(PROOFS)


def test_an_empty_design_has_no_points_and_everything_open(handbook: Handbook) -> None:
    result = audit(landscape(handbook, "workbench: 1\n"))
    assert result.score == 0
    assert result.band.lowest == 0
    assert not result.steps
    assert all(each.answer is None for part in result.dimensions for each in part.asked)


def test_all_yes_is_a_hundred(handbook: Handbook, rubric: Rubric) -> None:
    given = {
        each.id: AuditAnswer(question=each.id, answer=Answered.YES)
        for dimension in rubric.dimensions
        for each in dimension.questions
    }
    result = audit(landscape(handbook, "workbench: 1\n"), given)
    assert result.score == 100
    assert result.band.highest == 100


def test_the_design_answers_with_its_proof(handbook: Handbook) -> None:
    result = audit(landscape(handbook, SHOP))
    asked = {each.question.id: each for part in result.dimensions for each in part.asked}
    retries = asked["automatic-retries"]
    assert (retries.answer, retries.points, retries.shown) == (Answered.PARTLY, 2, True)
    assert "1 of 2 pipelines" in retries.proof
    assert "sales" in retries.proof
    assert asked["contracts"].answer is Answered.NO
    assert asked["success-rate"].answer is None


def test_a_person_has_the_last_word_and_the_difference_is_told(handbook: Handbook) -> None:
    given = {"contracts": AuditAnswer(question="contracts", answer=Answered.YES)}
    result = audit(landscape(handbook, SHOP), given)
    asked = {each.question.id: each for part in result.dimensions for each in part.asked}
    assert asked["contracts"].points == 4
    assert asked["contracts"].outdated.startswith("no: 0 of 1 gold data sets")


def test_next_steps_gain_most_for_their_effort(handbook: Handbook) -> None:
    steps = audit(landscape(handbook, SHOP)).steps
    assert len(steps) == 3
    assert all(step.question.effort == "small" for step in steps)
    gains = [step.missing for step in steps]
    assert gains == sorted(gains, reverse=True)


def test_answers_and_score_are_kept_in_the_design(tmp_path: Path, run_cli: Run) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP, encoding="utf-8")
    for _ in range(2):
        code, _, _ = run_cli("audit", str(path), "--answer", "success-rate=yes", "--save")
        assert code == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith(SHOP)
    design = DesignFile.open(path).design
    assert design.audit is not None
    assert [each.question for each in design.audit.answers] == ["success-rate"]
    assert len(design.audit.history) == 2
    data = json.loads(run_cli("audit", str(path), "--format", "json")[1])
    assert data["score"] == design.audit.history[-1].score


@pytest.mark.parametrize(
    ("answer", "said"),
    [("nothing=yes", "no question is called 'nothing'"), ("contracts=maybe", "is no answer")],
)
def test_a_wrong_answer_is_refused(tmp_path: Path, run_cli: Run, answer: str, said: str) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP, encoding="utf-8")
    code, _, complaint = run_cli("audit", str(path), "--answer", answer)
    assert code == 2
    assert said in complaint


def test_a_score_below_the_bar_fails(tmp_path: Path, run_cli: Run) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP, encoding="utf-8")
    assert run_cli("audit", str(path), "--fail-under", "60")[0] == 1


def test_open_questions_are_asked_by_prompts(tmp_path: Path, run_cli: Run) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP, encoding="utf-8")
    typed = "yes\nthe run log\nmaybe\nno\n:q\n"
    code, _, _ = run_cli("audit", str(path), "--ask", "--save", stdin=typed)
    assert code == 0
    answers = DesignFile.open(path).design.audit
    assert answers is not None
    first, second = answers.answers
    assert (first.answer, first.proof) == (Answered.YES, "the run log")
    assert second.answer is Answered.NO
