import datetime
from pathlib import Path

import pytest

from workbench.advisor.advise import advise
from workbench.advisor.knowledge import ADVICE_KINDS, PlacedRule
from workbench.advisor.verdict import standing
from workbench.designs.brief import Brief
from workbench.errors import InputError
from workbench.handbook.handbook import Handbook
from workbench.handbook.page import Note
from workbench.handbook.rules import Rule, Rules, Scale

SCALE = Scale(start=50, recommended=70, consider=40)
AGED = Note(
    kind="aged", text="No longer so.", source="erratum 11", as_of=datetime.date(2025, 6, 30)
)


def _rule(weight: int | None = None, *, rules_out: bool = False, aged: bool = False) -> PlacedRule:
    rule = Rule.model_validate(
        {
            "id": "r",
            "title": "r",
            "about": "x",
            "when": {"fact": "team_size", "known": "true"},
            "weight": weight,
            "rules_out": rules_out,
            "because": "because",
            "notes": [AGED] if aged else [],
        }
    )
    return PlacedRule("page/r", rule)


@pytest.mark.parametrize(
    ("weights", "word", "score"),
    [
        ([], "consider", 50),
        ([20], "recommended", 70),
        ([19], "consider", 69),
        ([-10], "consider", 40),
        ([-11], "avoid", 39),
        ([80], "recommended", 100),
        ([-80], "avoid", 0),
    ],
)
def test_weights_add_up_to_a_verdict(weights: list[int], word: str, score: int) -> None:
    found = standing([_rule(weight) for weight in weights], SCALE)
    assert (found.word, found.score) == (word, score)


def test_ruling_out_beats_every_weight() -> None:
    assert standing([_rule(50), _rule(rules_out=True)], SCALE).word == "avoid"


def test_aged_objections_never_make_it_avoid() -> None:
    assert standing([_rule(-30, aged=True)], SCALE).word == "consider"
    assert standing([_rule(-30, aged=True), _rule(-20)], SCALE).word == "avoid"


def test_a_rule_on_an_aged_fact_cannot_rule_out() -> None:
    with pytest.raises(ValueError, match="erratum 11"):
        _rule(rules_out=True, aged=True)


@pytest.mark.parametrize("cell", [("storage", "redshift"), ("orchestration", "prefect")])
def test_the_aged_cells_of_the_methodology_never_avoid(
    cell: tuple[str, str], handbook: Handbook
) -> None:
    page = handbook.page(f"advise-{cell[0]}", Rules)
    aged = [rule for rule in page.rules if rule.about == cell[1] and rule.aged]
    assert aged
    assert page.scale
    found = standing([PlacedRule("x", rule) for rule in aged * 5], page.scale)
    assert found.word != "avoid"


def test_an_empty_brief_is_judged_by_nothing(handbook: Handbook) -> None:
    advice = advise(Brief(project_name="empty"), handbook)
    for verdict in (*advice.patterns, *(v for g in advice.technologies.values() for v in g)):
        assert (verdict.verdict, verdict.score) == ("consider", 50)
        assert verdict.because == verdict.against == ()
    assert advice.risks == ()
    assert "constraints.team_size is empty" in advice.missing
    assert "data_consumers is empty" in advice.missing


@pytest.mark.parametrize(
    ("field", "words"),
    [("team_size", "team of"), ("cloud_provider", "the brief says"), ("budget_monthly_usd", "USD")],
)
def test_an_unknown_fact_is_never_spoken_of(
    shop: Brief, handbook: Handbook, field: str, words: str
) -> None:
    empty = shop.constraints.model_copy(update={field: None if field == "cloud_provider" else 0})
    advice = advise(shop.model_copy(update={"constraints": empty}), handbook)
    texts = [
        text.casefold()
        for group in (advice.patterns, *advice.technologies.values())
        for verdict in group
        for text in (*verdict.because, *verdict.against)
    ]
    assert not any(words.casefold() in text for text in texts)
    assert f"constraints.{field} is empty" in advice.missing


OURS = """
kind: rules
id: advise-patterns
rules:
  - id: ours
    title: House rule
    about: lambda
    when: {{fact: {fact}, at_least: {operand}}}
    rules_out: true
    because: "We do not run two code paths with {{team_size}} people."
"""


def _overlay(folder: Path, fact: str = "team_size", operand: str = "1") -> Path:
    (folder / "ours.yaml").write_text(OURS.format(fact=fact, operand=operand), encoding="utf-8")
    return folder


def test_a_team_can_add_a_rule_and_the_verdict_follows(shop: Brief, tmp_path: Path) -> None:
    handbook = Handbook.load([_overlay(tmp_path)], frozenset(ADVICE_KINDS))
    found = {one.id: one for one in advise(shop, handbook).patterns}
    assert found["lambda"].verdict == "avoid"
    assert "We do not run two code paths with 3 people." in found["lambda"].against
    assert found["lakehouse"].verdict == "recommended"


def test_a_team_can_replace_a_rule(shop: Brief, tmp_path: Path) -> None:
    text = OURS.format(fact="team_size", operand="100").replace("id: ours", "id: lambda-both")
    (tmp_path / "ours.yaml").write_text(text, encoding="utf-8")
    handbook = Handbook.load([tmp_path], frozenset(ADVICE_KINDS))
    found = {one.id: one for one in advise(shop, handbook).patterns}
    assert found["lambda"].verdict == "consider"


@pytest.mark.parametrize(
    ("fact", "operand", "message", "path"),
    [
        ("team_sice", "1", "did you mean 'team_size'?", "rules[0].when.fact"),
        ("team_size", "many", "number", "rules[0].when.at_least"),
        ("cloud_provider", "1", "cannot be asked 'at_least'", "rules[0].when"),
    ],
)
def test_a_wrong_rule_is_an_error_with_its_place(
    tmp_path: Path, fact: str, operand: str, message: str, path: str
) -> None:
    with pytest.raises(InputError) as caught:
        Handbook.load([_overlay(tmp_path, fact, operand)], frozenset(ADVICE_KINDS))
    (problem,) = caught.value.problems
    assert message in problem.message
    assert problem.file == str(tmp_path / "ours.yaml")
    assert problem.path == path
    assert problem.line == 8


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("about: lambda", "about: lamda", "'lamda' is not a row of architecture-patterns"),
        ("at_least: 1", "known: true, is: 4", "exactly one of"),
        ("with {team_size} people", "with {people}", "quotes {people}"),
        ("rules_out: true", "weight: 5\n    rules_out: true", "exactly one of 'weight'"),
        ("fact: team_size, at_least: 1", "fact: signals, contains: moods", "called 'moods'"),
    ],
)
def test_rules_that_speak_of_nothing_are_refused(
    shop: Brief, tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = OURS.format(fact="team_size", operand="1")
    assert old in text
    (tmp_path / "ours.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match="ours") as caught:
        advise(shop, Handbook.load([tmp_path], frozenset(ADVICE_KINDS)))
    assert message in str(caught.value)


def test_a_rule_that_cannot_give_its_reason_stays_silent(tmp_path: Path) -> None:
    text = OURS.format(fact="budget_monthly_usd", operand="1")
    (tmp_path / "ours.yaml").write_text(text, encoding="utf-8")
    handbook = Handbook.load([tmp_path], frozenset(ADVICE_KINDS))
    brief = Brief.model_validate({"project_name": "x", "constraints": {"budget_monthly_usd": 10}})
    found = {one.id: one for one in advise(brief, handbook).patterns}
    assert found["lambda"].verdict == "consider"
