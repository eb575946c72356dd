"""A template of the methodology opens as it stands, and placeholders are no answers."""

from pathlib import Path

import pytest

from workbench.designs.design import SECTIONS, Design
from workbench.designs.form import FieldKind, form_of
from workbench.designs.store import DesignFile, read_design
from workbench.handbook.handbook import Handbook
from workbench.handbook.template import Template, TemplateField
from workbench.yaml_source import YamlValue

SECTION_OF = {
    "architecture-brief/brief": "brief",
    "dimensional-model/model": "models",
    "pipeline/pipeline": "pipelines",
    "data-contract/contract": "contracts",
    "catalogue-entry/dataset": "datasets",
    "health-dashboard/dashboard": "dashboard",
    "run-log/record": "run_logs",
    "run-log/example": "run_logs",
    "dbt-tests/model-tests": "tests",
    "dbt-tests/unit-tests": "tests",
    "cost-tracking/cost-tracking": "cost_tracking",
    "feature-store-template/feature-store": "feature_stores",
}
PAGES = Handbook.load(kinds=frozenset({"template"})).of_kind(Template)
BODIES = {
    f"{page.id}/{part.id}": part.body
    for page in PAGES
    for part in page.parts
    if part.language in ("yaml", "json")
}

AS_PRINTED = {
    "models": """\
fact_table:
  name: "fact_[business_process]"
  grain: ""                    # one row = one [what]?
  grain_statement: "One row per [transaction/event/snapshot] at [time grain]"
  measures:
    - name: ""
      type: additive | semi-additive | non-additive
      aggregation: "SUM | AVG | COUNT | MIN | MAX | COUNT DISTINCT"
dimensions:
  - name: "dim_[entity]"
    type: "Type 1 (overwrite) | Type 2 (history) | Type 3 (previous value)"
    attributes:
      - name: "[name]"
        scd_type: 1 | 2 | 3
""",
    "pipelines": """\
pipeline:
  name: "[name]"
  tier: "1 (critical) | 2 (important) | 3 (nice-to-have)"
  extract:
    strategy: full | incremental | CDC | log-based
  load:
    strategy: append | upsert | merge | truncate-reload | partition-swap
""",
    "datasets": """\
dataset:
  domain: sales | marketing | finance | product | engineering
  tier: gold (trusted) | silver (cleaned) | bronze (raw)
  access:
    classification: public | internal | confidential | restricted
""",
    "tests": """\
models:
  - name: fct_orders
    columns:
      - name: ordered_at
        tests:
          - not_null
          - dbt_utils.recency:
              datepart: day
              field: ordered_at
              interval: 2
""",
}


def test_every_template_that_is_a_document_is_known() -> None:
    assert SECTION_OF.keys() == BODIES.keys()


@pytest.mark.parametrize("name", SECTION_OF)
def test_a_template_of_the_handbook_opens_as_a_design_with_that_section(
    name: str, tmp_path: Path
) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(BODIES[name])
    design = read_design(path)
    assert design.model_fields_set - {"workbench"} == {SECTION_OF[name]}
    file = DesignFile.open(path)
    assert file.text == BODIES[name]
    assert file.problems == ()


FIELDS = [
    (f"{page.id}/{part.id}", field)
    for page in PAGES
    for part in page.parts
    for field in part.fields
    if f"{page.id}/{part.id}" in SECTION_OF and "data_tests[]" not in field.path
]


@pytest.mark.parametrize(
    ("name", "field"), FIELDS, ids=[f"{name}: {field.path}" for name, field in FIELDS]
)
def test_the_documents_have_the_fields_of_the_handbook_and_take_its_choices(
    name: str, field: TemplateField
) -> None:
    section = SECTION_OF[name]
    path: list[str | int] = [section, 0] if SECTIONS[section].many else [section]
    for step in field.path.split("."):
        if step in (section, SECTIONS[section].bare):
            continue
        path.append(step.removesuffix("[]"))
        if step.endswith("[]"):
            path.append(0)
    found = form_of(Design).field(tuple(path))
    for choice in field.choices:
        several = found.kind is FieldKind.MULTI_CHOICE
        assert found.check([choice] if several else choice).error == ""
    if field.unit and found.kind is FieldKind.NUMBER:
        assert found.unit


@pytest.mark.parametrize("section", AS_PRINTED)
def test_placeholders_are_not_filled_in(section: str) -> None:
    file = DesignFile.of_text("t.yaml", AS_PRINTED[section])
    assert file.problems == ()
    assert file.design.model_fields_set - {"workbench"} == {section}
    if section != "tests":
        dumped = file.design.model_dump()[section][0]
        unfilled = SECTIONS[section].model.model_validate(_without_scalars(dumped)).model_dump()
        assert dumped == unfilled


def _without_scalars(value: object) -> YamlValue:
    if isinstance(value, dict):
        return {
            str(key): _without_scalars(item)
            for key, item in value.items()
            if isinstance(item, dict | tuple)
        }
    assert isinstance(value, tuple)
    return [_without_scalars(item) for item in value]


@pytest.mark.parametrize(
    "written",
    ["orders [legacy]", "[1]", "a | b", "^[a-z]+$", "arr[0]", "SELECT a[1] | b"],
)
def test_text_that_only_looks_like_a_placeholder_stays(written: str) -> None:
    file = DesignFile.of_text(
        "t.yaml", f"dataset:\n  name: '{written}'\n  description: '{written}'\n"
    )
    (dataset,) = file.design.datasets
    assert (dataset.name, dataset.description) == (written, written)


def test_a_test_in_the_old_spelling_of_dbt_is_the_same_as_in_the_new_one() -> None:
    old = DesignFile.of_text("old.yaml", AS_PRINTED["tests"]).design
    new = DesignFile.of_text(
        "new.yaml",
        "tests:\n  models:\n    - name: fct_orders\n      columns:\n        - name: ordered_at\n"
        "          data_tests:\n            - not_null\n            - dbt_utils.recency:\n"
        "                arguments: {datepart: day, field: ordered_at, interval: 2}\n",
    ).design
    assert old == new
    assert old.tests is not None
    recency = old.tests.models[0].columns[0].data_tests[1]
    assert (recency.test, recency.interval) == ("dbt_utils.recency", 2)


def test_changes_go_to_the_place_of_the_template() -> None:
    file = DesignFile.of_text("p.yaml", BODIES["pipeline/pipeline"])
    file.set(("pipelines", 0, "name"), "orders_daily")
    file.set(("pipelines", 0, "sla_minutes"), "60")
    file.set(("pipelines", 0, "load", "merge_keys"), ["order_id"])
    assert '  name: "orders_daily"\n' in file.text
    assert "  sla_minutes: 60            # longest acceptable runtime\n" in file.text
    assert file.value(("pipelines", 0, "load", "merge_keys")) == ["order_id"]
    assert file.place(("pipelines", 0, "sla_minutes"))[1].line == 5
    assert file.text.startswith("pipeline:\n")


def test_several_templates_in_one_file_make_one_design() -> None:
    texts = [BODIES["pipeline/pipeline"], BODIES["dimensional-model/model"]]
    file = DesignFile.of_text("all.yaml", "\n".join([*texts, "contract:\n  name: fct_orders\n"]))
    assert file.problems == ()
    assert (len(file.design.pipelines), len(file.design.models)) == (1, 1)
    assert file.design.contracts[0].name == "fct_orders"
    file.set(("models", 0, "fact_table", "name"), "fct_orders")
    assert "fct_orders" in file.text.split("fact_table:")[1]


def test_a_mistake_in_a_template_names_the_path_in_the_file() -> None:
    file = DesignFile.of_text("p.yaml", "pipeline:\n  nmae: x\n  sla_minutes: soon\n")
    assert [(one.path, one.line, one.column, one.fix) for one in file.problems] == [
        ("pipeline.nmae", 2, 3, "Did you mean 'name'?"),
        ("pipeline.sla_minutes", 3, 16, ""),
    ]
    assert file.problems_at(("pipelines", 0, "sla_minutes")) == file.problems[1:]


def test_an_empty_design_has_every_section() -> None:
    assert Design.model_fields.keys() == {"workbench", *SECTIONS}
