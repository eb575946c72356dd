"""Whether a failed step may run again: by cause, by design, by what was written, by history."""

import datetime

import pytest

from workbench.designs.design import Design
from workbench.designs.pipeline import LoadStrategy, Pipeline
from workbench.handbook.handbook import Handbook
from workbench.handbook.retries import Retries
from workbench.handbook.signatures import Cause
from workbench.triage.catalogue import Catalogue
from workbench.triage.circumstances import circumstances_of, pipeline_of
from workbench.triage.classify import classify
from workbench.triage.diagnosis import Diagnosis, Retry
from workbench.triage.facts import Facts
from workbench.triage.guide import Guide
from workbench.triage.incident import Incident
from workbench.triage.retry import Circumstances, weighed_again

NOW = datetime.datetime(2024, 5, 14, 2, tzinfo=datetime.UTC)
CONFLICT = "org.apache.spark.sql.delta.ConcurrentAppendException: Files were added to the root"
RESET = "ERROR java.net.SocketException: Connection reset by peer"
NO_COLUMN = 'ERROR: column "customer_segment" does not exist'
NOTHING = "ERROR zorp phase diverged"


@pytest.fixture
def rules(book: Handbook) -> Retries:
    return book.page("retry-safety", Retries)


def pipeline(**parts: object) -> Pipeline:
    return Pipeline.model_validate({"name": "orders", "owner": "x", **parts})


def loaded(strategy: str, **load: object) -> Pipeline:
    return pipeline(load={"strategy": strategy, **load})


def advice(text: str, catalogue: Catalogue) -> Retry:
    return classify(text, catalogue).retry


def transient(catalogue: Catalogue) -> Diagnosis:
    """A failure that passes by itself, of a product that promises nothing of what it left."""
    diagnosis = classify(RESET, catalogue)
    told = {"transient": "yes", "cause": Cause.CONNECTION}
    return diagnosis.model_copy(update=told)


def test_the_rules_know_every_cause_question_and_load_strategy(rules: Retries) -> None:
    assert {each.cause for each in rules.causes} == set(Cause) - {Cause.UNKNOWN}
    assert {each.strategy for each in rules.loads} == {each.value for each in LoadStrategy}
    assert len({each.id for each in rules.questions}) == 5


def test_what_does_not_pass_is_fixed_first(catalogue: Catalogue) -> None:
    found = advice(NO_COLUMN, catalogue)
    assert (found.safe, found.verdict) == ("no", "fix-first")
    assert "align them first" in found.why
    assert found.wait_seconds is None


def test_an_unknown_cause_asks_everything(catalogue: Catalogue, rules: Retries) -> None:
    found = advice(NOTHING, catalogue)
    assert (found.safe, found.verdict) == ("unknown", "find-out-first")
    assert found.questions == tuple(each.question for each in rules.questions)


def test_what_left_nothing_behind_is_retried_with_wait_and_limit(
    catalogue: Catalogue, rules: Retries
) -> None:
    found = advice(CONFLICT, catalogue)
    rule = rules.for_cause(Cause.CONCURRENCY_CONFLICT)
    assert rule
    assert (found.safe, found.verdict) == ("yes", "retry")
    assert (found.wait_seconds, found.attempts) == (rule.wait_seconds, rule.attempts)


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        (Circumstances(), "find-out-first"),
        (Circumstances(written="no"), "retry"),
        (Circumstances(written="yes"), "find-out-first"),
        (Circumstances(loaded("merge", merge_keys=["id"])), "retry"),
        (Circumstances(loaded("merge")), "find-out-first"),
        (Circumstances(loaded("partition-swap", partition_key="day")), "retry"),
        (Circumstances(loaded("partition-swap")), "find-out-first"),
        (Circumstances(loaded("truncate-reload")), "retry"),
        (Circumstances(pipeline(load={"strategy": "truncate-reload"},
                                extract={"strategy": "incremental"}), written="yes"),
         "clean-up-first"),
        (Circumstances(loaded("append")), "find-out-first"),
        (Circumstances(loaded("append"), written="no"), "retry"),
        (Circumstances(loaded("append"), written="yes"), "clean-up-first"),
        (Circumstances(loaded("merge", merge_keys=["id"]), watermark_moved="yes"),
         "clean-up-first"),
        (Circumstances(loaded("merge", merge_keys=["id"]), still_running="yes"),
         "clean-up-first"),
        (Circumstances(written="no", earlier=1), "retry"),
        (Circumstances(written="no", earlier=2), "fix-first"),
    ],
)  # fmt: skip
def test_design_and_circumstances_decide(
    catalogue: Catalogue, rules: Retries, known: Circumstances, verdict: str
) -> None:
    found = weighed_again(transient(catalogue), rules, known).retry
    assert found.verdict == verdict
    assert found.safe == {"retry": "yes", "find-out-first": "unknown"}.get(verdict, "no")


def test_a_timeout_is_not_retried_before_the_first_attempt_is_over(
    catalogue: Catalogue, rules: Retries
) -> None:
    update = {"cause": Cause.TIMEOUT}
    diagnosis = transient(catalogue).model_copy(update=update)
    keyed = loaded("merge", merge_keys=["id"])
    asked = weighed_again(diagnosis, rules, Circumstances(keyed)).retry
    assert asked.verdict == "find-out-first"
    assert any("still running" in question for question in asked.questions)
    over = Circumstances(keyed, still_running="no")
    assert weighed_again(diagnosis, rules, over).retry.verdict == "retry"


def test_the_source_owner_is_waited_for(catalogue: Catalogue, rules: Retries) -> None:
    update = {"transient": "no", "who": "source-owner"}
    diagnosis = transient(catalogue).model_copy(update=update)
    found = weighed_again(diagnosis, rules, Circumstances()).retry
    assert (found.safe, found.verdict) == ("no", "wait-for-upstream")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"max_retries": 2, "retry_delay_seconds": 600}, (600, 2)),
        ({"max_retries": 9, "retry_delay_seconds": 1}, (60, 3)),
        ({"max_retries": 0, "retry_delay_seconds": 0}, (60, 1)),
    ],
)
def test_the_pipeline_has_a_say_in_wait_and_limit(
    catalogue: Catalogue, rules: Retries, stated: dict[str, int], expected: tuple[int, int]
) -> None:
    known = Circumstances(pipeline(error_handling=stated), written="no")
    found = weighed_again(transient(catalogue), rules, known).retry
    assert (found.wait_seconds, found.attempts) == expected


def test_weighing_twice_gives_the_same(catalogue: Catalogue, rules: Retries) -> None:
    for text in (CONFLICT, RESET, NO_COLUMN, NOTHING, "INFO fine"):
        once = classify(text, catalogue)
        assert weighed_again(once, rules, Circumstances()) == once


def test_earlier_incidents_with_the_same_line_are_counted(
    book: Handbook, catalogue: Catalogue, rules: Retries
) -> None:
    diagnosis = classify(RESET, catalogue)
    incident = Guide.start(book, diagnosis, clock=lambda: NOW).incident()

    def at(days: int, **changes: object) -> Incident:
        moment = NOW - datetime.timedelta(days=days)
        return incident.model_copy(update={"detected_at": moment, **changes})

    stored = [at(1), at(6), at(8), at(-1), at(1, fingerprint="another")]
    assert circumstances_of(diagnosis, rules, stored, NOW).earlier == 2
    no_line = classify("INFO fine", catalogue)
    assert circumstances_of(no_line, rules, stored, NOW).earlier is None


def test_the_facts_of_an_incident_answer_questions(catalogue: Catalogue, rules: Retries) -> None:
    facts = Facts(partial_load="no", watermark_before="10", watermark_after="12")
    known = circumstances_of(classify(RESET, catalogue), rules, [], NOW, facts=facts)
    assert (known.written, known.watermark_moved) == ("no", "yes")
    facts = Facts(watermark_before="10", watermark_after="10")
    known = circumstances_of(classify(RESET, catalogue), rules, [], NOW, facts=facts)
    assert (known.written, known.watermark_moved) == ("unknown", "no")


def test_the_pipeline_is_found_by_name_or_by_being_the_only_one() -> None:
    one, two = pipeline(), pipeline(name="Customers")
    assert pipeline_of(Design(workbench=1, pipelines=(one,)), "") is one
    assert pipeline_of(Design(workbench=1, pipelines=(one, two)), "") is None
    assert pipeline_of(Design(workbench=1, pipelines=(one, two)), "customers") is two
    assert pipeline_of(Design(workbench=1, pipelines=(one, two)), "other") is None
    assert pipeline_of(None, "orders") is None
