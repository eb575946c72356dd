"""Deadlines, durations, fingerprints, the fitted runbook, and what is learned."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.handbook.handbook import Handbook
from workbench.handbook.matrix import Matrix
from workbench.handbook.signatures import Cause, Signatures
from workbench.handbook.tree import Tree
from workbench.triage.amend import (
    AMENDMENT,
    Correction,
    Insertion,
    SeverityDecided,
    Stamp,
    StatusSet,
    amended,
    masked,
)
from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify
from workbench.triage.deadline import PAGE, business_days_after, deadline_of
from workbench.triage.durations import durations_of, in_words
from workbench.triage.facts import Facts
from workbench.triage.fingerprint import generalised
from workbench.triage.fitting import fitted, hours_in
from workbench.triage.guide import Guide
from workbench.triage.impact import Assessment
from workbench.triage.incident import Incident, Severity
from workbench.triage.learning import pattern_of, propose
from workbench.triage.masking import mask
from workbench.triage.moments import moment_of, timed
from workbench.triage.reach import AffectedConsumer
from workbench.triage.runbook import TREE
from workbench.triage.told import Moment, words_of

FRIDAY = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)


def incident(**fields: object) -> Incident:
    """Return a record with some fields set."""
    data = {
        "id": "20260306-180000-cafe",
        "title": "t",
        "status": "investigating",
        "severity": "P2",
        "detected_at": FRIDAY,
        "cause": "unknown",
        "verdict": "unknown",
        "confidence": 0,
    }
    return Incident.model_validate({**data, **fields})


@pytest.fixture(scope="module")
def severities() -> Matrix:
    return Handbook.load(kinds=frozenset({"matrix"})).page(PAGE, Matrix)


@pytest.mark.parametrize(
    ("severity", "expected"),
    [
        ("P0", FRIDAY + timedelta(minutes=15)),
        ("P1", FRIDAY + timedelta(hours=1)),
        ("P2", FRIDAY + timedelta(hours=4)),
        ("P3", datetime(2026, 3, 9, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_deadlines_come_from_the_table_of_severities(
    severities: Matrix, severity: Severity, expected: datetime
) -> None:
    deadline = deadline_of(severity, FRIDAY, severities)
    assert deadline
    assert deadline.due == expected
    assert deadline.is_day is (severity == "P3")


def test_no_severity_has_no_deadline(severities: Matrix) -> None:
    assert deadline_of("not set", FRIDAY, severities) is None


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.integers(1, 20))
def test_business_days_are_never_at_a_weekend(moment: datetime, days: int) -> None:
    due = business_days_after(moment.replace(tzinfo=UTC), days)
    assert due.weekday() < 5
    assert timedelta(0) < due - moment.replace(tzinfo=UTC) <= timedelta(days=days * 7 / 5 + 3)


def test_durations_are_computed_and_gaps_stay_gaps() -> None:
    bare = durations_of(incident())
    assert (bare.detect, bare.acknowledge, bare.mitigate, bare.resolve) == (None,) * 4
    facts = Facts(
        started_at=FRIDAY - timedelta(hours=5),
        alerted_at=FRIDAY - timedelta(minutes=10),
        mitigated_at=FRIDAY + timedelta(minutes=50),
    )
    full = durations_of(incident(facts=facts, resolved_at=FRIDAY + timedelta(hours=25)))
    assert full.detect == timedelta(hours=4, minutes=50)
    assert full.acknowledge == timedelta(minutes=10)
    assert full.mitigate == timedelta(hours=1)
    assert in_words(full.resolve) == "1 d 1 h 10 min"


def test_moments_that_contradict_each_other_give_no_duration() -> None:
    late = Facts(started_at=FRIDAY + timedelta(hours=1))
    assert durations_of(incident(facts=late)).detect is None
    assert in_words(None) == "not recorded"


def test_consumers_are_told_on_the_channel_of_their_contract(severities: Matrix) -> None:
    consumers = (
        AffectedConsumer(name="Finance", group="team", channel="#sales"),
        AffectedConsumer(name="Order board", group="team"),
    )
    assessment = Assessment(severity="P2", why=(), consumers=consumers)
    words = words_of(incident(assessment=assessment), Moment(FRIDAY, severities))
    assert words["recipients"] == "Finance on #sales, Order board"
    bare = words_of(incident(), Moment(FRIDAY, severities))
    assert bare["recipients"] == "not recorded"
    assert bare["next_word"] == "2026-03-06 22:00 UTC"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Container killed by YARN for exceeding memory limits. 10.4 GB of 10 GB used",
            "container killed by YARN  for exceeding memory limits. 5.1 GB of 5 GB used",
        ),
        (
            "could not open /data/in/2026-03-01/orders_17.csv at 02:00:01,443",
            "could not open /data/in/2026-03-02/orders_18.csv at 02:00:07,001",
        ),
        (
            "run 6f9619ff-8b86-d011-b42d-00c04fc964ff failed on 10.0.0.7:5432",
            "run 0f9619ff-8b86-d011-b42d-00c04fc964aa failed on 10.0.0.9:5433",
        ),
        ("table ORDERS_20260301 is locked", "table ORDERS_20260302 is locked"),
    ],
)
def test_the_same_failure_has_the_same_fingerprint(one: str, other: str) -> None:
    assert generalised(one) == generalised(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('violates unique constraint "orders_pkey"', 'violates unique constraint "users_pkey"'),
        ("ORA-00001: unique constraint", "ORA-00060: unique constraint"),
        ("HTTP 503 from host", "HTTP 403 from host"),
        ("exited with exit code 137", "exited with exit code 1"),
        ("(22001): too long", "(23505): too long"),
    ],
)
def test_another_failure_has_another(one: str, other: str) -> None:
    assert generalised(one) != generalised(other)


@given(st.text(max_size=200))
def test_generalising_twice_changes_nothing_and_adds_no_secret(text: str) -> None:
    once = generalised(text)
    assert generalised(mask(text)) == once


@given(st.text(alphabet="abc XYZ0123456789-_./:*[](){}+?^$|\\'\"", max_size=120))
def test_a_pattern_matches_the_line_that_it_was_made_of(line: str) -> None:
    pattern = pattern_of(line)
    assert re.search(pattern, line) is not None


@pytest.mark.parametrize(
    ("text", "hours"),
    [("6", 6), ("2 hours", 2), ("90 min", 1.5), ("1,5 h", 1.5), ("2 days", 48), ("no idea", None)],
)
def test_hours_are_read_from_words(text: str, hours: float | None) -> None:
    assert hours_in(text) == hours


def test_the_unknown_cause_names_the_places_that_the_wrappers_know(
    book: Handbook, catalogue: Catalogue
) -> None:
    diagnosis = classify("ERROR - Task exited with return code 1\n", catalogue)
    assert diagnosis.cause is Cause.UNKNOWN
    guide = Guide.start(book, diagnosis)
    bare = book.page(TREE, Tree).node("unknown-cause")
    assert guide.current.id == bare.id
    places = [step.text for step in diagnosis.next if step.kind == "look"]
    assert places
    assert all(place in guide.current.text for place in places)


def test_checks_of_the_signature_stand_before_the_general_ones(
    book: Handbook, catalogue: Catalogue
) -> None:
    log = 'ERROR: duplicate key value violates unique constraint "orders_pkey"'
    diagnosis = classify(log, catalogue)
    node = fitted(book.page(TREE, Tree).node("duplicate-key"), diagnosis, None)
    commands = [step.command.strip() for step in diagnosis.next if step.command]
    assert commands
    assert all(command in node.command for command in commands)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17:59", FRIDAY - timedelta(minutes=1)),
        ("18:00", FRIDAY),
        ("18:01", FRIDAY - timedelta(hours=23, minutes=59)),
        ("2026-03-01T02:03", datetime(2026, 3, 1, 2, 3, tzinfo=UTC)),
        ("2026-03-01T02:03+02:00", datetime(2026, 3, 1, 0, 3, tzinfo=UTC)),
    ],
)
def test_times_are_read_as_the_last_that_fits(text: str, expected: datetime) -> None:
    assert moment_of(text, FRIDAY) == expected


def test_words_without_a_time_are_of_now() -> None:
    assert timed("paged 14:05 the owner", FRIDAY) == (FRIDAY, "paged 14:05 the owner")
    assert timed("14:05 paged", FRIDAY)[1] == "paged"
    with pytest.raises(InputError, match="needs words"):
        timed("14:05", FRIDAY)


def test_entries_stand_by_time_and_keep_every_earlier_text() -> None:
    now = FRIDAY + timedelta(hours=1)
    first = amended(incident(), Insertion(time=FRIDAY, text="b"), Stamp(now, 0))
    second = amended(first, Insertion(time=FRIDAY - timedelta(hours=1), text="a"), Stamp(now, 1))
    for text in ("b2", "b3"):
        second = amended(second, Correction(entry=0, text=text), Stamp(now, 2))
    assert [each.text for each in second.timeline] == ["a", "b3"]
    assert second.timeline[1].corrects == ("b", "b2")
    assert second.timeline[0].noted_at == now


def test_a_case_that_is_opened_again_has_no_end_any_more() -> None:
    closed = amended(incident(), StatusSet(status="resolved"), Stamp(FRIDAY, 0))
    assert closed.resolved_at == FRIDAY
    again = amended(
        closed, StatusSet(status="investigating", reason="it is back"), Stamp(FRIDAY, 1)
    )
    assert (again.resolved_at, again.status) == (None, "investigating")


def test_amendments_come_back_from_json_with_their_secrets_masked() -> None:
    for amendment in (
        Insertion(time=FRIDAY, text="password=S3cretPw"),
        SeverityDecided(severity="P0", reason="token: S3cretPw"),
    ):
        kept = masked(amendment)
        assert "S3cretPw" not in kept.model_dump_json()
        assert AMENDMENT.validate_json(kept.model_dump_json()) == kept


def test_no_signature_is_made_of_a_line_without_words(book: Handbook) -> None:
    pages = book.of_kind(Signatures)
    bare = incident(evidence=({"line": 1, "text": "12:00:01 4711 0x00ff", "signature": ""},))
    assert propose(bare, pages) is None
    assert propose(incident(), pages) is None
