import pytest

from workbench.advisor.brief_facts import derive_facts
from workbench.advisor.facts import Facts
from workbench.advisor.knowledge import AdviceKnowledge
from workbench.advisor.sizing import size
from workbench.designs.brief import Brief
from workbench.handbook.facts import FACT_TYPES, FactKind


def _facts(knowledge: AdviceKnowledge, **fields: object) -> Facts:
    brief = Brief.model_validate({"project_name": "x", **fields})
    sizing = size(brief.current_state.data_volume, knowledge.figures)
    return derive_facts(brief, knowledge.lexicon, sizing)


def _consumer(latency: str = "", use: str = "", team: str = "A") -> dict[str, str]:
    return {"team": team, "use_case": use, "latency_requirement": latency}


def test_an_empty_brief_knows_nothing(knowledge: AdviceKnowledge) -> None:
    assert set(_facts(knowledge).values()) == {None}


def test_the_worked_example_gives_every_fact_of_its_kind(
    knowledge: AdviceKnowledge, shop: Brief
) -> None:
    facts = derive_facts(
        shop, knowledge.lexicon, size(shop.current_state.data_volume, knowledge.figures)
    )
    unknown = {name for name, value in facts.items() if value is None}
    assert unknown == {"cost_low_usd", "cost_high_usd", "budget_fit"}
    kinds = {FactKind.FLAG: bool, FactKind.NUMBER: float, FactKind.WORD: str, FactKind.WORDS: tuple}
    for name, value in facts.items():
        if value is not None:
            assert isinstance(value, kinds[FACT_TYPES[name].kind]), name
        choices, words = FACT_TYPES[name].choices, value if isinstance(value, tuple) else ()
        assert not choices or set(words) <= set(choices)


def test_needs_are_counted_by_class_with_their_words(knowledge: AdviceKnowledge) -> None:
    facts = _facts(
        knowledge,
        data_consumers=[
            _consumer("real-time", "ML", "Fraud"),
            _consumer("batch", "reporting", "Finance"),
            _consumer("batch", "ML", "Churn"),
        ],
    )
    assert (facts["real_time_consumers"], facts["batch_consumers"]) == (1, 2)
    assert (facts["fastest_latency"], facts["slowest_latency"]) == ("real-time", "batch")
    assert facts["ml_share_percent"] == pytest.approx(200 / 3)
    assert facts["primary_use"] == "ML"
    assert facts.all["real_time_consumers"].words == "Fraud (ML, real-time)"
    assert facts.all["ml_share_percent"].words == "Fraud (ML, real-time); Churn (ML, batch)"


def test_absence_is_unknown_while_a_consumer_has_not_said(knowledge: AdviceKnowledge) -> None:
    facts = _facts(knowledge, data_consumers=[_consumer("near-real-time"), _consumer("")])
    assert facts["near_real_time_consumers"] == 1
    assert facts["real_time_consumers"] is None
    assert facts["fastest_latency"] is None
    assert facts["latency_classes"] is None


@pytest.mark.parametrize(
    ("source", "kind", "can_replay"),
    [
        ("Kafka", "stream", True),
        ("orders topic on MSK", "stream", True),
        ("Kinesis", "stream", True),
        ("Pub/Sub", "stream", True),
        ("Azure Event Hubs", "stream", True),
        ("Pulsar", "stream", True),
        ("PostgreSQL through Debezium", "database", True),
        ("PostgreSQL", "database", False),
        ("RabbitMQ", "stream", False),
        ("CSV files by SFTP", "files", False),
        ("Salesforce", "api", False),
    ],
)
def test_sources_are_recognised(
    knowledge: AdviceKnowledge, source: str, kind: str, can_replay: bool
) -> None:
    facts = _facts(knowledge, current_state={"sources": [source]})
    kinds = facts["source_kinds"]
    assert isinstance(kinds, tuple)
    assert kind in kinds
    assert facts["replayable_sources"] == (1 if can_replay else 0)
    assert facts["unreplayable_sources"] == (0 if can_replay else 1)


def test_an_unknown_source_leaves_replay_open(knowledge: AdviceKnowledge) -> None:
    facts = _facts(knowledge, current_state={"sources": ["Kafka", "Frobnicator"]})
    assert facts["replayable_sources"] == 1
    assert facts["unreplayable_sources"] is None


def test_counted_things_are_read_in_digits_and_words(knowledge: AdviceKnowledge) -> None:
    facts = _facts(
        knowledge, business_context="40 teams share it; three cron jobs and 12 nightly jobs run."
    )
    assert facts["teams"] == 40
    assert facts.all["teams"].words == "40 teams"
    assert facts["pipelines"] == 12


def test_what_is_denied_is_no_signal(knowledge: AdviceKnowledge) -> None:
    said = _facts(knowledge, current_state={"pain_points": ["Steps depend on each other"]})
    denied = _facts(knowledge, current_state={"pain_points": ["There are no dependencies"]})
    assert said["signals"] == ("dependencies",)
    assert said.quotes()["signals.dependencies"] == '"depend on each other"'
    assert denied["signals"] == ()


def test_words_are_matched_whole(knowledge: AdviceKnowledge) -> None:
    facts = _facts(knowledge, current_state={"storage": ["Lakeside share"]})
    assert facts["has_lake"] is False
