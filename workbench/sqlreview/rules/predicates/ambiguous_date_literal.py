"""`ambiguous-date-literal`: a date that another session, or another reader, reads differently."""

import re
from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule

_AMBIGUOUS = re.compile(
    r"\d{1,2}[/-]\d{1,2}[/-]\d{4}(?: \d{1,2}:.{2,12})?"
    r"|\d{1,2}/\d{1,2}/\d{2}|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}[- ][A-Za-z]{3}[- ]\d{2,4}"
)
_SHORTEST = 6
_LONGEST = 24
_COMPARED = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.In)
_CONVERSIONS = (
    *(exp.Date, exp.Timestamp, exp.Datetime, exp.TsOrDsToDate, exp.DateStrToDate),
    *(exp.TimeStrToTime, exp.DateAdd, exp.DateSub, exp.DateDiff, exp.TsOrDsAdd, exp.TsOrDsDiff),
    *(exp.Year, exp.Month, exp.Day, exp.DeclareItem),
)
_MAY_BE_TEXT = (exp.Select, exp.Alias, exp.Tuple)
_FROM_TEXT = (exp.StrToDate, exp.StrToTime)
_SESSION_FORMAT = frozenset({"oracle"})
"""Dialects whose TO_DATE without a format depends on a setting of the session."""
_HAVE_NO_DATE_LITERAL = frozenset({"tsql", "fabric", "sqlite"})
_TIME_TYPES = exp.DataType.TEMPORAL_TYPES


_YEAR_FIRST = Texts(
    why="Only a text with the year first is read as a date; one with the year last is NULL or an "
    "error.",
    fix="Write DATE '2024-02-01' (year, month, day), or convert the text with a format.",
    impact="No row passes, or the query fails.",
)


@rule(
    "ambiguous-date-literal",
    nodes=(exp.Literal, exp.Sub, *_FROM_TEXT),
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="timezone-traps",
    why=(
        "Whether day or month comes first depends on the language and settings of the session, not "
        "on the query."
    ),
    fix="Write DATE '2024-02-01' (year, month, day), or give the format.",
    impact="Other rows on another server, or an error for days after the twelfth.",
    on={
        "postgres": Texts(
            why="DateStyle, a setting of the session, decides whether day or month comes first.",
        ),
        "redshift": Texts(
            why="DateStyle, a setting of the session, decides whether day or month comes first.",
        ),
        "tsql": Texts(
            why="The language and DATEFORMAT of the session decide whether day or month comes "
            "first.",
            fix="Write '20240201', which is read in one way only, or CONVERT with a style.",
        ),
        "oracle": Texts(
            why="NLS_DATE_FORMAT, a setting of the session, decides how the text is read.",
            fix="Write DATE '2024-02-01', or TO_DATE with a format.",
        ),
        "snowflake": Texts(
            why="DATE_INPUT_FORMAT, a setting of the session, decides how the text is read.",
            fix="Write DATE '2024-02-01', or TO_DATE with a format.",
        ),
        "mysql": Texts(
            why="MySQL takes the first number of a date for the year: one with the year last is "
            "read as another date, or as none.",
            fix="Write DATE '2024-02-01', or STR_TO_DATE with a format.",
            impact="Other rows than meant, none, or an error.",
        ),
        "sqlite": Texts(
            why="SQLite has no dates and compares them as texts: only year, month, day come in the "
            "order of time.",
            fix="Write '2024-02-01' (year, month, day), and store dates like that.",
            impact="Other rows than meant, without an error.",
        ),
        **dict.fromkeys(
            ("bigquery", "duckdb", "clickhouse", "databricks", EngineKind.DISTRIBUTED), _YEAR_FIRST
        ),
    },
    fires=[
        Example("SELECT id FROM t WHERE d = «'01/02/2024'»"),
        Example("SELECT id FROM t WHERE d BETWEEN «'1/2/24'» AND «'3/2/24'»", "mysql"),
        Example("SELECT id FROM t WHERE d > CAST(«'01-02-2024'» AS DATE)", "tsql"),
        Example("SELECT id FROM t WHERE d > «2024-01-01»", "postgres"),
        Example("SELECT id FROM t WHERE d < «24-01-31»", "mysql"),
        Example("SELECT id FROM t WHERE d > «TO_DATE('2024-01-02')»", "oracle"),
        Example("SELECT id FROM t WHERE d > «'01-JAN-2024'»", "oracle"),
        Example("SELECT id FROM t WHERE d > TO_DATE(«'01/02/2024'»)", "snowflake"),
        Example("INSERT INTO t (d) VALUES («'12/31/2023'»)", "mysql"),
        Example("SELECT DATEADD(DAY, 1, «'1/2/2024'») AS d", "tsql"),
        Example("DECLARE @d DATE = «'12/31/2023'»", "tsql"),
        Example("SELECT «'12/31/2023'» AS d", "tsql"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE d = '2024-02-01'"),
        Example("SELECT id FROM t WHERE d > TO_DATE('01/02/2024', 'DD/MM/YYYY')", "oracle"),
        Example("SELECT id FROM t WHERE d > CONVERT(DATE, '01/02/2024', 103)", "tsql"),
        Example("SELECT id FROM t WHERE path LIKE '01/02/2024%'", "postgres"),
        Example("SELECT id FROM t WHERE version = '1.10.22'", "mysql"),
        Example("SELECT id FROM t WHERE x > 2024 - 1 - 40", "postgres"),
        Example("SELECT id FROM t WHERE x > 24 - 1 - 2", "postgres"),
        Example("SELECT id FROM t WHERE d = '20240201'", "tsql"),
        Example("SELECT id FROM t WHERE phone = '12-34-567890'", "bigquery"),
        Example("SELECT TO_DATE('01/02/2024', 'DD/MM/YYYY') AS d", "oracle"),
        Example("SELECT '12-JAN' AS label, 'since 12/31/2023' AS note", "postgres"),
        Example("SELECT REPLACE(a, '01/02/2024', '') AS b FROM t", "mysql"),
    ],
)
def ambiguous_date_literal(node: exp.Expr, context: Context) -> Iterable[Remark]:
    """Report dates with the year last, without quotes, or converted without a format."""
    kind = node.__class__
    if kind is _Literal:
        text: str = node.args["this"]
        may_be = len(text) >= _SHORTEST and text[0].isdigit() and _is_ambiguous(node, text)
        return _report(node, context) if may_be else ()
    if kind is exp.Sub and node.this.__class__ is not exp.Sub:
        return ()
    return _report(node, context)


_Literal = exp.Literal


def _report(node: exp.Expr, context: Context) -> Iterator[Remark]:
    if isinstance(node, exp.Literal):
        may_be_text = isinstance(node.parent, _MAY_BE_TEXT)
        if may_be_text or _is_used_as_date(node):
            yield Remark(
                context.ranges.of(node),
                f"'{node.name}' {_misreading(node.name)}.",
                severity=Severity.HINT if may_be_text else None,
                confidence=Confidence.POSSIBLE if may_be_text else None,
            )
    elif isinstance(node, exp.Sub):
        if _is_unquoted_date(node):
            yield Remark(
                context.ranges.of(node),
                "Without quotes this is a subtraction, not a date.",
                fix="Put the date in quotes."
                if context.dialect in _HAVE_NO_DATE_LITERAL
                else "Put the date in quotes: DATE '…'.",
                impact="The column is compared with a number.",
                severity=Severity.ERROR,
                confidence=Confidence.CERTAIN,
            )
    elif node.args.get("format") is None and context.dialect in _SESSION_FORMAT:
        message = "TO_DATE without a format reads the text by the settings of the session."
        yield Remark(context.ranges.of(node), message, fix="Give the format as second argument.")


def _is_ambiguous(literal: exp.Expr, text: str) -> bool:
    if len(text) > _LONGEST or not literal.args.get("is_string"):
        return False
    return _AMBIGUOUS.fullmatch(text) is not None


def _misreading(text: str) -> str:
    """Say how a date can be taken for another one, or for none."""
    if any(letter.isalpha() for letter in text.split(":", maxsplit=1)[0]):
        return "is read by the date format and the language of the session"
    first, second, *_ = _NUMBER.findall(text)
    if int(first) > _MONTHS or int(second) > _MONTHS:
        return "is a date in one order of day and month only, and an error in the other"
    return "can be read as two dates"


_NUMBER = re.compile(r"\d+")
_MONTHS = 12


def _is_used_as_date(literal: exp.Literal) -> bool:
    around = literal.parent
    if isinstance(around, exp.Convert):
        return around.args.get("style") is None and _is_temporal(around.this)
    if isinstance(around, exp.Cast):
        return around.args.get("format") is None and _is_temporal(around.to)
    return isinstance(around, _COMPARED + _CONVERSIONS)


def _is_temporal(to: exp.Expr) -> bool:
    return isinstance(to, exp.DataType) and to.this in _TIME_TYPES


def _is_unquoted_date(node: exp.Sub) -> bool:
    """Tell whether ``2024-01-31`` stands there as two subtractions in a comparison."""
    inner = node.this
    if not isinstance(inner, exp.Sub) or not isinstance(node.parent, _COMPARED):
        return False
    parts = [part.name for part in (inner.this, inner.expression, node.expression)]
    if not all(part.isdigit() for part in parts):
        return False
    # Of two digits each, so that 24-1-2 stays a sum.
    if len(parts[0]) != 4 and [len(part) for part in parts] != [2, 2, 2]:
        return False
    return 1 <= int(parts[1]) <= 12 and 1 <= int(parts[2]) <= 31
