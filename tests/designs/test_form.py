"""The form follows from the typed model; one field is checked at a time."""

from datetime import date

import pytest

from workbench.designs.brief import Brief, Latency
from workbench.designs.design import SECTIONS, Design
from workbench.designs.form import FieldKind, FormField, form_of
from workbench.designs.model import DimensionType, ScdType
from workbench.designs.pipeline import LoadStrategy

FORM = form_of(Brief, ("brief",))
LIMITS = ("brief", "constraints")


def all_fields(fields: tuple[FormField, ...]) -> list[FormField]:
    found = []
    for field in fields:
        found += [field, *all_fields(field.fields)]
        if field.kind is FieldKind.LIST:
            found += all_fields((field.entry(0),))
    return found


EVERYTHING = [field for field in all_fields(form_of(Design).fields) if field.path != ("workbench",)]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_field_of_every_document_is_asked_for_with_a_label_and_help(section: str) -> None:
    fields = [field for field in EVERYTHING if field.path[0] == section]
    named = {field.path[-1] for field in fields if isinstance(field.path[-1], str)}
    assert named >= {
        info.alias or name for name, info in SECTIONS[section].model.model_fields.items()
    }
    for field in fields:
        assert field.label, field.path
        assert field.help, field.path
        assert field.unit or field.kind is not FieldKind.NUMBER, field.path
        assert field.choices or field.kind is not FieldKind.CHOICE, field.path


def test_every_field_that_takes_an_answer_has_an_example_that_passes_its_own_check() -> None:
    several = (FieldKind.LIST, FieldKind.MULTI_CHOICE, FieldKind.RECORD)
    for field in EVERYTHING:
        if field.kind in several:
            continue
        assert field.example, field.path
        assert field.check(field.example).error == "", field.path


def test_every_kind_of_field_is_in_use() -> None:
    assert {field.kind for field in EVERYTHING} == set(FieldKind)


def test_a_list_of_texts_takes_its_entries_one_by_one() -> None:
    keys = form_of(Design).field(("pipelines", 0, "load", "merge_keys"))
    assert keys.kind is FieldKind.LIST
    assert keys.entry(1).check("order_id").value == "order_id"
    assert keys.entry(1).check(" ").error == "must be filled in"


@pytest.mark.parametrize(
    ("path", "answer", "value"),
    [
        (("backfills", 0, "scope", "start_date"), "2026-01-31", date(2026, 1, 31)),
        (("contracts", 0, "schema", 0, "pii"), "yes", True),
        (("models", 0, "dimensions", 0, "type"), "2", DimensionType.TYPE_2),
        (("models", 0, "dimensions", 0, "attributes", 0, "scd_type"), "Type 2", ScdType.TYPE_2),
        (("pipelines", 0, "load", "strategy"), "Soft delete", LoadStrategy.SOFT_DELETE),
        (("datasets", 0, "domain"), "logistics", "logistics"),
    ],
)
def test_answers_in_usual_spellings_are_taken(
    path: tuple[str | int, ...], answer: str, value: object
) -> None:
    assert form_of(Design).check(path, answer).value == value


@pytest.mark.parametrize("answer", ["31.01.2026", "1700000000", "2026-02-30", "2026-01-31T10:00"])
def test_a_day_is_written_in_one_way(answer: str) -> None:
    path = ("backfills", 0, "scope", "start_date")
    assert "2026" in form_of(Design).check(path, answer).error


def test_kinds_follow_from_types() -> None:
    kinds = {field.path[1:]: field.kind for field in all_fields(FORM.fields)}
    assert kinds["project_name",] is FieldKind.TEXT
    assert kinds["business_context",] is FieldKind.LONG_TEXT
    assert kinds["data_consumers",] is FieldKind.LIST
    assert kinds["data_consumers", 0] is FieldKind.RECORD
    assert kinds["data_consumers", 0, "use_case"] is FieldKind.CHOICE
    assert kinds["constraints", "team_size"] is FieldKind.NUMBER
    assert kinds["constraints", "compliance"] is FieldKind.MULTI_CHOICE


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
