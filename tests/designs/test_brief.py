"""The brief takes the methodology's spellings and refuses what makes no sense."""

from pathlib import Path

import pytest

from workbench.designs.brief import Brief, CloudProvider, DataConsumer, Latency, QueryPattern
from workbench.designs.store import read_design
from workbench.errors import InputError, Problem
from workbench.reading import SourceText
from workbench.yaml_source import parse_yaml, validate


def brief(text: str) -> Brief:
    return validate(parse_yaml(SourceText("brief.yaml", text)), Brief)


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        brief(text)
    return caught.value.problems


@pytest.mark.parametrize("name", ["briefs/ecommerce.yaml", "designs/ecommerce.yaml"])
def test_the_worked_example_reads_alike_from_a_brief_and_from_a_design(
    samples: Path, name: str
) -> None:
    found = read_design(samples / name).brief
    assert found is not None
    needs = {one.team: (one.latency_requirement, one.query_pattern) for one in found.data_consumers}
    assert needs == {
        "Marketing": (Latency.BATCH, QueryPattern.SCHEDULED),
        "Product": (Latency.NEAR_REAL_TIME, QueryPattern.DASHBOARD),
        "ML": (Latency.REAL_TIME, QueryPattern.API),
    }
    assert found.current_state.sources == ("PostgreSQL", "Kafka", "S3")
    assert found.current_state.data_volume.current_gb_per_day == 500
    assert found.constraints.budget_monthly_usd == 5000
    assert found.constraints.compliance == ("GDPR",)
    assert found.constraints.cloud_provider is CloudProvider.AWS


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("real-time (<1s)", Latency.REAL_TIME),
        ("Near Real Time", Latency.NEAR_REAL_TIME),
        ("near-real-time (< 5 min)", Latency.NEAR_REAL_TIME),
        ("BATCH (hourly+)", Latency.BATCH),
    ],
)
def test_choices_are_read_in_the_spellings_people_use(written: str, meant: Latency) -> None:
    found = brief(f"project_name: x\ndata_consumers: [latency_requirement: {written}]")
    assert found.data_consumers == (DataConsumer(latency_requirement=meant),)


def test_a_choice_with_a_remark_of_another_choice_is_refused() -> None:
    (problem,) = problems(
        "project_name: x\ndata_consumers:\n  - latency_requirement: real-time (<5min)"
    )
    assert (problem.line, problem.column) == (3, 26)
    assert "'near-real-time'" in problem.message


def test_an_unfilled_template_is_a_brief_in_which_nothing_is_filled_in() -> None:
    text = (
        'project_name: ""\nbusiness_context: ""\ndata_consumers:\n  - team: ""\n    use_case: ""\n'
    )
    assert brief(text) == Brief(data_consumers=(DataConsumer(),))


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("latency_requirement: real-time", 1 / 60),
        ("latency_requirement: near-real-time", 5),
        ("latency_requirement: batch", 60),
        ("{latency_requirement: batch, max_age_minutes: 15}", 15),
        ("team: x", None),
    ],
)
def test_the_age_that_a_consumer_allows_is_stated_or_follows_from_the_latency(
    written: str, minutes: float | None
) -> None:
    (consumer,) = brief(f"data_consumers: [{written}]").data_consumers
    assert consumer.age_limit_minutes == minutes


def test_everything_wrong_is_said_at_once_with_its_place() -> None:
    found = problems(
        "project_name: x\n"
        "data_consumer: []\n"
        "current_state:\n"
        "  sources: PostgreSQL\n"
        "  data_volume:\n"
        "    current_gb_per_day: -1\n"
        "    retention_months: 1.5\n"
        "constraints:\n"
        "  budget_monthly_usd: inf\n"
        "  compliance: [GDRP]\n"
    )
    assert [(one.line, one.column, one.path) for one in found] == [
        (2, 1, "data_consumer"),
        (4, 12, "current_state.sources"),
        (6, 25, "current_state.data_volume.current_gb_per_day"),
        (7, 23, "current_state.data_volume.retention_months"),
        (9, 23, "constraints.budget_monthly_usd"),
        (10, 16, "constraints.compliance[0]"),
    ]
    assert found[0].fix == "Did you mean 'data_consumers'?"
    assert found[1].message == "a list is needed, not 'PostgreSQL'"


def test_regulations_are_spelled_alike_and_others_may_be_named() -> None:
    found = brief("project_name: x\nconstraints: {compliance: [gdpr, PCI-DSS, CCPA]}")
    assert found.constraints.compliance == ("GDPR", "PCI", "CCPA")


def test_no_regulation_stands_alone() -> None:
    (problem,) = problems("project_name: x\nconstraints: {compliance: [none, GDPR]}")
    assert "'none'" in problem.message
    # The word is a value here, and not YAML's word for nothing.
    assert brief("project_name: NO\nconstraints: {compliance: [none]}").project_name == "NO"
