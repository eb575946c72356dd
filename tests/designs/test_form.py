"""The form follows from the typed model; one field is checked at a time."""

import pytest

from workbench.designs.brief import Brief, Latency
from workbench.designs.form import FieldKind, FormField, form_of

FORM = form_of(Brief, ("brief",))
LIMITS = ("brief", "constraints")


def all_fields(fields: tuple[FormField, ...]) -> list[FormField]:
    found = []
    for field in fields:
        found += [field, *all_fields(field.fields)]
        if field.kind is FieldKind.LIST:
            found += all_fields((field.entry(0),))
    return found


def test_every_field_of_the_brief_is_asked_for_with_a_label_and_help() -> None:
    fields = all_fields(FORM.fields)
    assert {str(field.path[-1]) for field in fields if isinstance(field.path[-1], str)} == {
        *("project_name", "business_context", "data_consumers", "team", "use_case"),
        *("latency_requirement", "query_pattern", "current_state", "sources", "storage"),
        *("pain_points", "data_volume", "current_gb_per_day", "growth_rate_percent"),
        *("retention_months", "constraints", "budget_monthly_usd", "team_size", "skill_level"),
        *("compliance", "cloud_provider"),
    }
    assert all(field.label and field.help for field in fields)
    assert all(field.unit for field in fields if field.kind is FieldKind.NUMBER)


def test_kinds_follow_from_types() -> None:
    kinds = {field.path[1:]: field.kind for field in all_fields(FORM.fields)}
    assert kinds["project_name",] is FieldKind.TEXT
    assert kinds["business_context",] is FieldKind.LONG_TEXT
    assert kinds["data_consumers",] is FieldKind.LIST
    assert kinds["data_consumers", 0] is FieldKind.RECORD
    assert kinds["data_consumers", 0, "use_case"] is FieldKind.CHOICE
    assert kinds["constraints", "team_size"] is FieldKind.NUMBER
    assert kinds["constraints", "compliance"] is FieldKind.MULTI_CHOICE


def test_examples_pass_their_own_check() -> None:
    for field in all_fields(FORM.fields):
        if field.example and field.kind not in (FieldKind.LIST, FieldKind.MULTI_CHOICE):
            assert field.check(field.example).error == "", field.path


@pytest.mark.parametrize(
    ("path", "answer", "value"),
    [
        ((*LIMITS, "budget_monthly_usd"), "5000", 5000.0),
        ((*LIMITS, "budget_monthly_usd"), "", 0),
        ((*LIMITS, "compliance"), ["gdpr", "CCPA"], ("GDPR", "CCPA")),
        ((*LIMITS, "compliance"), [], ()),
        (("brief", "data_consumers", 4, "latency_requirement"), "Batch", Latency.BATCH),
        (("brief", "current_state", "sources", 0), "Kafka", "Kafka"),
    ],
)
def test_a_good_answer_becomes_a_typed_value(
    path: tuple[str | int, ...], answer: str | list[str], value: object
) -> None:
    checked = FORM.check(path, answer)
    assert (checked.value, checked.error) == (value, "")


@pytest.mark.parametrize(
    ("path", "answer", "error"),
    [
        (("brief", "project_name"), "  ", "must be filled in"),
        ((*LIMITS, "budget_monthly_usd"), "5k", "a number is needed, not '5k'"),
        ((*LIMITS, "team_size"), "-1", "at least 0 is needed, not '-1'"),
        ((*LIMITS, "team_size"), "nan", "a whole number is needed, not 'nan'"),
        ((*LIMITS, "compliance"), ["GDPR", "none"], "'none' cannot stand beside"),
        ((*LIMITS, "skill_level"), "guru", "'mixed' is needed, not 'guru'"),
    ],
)
def test_a_bad_answer_is_explained(
    path: tuple[str | int, ...], answer: str | list[str], error: str
) -> None:
    assert error in FORM.check(path, answer).error


def test_a_field_that_does_not_exist_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError, match=r"brief\.owner"):
        FORM.field(("brief", "owner"))
