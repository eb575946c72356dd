"""No secret and no row value passes the mask; what helps to find the failure stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.triage.masking import mask

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"
KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

SECRETS = [
    ("postgresql://etl:S3cretPw@db:5432/dwh", "S3cretPw"),
    ("snowflake://etl:p%40ss@acme.eu-west-1/db", "p%40ss"),
    ("amqp://guest:gu:est@broker//", "gu:est"),
    ("mongodb+srv://app:hunter2@cluster0.mongodb.net", "hunter2"),
    ("jdbc:sqlserver://h:1433;user=sa;password=Pa55w0rd;encrypt=true", "Pa55w0rd"),
    ("jdbc:postgresql://h/db?user=etl&password=Pa55w0rd&ssl=true", "Pa55w0rd"),
    ("Server=tcp:x;Database=d;Uid=sa;Pwd=Pa55w0rd;", "Pa55w0rd"),
    ("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=Zm9vYmFy0123==;", "Zm9vYmFy0123"),
    ("host=db user=etl password=S3cretPw dbname=dwh", "S3cretPw"),
    ("PGPASSWORD=S3cretPw psql -h db", "S3cretPw"),
    ("export AWS_SECRET_ACCESS_KEY=" + KEY, KEY),
    ('{"aws_secret_access_key": "' + KEY + '"}', KEY),
    ("aws key: " + KEY, KEY),
    ("AKIAIOSFODNN7EXAMPLE is not valid", "AKIAIOSFODNN7EXAMPLE"),
    ("aws_session_token = FwoGZXIvYXdzEBYaDH", "FwoGZXIvYXdzEBYaDH"),
    ("Authorization: Bearer abcdef0123456789", "abcdef0123456789"),
    ("authorization: Basic ZXRsOlMzY3JldFB3", "ZXRsOlMzY3JldFB3"),
    ("curl -H 'X-Api-Key: 0123456789abcdef'", "0123456789abcdef"),
    ("Set-Cookie: session=abc123def; Path=/", "abc123def"),
    ("got token " + JWT, JWT),
    ("token=ghp_0123456789abcdefghijABCDEFGHIJ012345", "ghp_0123456789"),
    ("remote: glpat-ABCDEFGHIJKLMNOPQRST rejected", "glpat-ABCDEFGHIJKLMNOPQRST"),
    ("slack xoxb-123456789012-abcdefghij", "xoxb-123456789012"),
    ("https://hooks.slack.com/services/T00/B00/abcdef", "T00/B00/abcdef"),
    ("databricks token dapi0123456789abcdef0123456789abcdef", "dapi0123456789abcdef"),
    ("api_key='sk_live_0123456789abcdef'", "sk_live_0123456789abcdef"),
    ("key AIzaSyA0123456789abcdefghijklmnopqrstuvw", "AIzaSyA0123456789"),
    ("ya29.a0AfH6SMBx1234567890", "a0AfH6SMBx1234567890"),
    ("vault hvs.CAESIJ0123456789abcdef", "CAESIJ0123456789abcdef"),
    ("https://x.blob.core.windows.net/c/b?sv=2022&sig=abc%2Fdef0123", "abc%2Fdef0123"),
    ("https://b.s3.amazonaws.com/k?X-Amz-Signature=0123abcd4567ef", "0123abcd4567ef"),
    ("CREATE USER etl IDENTIFIED BY 'S3cretPw'", "S3cretPw"),
    ("ALTER USER etl PASSWORD 'S3cretPw'", "S3cretPw"),
    ("dbt run --password S3cretPw", "S3cretPw"),
    ("<password>S3cretPw</password>", "S3cretPw"),
    ('sasl.jaas.config=x required username="u" password="S3cretPw";', "S3cretPw"),
    ("{'client_secret': 'abc-def-ghi'}", "abc-def-ghi"),
    ('{\\"password\\": \\"S3cretPw\\"}', "S3cretPw"),
    ("contact jane.doe@example.com", "jane.doe@example.com"),
    ("INSERT INTO t (a, b) VALUES ('Jane', 42), ('Bob', 7)", "Jane"),
    ("Failing row contains (1, Jane Doe, 1980-01-01).", "Jane Doe"),
    ("Key (name)=(Jane (Doe)) already exists.", "Jane"),
    ("Duplicate entry 'Jane' for key 'PRIMARY'", "Jane"),
    ("The duplicate key value is (Jane).", "Jane"),
    ("[parameters: {'name': 'Jane'}]", "Jane"),
    ("card 4111 1111 1111 1111 refused", "4111 1111"),
    ("iban DE89 3704 0044 0532 0130 00", "3704 0044"),
    ("ssn 078-05-1120", "078-05-1120"),
    ("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----", "MIIEvQIBADAN"),
    ("-----BEGIN RSA PRIVATE KEY----- MIIEvQIBADAN", "MIIEvQIBADAN"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_secret_is_masked(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in mask(text)


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_masking_twice_changes_nothing(text: str, secret: str) -> None:
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize(
    "text",
    [
        'FATAL: password authentication failed for user "etl"',
        "Authentication token has expired",
        "could not connect to host db.internal port 5432",
        "column o.customer_segment does not exist",
        "s3://bucket/key/part-00001.parquet",
        "com.acme.Foo@1a2b3c4d",
        "the API key is missing",
        "Task 118 in stage 12.3 failed 4 times",
        "2024-05-14 02:00:00 exit code 137",
    ],
)
def test_what_explains_the_failure_stays(text: str) -> None:
    assert mask(text) == text


def test_the_account_stays_the_password_goes() -> None:
    assert mask("postgresql://etl:pw@db/dwh") == "postgresql://etl:[masked]@db/dwh"


@given(st.text(max_size=200))
def test_masking_any_text_is_idempotent(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.sampled_from(SECRETS), st.text(max_size=40), st.text(max_size=40))
def test_masking_in_any_surroundings_is_idempotent(
    case: tuple[str, str], before: str, after: str
) -> None:
    text = f"{before} {case[0]} {after}"
    assert mask(mask(text)) == mask(text)
