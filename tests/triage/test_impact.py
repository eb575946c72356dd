"""Impact and severity computed from a design: who is hit, what was promised, how bad it is."""

from pathlib import Path

import pytest

from workbench.designs.design import Design
from workbench.designs.store import read_design
from workbench.handbook.handbook import Handbook
from workbench.handbook.severities import LEVELS, Severities
from workbench.triage.impact import PAGE, Assessment, DataState, Situation, assess
from workbench.triage.reach import AffectedConsumer, Reach, class_of, reach_of

LATE = Situation("late")
DESIGN = """\
workbench: 1
brief:
  project_name: Shop
  data_consumers:
    - {team: Logistics, use_case: operational, latency_requirement: near-real-time}
    - {team: Marketing, use_case: reporting, latency_requirement: batch}
pipelines:
  - {name: orders, owner: Data, tier: TIER, load: {target_dataset: fact_orders},
     extract: {source_datasets: [raw.orders]}}
  - {name: sales, owner: Data, load: {target_dataset: mrt_sales},
     extract: {source_datasets: [analytics.fct_orders]}}
  - {name: other, owner: Data, load: {target_dataset: mrt_other}}
contracts:
  - {name: mrt_sales, version: '1', owner: Data, consumers: [CONSUMER],
     sla: {freshness_hours: 6}, notification_channel: '#sales'}
  - {name: mrt_other, version: '1', owner: Data, consumers: [Treasury]}
datasets:
  - {name: fct_orders, description: d, owner_team: Data, tier: DATATIER,
     access: {classification: internal}, lineage: {downstream: [Order board]}}
"""


@pytest.fixture(scope="module")
def rules() -> Severities:
    return Handbook.load(kinds=frozenset({"severities"})).page(PAGE, Severities)


def design(
    folder: Path, consumer: str = "Marketing", tier: str = "2", data_tier: str = "gold"
) -> Design:
    """Return the design with another consumer of the sales, or other tiers."""
    text = DESIGN.replace("CONSUMER", consumer).replace("DATATIER", data_tier)
    (folder / "shop.yaml").write_text(text.replace("TIER", tier))
    return read_design(folder / "shop.yaml")


def judged(design: Design, rules: Severities, situation: Situation = LATE) -> Assessment:
    return assess(reach_of(design, "orders", rules), situation, rules)


def test_all_that_is_made_from_the_target_counts(tmp_path: Path, rules: Severities) -> None:
    reach = reach_of(design(tmp_path), "Orders", rules)
    assert reach.datasets == ("fact_orders", "mrt_sales")
    assert [(each.name, each.reads) for each in reach.consumers] == [
        ("Marketing", "mrt_sales"),
        ("Order board", "fct_orders"),
    ]
    assert reach.consumers[0].promise_hours == 6
    assert reach.consumers[0].channel == "#sales"
    assert reach.owner == "Data"


def test_without_the_pipeline_all_consumers_of_the_brief_count(
    tmp_path: Path, rules: Severities
) -> None:
    reach = reach_of(design(tmp_path), "unheard-of", rules)
    assert [each.name for each in reach.consumers] == ["Logistics", "Marketing"]
    assert [each.group for each in reach.consumers] == ["business-critical", "team"]


def test_without_a_design_the_level_says_that_nobody_is_known(rules: Severities) -> None:
    found = assess(reach_of(None, "orders", rules), Situation("wrong", True), rules)
    assert found.why[0] == "no design names who needs the data: P2"
    assert found.severity == "P1"  # wrong data was read


@pytest.mark.parametrize(
    ("consumer", "situation", "expected"),
    [
        ("Marketing", Situation("late"), "P2"),
        ("Marketing", Situation("wrong"), "P2"),
        ("Marketing", Situation("wrong", was_read=True), "P1"),
        ("Marketing", Situation("late", was_read=True), "P2"),
        ("Marketing", Situation("at-risk"), "P3"),
        ("Marketing", Situation("late", hours_late=23.9), "P2"),
        ("Marketing", Situation("late", hours_late=24), "P1"),
        ("Marketing", Situation("wrong", hours_late=24), "P2"),
        ("Logistics", Situation("late"), "P1"),
        ("Executive board", Situation("late"), "P1"),
        ("Finance", Situation("late"), "P0"),
        ("finance_reporting", Situation("unknown"), "P0"),
        ("Finance", Situation("wrong", was_read=True), "P0"),
    ],
)
def test_severity_follows_consumer_state_and_lateness(
    tmp_path: Path, rules: Severities, consumer: str, situation: Situation, expected: str
) -> None:
    found = judged(design(tmp_path, consumer), rules, situation)
    assert found.severity == expected
    assert found.why[-1].endswith(f": {expected}")


@pytest.mark.parametrize(
    ("tier", "data_tier", "expected"),
    [("1", "gold", "P1"), ("2", "gold", "P2"), ("3", "gold", "P3"), ("2", "bronze", "P3")],
)
def test_tiers_move_the_level(
    tmp_path: Path, rules: Severities, tier: str, data_tier: str, expected: str
) -> None:
    assert judged(design(tmp_path, tier=tier, data_tier=data_tier), rules).severity == expected


@pytest.mark.parametrize("data", ["late", "wrong", "late-and-wrong", "unknown"])
def test_a_worse_consumer_never_lowers_the_level(
    tmp_path: Path, rules: Severities, data: DataState
) -> None:
    calm = judged(design(tmp_path), rules, Situation(data))
    worse = judged(design(tmp_path, "Payments"), rules, Situation(data))
    assert LEVELS.index(worse.severity) <= LEVELS.index(calm.severity)


def test_words_of_a_class_are_whole_words(rules: Severities) -> None:
    assert class_of(["Asterisk team"], "", rules).id == "team"  # no "risk"
    assert class_of(["Risk & audit"], "", rules).id == "revenue-or-regulation"


def test_a_breach_is_known_only_where_the_state_is(rules: Severities) -> None:
    reach = Reach((AffectedConsumer(name="A", group="team"),))
    states: tuple[DataState, ...] = ("late", "wrong", "at-risk", "unknown")
    breaches = [assess(reach, Situation(each), rules).sla_breached for each in states]
    assert breaches == [True, False, False, None]
