"""`privilege-or-secret`: rights for everybody, all rights, or a password in the text."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.access.secrets import (
    holds_secret,
    is_placeholder,
    is_plain_secret,
    is_secret_name,
)
from workbench.sqlreview.words import QUOTED, Words

_SECRET_NAMES = frozenset(
    {"AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY", "AWS_TOKEN", "AZURE_SAS_TOKEN", "CLIENT_SECRET"}
    | {"OAUTH_CLIENT_SECRET", "PASSWORD", "PRIVATE_KEY", "SECRET", "SECRET_ACCESS_KEY"}
)
_BETWEEN = frozenset({"=", "BY", "PASSWORD", "AS", "VALUES"})
_EVERYBODY = ("PUBLIC", "'ALLUSERS", "'allUsers", "'allAuthenticatedUsers")
_NO_PASSWORDS = frozenset({"EXTERNALLY", "GLOBALLY", "VALUES", "RANDOM"})
_ADMINISTRATORS = frozenset(
    {"ACCOUNTADMIN", "CONTROL", "DBA", "DB_OWNER", "SECURITYADMIN", "SUPERUSER", "SYSADMIN"}
    | {"SYSDBA", "RDS_SUPERUSER"}
)
_KEYED_CALLS = frozenset(
    {"AES_DECRYPT", "AES_ENCRYPT", "DECRYPTBYPASSPHRASE", "ENCRYPTBYPASSPHRASE"}
    | {"PGP_SYM_DECRYPT", "PGP_SYM_ENCRYPT"}
)
_SHOWN = "A secret stands in the text, as {}."
_DEFINING = frozenset({"CREATE", "ALTER"})
_OPENING = _DEFINING | {"GRANT", "COPY", "SET"}


@rule(
    "privilege-or-secret",
    nodes=(
        *(exp.Grant, exp.Command, exp.Create, exp.Copy, exp.Alter),
        *(exp.EQ, exp.Insert, exp.DeclareItem, exp.Anonymous, exp.Execute),
    ),
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
        Example("«GRANT dba» TO bob", "oracle"),
        Example("«GRANT ROLE accountadmin» TO USER bob", "snowflake"),
        Example("«GRANT SELECT ANY» TABLE TO bob", "oracle"),
        Example("GRANT SELECT ON TABLE orders «TO PUBLIC»", "redshift"),
        Example("GRANT SELECT ON orders TO bob «WITH GRANT OPTION»", "postgres"),
        Example("ALTER ROLE «db_owner ADD MEMBER» bob", "tsql"),
        Example("CREATE ROLE bob LOGIN «SUPERUSER»", "postgres"),
        Example("CREATE USER bob WITH «PASSWORD 'hunter2'»", "postgres"),
        Example("CREATE LOGIN bob WITH «PASSWORD = 'hunter2'»", "tsql"),
        Example("CREATE USER bob «IDENTIFIED BY 'hunter2'»", "mysql"),
        Example("CREATE USER bob «IDENTIFIED BY hunter2»", "oracle"),
        Example("CREATE USER bob «IDENTIFIED WITH sha256_password BY 'hunter2'»", "mysql"),
        Example("SET «PASSWORD FOR bob = 'hunter2'»", "mysql"),
        Example(
            "COPY INTO t FROM 's3://b' "
            "CREDENTIALS = (AWS_KEY_ID = 'k' «AWS_SECRET_KEY = 's3cr3t'»)",
            "snowflake",
        ),
        Example(
            "COPY t FROM 's3://b' «CREDENTIALS 'aws_access_key_id=k;aws_secret_access_key=s3cr3t'»",
            "redshift",
        ),
        Example("SELECT id FROM users WHERE «password = 'hunter2'»"),
        Example("UPDATE users SET «api_key = 'ab12cd'» WHERE id = 1", "postgres"),
        Example("INSERT INTO users (id, password) VALUES (1, «'hunter2'»)", "mysql"),
        Example("DECLARE «@password VARCHAR(20) = 'hunter2'»", "tsql"),
        Example("SELECT AES_ENCRYPT(note, «'hunter2'») FROM users", "mysql"),
        Example("SELECT dblink_connect(«'host=db password=hunter2'»)", "postgres"),
        Example("SELECT a FROM OPENROWSET('x', «'server=s;pwd=hunter2'», 'SELECT 1') AS r", "tsql"),
        Example('GRANT `roles/bigquery.dataViewer` ON SCHEMA d «TO "allUsers"»', "bigquery"),
        Example("«EXEC sp_addrolemember 'db_owner', 'bob'»", "tsql"),
        Example("«EXEC sp_addlogin 'bob', 'hunter2'»", "tsql"),
    ],
    quiet=[
        Example("GRANT SELECT, INSERT ON orders TO reporting", "postgres"),
        Example("REVOKE ALL ON orders FROM PUBLIC", "postgres"),
        Example("CREATE USER bob WITH PASSWORD '${DB_PASSWORD}'", "postgres"),
        Example("CREATE TABLE users (id INT PRIMARY KEY, password TEXT DEFAULT 'x')", "postgres"),
        Example("SELECT id FROM users WHERE password = 'x'"),
        Example("SELECT id FROM users WHERE password = @p", "tsql"),
        Example("UPDATE users SET password = '$2b$12$abcdefghijk' WHERE id = 1", "postgres"),
        Example("UPDATE users SET password = '' WHERE id = 1", "mysql"),
        Example("INSERT INTO users (id, password) VALUES (1, ?)", "mysql"),
        Example("SELECT id FROM flows WHERE kind = 'password'", "postgres"),
        Example("CREATE ROLE reporting", "snowflake"),
        Example("CREATE ROLE reporting NOSUPERUSER", "postgres"),
        Example("CREATE USER bob IDENTIFIED EXTERNALLY", "oracle"),
        Example("GRANT ROLE reporting TO ROLE sysadmin", "snowflake"),
        Example("SELECT AES_ENCRYPT(note, @key) FROM users", "mysql"),
        Example("GRANT SELECT ON ALL TABLES IN SCHEMA s TO reporting", "postgres"),
    ],
)
def privilege_or_secret(node: exp.Expr, context: Context) -> Iterable[Remark]:
    """Report GRANT … TO PUBLIC, GRANT ALL, and literals given as password or key."""
    if node.__class__ is not _EQ:
        return _given_or_shown(node, context)
    value = node.args.get("expression")
    if value.__class__ is not _Literal or not _is_secret(node.this, value):
        return ()
    message = _SHOWN.format(node.this.name)
    return (Remark(context.ranges.test(node), message, confidence=Confidence.LIKELY),)


_EQ, _Literal = exp.EQ, exp.Literal


def _given_or_shown(node: exp.Expr, context: Context) -> Iterator[Remark]:
    if node.__class__ is exp.Insert:
        yield from _inserted(node, context)
    elif node.__class__ is exp.Execute:
        yield from _called(node, context)
    elif node.__class__ is exp.Anonymous:
        yield from _given(node, context)
    elif node.__class__ is exp.DeclareItem:
        named, value = node.this, node.args.get("default")
        first = named[0] if isinstance(named, list) and named else named
        if isinstance(first, exp.Expr) and _is_secret(first, value):
            message = _SHOWN.format(first.name)
            at = context.words.reaching(node, {"@"})
            yield Remark(at, message, confidence=Confidence.LIKELY)
    elif node.parent is None:
        yield from _in_words(context.words)


def _is_secret(named: exp.Expr, value: exp.Expr | None) -> bool:
    if not isinstance(value, exp.Literal) or not value.is_string:
        return False
    holder = isinstance(named, (exp.Column, exp.Parameter, exp.Identifier))
    return holder and is_secret_name(named.name) and is_plain_secret(value.name)


def _inserted(insert: exp.Expr, context: Context) -> Iterator[Remark]:
    listed, rows = insert.this, insert.args.get("expression")
    if not isinstance(listed, exp.Schema) or not isinstance(rows, exp.Values):
        return
    first = rows.expressions[0] if rows.expressions else None
    if not isinstance(first, exp.Tuple):
        return
    for column, value in zip(listed.expressions, first.expressions, strict=False):
        if _is_secret(column, value):
            yield Remark(
                context.ranges.of(value),
                f"{column.name} gets a readable value that stands in the text.",
                severity=Severity.INFO,
                confidence=Confidence.LIKELY,
            )


def _given(call: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report keys and connection strings in calls of functions that take one."""
    name = call.name.upper()
    keyed = name in _KEYED_CALLS
    if not keyed and not name.startswith(("DBLINK", "OPENROWSET", "OPENDATASOURCE")):
        return
    for argument in call.expressions[1:] if keyed else call.expressions:
        if not isinstance(argument, exp.Literal) or not argument.is_string:
            continue
        if not is_placeholder(argument.name) if keyed else holds_secret(argument.name):
            at = context.ranges.of(argument)
            yield Remark(at, _SHOWN.format(f"an argument of {call.name}"))
            return


def _called(call: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report the procedures of SQL Server that make accounts and members of roles."""
    name = call.this.name.lower() if isinstance(call.this, exp.Expr) else ""
    if not name.startswith("sp_add"):
        return
    texts = [part.name for part in call.find_all(exp.Literal) if part.is_string]
    if name in {"sp_addrolemember", "sp_addsrvrolemember"}:
        role = next((text for text in texts if text.upper() in _ADMINISTRATORS), "")
        if role:
            message = f"Members of {role} may do everything."
            yield Remark(context.words.statement(), message, confidence=Confidence.LIKELY)
    elif name == "sp_addlogin" and len(texts) > 1 and not is_placeholder(texts[1]):
        yield Remark(context.words.statement(), _SHOWN.format("an argument of sp_addlogin"))


def _in_words(words: Words) -> Iterator[Remark]:
    first = words.at(0)
    if first not in _OPENING or (first in _DEFINING and _defines_table(words)):
        return
    start = words.find("GRANT") if words.starts("ALTER", "DEFAULT") else 0
    if start >= 0 and words.at(start) == "GRANT":
        yield from _rights(words, start)
    elif words.at(1) in {"ROLE", "USER", "SERVER", "GROUP"}:
        yield from _made_administrator(words)
    yield from _secrets(words)


def _rights(words: Words, start: int) -> Iterator[Remark]:
    target = max(words.all("TO"), default=len(words))
    everybody = (words.find(name, start=target) for name in _EVERYBODY)
    public = next((at for at in everybody if at >= 0), -1)
    given = range(start + 1, min(target, len(words)))
    administers = next((at for at in given if words.at(at) in _ADMINISTRATORS), -1)
    option = words.find("WITH", "GRANT", "OPTION")
    if public >= 0:
        message = "Every account gets this right, those to come included."
        yield Remark(words.span(target, public), message)
    elif words.at(start + 1) == "ALL" and words.at(start + 2) in {"ON", "PRIVILEGES", "TO"}:
        last = start + 2 if words.at(start + 2) == "PRIVILEGES" else start + 1
        yield Remark(
            words.span(start, last),
            "All rights are given, not only those that are needed.",
            severity=Severity.INFO,
            confidence=Confidence.LIKELY,
        )
    elif administers >= 0 and words.at(administers + 1) in {"TO", "ON", ",", "SERVER"}:
        message = f"{words.tokens[administers].text} may do everything."
        yield Remark(words.span(start, administers), message, confidence=Confidence.LIKELY)
    elif words.at(start + 2) == "ANY":
        message = f"{words.at(start + 1)} ANY reaches the tables of all schemas."
        yield Remark(words.span(start, start + 2), message, severity=Severity.INFO)
    elif option >= 0:
        message = "Whoever gets this right may give it on to others."
        yield Remark(words.span(option, option + 2), message, severity=Severity.HINT)


def _made_administrator(words: Words) -> Iterator[Remark]:
    member = words.find("ADD", "MEMBER")
    if member > 0 and words.at(member - 1) in _ADMINISTRATORS:
        message = f"Members of {words.tokens[member - 1].text} may do everything."
        yield Remark(words.span(member - 1, member + 1), message, confidence=Confidence.LIKELY)
    index = words.find("SUPERUSER", start=3)
    if index >= 0:
        message = "A superuser passes every check of rights."
        yield Remark(words.span(index), message, confidence=Confidence.LIKELY)


def _secrets(words: Words) -> Iterator[Remark]:
    sets_password = words.starts("SET", "PASSWORD")
    for index in range(1, len(words)):
        if not words.is_string(index):
            if words.matches(index - 1, "IDENTIFIED", "BY") and _is_bare_secret(words, index + 1):
                yield _secret(words, index - 1, index + 1)
            continue
        text = words.at(index).removeprefix(QUOTED)
        if is_placeholder(text):
            continue
        first = index - 1
        while first > 0 and words.at(first) in _BETWEEN and words.at(first) != "PASSWORD":
            first -= 1
        if words.matches(first - 2, "IDENTIFIED", "WITH"):
            first -= 2
        if words.at(first) in _SECRET_NAMES or words.at(first) == "IDENTIFIED":
            yield _secret(words, first, index)
        elif sets_password and words.at(index - 1) == "=":
            yield _secret(words, 1, index)
        elif holds_secret(text):
            yield _secret(words, first, index)


def _is_bare_secret(words: Words, index: int) -> bool:
    """Tell an Oracle password without quotes."""
    text = words.at(index)
    return text[:1].isalpha() and text not in _NO_PASSWORDS and not is_placeholder(text)


def _secret(words: Words, first: int, last: int) -> Remark:
    message = _SHOWN.format(words.tokens[first].text)
    return Remark(words.span(first, last), message, severity=Severity.ERROR)


def _defines_table(words: Words) -> bool:
    kinds = {"TABLE", "VIEW", "FUNCTION", "PROCEDURE", "PROC", "TRIGGER"}
    return any(words.at(index) in kinds for index in range(1, 5))
