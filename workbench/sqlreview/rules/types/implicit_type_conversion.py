"""`implicit-type-conversion`: a column is compared with a value of another type."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.predicates.clause import is_projected, is_test
from workbench.sqlreview.schema.types import TypeKind
from workbench.sqlreview.select_list import written
from workbench.sqlreview.stored_columns import kind_of_value, stored_column
from workbench.sqlreview.values import ValueKind, value_of

_STRICT = frozenset({"bigquery", "trino", "presto", "athena", "duckdb", "postgres", "clickhouse"})
"""Dialects that refuse most comparisons between types."""
_NAMES_OF_TEXTS = re.compile(
    r"(?:^|_|[a-z](?=[A-Z]))(?:name|email|mail|phone|address|url|uri|path|title|token|description|"
    r"comment|zip|postcode|code|sku|isbn|iban)s?$",
    re.IGNORECASE,
)
_NAMES_OF_KEYS = re.compile(r"^(?:.*_)?[iI][dD]$|[a-z]I[dD]$")
_UNDECIDED = frozenset({TypeKind.UNKNOWN, TypeKind.OTHER, TypeKind.BOOLEAN})
_TIMES = frozenset({TypeKind.DATE, TypeKind.TIMESTAMP})
_ORDERS = (
    "CREATE TABLE orders (id INT, code VARCHAR(9), day DATE, ref_id VARCHAR(20)); "
    "CREATE TABLE refs (id INT, note VARCHAR(9))"
)


_REFUSED = Texts(
    why="The engine does not convert one side by itself, and refuses to compare the two types.",
    impact="The query ends with an error.",
)


@rule(
    "implicit-type-conversion",
    nodes=(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between),
    severity=Severity.WARNING,
    category="performance",
    source="sql-checklist/string-operations-in-where",
    why=(
        "The engine converts one side: where that is the column, every row is converted and no "
        "index or block statistics apply; some engines refuse the comparison."
    ),
    fix="Write the value in the column's type, or store both columns in one type.",
    impact="A search in an index becomes a scan.",
    on={
        **dict.fromkeys(
            ("postgres", "bigquery", "duckdb", "clickhouse", "trino", "presto", "athena"), _REFUSED
        ),
        "mysql": Texts(
            why="MySQL compares a text with a number as floating-point numbers: where the text is "
            "the column, its index is not used, and '1abc' equals 1.",
            impact="A scan instead of a look-up, and rows that should not match.",
        ),
        "tsql": Texts(
            why="SQL Server converts the side whose type ranks lower, a text before a number: "
            "where that is the column, its index cannot be searched as it is, and a text that is "
            "no number ends the query.",
            impact="A scan instead of a seek, or an error because of one row.",
        ),
        "oracle": Texts(
            why="Oracle converts the text to a number or a date: where that is the column, its "
            "index is not used, and a text that does not convert ends the query.",
            impact="A scan instead of a look-up, or an error because of one row.",
        ),
        "sqlite": Texts(
            why="SQLite compares a number with a text column as a text, so 5 and '05' differ and "
            "'10' sorts before '9'.",
            impact="Other rows than meant, without an error.",
        ),
        "snowflake": Texts(
            why="Snowflake converts the text to a number or a date: where that is the column, no "
            "micro-partition can be skipped by it, and a text that does not convert ends the "
            "query.",
            impact="Every micro-partition is read, or one row ends the query.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="The engine converts one side: where that is the column, every row is converted "
            "and no block can be skipped; some engines refuse the comparison.",
            impact="Every block is read instead of those that may match.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="One side is converted: where that is the column, the test is not handed down to "
            "the files, and a text that does not convert becomes NULL, or an error in ANSI mode.",
            impact="Every row group is read, and rows that do not convert are left out.",
        ),
    },
    fires=[
        Example("SELECT id FROM orders WHERE «code = 12345»", "mysql", _ORDERS),
        Example("SELECT id FROM orders WHERE «code IN (1, 2)»", "tsql", _ORDERS),
        Example("SELECT o.id FROM orders o JOIN refs r ON «r.id = o.ref_id»", "postgres", _ORDERS),
        Example("SELECT id FROM orders WHERE «id = '7'» AND code = 'a'", "mysql", _ORDERS),
        Example("SELECT id FROM orders WHERE «day > 20240101»", "snowflake", _ORDERS),
        Example("SELECT id FROM orders WHERE «id = 'seven'»", "bigquery", _ORDERS),
        Example("SELECT id FROM orders WHERE «code = N'x'»", "tsql", _ORDERS),
        Example("SELECT id FROM users WHERE «user_email = 42»", "mysql"),
        Example("SELECT id FROM users WHERE «id = '42'»", "mysql"),
        Example("SELECT id FROM users WHERE «'abc' <> 7»", "oracle"),
    ],
    quiet=[
        Example("SELECT id FROM orders WHERE ref = 12345", "mysql"),
        Example("SELECT id FROM orders WHERE id = 12345 AND name = '12'", "mysql"),
        Example("SELECT id FROM orders WHERE id = '7f3a'", "mysql"),
        Example("SELECT id FROM orders WHERE user_id = '42'", "postgres"),
        Example("SELECT id FROM t ORDER BY user_name = 5", "mysql"),
        Example("UPDATE orders SET code = 5 WHERE id = 1", "tsql", _ORDERS),
        Example("SELECT (code = 5) AS is_five FROM orders WHERE id = 1", "mysql", _ORDERS),
        Example("SELECT id FROM orders WHERE code = '12345' AND id = 7", "mysql", _ORDERS),
        Example("SELECT id FROM orders WHERE day >= '2024-01-01'", "postgres", _ORDERS),
        Example("SELECT id FROM orders WHERE id = 7.0 OR id < 1e3", "tsql", _ORDERS),
        Example(
            "SELECT o.id FROM orders o JOIN refs r ON CAST(r.id AS VARCHAR(20)) = o.ref_id",
            "tsql",
            _ORDERS,
        ),
        Example("SELECT id FROM orders WHERE day < CURRENT_DATE AND code = @code", "tsql", _ORDERS),
        Example(
            "WITH o AS (SELECT LENGTH(code) AS code FROM orders) SELECT code FROM o WHERE code = 5",
            "snowflake",
            _ORDERS,
        ),
    ],
)
def implicit_type_conversion(test: exp.Expr, context: Context) -> Iterable[Remark]:
    """Report comparisons of a stored column with literals or columns of another family."""
    if context.schema is not None:
        return _by_declaration(test, context)
    args = test.args
    left, other = args["this"], args.get("expression")
    if other.__class__ is not _Literal:
        return _by_name(test, context) if left.__class__ is _Literal else ()
    if left.__class__ is _Column and not _guess(left.name, other, context.dialect):
        return ()
    return _by_name(test, context)


_Column, _Literal = exp.Column, exp.Literal


def _by_declaration(test: exp.Expr, context: Context) -> Iterator[Remark]:
    sides = _sides(test)
    for column, other in ((one, two) for one in sides[:2] for two in sides if one is not two):
        if not isinstance(column, exp.Column):
            continue
        stored = stored_column(column, context.scope, context)
        if stored is None:
            continue
        found = _clash(stored.column.kind, stored.column.type, other, context)
        if found is None or not is_test(test) or is_projected(test):
            continue
        what, severity, confidence = found
        yield Remark(
            context.ranges.test(test),
            f"{column.name} is {stored.column.type}, and {what}.",
            severity=severity,
            confidence=confidence,
        )
        return


def _by_name(test: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report what the name of a column lets one guess, and literals of two kinds."""
    sides = (test.this, test.args.get("expression"))
    for one, other in (sides, sides[::-1]):
        if not isinstance(other, exp.Literal):
            continue
        if isinstance(one, exp.Literal):
            if one.is_string and not other.is_string and is_test(test):
                message = "A text is compared with a number."
                yield Remark(context.ranges.test(test), message, confidence=Confidence.LIKELY)
            continue
        if not isinstance(one, exp.Column):
            return
        guessed = _guess(one.name, other, context.dialect)
        if guessed and is_test(test):
            yield Remark(
                context.ranges.test(test),
                guessed,
                severity=Severity.HINT,
                confidence=Confidence.POSSIBLE,
            )
        return


def _guess(name: str, literal: exp.Expr, dialect: str) -> str:
    args = literal.args
    if not args["is_string"]:
        if not _sounds_like_text(name):
            return ""
        return f"{name} sounds like a text, and it is compared with a number."
    # An untyped literal takes the column's type in Postgres.
    if not args["this"].isdigit() or dialect == "postgres" or not _NAMES_OF_KEYS.search(name):
        return ""
    return f"{name} sounds like a number, and it is compared with a text."


@lru_cache(maxsize=1000)
def _sounds_like_text(name: str) -> bool:
    return _NAMES_OF_TEXTS.search(name) is not None


def _sides(test: exp.Expr) -> list[exp.Expr]:
    if isinstance(test, exp.In):
        return [test.this, *test.expressions[:5]]
    return list(test.iter_expressions())


Clash = tuple[str, Severity | None, Confidence | None]
"""What is wrong with the other side, how bad it is and how sure that is."""


def _clash(kind: TypeKind, declared: str, other: exp.Expr, context: Context) -> Clash | None:
    if isinstance(other, exp.National):
        narrow = declared.upper().startswith(("VARCHAR", "CHAR")) and context.dialect == "tsql"
        message = "N'…' is NVARCHAR, to which the column is converted"
        return (message, None, Confidence.LIKELY) if narrow else None
    theirs = kind_of_value(other, context.scope, context)
    if theirs in _UNDECIDED:
        return None
    if isinstance(other, (exp.Literal, exp.Neg)):
        return _literal_clash(kind, theirs, other, context)
    return _column_clash(kind, theirs, other) if isinstance(other, exp.Column) else None


def _column_clash(kind: TypeKind, theirs: TypeKind, other: exp.Column) -> Clash | None:
    message = f"{written(other)} is {theirs.value}"
    text_and_number = {kind is TypeKind.TEXT, theirs is TypeKind.TEXT} == {True, False} and (
        kind.is_number or theirs.is_number
    )
    if text_and_number:
        return message, None, None
    if kind in _TIMES and (theirs.is_number or theirs is TypeKind.TEXT):
        return message, None, Confidence.LIKELY
    return None


def _literal_clash(
    kind: TypeKind, theirs: TypeKind, literal: exp.Expr, context: Context
) -> Clash | None:
    if kind is TypeKind.TEXT and theirs.is_number:
        converts = context.dialect not in _STRICT | {"sqlite"}
        every_row = ", so every row is converted" if converts else ""
        return f"it is compared with a number{every_row}", None, None
    if kind in _TIMES and theirs.is_number and context.dialect != "sqlite":
        return "it is compared with a number", None, None
    if not kind.is_number or theirs is not TypeKind.TEXT:
        return None
    value = value_of(literal)
    looks_numeric = value is not None and _is_number(literal.name)
    if looks_numeric and context.dialect == "postgres":
        return None
    if looks_numeric and context.dialect not in _STRICT:
        return "it is compared with a text", Severity.INFO, Confidence.LIKELY
    is_text = value is not None and value.kind is ValueKind.TEXT
    return ("it is compared with a text", None, None) if is_text else None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
