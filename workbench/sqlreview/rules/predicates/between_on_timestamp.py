"""`between-on-timestamp`: a closed upper limit on a point in time."""

import re
from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.parameters import PARAMETERS
from workbench.sqlreview.schema.types import TypeKind
from workbench.sqlreview.stored_columns import kind_of_value
from workbench.sqlreview.values import Value, ValueKind, value_of
from workbench.sqlreview.volatile import is_clock

_MOMENT_NAME = re.compile(r"(?:^|_)(?:ts|at|dttm|tstamp)$|(?:time|stamp)$")
_CAMEL_MOMENT_NAME = re.compile(r"[a-z](?:At|Ts)$")
_DATE_NAME = re.compile(r"(?:^|_|[a-z])(?:date|day|dt|dat)$|^(?:d|_?partition\w*)$")
_MOMENT_TYPES = frozenset(
    {
        exp.DType.TIMESTAMP,
        exp.DType.TIMESTAMPTZ,
        exp.DType.TIMESTAMPLTZ,
        exp.DType.TIMESTAMPNTZ,
        exp.DType.DATETIME,
        exp.DType.DATETIME2,
        exp.DType.SMALLDATETIME,
    }
)

_DATES_HAVE_TIMES = frozenset({"oracle", "tsql"})
"""Dialects whose columns called … date usually hold a time of day as well."""

_COMPACT_DATE = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
"""How T-SQL writes a date that every language setting reads alike."""


@rule(
    "between-on-timestamp",
    nodes=(exp.Between,),
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="timezone-traps",
    why=(
        "BETWEEN includes its upper limit: a date there means midnight, so the rest of that day is "
        "left out, and two ranges that touch count the same instant twice."
    ),
    fix="Write a half-open range: column >= start AND column < start of the next period.",
    impact="Up to one day of rows is missing, or rows on the limit are counted twice.",
    fires=[
        Example(
            "SELECT id FROM t WHERE «day BETWEEN DATE '2024-01-01' AND DATE '2024-01-31'»",
            "postgres",
            "CREATE TABLE t (id INT, day TIMESTAMP)",
        ),
        Example("SELECT id FROM t WHERE «created_at BETWEEN '2024-01-01' AND '2024-01-31'»"),
        Example(
            "SELECT id FROM t WHERE «event_ts BETWEEN TIMESTAMP('2024-01-01') AND "
            "TIMESTAMP('2024-01-31')»",
            "bigquery",
        ),
        Example(
            "SELECT id FROM t WHERE «d BETWEEN '2024-01-01' AND '2024-01-31 23:59:59'»", "mysql"
        ),
        Example(
            "SELECT id FROM t WHERE «o.start_time BETWEEN DATE '2024-01-01' AND DATE '2024-01-31'»",
            "snowflake",
        ),
        Example("SELECT id FROM t WHERE «OrderDate BETWEEN '2024-01-01' AND '2024-01-31'»", "tsql"),
        Example("SELECT id FROM t WHERE «created_at BETWEEN :from AND :to»", "mysql"),
        Example("SELECT id FROM t WHERE «d BETWEEN @startTime AND @endTime»", "tsql"),
        Example("SELECT id FROM t WHERE «d BETWEEN GETDATE() - 7 AND GETDATE()»", "tsql"),
        Example("SELECT a FROM t WHERE «OrderDateTime BETWEEN '20240101' AND '20240131'»", "tsql"),
    ],
    quiet=[
        Example(
            "SELECT id FROM t WHERE created_at BETWEEN '2024-01-01' AND '2024-01-31'",
            "postgres",
            "CREATE TABLE t (id INT, created_at DATE)",
        ),
        Example("SELECT id FROM t WHERE created_at >= '2024-01-01' AND created_at < '2024-02-01'"),
        Example(
            "SELECT id FROM t WHERE order_date BETWEEN DATE '2024-01-01' AND DATE '2024-01-31'"
        ),
        Example(
            "SELECT id FROM t WHERE CAST(created_at AS DATE) BETWEEN '2024-01-01' AND '2024-01-31'",
            "postgres",
        ),
        Example("SELECT id FROM t WHERE amount BETWEEN 1 AND 5", "mysql"),
        Example("SELECT id FROM t WHERE OrderDate BETWEEN @from AND @to", "tsql"),
        Example("SELECT id FROM t WHERE ts BETWEEN NOW() - INTERVAL '1 day' AND NOW()", "postgres"),
        Example(
            "SELECT id FROM t WHERE DATE(ts) BETWEEN '2024-01-01' AND '2024-01-31'", "bigquery"
        ),
        Example("SELECT a.id FROM a JOIN b ON a.ts BETWEEN b.valid_from AND b.valid_to"),
        Example(
            "SELECT id FROM t WHERE _TABLE_SUFFIX BETWEEN '20240101' AND '20240131'", "bigquery"
        ),
        Example("SELECT id FROM t WHERE event_time BETWEEN 1704067200 AND 1706745599", "trino"),
    ],
)
def between_on_timestamp(between: exp.Between, context: Context) -> Iterable[Remark]:
    """Report BETWEEN over an instant whose upper limit is a date or the last second of one."""
    limit = between.args.get("high")
    value = value_of(limit)
    if value is not None:
        may_end = value.kind is ValueKind.TEXT or value.kind is ValueKind.MOMENT
    else:
        may_end = context.dialect == "tsql" or isinstance(limit, PARAMETERS)
    return _report(between, limit, value, context) if may_end else ()


def _report(
    between: exp.Between, limit: exp.Expr | None, value: Value | None, context: Context
) -> Iterator[Remark]:
    column = between.this
    if value is None and limit is not None and _is_open_question(between, limit, context):
        yield Remark(
            context.ranges.test(between),
            "BETWEEN includes its upper limit, whatever time of day that is.",
            severity=Severity.HINT,
            confidence=Confidence.POSSIBLE,
        )
        return
    if not isinstance(column, exp.Column) or value is None:
        return
    moment = _moment(value, context.dialect)
    if not moment:
        return
    dates_have_times = context.dialect in _DATES_HAVE_TIMES
    kind = kind_of_value(column, context.scope, context)
    if kind not in {TypeKind.UNKNOWN, TypeKind.TIMESTAMP} and not dates_have_times:
        return
    confidence = _confidence(column.name, limit, moment, dates_have_times)
    if kind is TypeKind.TIMESTAMP:
        confidence = Confidence.CERTAIN
    if confidence is None:
        return
    ends_at_midnight = moment.endswith("00:00:00")
    guessed = (
        kind is TypeKind.UNKNOWN
        and ends_at_midnight
        and _MOMENT_NAME.search(column.name.lower()) is None
    )
    yield Remark(
        context.ranges.test(between),
        f"The upper limit belongs to the range: {column.name} is cut at {moment}.",
        severity=Severity.INFO if guessed else None,
        confidence=confidence,
    )


def _moment(value: Value, dialect: str) -> str:
    """Return the upper limit as a moment; nothing if it is none."""
    text = str(value.content)
    if value.kind is ValueKind.TEXT and dialect == "tsql" and _COMPACT_DATE.fullmatch(text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]} 00:00:00"
    return text if value.kind is ValueKind.MOMENT else ""


def _is_open_question(between: exp.Between, limit: exp.Expr, context: Context) -> bool:
    """Tell whether instants are compared with a limit that only the caller, or a clock, knows."""
    if not isinstance(limit, PARAMETERS):
        return context.dialect == "tsql" and any(is_clock(part) for part in limit.walk())
    tested = between.this
    if isinstance(tested, (exp.Cast, exp.Convert)):
        to = tested.this if isinstance(tested, exp.Convert) else tested.to
        named = isinstance(to, exp.DataType) and to.this in _MOMENT_TYPES
    else:
        named = isinstance(tested, exp.Column) and _is_called_moment(tested.name)
    return named or "time" in limit.name.lower()


def _is_called_moment(name: str) -> bool:
    return bool(_MOMENT_NAME.search(name.lower()) or _CAMEL_MOMENT_NAME.search(name))


def _confidence(
    name: str, limit: exp.Expr | None, moment: str, dates_have_times: bool
) -> Confidence | None:
    """Return how sure it is that a column holds instants; None if it surely holds dates."""
    if name.upper().startswith("_PARTITION"):
        return None
    midnight = moment.endswith("00:00:00")
    if _is_called_moment(name) or not midnight or _is_moment(limit):
        return Confidence.LIKELY
    if dates_have_times and _DATE_NAME.search(name.lower()):
        return Confidence.LIKELY
    if isinstance(limit, exp.Literal):
        return Confidence.POSSIBLE
    return None if _DATE_NAME.search(name.lower()) else Confidence.POSSIBLE


def _is_moment(limit: exp.Expr | None) -> bool:
    if isinstance(limit, exp.Cast):
        return limit.to.this in _MOMENT_TYPES
    return isinstance(limit, (exp.Timestamp, exp.Datetime))
