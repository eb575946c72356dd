"""Each ranking rule on small texts, with signatures made for the purpose."""

import pytest

from workbench.handbook.signatures import Signatures
from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify
from workbench.triage.diagnosis import Diagnosis, Verdict


def signature(
    name: str, strength: int, cause: str, pattern: str, **more: object
) -> dict[str, object]:
    return {
        "id": name,
        "title": name,
        "strength": strength,
        "cause": cause,
        "pattern": pattern,
        "examples": [more.pop("example", pattern)],
        "near_misses": ["-"],
        "fixes": [f"fix {name}"],
        **more,
    }


ROWS = [
    signature("disk", 90, "resource_exhausted", "disk full"),
    signature("login", 90, "permission", "login refused"),
    signature("rights", 70, "permission", "forbidden"),
    signature("quota", 80, "resource_exhausted", "over quota", overrules=["rights"]),
    signature("weak-time", 60, "timeout", "timed out", grade="weak"),
    signature("weak-link", 58, "connection", "cannot connect", grade="weak"),
    signature("reset", 60, "connection", "link reset", layer="symptom", transient="yes"),
    signature("aborted", 20, "unknown", "job aborted", layer="wrapper",
              checks=[{"text": "look at the worker", "command": "show worker"}]),
    signature("vendor-code", 95, "connection", "E-08001", only_with=["vendorbase"]),
    signature("handler", 91, "code_bug", "NameError"),
]  # fmt: skip


@pytest.fixture(scope="module")
def small() -> Catalogue:
    page = {
        "kind": "signatures",
        "id": "small",
        "title": "Small",
        "phase": 10,
        "summary": "For tests.",
        "source": "workbench",
        "technology": "vendorbase",
        "recognised_by": ["vendorbase"],
        "signatures": ROWS,
    }
    return Catalogue([Signatures.model_validate(page)])


def causes(diagnosis: Diagnosis) -> list[str]:
    found = [diagnosis.cause.value] if diagnosis.cause else []
    return found + [each.cause.value for each in diagnosis.alternatives]


def test_a_wrapper_scores_nothing_but_knows_where_to_look(small: Catalogue) -> None:
    diagnosis = classify("ERROR job aborted", small)
    assert diagnosis.verdict is Verdict.UNKNOWN
    assert diagnosis.next[0].command == "show worker"
    assert diagnosis.evidence[0].signature == "small/aborted"


def test_a_wrapper_does_not_hide_the_cause_beside_it(small: Catalogue) -> None:
    assert classify("ERROR job aborted: disk full", small).cause == "resource_exhausted"


def test_the_deepest_cause_of_a_java_chain_wins(small: Catalogue) -> None:
    text = "ERROR a.B: login refused\n\tat a.B.c(B.java:1)\nCaused by: a.C: disk full\n"
    assert classify(text, small).cause == "resource_exhausted"


def test_the_first_traceback_of_a_python_chain_wins(small: Catalogue) -> None:
    text = (
        "Traceback (most recent call last):\n"
        '  File "/app/a.py", line 1, in f\n'
        "OSError: disk full\n\n"
        "During handling of the above exception, another exception occurred:\n\n"
        "Traceback (most recent call last):\n"
        '  File "/app/a.py", line 3, in f\n'
        "NameError: name 'x'\n"
    )
    diagnosis = classify(text, small)
    assert causes(diagnosis) == ["resource_exhausted", "code_bug"]
    assert diagnosis.evidence[0].line == 3


def test_a_suppressed_exception_is_not_the_root(small: Catalogue) -> None:
    text = "ERROR a.B: disk full\n\tat a.B.c(B.java:1)\n\tSuppressed: a.C: login refused\n"
    assert classify(text, small).cause == "resource_exhausted"


@pytest.mark.parametrize("first", ["disk full", "login refused"])
def test_the_earliest_of_two_strong_lines_wins_and_both_are_shown(
    small: Catalogue, first: str
) -> None:
    second = {"disk full": "login refused", "login refused": "disk full"}[first]
    diagnosis = classify(f"ERROR {first}\nERROR {second}\n", small)
    assert diagnosis.evidence[0].text == first
    assert [(each.text, each.close) for each in diagnosis.alternatives] == [(second, True)]


def test_a_tie_lowers_the_confidence(small: Catalogue) -> None:
    alone = classify("ERROR disk full", small).confidence
    assert classify("ERROR disk full\nERROR login refused", small).confidence < alone


def test_a_specific_line_beats_words(small: Catalogue) -> None:
    diagnosis = classify("ERROR it timed out\nERROR disk full\n", small)
    assert diagnosis.verdict is Verdict.MATCHED
    assert diagnosis.cause == "resource_exhausted"


def test_words_in_a_line_that_a_specific_signature_explains_do_not_count(small: Catalogue) -> None:
    assert causes(classify("ERROR disk full, it timed out", small)) == ["resource_exhausted"]


def test_words_alone_only_resemble(small: Catalogue) -> None:
    diagnosis = classify("ERROR it timed out", small)
    assert diagnosis.verdict is Verdict.RESEMBLES
    assert diagnosis.confidence <= 0.6


def test_two_resemblances_that_are_close_give_no_verdict(small: Catalogue) -> None:
    diagnosis = classify("ERROR it timed out\nERROR cannot connect\n", small)
    assert diagnosis.verdict is Verdict.UNKNOWN
    assert {each.cause.value for each in diagnosis.alternatives} == {"timeout", "connection"}


def test_a_symptom_wins_only_alone(small: Catalogue) -> None:
    assert classify("ERROR link reset", small).verdict is Verdict.RESEMBLES
    assert classify("ERROR link reset\nERROR it timed out\n", small).cause == "timeout"


def test_a_symptom_asks_for_the_other_side(small: Catalogue) -> None:
    assert any("other side" in step.text for step in classify("ERROR link reset", small).next)


def test_information_counts_only_with_a_word_of_failure(small: Catalogue) -> None:
    assert classify("INFO disk full check passed", small).verdict is Verdict.NO_FAILURE
    assert classify("INFO failed: disk full", small).cause == "resource_exhausted"


def test_the_words_after_the_class_decide(small: Catalogue) -> None:
    assert causes(classify("ERROR forbidden: over quota", small)) == ["resource_exhausted"]
    assert causes(classify("ERROR forbidden", small)) == ["permission"]


def test_a_vendors_code_counts_only_where_the_vendor_shows(small: Catalogue) -> None:
    assert classify("ERROR E-08001", small).verdict is Verdict.UNKNOWN
    assert classify("ERROR vendorbase said E-08001", small).cause == "connection"


def test_a_warning_that_passed_is_no_failure(small: Catalogue) -> None:
    text = "2024-01-01 10:00:00 WARN link reset, retrying\n2024-01-01 10:00:05 INFO run succeeded\n"
    assert classify(text, small).verdict is Verdict.NO_FAILURE


def test_an_error_after_a_success_is_a_failure(small: Catalogue) -> None:
    text = "2024-01-01 10:00:00 INFO run succeeded\n2024-01-01 10:00:05 ERROR disk full\n"
    assert classify(text, small).cause == "resource_exhausted"


def test_a_long_silence_before_a_lost_connection_points_to_an_idle_limit(small: Catalogue) -> None:
    text = "2024-01-01 10:00:00 INFO sent query\n2024-01-01 10:16:00 ERROR link reset\n"
    assert any("16 minutes" in step.text for step in classify(text, small).next)


def test_hints_are_not_causes(small: Catalogue) -> None:
    text = "2024-01-01 10:00:00 UTC [1] HINT:  maybe the disk full\n"
    assert classify(text, small).evidence == ()


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("java.lang.OutOfMemoryError: Java heap space", "out_of_memory"),
        ("java.lang.OutOfMemoryError: unable to create native thread", "resource_exhausted"),
        ("java.lang.OutOfMemoryError: Requested array size exceeds VM limit", "resource_exhausted"),
        ("container exited with code 137", "out_of_memory"),
        ("250001 (08001): None: Failed to connect to DB: snowflake. User is locked", "permission"),
        ("250001 (08001): Snowflake. Verify the account name is correct", "config_error"),
        ('pods is forbidden: User "a" cannot list resource "pods"', "permission"),
        ('pods "a" is forbidden: exceeded quota: c', "resource_exhausted"),
        ('pods "a" is forbidden: failed quota: c: must specify limits.cpu', "config_error"),
        ("Schema is incompatible with an earlier schema; error code: 409", "schema_mismatch"),
        ("dbt: Got 3 results, configured to fail if != 0", "data_quality"),
        ("dbt: Database Error in test a\n  permission denied for table b", "permission"),
    ],
)
def test_the_shipped_signatures_know_the_decoys(
    text: str, cause: str, catalogue: Catalogue
) -> None:
    assert classify(text, catalogue).cause == cause


def test_a_loud_line_beats_one_at_information_that_came_first(small: Catalogue) -> None:
    diagnosis = classify("INFO call failed: disk full\nERROR login refused\n", small)
    assert diagnosis.cause == "permission"


def test_information_counts_in_full_where_no_line_is_loud(small: Catalogue) -> None:
    diagnosis = classify("INFO call failed: disk full\nINFO it timed out\n", small)
    assert diagnosis.cause == "resource_exhausted"


def test_a_firm_line_is_never_in_a_tie_with_words(small: Catalogue) -> None:
    diagnosis = classify("ERROR it timed out\nERROR forbidden\n", small)
    assert diagnosis.verdict is Verdict.MATCHED
    assert diagnosis.cause == "permission"
    assert [each.close for each in diagnosis.alternatives] == [False]
