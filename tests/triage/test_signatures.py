"""Every shipped signature: its examples lead to its cause, its near misses do not match."""

import re

import pytest
from pydantic import ValidationError

from workbench.handbook.failure import Failure
from workbench.handbook.literals import required_words
from workbench.handbook.patterns import check_pattern
from workbench.handbook.signatures import Cause, Layer, Signature
from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify
from workbench.triage.diagnosis import Verdict
from workbench.triage.trouble import is_quiet


def signatures(catalogue: Catalogue) -> list[tuple[str, Signature]]:
    return [
        (f"{page.id}/{signature.id}", signature)
        for page in catalogue.pages
        for signature in page.signatures
    ]


def failures(catalogue: Catalogue) -> list[tuple[str, Failure]]:
    groups = [
        (f"{page.id}/{group.id}", group)
        for page in catalogue.pages
        for table in page.tables
        for group in table.groups
    ]
    return [*signatures(catalogue), *groups]


def test_examples_are_classified_as_their_own_cause(catalogue: Catalogue) -> None:
    wrong = []
    for ref, signature in signatures(catalogue):
        for example in signature.examples:
            cause = classify(example, catalogue).cause
            if cause is not signature.cause:
                wrong.append(f"{ref}: {cause} for {example!r}")
    assert wrong == []


def test_near_misses_do_not_match(catalogue: Catalogue) -> None:
    for ref, signature in signatures(catalogue):
        for text in signature.near_misses:
            matched = {match.known.ref for match in catalogue.matches(text)}
            assert ref not in matched


def test_all_causes_and_the_main_technologies_are_covered(catalogue: Catalogue) -> None:
    assert {failure.cause for _, failure in failures(catalogue)} == set(Cause)
    technologies = {
        failure.technology or page.technology
        for page in catalogue.pages
        for failure in page.signatures
    }
    assert technologies >= {
        "postgresql", "mysql", "oracle", "snowflake", "bigquery", "redshift", "duckdb", "spark",
        "delta", "iceberg", "flink", "kafka", "kafka-connect", "debezium", "airflow", "dbt",
        "kubernetes", "jvm", "python", "aws", "gcp", "azure", "any",
    }  # fmt: skip


def test_what_a_signature_overrules_exists(catalogue: Catalogue) -> None:
    ids = {failure.id for _, failure in failures(catalogue)}
    missing = {
        f"{ref} overrules {other}"
        for ref, failure in failures(catalogue)
        for other in failure.overrules
        if other not in ids
    }
    assert missing == set()


def test_everything_that_names_a_cause_says_what_to_do(catalogue: Catalogue) -> None:
    for ref, failure in failures(catalogue):
        assert failure.checks, ref
        if failure.layer is not Layer.WRAPPER:
            assert failure.fixes, ref


def test_commands_only_read(catalogue: Catalogue) -> None:
    writes = re.compile(
        r"(?i)\b(?:delete|drop|truncate|insert|update|alter|kill|restart|rm|create)\b(?! index/)"
    )
    for ref, failure in failures(catalogue):
        for check in failure.checks:
            assert not writes.search(check.command), f"{ref}: {check.command}"


def test_words_alone_are_never_called_a_match(catalogue: Catalogue) -> None:
    for ref, signature in signatures(catalogue):
        if ref.startswith("failures-words/"):
            assert signature.grade == "weak", ref
            for example in signature.examples:
                assert classify(example, catalogue).verdict is not Verdict.MATCHED


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"(unclosed", "character"),
        (r"(a+)+b", "nested repeats"),
        (r"(?:x|y*)*z", "nested repeats"),
        (r"((?:ab+)c)+", "nested repeats"),
        (r"a.*b", "unbounded"),
        (r"a.{3,}b", "unbounded"),
        (r"a.{0,5000}b", "unbounded"),
    ],
)
def test_patterns_that_cannot_run_safely_are_refused(pattern: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        check_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", [r"a.{0,80}b", r"[^\"\n]{1,80}", r"(?:a|b)+", r"\(a+\)+", r"[.*]+"]
)
def test_linear_patterns_are_taken(pattern: str) -> None:
    assert check_pattern(pattern) == pattern


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"(?i)Connection Refused", {"connection refused"}),
        (r"abc|d\.ef", {"abc", "d.ef"}),
        (r"\b(?:ALPHA|BETA)_X\d+", {"alpha", "beta"}),
        (r"colou?r table", {"r table"}),
        (r"(?:maybe )?certain", {"certain"}),
        (r"(?!never)surely", {"surely"}),
        (r"[a-z]+\d{3}", None),
        (r"known|\d+", None),
        (r"x{2,}yes", {"yes"}),
    ],
)
def test_the_words_that_a_match_needs(pattern: str, words: set[str] | None) -> None:
    assert required_words(pattern) == words


def test_no_example_lacks_the_words_that_its_pattern_needs(catalogue: Catalogue) -> None:
    for ref, signature in signatures(catalogue):
        for example in signature.examples:
            assert signature.may_match(example.lower()), ref


def test_no_example_would_be_passed_over_as_quiet(catalogue: Catalogue) -> None:
    for ref, signature in signatures(catalogue):
        for example in signature.examples:
            assert not is_quiet(example.encode()), ref


def row(**changes: object) -> dict[str, object]:
    return {
        "id": "x",
        "title": "X",
        "strength": "50",
        "cause": "connection",
        "pattern": "gone",
        "examples": ["it is gone"],
        "near_misses": ["it is here"],
    } | changes


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"examples": ["it is here"]}, "misses its example"),
        ({"near_misses": ["gone too"]}, "takes its near miss"),
        ({"examples": []}, "at least 1"),
        ({"near_misses": []}, "at least 1"),
        ({"strength": "98"}, "less than or equal"),
        ({"layer": "wrapper"}, "names no cause"),
    ],
)
def test_a_row_without_proof_does_not_load(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        Signature.model_validate(row(**changes))


def test_layers_are_ordered_from_firm_to_soft() -> None:
    assert [layer.value for layer in Layer] == ["code", "class", "phrase", "symptom", "wrapper"]
