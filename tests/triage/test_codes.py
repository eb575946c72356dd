"""Tables of error codes: what vendors publish about single codes, and the rules of a table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from workbench.handbook.codes import CodeTable, name_words
from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify
from workbench.triage.diagnosis import Verdict

KNOWN = [
    # PostgreSQL: the condition that its manual gives for an SQLSTATE
    ("psycopg2.errors.DeadlockDetected: deadlock detected", "concurrency_conflict"),
    ("ERROR: x (SQLSTATE 40P01)", "concurrency_conflict"),
    ("ERROR: x (SQLSTATE 23505)", "duplicate_key"),
    ("ERROR: x (SQLSTATE 42501)", "permission"),
    ("ERROR: x (SQLSTATE 42P01)", "schema_mismatch"),
    ("ERROR: x (SQLSTATE 53300)", "resource_exhausted"),
    ("ERROR: x (SQLSTATE 53200)", "out_of_memory"),
    ("ERROR: x (SQLSTATE 22012)", "data_quality"),
    ("ERROR: x (SQLSTATE 08006)", "connection"),
    # MySQL and SQL Server: numbers
    ("pymysql.err.OperationalError: (1213, 'x')", "concurrency_conflict"),
    ("pymysql.err.IntegrityError: (1062, 'x')", "duplicate_key"),
    ("pymysql.err.OperationalError: (2003, 'x')", "connection"),
    ("pymysql.err.OperationalError: (1045, 'x')", "permission"),
    ("pymysql.err.ProgrammingError: (1146, 'x')", "schema_mismatch"),
    ("Msg 1205, Level 13, State 51, Line 1", "concurrency_conflict"),
    ("Msg 2627, Level 14, State 1, Line 1", "duplicate_key"),
    ("Msg 208, Level 16, State 1, Line 1", "schema_mismatch"),
    ("Msg 18456, Level 14, State 1", "permission"),
    # Oracle
    ("ORA-00001: unique constraint", "duplicate_key"),
    ("ORA-00060: x", "concurrency_conflict"),
    ("ORA-00942: x", "schema_mismatch"),
    ("ORA-01017: x", "permission"),
    ("ORA-01555: x", "resource_exhausted"),
    ("ORA-12541: x", "connection"),
    # Kafka, Spark, AWS, gRPC, Kubernetes, ClickHouse, MongoDB, processes
    ("Error: UNKNOWN_TOPIC_OR_PARTITION", "config_error"),
    ("Error: TOPIC_AUTHORIZATION_FAILED", "permission"),
    ("Error: OFFSET_OUT_OF_RANGE", "late_data_or_offset"),
    ("pyspark.errors.AnalysisException: [UNRESOLVED_COLUMN.WITH_SUGGESTION] x", "schema_mismatch"),
    ("SparkArithmeticException: [DIVIDE_BY_ZERO] x", "data_quality"),
    ("An error occurred (ThrottlingException) when calling the X operation", "resource_exhausted"),
    ("An error occurred (AccessDenied) when calling the GetObject operation", "permission"),
    ("An error occurred (ExpiredToken) when calling the GetObject operation", "permission"),
    ("grpc status = StatusCode.UNAVAILABLE", "connection"),
    ("Last State: Terminated  Reason: OOMKilled", "out_of_memory"),
    ("Code: 241. DB::Exception: x", "out_of_memory"),
    ("Code: 60. DB::Exception: x", "schema_mismatch"),
    ("Query failed: EXCEEDED_TIME_LIMIT", "timeout"),
    ("E11000 duplicate key error collection: a.b", "duplicate_key"),
    ("OSError: [Errno 28] x", "resource_exhausted"),
    ("command terminated with exit code 137", "out_of_memory"),
    ("curl: (6) x", "connection"),
    ("rsync error: timeout in data send/receive (code 30) at io.c(829)", "timeout"),
    ("ConnectionForced: (320) CONNECTION_FORCED - broker forced connection closure", "connection"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "cause"), KNOWN)
def test_a_published_code_leads_to_its_cause(catalogue: Catalogue, text: str, cause: str) -> None:
    assert classify(text, catalogue).cause == cause


def test_codes_of_one_vendor_are_not_read_in_the_text_of_another(catalogue: Catalogue) -> None:
    assert classify("loaded 1213 rows of 23505", catalogue).verdict is not Verdict.MATCHED
    assert classify("INFO 40001 rows written\nINFO done\n", catalogue).verdict is Verdict.NO_FAILURE


def test_a_listed_class_is_a_match_and_one_judged_by_its_words_is_not(
    catalogue: Catalogue,
) -> None:
    assert classify("java.net.UnknownHostException: x", catalogue).verdict is Verdict.MATCHED
    judged = classify("com.acme.InvoiceServiceTimeoutException: x", catalogue)
    assert (judged.verdict, judged.cause) == (Verdict.RESEMBLES, "timeout")


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("com.acme.OrderAccessDeniedException", "permission"),
        ("com.acme.LedgerNotFoundException", "dependency_missing"),
        ("com.acme.OrderAlreadyExistsException", "duplicate_key"),
        ("com.acme.TenantQuotaExceededException", "resource_exhausted"),
        ("acme.errors.SchemaMismatchError", "schema_mismatch"),
        ("acme.errors.PayloadCorruptedError", "data_corruption"),
        ("acme.errors.InvalidConfigurationError", "config_error"),
    ],
)
def test_words_of_a_class_that_nobody_listed_tell_its_cause(
    catalogue: Catalogue, name: str, cause: str
) -> None:
    assert classify(f"{name}: something", catalogue).cause == cause


@pytest.mark.parametrize("name", ["java.lang.RuntimeException", "py4j.protocol.Py4JJavaError"])
def test_a_class_that_only_wraps_says_nothing(catalogue: Catalogue, name: str) -> None:
    assert classify(f"{name}: x", catalogue).verdict is Verdict.UNKNOWN


def test_names_that_differ_in_writing_only_are_one() -> None:
    names = ["TopicNotFoundException", "TOPIC_NOT_FOUND", "topic_not_found_error"]
    assert {name_words(name) for name in names} == {"topic not found"}


@given(st.text(alphabet="AbCd_1 ", max_size=30))
def test_words_of_a_name_are_lower_case_and_stay_when_read_again(name: str) -> None:
    words = name_words(name)
    assert words == words.lower()
    assert name_words(words) == words


def table(**changes: object) -> CodeTable:
    group = {"id": "one", "title": "One", "strength": 80, "cause": "timeout", "checks": []}
    row: dict[str, object] = {
        "reads": [r"\bE-(?P<code>\d{3})\b", r"\berr (?P<name>[a-z_]{3,30})\b"],
        "groups": [{**group, "codes": {"101": "too_late"}, "words": ["late"]}],
        "ignored": ["no_reason"],
        "examples": {"E-101": "one"},
        "near_misses": ["E-1"],
    }
    return CodeTable.model_validate({**row, **changes})


def shown(text: str) -> list[tuple[str, bool]]:
    return [(hit.shown, hit.is_listed) for hit in table().find(text, text.lower())]


def test_a_code_is_shown_with_its_name() -> None:
    assert shown("E-101") == [("101 too_late", True)]


def test_a_name_is_found_by_the_list_or_by_its_words() -> None:
    assert shown("err too_late") == [("too_late", True)]
    assert shown("err very_late_today") == [("very_late_today", False)]
    assert shown("err lateness") == []
    assert shown("err no_reason") == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"reads": [r"\bE-\d{3}\b"]}, "no group"),
        ({"examples": {"E-102": "one"}}, "leads to nothing"),
        ({"near_misses": ["E-101"]}, "near miss"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(
    changes: dict[str, object], reason: str
) -> None:
    with pytest.raises(ValidationError, match=reason):
        table(**changes)


def test_a_code_in_two_groups_is_refused() -> None:
    group = {"title": "One", "strength": 80, "cause": "timeout", "codes": {"101": "x"}}
    with pytest.raises(ValidationError, match="again in 'two'"):
        table(groups=[{**group, "id": "one"}, {**group, "id": "two"}])


def test_every_vendor_has_a_table(catalogue: Catalogue) -> None:
    ids = {page.id for page in catalogue.pages if page.tables}
    vendors = (
        "postgresql mysql sqlserver oracle snowflake aws gcp bigquery azure kafka spark clickhouse "
        "trino elasticsearch kubernetes system odbc exceptions stores tools"
    )
    assert ids >= {f"codes-{vendor}" for vendor in vendors.split()}
