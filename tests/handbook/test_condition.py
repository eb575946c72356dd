import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from workbench.handbook.condition import Condition
from workbench.handbook.facts import FACT_TYPES, FactValue

UNKNOWN: dict[str, FactValue] = dict.fromkeys(FACT_TYPES)


def _holds(condition: dict[str, object], **facts: FactValue) -> bool | None:
    return Condition.model_validate(condition).holds(UNKNOWN | facts)


@pytest.mark.parametrize(
    ("condition", "value", "answer"),
    [
        ({"fact": "has_lake", "is": "true"}, True, True),
        ({"fact": "has_lake", "is": "false"}, True, False),
        ({"fact": "cloud_provider", "is": "AWS"}, "AWS", True),
        ({"fact": "cloud_provider", "is": "GCP"}, "AWS", False),
        ({"fact": "team_size", "is": "3"}, 3.0, True),
        ({"fact": "cloud_provider", "in": ["AWS", "GCP"]}, "GCP", True),
        ({"fact": "cloud_provider", "in": ["AWS", "GCP"]}, "Azure", False),
        ({"fact": "team_size", "at_least": "5"}, 5.0, True),
        ({"fact": "team_size", "at_least": "5"}, 4.9, False),
        ({"fact": "team_size", "below": "5"}, 5.0, False),
        ({"fact": "team_size", "below": "5"}, 4.9, True),
        ({"fact": "compliance", "contains": "GDPR"}, ("SOX", "GDPR"), True),
        ({"fact": "compliance", "contains": "GDPR"}, (), False),
        ({"fact": "compliance", "known": "true"}, (), True),
        ({"fact": "compliance", "known": "false"}, (), False),
    ],
)
def test_operators(condition: dict[str, object], value: FactValue, answer: bool) -> None:
    fact = str(condition["fact"])
    assert _holds(condition, **{fact: value}) is answer
    inverse = _holds({"not": condition}, **{fact: value})
    assert inverse is (not answer)
    if "known" not in condition:
        assert _holds(condition) is None
        assert _holds({"not": condition}) is None


def test_known_always_answers() -> None:
    assert _holds({"fact": "team_size", "known": "false"}) is True
    assert _holds({"fact": "team_size", "known": "true"}) is False


LARGE = {"fact": "team_size", "at_least": "5"}
LAKE = {"fact": "has_lake", "is": "true"}


@given(size=st.sampled_from([None, 1.0, 9.0]), lake=st.sampled_from([None, True, False]))
def test_groups_answer_what_every_completion_of_the_unknown_would(
    size: float | None, lake: bool | None
) -> None:
    sizes = [1.0, 9.0] if size is None else [size]
    lakes = [True, False] if lake is None else [lake]
    for group in ("all", "any"):
        possible = {
            _holds({group: [LARGE, LAKE]}, team_size=one, has_lake=other)
            for one in sizes
            for other in lakes
        }
        expected = possible.pop() if len(possible) == 1 else None
        assert _holds({group: [LARGE, LAKE]}, team_size=size, has_lake=lake) is expected


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({"fact": "team_sice", "below": "5"}, "did you mean 'team_size'"),
        ({"fact": "team_size"}, "exactly one of"),
        ({"fact": "team_size", "below": "5", "at_least": "1"}, "exactly one of"),
        ({"fact": "team_size", "contains": "5"}, "cannot be asked 'contains'"),
        ({"fact": "team_size", "is": "few"}, "is a number, not 'few'"),
        ({"fact": "has_lake", "is": "perhaps"}, "is true or false"),
        ({"fact": "cloud_provider", "is": "IBM"}, "is never 'IBM'"),
        ({"fact": "cloud_provider", "in": ["AWS", "IBM"]}, "is never 'IBM'"),
        ({"fact": "uses", "contains": "gaming"}, "is never 'gaming'"),
        ({"below": "5"}, "one 'fact' with an operator"),
        ({"all": [], "fact": "team_size"}, "at least 1"),
        ({"all": [LARGE], "any": [LAKE]}, "one 'fact' with an operator"),
        ({"fact": "team_size", "above": "5"}, "not permitted"),
    ],
)
def test_what_makes_no_sense_is_refused(condition: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Condition.model_validate(condition)
