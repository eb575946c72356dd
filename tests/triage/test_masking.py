"""No secret and no row value passes the mask; what helps to find the failure stays."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.handbook.handbook import Handbook
from workbench.reports.incident import incident_markdown
from workbench.reports.triage import diagnosis_text
from workbench.triage.catalogue import Catalogue
from workbench.triage.classify import classify
from workbench.triage.guide import Guide
from workbench.triage.masking import mask
from workbench.triage.occasion import Occasion

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
    ("-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQOYBF\n", "lQOYBF"),
    ('"private_key": "-----BEGIN PRIVATE KEY-----\\nMIIEvQ\\n-----END PRIVATE KEY-----"', "MIIEvQ"),
    ('"private_key_id": "0123456789abcdef0123"', "0123456789abcdef0123"),
    ("Zm9vYmFyMTIz" * 5 + "Zm9v", "Zm9vYmFyMTIz"),
    ("SECRET_KEY=S3cretPw", "S3cretPw"),
    ("AIRFLOW__CORE__FERNET_KEY=Zm9vYmFyYmF6", "Zm9vYmFyYmF6"),
    ("spark.hadoop.fs.s3a.secret.key=S3cretPw", "S3cretPw"),
    ("fs.azure.account.key.acme.dfs.core.windows.net=Zm9vYmFy==", "Zm9vYmFy"),
    ("Endpoint=sb://x/;SharedAccessKeyName=n;SharedAccessKey=Zm9vYmFy=", "Zm9vYmFy"),
    ("DB_PASS=S3cretPw", "S3cretPw"),
    ("DB_PASSWORD=S3c,ret)Pw", "ret)Pw"),
    ("Driver={ODBC};Uid=sa;Pwd={a;b}c};", "a;b"),
    ("Server=x;Password=two words;Database=d", "two words"),
    ("password='two words' host=db", "two words"),
    ("\"password\": \"it's\"", "it's"),
    ("password: two words\nhost: db", "two words"),
    ("db:\n  password: |\n    S3cretPw\n  host: x", "S3cretPw"),
    ("password = \"unfinished S3cretPw", "S3cretPw"),
    ("jdbc:oracle:thin:scott/tiger@db:1521/x", "tiger"),
    ("sqlplus scott/tiger@db", "tiger"),
    ("mysql -u etl -pS3cretPw dwh", "S3cretPw"),
    ("curl -u etl:S3cretPw https://x", "S3cretPw"),
    ("sqlcmd -S db -U sa -P S3cretPw", "S3cretPw"),
    ("redis-cli -h db -a S3cretPw", "S3cretPw"),
    ("run --db-password \"two words\" --host x", "two words"),
    ("redis://:S3cretPw@cache:6379/0", "S3cretPw"),
    ("//registry.npmjs.org/:_authToken=abc-def-0123", "abc-def-0123"),
    ("basic.auth.user.info=key:S3cretPw", "S3cretPw"),
    ("whsec_" + "0123456789abcdefghij", "0123456789abcdefghij"),
    ("glrt-" + "ABCDEFGHIJKLMNOPQRST", "ABCDEFGHIJKLMNOPQRST"),
    ("INSERT INTO t VALUES\n  ('Jane', 1),\n  ('Bob', 2);", "Bob"),
    ('E11000 duplicate key error dup key: { email: "Jane" }', "Jane"),
    ('CONTEXT:  COPY customers, line 3, column name: "Jane"', "Jane"),
    ("Original Line: 1,Jane,Doe", "Jane"),
    ("String or binary data would be truncated. Truncated value: 'Jane'.", "Jane"),
    ("ProducerRecord(topic=orders, partition=null, key=1, value=Jane, timestamp=null)", "Jane"),
    ("Row(name='Jane', age=42)", "Jane"),
    ("DETAIL:  parameters: $1 = 'Jane'", "Jane"),
    ("'unexpected_list': ['Jane', 'Bob']", "Jane"),
    ("customer_phone: +49 170 1234567", "170 1234567"),
    ("card 378282246310005", "378282246310005"),
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
        "Done. PASS=3 WARN=1 ERROR=1 SKIP=0 TOTAL=5",
        "unexpected token: SELECT near line 3",
        "max_tokens=4096 exceeded",
        "primary_key: order_id, partition_key: day, merge_keys: [id]",
        "password: None",
        "ORA-01017: invalid username/password; logon denied",
        'secret "db-credentials" not found in namespace "etl"',
        "epoch 1715652000000000000, offset 4111111111111112",
        "run_id 5500-0000-0000-0005, part-00000-4111111111111111.parquet",
        "KB4012345678901234 SS12ABCD1234EFGH",
        "arn:aws:iam::123456789012:role/etl",
        "Key (customer_id) is not present in table orders",
        "value 'N/A' cannot be cast to INT in column amount",
        "at com.acme.Token.parse(Token.java:12)",
        "VALUES of the enum differ",
        "def run(parameters: dict) -> None",
        "https://registry:5000/etl/loader:1.2",
    ],
)
def test_what_explains_the_failure_stays(text: str) -> None:
    assert mask(text) == text


def test_the_account_stays_the_password_goes() -> None:
    assert mask("postgresql://etl:pw@db/dwh") == "postgresql://etl:[masked]@db/dwh"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_masking_any_text_is_idempotent(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@settings(deadline=None)
@given(st.sampled_from(SECRETS), st.text(max_size=40), st.text(max_size=40))
def test_masking_in_any_surroundings_is_idempotent(
    case: tuple[str, str], before: str, after: str
) -> None:
    text = f"{before} {case[0]} {after}"
    assert mask(mask(text)) == mask(text)


@settings(deadline=None)
@given(st.sampled_from(SECRETS), st.text(max_size=40), st.text(max_size=40))
def test_what_stands_in_other_lines_uncovers_nothing(
    case: tuple[str, str], before: str, after: str
) -> None:
    assert case[1] not in mask(f"{before}\n{case[0]}\n{after}")


def everything_under(home: Path) -> str:
    written = [path for path in home.rglob("*") if path.is_file()]
    names = "\n".join(str(path.relative_to(home)) for path in written)
    return names + "\n".join(path.read_bytes().decode() for path in written)


def answer_all(guide: Guide, typed: list[str]) -> None:
    """Go through the runbook, typing one text after the other wherever words are asked for."""
    for step in range(100):
        if guide.is_finished:
            return
        node = guide.current
        choice = node.answers[-1].id if node.answers else ""
        word = typed[step % len(typed)]
        guide.reply({"choice": choice, "step": "skipped", "advice": ""}.get(node.kind, word))


def test_no_secret_gets_into_diagnosis_journal_record_or_report(
    book: Handbook, catalogue: Catalogue, isolated_home: Path
) -> None:
    shown = ""
    for start in range(0, len(SECRETS), 8):
        texts = [text for text, _ in SECRETS[start : start + 8]]
        for text in texts:
            log = f"2024-05-14 02:00:00 ERROR store: No space left on device: {text}\n"
            diagnosis = classify(log, catalogue)
            assert diagnosis.evidence
            shown += diagnosis.model_dump_json() + diagnosis_text(diagnosis, 500)
        guide = Guide.start(book, diagnosis, Occasion(texts[0], texts[1], texts[-1]))
        for text in texts:
            guide.draft_note(text)
            shown += everything_under(isolated_home)
            guide.note(text)
        guide.draft_note(texts[-1])
        answer_all(guide, texts)
        assert guide.is_finished
        incident, _ = guide.finish()
        shown += incident.model_dump_json() + incident_markdown(incident)
    shown += everything_under(isolated_home)
    assert shown.count("[masked]") > 4 * len(SECRETS)
    assert [secret for _, secret in SECRETS if secret in shown] == []


def test_no_secret_gets_through_the_command_line(tmp_path: Path, isolated_home: Path) -> None:
    shapes = [(text, secret) for text, secret in SECRETS if "\n" not in text]
    assert len(shapes) >= 40
    log = tmp_path / "etl.log"
    log.write_text(
        "".join(f"ERROR disk full: No space left on device {text}\n\n" for text, _ in shapes)
    )
    notes = "".join(f":n {text}\n" for text, _ in shapes)

    def run(*arguments: str, typed: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-m", "workbench", *arguments],
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr

    shown = run("triage", "-", "--format", "json", typed=log.read_text())
    shown += run("triage", str(log), "--walk", typed=f"{notes}:q\n")
    (journal,) = (isolated_home / "state" / "journals").glob("*.jsonl")
    exported = isolated_home / "export.md"
    for arguments in (
        ("show", journal.stem, "--format", "json"),
        ("list", "--format", "json"),
        ("export", journal.stem, "-o", str(exported)),
    ):
        shown += run("incident", *arguments)
    assert shown.count("Noted.") == len(shapes)
    assert exported.exists()
    everything = shown + everything_under(isolated_home)
    assert everything.count("[masked]") > len(shapes)
    assert [secret for _, secret in shapes if secret in everything] == []
