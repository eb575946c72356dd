"""`function-on-column`: a calculation on the column side of a filter."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.filters import chooses_partitions
from workbench.sqlreview.queries import is_constant, tests
from workbench.sqlreview.rule import Example, Remark, rule

_DATE_PARTS = (
    *(exp.Year, exp.Month, exp.Day, exp.Week, exp.Quarter, exp.Extract),
    *(exp.Hour, exp.DayOfWeek, exp.DayOfMonth, exp.DayOfYear, exp.WeekOfYear),
)
_TRUNCATIONS = (
    exp.Date,
    exp.DateTrunc,
    exp.TimestampTrunc,
    exp.DatetimeTrunc,
    exp.TsOrDsToDate,
    exp.Trunc,
)
"""Order-preserving: the engines that prune blocks see through them."""
_SHIFTS = (
    *(exp.DateAdd, exp.DateSub, exp.DateDiff, exp.TsOrDsAdd, exp.TsOrDsDiff, exp.DatetimeDiff),
    *(exp.TimestampAdd, exp.TimestampSub, exp.TimestampDiff, exp.LastDay, exp.UnixToTime),
)
_FORMATS = (exp.TimeToStr, exp.ToChar, exp.StrToDate, exp.StrToTime)
_CASES = (exp.Upper, exp.Lower, exp.Initcap)
_STARTS = (exp.Substring, exp.Left)
_TEXTS = (exp.Trim, exp.Right, exp.Replace, exp.Reverse, exp.StrPosition, exp.Length)
_CODES = (exp.MD5, exp.SHA, exp.SHA2, exp.Hex, exp.Soundex)
_NUMBERS = (exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Sqrt)
_DATES = (*_DATE_PARTS, *_TRUNCATIONS, *_SHIFTS, *_FORMATS)
_FUNCTIONS = (*_DATES, *_CASES, *_STARTS, *_TEXTS, *_CODES, *_NUMBERS, exp.Anonymous)
_NAMED = frozenset({"TRUNC", "AGE", "UNIX_TIMESTAMP", "TO_DAYS", "STRFTIME", "JULIANDAY"})
"""Functions that the parser keeps by name; what others do with a column is not known."""

_COMPARISONS = (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In, exp.Like, exp.ILike)
_PLAIN = frozenset({exp.Column, exp.Literal})
_RANGED_PARTS = frozenset({"YEAR", "MONTH", "QUARTER", "WEEK", "DAY"})


@rule(
    "function-on-column",
    nodes=(exp.Where,),
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/string-operations-in-where",
    why=(
        "An index, a partition or block statistics hold the column's own values; once it is inside "
        "a function they no longer apply."
    ),
    fix="Leave the column bare and move the calculation to the other side.",
    impact="The table (or every partition) is read instead of the part that matches.",
    fires=[
        Example("SELECT id FROM users WHERE «UPPER(name)» = 'ANN'", "postgres"),
        Example("SELECT id FROM orders WHERE «YEAR(order_date)» = 2024", "mysql"),
        Example("SELECT id FROM orders WHERE a = 1 AND «SUBSTRING(code, 1, 3)» = 'abc'", "tsql"),
        Example("SELECT id FROM o WHERE «EXTRACT(YEAR FROM o.ts)» = 2024", "bigquery"),
        Example("SELECT id FROM o WHERE «DATE_TRUNC('month', o.ts)» = '2024-01-01'", "postgres"),
        Example("SELECT id FROM users WHERE «LOWER(TRIM(email))» IN ('a', 'b')"),
        Example("SELECT id FROM users WHERE 'ann' = «LOWER(name)»", "snowflake"),
        Example("SELECT id FROM o WHERE «ABS(amount)» > 10 OR «ROUND(tax, 2)» = 1.5", "oracle"),
        Example("SELECT id FROM o WHERE «TRUNC(booked_at)» = DATE '2024-05-01'", "oracle"),
        Example("SELECT id FROM o WHERE «HOUR(booked_at)» = 3", "mysql"),
        Example("SELECT id FROM o WHERE «UNIX_TIMESTAMP(booked_at)» > 1700000000", "mysql"),
        Example("SELECT id FROM o WHERE «MD5(email)» = $1", "postgres"),
        Example("SELECT id FROM o WHERE «NORMALISED(name)» = 'x'"),
    ],
    quiet=[
        Example(
            "SELECT id FROM o WHERE YEAR(ts) = 2024",
            "mysql",
            "CREATE TABLE o (id INT, ts DATE) PARTITION BY RANGE COLUMNS (ts) "
            "(PARTITION p VALUES LESS THAN MAXVALUE)",
        ),
        Example("SELECT id FROM users WHERE name = UPPER('ann')"),
        Example("SELECT id FROM o WHERE ts >= DATE_TRUNC('month', CURRENT_DATE)", "postgres"),
        Example("SELECT id FROM o WHERE DATE(ts) = @day", "bigquery"),
        Example("SELECT id FROM o WHERE TIMESTAMP_TRUNC(ts, DAY) = @day", "bigquery"),
        Example("SELECT id FROM o WHERE DATE_TRUNC('day', ts) = '2024-01-01'", "snowflake"),
        Example("SELECT UPPER(name) FROM users WHERE id = 1"),
        Example("SELECT a, SUM(x) AS s FROM t WHERE y = 1 GROUP BY a HAVING ROUND(SUM(x), 2) > 10"),
        Example("WITH u AS (SELECT n FROM t WHERE d = 1) SELECT n FROM u WHERE LOWER(n) = 'x'"),
        Example("SELECT id FROM t WHERE JSON_VALUE(doc, '$.a') = 'x'", "bigquery"),
        Example("SELECT id FROM users WHERE LOWER(name) <> 'ann'"),
        Example("SELECT id FROM users WHERE CONCAT(first, last) = 'annlee'", "mysql"),
        Example("SELECT id FROM users WHERE LOWER(first_name) = LOWER(last_name)"),
        Example("SELECT id FROM o WHERE EXTRACT(DOW FROM ts) = 1", "postgres"),
        Example("SELECT id FROM users WHERE LOWER(name) LIKE '%ann%' LIMIT 0 OFFSET 0", "spark"),
        Example("SELECT id FROM o WHERE toYYYYMM(ts) = 202405", "clickhouse"),
        Example("SELECT id FROM o WHERE DBO.TODAY_FOR(@region) = booked_at", "tsql"),
    ],
)
def function_on_column(where: exp.Where, context: Context) -> Iterator[Remark]:
    """Report a function of a stored column that is compared with something constant."""
    told: set[str] = set()
    for test in tests(where.this):
        call = _compared_call(test)
        if call is None:
            continue
        column = call.find(exp.Column)
        if column is None or not context.scope.reads_base_table(column):
            continue
        if chooses_partitions(column, context.scope):
            continue
        if _is_harmless(call, context) or column.sql() in told:
            continue
        told.add(column.sql())
        yield Remark(
            context.ranges.of(call),
            f"{column.name} is filtered through a function, not by its own values.",
            fix=_fix(call, column.name),
            severity=Severity.INFO if context.column_store else None,
            confidence=None if _is_known(call) else Confidence.POSSIBLE,
        )


def _compared_call(test: exp.Expr) -> exp.Expr | None:
    """Return the function of a column in a test whose other side is constant."""
    left = test.this
    if left.__class__ in _PLAIN and test.args.get("expression").__class__ in _PLAIN:
        return None
    if not isinstance(test, _COMPARISONS) or test.args.get("negate") or _has_leading_wildcard(test):
        return None
    if isinstance(left, _FUNCTIONS) and _others_constant(test):
        return left
    right = test.args.get("expression")
    if isinstance(right, _FUNCTIONS) and is_constant(left):
        return right
    return None


def _is_known(call: exp.Expr) -> bool:
    return not isinstance(call, exp.Anonymous) or call.name.upper() in _NAMED


def _others_constant(test: exp.Expr) -> bool:
    others = [value for name, value in test.args.items() if name != "this"]
    flat = [item for value in others for item in (value if isinstance(value, list) else [value])]
    return all(is_constant(item) for item in flat if isinstance(item, exp.Expr))


def _has_leading_wildcard(test: exp.Expr) -> bool:
    pattern = test.args.get("expression")
    if not isinstance(test, exp.Like | exp.ILike) or not isinstance(pattern, exp.Literal):
        return False
    return bool(pattern.name.startswith(("%", "_")))


def _is_harmless(call: exp.Expr, context: Context) -> bool:
    if isinstance(call, exp.Extract) and call.text("this").upper() not in _RANGED_PARTS:
        return True
    if not context.column_store:
        return False
    return isinstance(call, (*_TRUNCATIONS, *_NUMBERS, exp.Length, exp.Anonymous))


def _fix(call: exp.Expr, column: str) -> str:
    if isinstance(call, _DATES):
        return f"Compare {column} itself with a range: {column} >= … AND {column} < …"
    if isinstance(call, _CASES):
        return f"Store {column} in one case, use a case-insensitive collation, or index this call."
    if isinstance(call, _STARTS):
        return f"Use {column} LIKE 'prefix%', which an index can answer."
    return f"Leave {column} bare and move the calculation to the other side, or index this call."
