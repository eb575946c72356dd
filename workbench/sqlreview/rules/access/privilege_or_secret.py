"""`privilege-or-secret`: rights for everybody, all rights, or a password in the text."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.words import QUOTED, Words

_SECRET_NAMES = frozenset(
    {
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SECRET_KEY",
        "AWS_TOKEN",
        "AZURE_SAS_TOKEN",
        "CLIENT_SECRET",
        "OAUTH_CLIENT_SECRET",
        "PASSWORD",
        "PRIVATE_KEY",
        "SECRET",
        "SECRET_ACCESS_KEY",
    }
)
_BETWEEN = frozenset({"=", "BY", "PASSWORD", "AS", "VALUES"})
_PLACEHOLDERS = ("$", "{", "<", "*", ":", "%", "@", "?", "X'", "YOUR", "CHANGE")


@rule(
    "privilege-or-secret",
    nodes=(exp.Grant, exp.Command, exp.Create, exp.Copy, exp.Alter),
    severity=Severity.WARNING,
    category="safety",
    source="pii-rules/protect",
    why=(
        "Rights given to everybody reach accounts nobody thought of; a secret in a file is in "
        "version control, logs and backups."
    ),
    fix="Grant single rights to a role; take secrets from a vault, and rotate this one.",
    fires=[
        Example("«GRANT ALL» ON orders TO bob"),
        Example("GRANT SELECT ON orders «TO PUBLIC»", "postgres"),
        Example("«GRANT ALL PRIVILEGES» ON *.* TO 'app'@'%'", "mysql"),
        Example("CREATE USER bob WITH «PASSWORD 'hunter2'»", "postgres"),
        Example("CREATE LOGIN bob WITH «PASSWORD = 'hunter2'»", "tsql"),
        Example("CREATE USER bob «IDENTIFIED BY 'hunter2'»", "mysql"),
        Example(
            "COPY INTO t FROM 's3://b' "
            "CREDENTIALS = (AWS_KEY_ID = 'k' «AWS_SECRET_KEY = 's3cr3t'»)",
            "snowflake",
        ),
    ],
    quiet=[
        Example("GRANT SELECT, INSERT ON orders TO reporting", "postgres"),
        Example("REVOKE ALL ON orders FROM PUBLIC", "postgres"),
        Example("CREATE USER bob WITH PASSWORD '${DB_PASSWORD}'", "postgres"),
        Example("CREATE TABLE users (id INT PRIMARY KEY, password TEXT DEFAULT 'x')", "postgres"),
        Example("SELECT id FROM users WHERE password = 'x'"),
        Example("CREATE ROLE reporting", "snowflake"),
        Example("GRANT SELECT ON ALL TABLES IN SCHEMA s TO reporting", "postgres"),
    ],
)
def privilege_or_secret(statement: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report GRANT … TO PUBLIC, GRANT ALL, and literals given as password or key."""
    if statement.parent is not None:
        return
    words = context.words
    if words.starts("GRANT"):
        yield from _rights(words)
    if words.at(0) in {"GRANT", "CREATE", "ALTER", "COPY", "SET"} and not _defines_table(words):
        yield from _secrets(words)


def _rights(words: Words) -> Iterator[Remark]:
    target = max(words.all("TO"), default=len(words))
    public = words.find("PUBLIC", start=target)
    if public >= 0:
        message = "Every account gets this right, those to come included."
        yield Remark(words.span(target, public), message)
    elif words.at(1) == "ALL" and words.at(2) in {"ON", "PRIVILEGES"}:
        last = 2 if words.at(2) == "PRIVILEGES" else 1
        yield Remark(
            words.span(0, last),
            "All rights are given, to drop and to grant on among them.",
            severity=Severity.INFO,
            confidence=Confidence.LIKELY,
        )


def _secrets(words: Words) -> Iterator[Remark]:
    for index in range(1, len(words)):
        if not words.is_string(index) or _is_placeholder(words.at(index)):
            continue
        first = index - 1
        while first > 0 and words.at(first) in _BETWEEN and words.at(first) != "PASSWORD":
            first -= 1
        if words.at(first) in _SECRET_NAMES or words.at(first) == "IDENTIFIED":
            message = f"A secret stands in the text, as {words.tokens[first].text}."
            yield Remark(words.span(first, index), message, severity=Severity.ERROR)


def _is_placeholder(word: str) -> bool:
    value = word.removeprefix(QUOTED)
    return not value or value.startswith(_PLACEHOLDERS) or set(value) <= {"X"}


def _defines_table(words: Words) -> bool:
    kinds = {"TABLE", "VIEW", "FUNCTION", "PROCEDURE", "PROC", "TRIGGER"}
    return any(words.at(index) in kinds for index in range(1, 5))
