"""`function-on-column`: a calculation on the column side of a filter."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.filters import chooses_partitions
from workbench.sqlreview.impacts import every_row
from workbench.sqlreview.queries import condition_of, conjuncts, is_constant
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.clause import restricts_rows
from workbench.sqlreview.rules.predicates.functions import (
    CASES,
    CHOICES,
    DATES,
    FUNCTIONS,
    NAMED,
    NUMBERS,
    SEARCHES,
    STARTS,
    TRUNCATIONS,
    ZONES,
    is_function,
)
from workbench.sqlreview.rules.predicates.origins import Origin, origin
from workbench.sqlreview.rules.predicates.own_values import not_searchable, other_way
from workbench.sqlreview.select_list import NOT_COLUMNS

_COMPARISONS = frozenset(
    {exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In, exp.Like, exp.ILike}
    | {exp.NEQ, exp.NullSafeEQ}
)
_PLAIN = frozenset({exp.Column, exp.Literal, type(None)})
_BLIND_TO_TRUNCATION = frozenset({"redshift", "databricks"})
"""Column stores whose block statistics are read for the bare column only."""
_IGNORE_CASE = frozenset({"mysql", "tsql"})
"""Dialects whose default collation takes capitals and small letters for equal."""
_RANGED_PARTS = frozenset({"YEAR", "MONTH", "QUARTER", "WEEK", "DAY", "EPOCH"})


@rule(
    "function-on-column",
    nodes=(exp.Where, exp.Join, exp.Having),
    needs=FUNCTIONS,
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
    on=not_searchable("the result of a function"),
    fires=[
        Example("SELECT id FROM users WHERE «UPPER(name)» = 'ANN'", "postgres"),
        Example("SELECT id FROM orders WHERE «YEAR(order_date)» = 2024", "mysql"),
        Example("SELECT id FROM orders WHERE a = 1 AND «SUBSTRING(code, 1, 3)» = 'abc'", "tsql"),
        Example("SELECT id FROM o WHERE «EXTRACT(YEAR FROM o.ts)» = 2024", "bigquery"),
        Example("SELECT id FROM o WHERE «DATE_TRUNC('month', o.ts)» = '2024-01-01'", "postgres"),
        Example("SELECT id FROM users WHERE «LOWER(TRIM(email))» IN ('a', 'b')"),
        Example("SELECT id FROM users WHERE 'ann' = «LOWER(name)»", "snowflake"),
        Example("SELECT id FROM o WHERE «date(from_unixtime(ts))» = DATE '2024-01-01'", "trino"),
        Example("SELECT id FROM o WHERE «ABS(amount)» > 10 OR «ROUND(tax, 2)» = 1.5", "oracle"),
        Example("SELECT id FROM o WHERE «TRUNC(booked_at)» = DATE '2024-05-01'", "oracle"),
        Example("SELECT id FROM o WHERE «HOUR(booked_at)» = 3", "mysql"),
        Example("SELECT id FROM o WHERE «DATEPART(year, booked_at)» = 2024", "tsql"),
        Example("SELECT id FROM o WHERE «POSITION('a' IN code)» = 1", "postgres"),
        Example("SELECT id FROM o WHERE «NULLIF(code, '')» = 'a'", "tsql"),
        Example("SELECT id FROM o WHERE «booked_at AT TIME ZONE 'UTC'» >= $1", "postgres"),
        Example("SELECT id FROM o WHERE «EXTRACT(EPOCH FROM booked_at)» > 1700000000", "postgres"),
        Example("SELECT id FROM o WHERE «SUBSTRING_INDEX(email, '@', -1)» = 'x.org'", "mysql"),
        Example("SELECT id FROM o WHERE «DECODE(state, 'A', 1, 0)» = 1", "oracle"),
        Example("SELECT id FROM o WHERE «UNIX_TIMESTAMP(booked_at)» > 1700000000", "mysql"),
        Example("SELECT id FROM o WHERE «MD5(email)» = $1", "postgres"),
        Example("SELECT id FROM o WHERE «ADD_MONTHS(booked_at, 1)» > SYSDATE", "oracle"),
        Example("SELECT id FROM o WHERE «LPAD(code, 5, '0')» = '00012'", "oracle"),
        Example("SELECT id FROM o WHERE «NORMALISED(name)» = 'x'"),
        Example("SELECT a.x FROM a JOIN b ON «UPPER(a.k)» = UPPER(b.k)", "tsql"),
        Example("SELECT a.x FROM a JOIN b ON a.id = b.id AND «YEAR(b.d)» = 2024", "mysql"),
        Example("SELECT id FROM users WHERE «LOWER(name)» <> 'ann'", "postgres"),
        Example("SELECT id FROM users WHERE NOT («YEAR(born)» = 1990)", "mysql"),
        Example("SELECT id FROM users WHERE «LOWER(first_name)» = LOWER(last_name)"),
        Example("SELECT id FROM o WHERE «DATE_TRUNC('month', o.ts)» = '2024-01-01'", "redshift"),
        Example("WITH u AS (SELECT n FROM t WHERE d = 1) SELECT n FROM u WHERE «LOWER(n)» = 'x'"),
        Example("SELECT dep, COUNT(*) FROM t GROUP BY dep HAVING «LOWER(dep)» = 'x'", "tsql"),
        Example("SELECT id FROM t WHERE «FIND_IN_SET('a', tags)»", "mysql"),
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
        Example("WITH u AS (SELECT MIN(n) AS n FROM t) SELECT n FROM u WHERE LOWER(n) = 'x'"),
        Example("SELECT a, SUM(x) AS s FROM t GROUP BY a HAVING ROUND(s, 2) > 10", "mysql"),
        Example("SELECT id FROM t WHERE JSON_VALUE(doc, '$.a') = 'x'", "bigquery"),
        Example("SELECT SUM(x) FILTER (WHERE LOWER(k) = 'a') FROM t WHERE d = 1", "postgres"),
        Example("SELECT a.x FROM a JOIN b ON a.k = UPPER('x') AND a.id = b.id", "mysql"),
        Example("SELECT id FROM users WHERE CONCAT(first, last) = 'annlee'", "mysql"),
        Example("SELECT id FROM o WHERE EXTRACT(DOW FROM ts) = 1", "postgres"),
        Example("SELECT id FROM users WHERE LOWER(name) LIKE '%ann%' LIMIT 0 OFFSET 0", "spark"),
        Example("SELECT id FROM users WHERE UPPER(name) LIKE '%' || :q || '%'", "oracle"),
        Example("SELECT id FROM o WHERE toYYYYMM(ts) = 202405", "clickhouse"),
        Example("SELECT id FROM o WHERE CONVERT_TIMEZONE('UTC', ts) >= '2024-05-01'", "snowflake"),
        Example("SELECT id FROM o WHERE NULLIF(code, '') IS NOT NULL AND k = 1", "postgres"),
        Example("SELECT id FROM o WHERE ts >= now() AT TIME ZONE 'UTC'", "postgres"),
        Example("SELECT id FROM o WHERE DBO.TODAY_FOR(@region) = booked_at", "tsql"),
        Example("SELECT id FROM o WHERE booked_at > DATEADD(day, -7, GETDATE())"),
    ],
)
def function_on_column(
    clause: exp.Where | exp.Join | exp.Having, context: Context
) -> Iterable[Remark]:
    """Report a function of a stored column that is compared; unsure forms as a hint."""
    compared = [
        (test, negated, call)
        for test, negated in _tests(_condition(clause))
        if (call := _compared_call(test)) is not None
    ]
    return _report(clause, compared, context) if compared else ()


def _report(
    clause: exp.Expr, compared: list[tuple[exp.Expr, bool, exp.Expr]], context: Context
) -> Iterator[Remark]:
    told: set[int] = set()
    of_groups = isinstance(clause, exp.Having)
    for test, negated, call in compared:
        column = next((one for one in call.find_all(exp.Column) if not _is_unit(one)), None)
        comes_from = origin(column, context) if column is not None else Origin.MADE
        if column is None or comes_from is Origin.MADE:
            continue
        if of_groups and not _is_grouped_by(column, call, clause):
            continue
        if chooses_partitions(column, context.scope):
            continue
        if _is_harmless(call, context) or hash(column) in told:
            continue
        told.add(hash(column))
        against = _against_column(test, call)
        joins = against and isinstance(clause, exp.Join)
        # No index narrows a search for what differs, or for two values of one row.
        doubtful = negated or isinstance(test, exp.NEQ) or (against and not joins)
        doubtful = doubtful or of_groups or comes_from is Origin.HANDED_ON
        doubtful = doubtful or (not joins and _is_beside_others(call, clause, context))
        yield Remark(
            context.ranges.of(call),
            f"{column.name} is {'joined' if joins else 'filtered'} through a function, not by its "
            "own values.",
            fix="Store the key in the form that is joined."
            if joins
            else _fix(call, column.name, context),
            impact=_rows_read(column, context),
            severity=_severity(context, doubtful=doubtful, joins=joins),
            confidence=None if _is_known(call) and not doubtful else Confidence.POSSIBLE,
        )
        if joins:
            return


def _is_beside_others(call: exp.Expr, clause: exp.Expr, context: Context) -> bool:
    """Tell UPPER and LOWER where a bare column narrows the scan already, and no index is lost."""
    if not context.column_store or not isinstance(call, (exp.Upper, exp.Lower)):
        return False
    return any(
        isinstance(test, (exp.GT, exp.GTE, exp.EQ, exp.Between))
        and isinstance(test.this, exp.Column)
        and not isinstance(test.args.get("expression"), exp.Column)
        for test in conjuncts(_condition(clause))
    )


def _condition(clause: exp.Expr) -> exp.Expr | None:
    if isinstance(clause, exp.Join):
        return clause.args.get("on")
    if isinstance(clause, exp.Where) and not restricts_rows(clause):
        return None
    return condition_of(clause)


def _is_grouped_by(column: exp.Expr, call: exp.Expr, having: exp.Expr) -> bool:
    """Tell whether a column of HAVING is a key of the groups, so that WHERE could test it."""
    group = having.parent.args.get("group") if having.parent is not None else None
    if group is None or call.find(exp.AggFunc) is not None:
        return False
    return any(key.name.lower() == column.name.lower() for key in group.expressions)


def _rows_read(column: exp.Expr, context: Context) -> str:
    relation = context.scope.relation_of(column) if context.row_store else None
    return every_row(relation, "Up to {rows} are read instead of those that match.")


def _is_unit(column: exp.Column) -> bool:
    """Tell the unit in ``DATEADD(day, -7, d)`` of a dialect that has no such function."""
    call = column.parent
    if column.table or not isinstance(call, exp.Anonymous) or len(call.expressions) < 2:
        return False
    return call.expressions[0] is column and column.name.lower() in NOT_COLUMNS


def _severity(context: Context, *, doubtful: bool, joins: bool) -> Severity | None:
    if doubtful or (joins and context.column_store):
        return Severity.HINT
    return Severity.INFO if context.column_store or joins else None


def _tests(condition: exp.Expr | None) -> list[tuple[exp.Expr, bool]]:
    """Return the tests in a condition in their order, and whether a NOT stands before them.

    Without those of a column with a column, a literal or a list, as most are.
    """
    found: list[tuple[exp.Expr, bool]] = []
    pending = [(condition, False)] if condition is not None else []
    while pending:
        node, negated = pending.pop()
        kind = node.__class__
        args = node.args
        if kind in _CONNECTORS:
            pending += ((args["expression"], negated), (args["this"], negated))
        elif kind in _COMPARISONS:
            if args["this"].__class__ in _PLAIN and args.get("expression").__class__ in _PLAIN:
                continue
            found.append((node, negated or bool(args.get("negate"))))
        elif kind is exp.Paren or kind is exp.Not:
            pending.append((args["this"], negated or kind is exp.Not))
        elif kind is exp.Anonymous and node.name.upper() in SEARCHES:
            found.append((node, negated))
    return found


_CONNECTORS = frozenset({exp.And, exp.Or})


def _compared_call(test: exp.Expr) -> exp.Expr | None:
    """Return the function of a column that a test compares with a value or a column."""
    if isinstance(test, exp.Anonymous):
        return test
    left: exp.Expr = test.this
    right: exp.Expr | None = test.args.get("expression")
    of_left, of_right = is_function(left.__class__), is_function(right.__class__)
    if not (of_left or of_right) or _has_leading_wildcard(test):
        return None
    if of_left and _others_fit(test):
        return left
    return right if of_right and (is_constant(left) or _has_column(left)) else None


def _against_column(test: exp.Expr, call: exp.Expr) -> bool:
    other = test.args.get("expression") if call is test.this else test.this
    return _has_column(other)


def _has_column(side: exp.Expr | None) -> bool:
    return isinstance(side, (exp.Column, exp.Func)) and side.find(exp.Column) is not None


def _is_known(call: exp.Expr) -> bool:
    return not isinstance(call, exp.Anonymous) or call.name.upper() in NAMED | SEARCHES


def _others_fit(test: exp.Expr) -> bool:
    """Tell whether the other side is constant, or a column and what is made of one."""
    if isinstance(test, (exp.EQ, exp.NEQ)) and _has_column(test.expression):
        return test.expression.find(exp.Query) is None
    others = [value for name, value in test.args.items() if name != "this"]
    flat = [item for value in others for item in (value if isinstance(value, list) else [value])]
    return all(is_constant(item) for item in flat if isinstance(item, exp.Expr))


def _has_leading_wildcard(test: exp.Expr) -> bool:
    pattern = test.args.get("expression")
    if not isinstance(test, (exp.Like, exp.ILike)) or pattern is None:
        return False
    while isinstance(pattern, (exp.DPipe, exp.Add, exp.Concat)):
        pattern = pattern.this or next(iter(pattern.expressions), None)
    if not isinstance(pattern, exp.Literal):
        return False
    return bool(pattern.name.startswith(("%", "_")))


def _is_harmless(call: exp.Expr, context: Context) -> bool:
    if isinstance(call, exp.Extract) and call.text("this").upper() not in _RANGED_PARTS:
        return True
    if isinstance(call, (*ZONES, *CHOICES)):
        return not context.row_store
    if not context.column_store:
        return False
    if isinstance(call, TRUNCATIONS):
        # Blocks are not seen through what a date is made of by another function.
        made = call.this.__class__ is exp.Anonymous or isinstance(call.this, exp.UnixToTime)
        return not made and context.dialect not in _BLIND_TO_TRUNCATION
    return isinstance(call, (*NUMBERS, exp.Length, exp.Anonymous))


def _fix(call: exp.Expr, column: str, context: Context) -> str:
    other, indexed = other_way(context), not context.column_store
    if isinstance(call, DATES):
        return f"Compare {column} itself with a range: {column} >= … AND {column} < …"
    if isinstance(call, CASES):
        if context.dialect in _IGNORE_CASE:
            return f"Compare {column} itself if its collation ignores case, as the default does."
        collation = f", use a case-insensitive collation, or {other}" if indexed else ""
        return f"Store {column} in one case{collation}."
    if isinstance(call, STARTS):
        used = "which an index can answer" if indexed else "by which blocks can be skipped"
        return f"Use {column} LIKE 'prefix%', {used}."
    return f"Leave {column} bare and move the calculation to the other side, or {other}."
