"""`wide-date-range`: a filter on time that leaves years, or has no end."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.impacts import partitions_in
from workbench.sqlreview.queries import conjuncts
from workbench.sqlreview.references import columns_in
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.predicates.clause import restricts_rows
from workbench.sqlreview.rules.predicates.date_bounds import DateBounds, date_bounds, spoken
from workbench.sqlreview.volatile import is_clock

_DAYS = 366
_DAYS_PER_UNIT = {"DAY": 1, "WEEK": 7, "MONTH": 30, "QUARTER": 91, "YEAR": 365}
_SHIFTS = (exp.Sub, exp.DateSub, exp.DateAdd, exp.TimestampSub, exp.DatetimeSub, exp.TsOrDsAdd)


@rule(
    "wide-date-range",
    nodes=(exp.Where,),
    severity=Severity.HINT,
    category="performance",
    confidence=Confidence.LIKELY,
    source="partitioning-rules/filter-on-the-key",
    why="Each partition in the range is read, whether its rows are needed or not.",
    fix="Narrow the range, or read a table that is aggregated by month or year.",
    impact="The cost grows with the number of days in the range.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="An index on the date helps to find few rows; for a long range most of the table "
            "is read in any case.",
            impact="The rows that are read grow with the number of days in the range.",
        ),
        "bigquery": Texts(
            why="Each partition or block in the range is read, whether its rows are needed or not.",
            impact="The bytes that are read, and billed on demand, grow with the number of days in "
            "the range.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Each partition folder in the range is listed and its files are opened, whether "
            "their rows are needed or not.",
            impact="Files, tasks and bytes grow with the number of days in the range.",
        ),
    },
    fires=[
        Example("SELECT id FROM t WHERE «d >= '2015-01-01'» AND d < '2024-01-01'"),
        Example(
            "SELECT id FROM t WHERE «d BETWEEN DATE '2019-01-01' AND DATE '2024-01-01'»", "oracle"
        ),
        Example("SELECT id FROM t WHERE «d > CURRENT_DATE - INTERVAL '5 years'»", "postgres"),
        Example(
            "SELECT id FROM t WHERE «d > DATE_SUB(CURRENT_DATE(), INTERVAL 3 YEAR)»", "bigquery"
        ),
        Example("SELECT id FROM t WHERE «d >= '2010-01-01'»", "snowflake"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE d >= '2024-01-01' AND d < '2024-02-01'"),
        Example("SELECT id FROM t WHERE d > CURRENT_DATE - INTERVAL '7 days'", "postgres"),
        Example("SELECT id FROM t WHERE d = '2024-01-01'", "oracle"),
        Example("SELECT id FROM t WHERE d >= '2010-01-01' AND d < @end", "tsql"),
        Example("SELECT id FROM t WHERE valid_to > '9999-01-01'", "bigquery"),
        Example("WITH u AS (SELECT d FROM t WHERE k = 1) SELECT d FROM u WHERE d > '2010-01-01'"),
    ],
)
def wide_date_range(where: exp.Where, context: Context) -> Iterable[Remark]:
    """Report ranges of more than a year and a day, and ranges without an upper end."""
    if context.scope.holds_dates:
        return _report(where, context)
    return () if context.scope.nodes.keys().isdisjoint(_SHIFTS) else _moving(where, context)


def _report(where: exp.Where, context: Context) -> Iterator[Remark]:
    for bounds in date_bounds(where, context):
        if _reads_base_table(bounds.first.test, context):
            yield from _written_range(bounds, where, context)
    if not context.scope.nodes.keys().isdisjoint(_SHIFTS):
        yield from _moving(where, context)


def _moving(where: exp.Where, context: Context) -> Iterator[Remark]:
    """Report ranges that begin a number of years before each run."""
    for test in conjuncts(where.this) if restricts_rows(where) else ():
        days = _days_back(test)
        if days > _DAYS and _reads_base_table(test, context):
            message = f"The filter on {test.this.name} reaches back {days // 365} years."
            impact = _partitions(test, days, context)
            yield Remark(context.ranges.test(test), message, impact=impact)


def _partitions(test: exp.Expr, days: int, context: Context) -> str:
    """Return how many partitions the range covers, where the column chooses them."""
    column = test.find(exp.Column)
    relation = context.scope.relation_of(column) if column is not None else None
    if column is None or relation is None or relation.stored is None:
        return ""
    return partitions_in(relation.stored, column.name.lower(), days)


def _reads_base_table(test: exp.Expr, context: Context) -> bool:
    left = test.this
    if left.__class__ is exp.Column and context.scope.reads_base_table(left):
        return True
    return any(context.scope.reads_base_table(column) for column in test.find_all(exp.Column))


def _written_range(bounds: DateBounds, where: exp.Where, context: Context) -> Iterator[Remark]:
    if bounds.low is None:
        return
    first_test = bounds.first.test
    if bounds.high is not None:
        days = (bounds.high - bounds.low).days
        if days > _DAYS:
            message = f"The filter on {spoken(bounds.first)} leaves {days} days."
            impact = _partitions(first_test, days, context)
            yield Remark(context.ranges.test(first_test), message, impact=impact)
        return
    name = spoken(bounds.first)
    if not _has_upper_end(name, where):
        message = f"The filter on {name} has no end, so each run reads more."
        at = context.ranges.test(first_test)
        yield Remark(at, message, confidence=Confidence.POSSIBLE)


def _has_upper_end(column: str, where: exp.Where) -> bool:
    """Tell whether another test limits the column: with a parameter, a calculation, a column."""
    name = column.rsplit(".", 1)[-1]
    for test in conjuncts(where.this):
        kind = test.__class__
        sides = (test.this.__class__, test.args.get("expression").__class__)
        if kind in _LOWER_BOUNDS and _PLAIN.issuperset(sides):
            continue
        limits = test if kind in _LIMITS else test.find(*_LIMITS)
        if limits is not None and _names(limits, name):
            return True
    return False


def _names(test: exp.Expr, column: str) -> bool:
    if test.this.__class__ is exp.Column and test.args.get("expression").__class__ is exp.Literal:
        return bool(test.this.name.lower() == column)
    return any(part.name.lower() == column for part in columns_in(test))


_LIMITS = (exp.LT, exp.LTE, exp.Between, exp.EQ)
_PLAIN = frozenset({exp.Column, exp.Literal})


_LOWER_BOUNDS = frozenset({exp.GT, exp.GTE})


def _days_back(test: exp.Expr) -> int:
    """Return how far ``column > now - interval`` reaches back; 0 for any other test."""
    if test.__class__ not in _LOWER_BOUNDS or not isinstance(test.this, exp.Column):
        return 0
    shift = test.expression
    if not isinstance(shift, _SHIFTS) or not is_clock(shift.this):
        return 0
    amount, unit = shift.args.get("expression"), shift.args.get("unit")
    if isinstance(amount, exp.Interval):
        amount, unit = amount.this, amount.args.get("unit")
    if isinstance(amount, exp.Neg):
        amount = amount.this
    if not isinstance(amount, exp.Literal) or not amount.name.isdigit() or unit is None:
        return 0
    return int(amount.name) * _DAYS_PER_UNIT.get(unit.name.upper().removesuffix("S"), 0)
