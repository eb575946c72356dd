"""`cast-on-column`: a change of type on the column side of a test."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.comparisons import calculation, is_compared
from workbench.sqlreview.rules.predicates.own_values import not_searchable

_DOCUMENTS = (exp.JSONExtract, exp.JSONExtractScalar, exp.Bracket, exp.Dot, exp.JSONBExtract)
_DAY_IS_SEEN_THROUGH = frozenset({"tsql", "fabric"})
"""Row stores that turn a cast to DATE into a range on the index."""


@rule(
    "cast-on-column",
    nodes=(exp.Cast, exp.TryCast, exp.Convert, exp.ToNumber),
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/string-operations-in-where",
    why=(
        "An index, a partition or block statistics hold the column in its own type; cast values "
        "are not in them."
    ),
    fix="Cast the other side to the column's type; for a day, use a half-open range.",
    impact="The table (or every partition) is read instead of the part that matches.",
    on=not_searchable("a value that is cast first"),
    fires=[
        Example("SELECT id FROM t WHERE «CAST(code AS INT)» = 5"),
        Example("SELECT id FROM t WHERE «created_at::date» = '2024-01-01'", "postgres"),
        Example("SELECT id FROM t WHERE a = 1 AND «CONVERT(VARCHAR(10), d, 120)» = @d", "tsql"),
        Example("SELECT id FROM t WHERE «TO_NUMBER(code)» = 5", "oracle"),
        Example("SELECT a.id FROM a JOIN b ON «CAST(a.id AS CHAR)» = b.ref", "mysql"),
        Example("SELECT id FROM ds.t WHERE «SAFE_CAST(code AS INT64)» IN (1, 2)", "bigquery"),
        Example(
            "SELECT id FROM t WHERE «CAST(code AS INT)» >= 5 AND CAST(code AS INT) < 9", "mysql"
        ),
        Example("SELECT n FROM (SELECT n FROM t WHERE d = 1) u WHERE «n::int» = 4", "postgres"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE code = CAST(5 AS VARCHAR(9))"),
        Example("SELECT id FROM t WHERE v:age::int > 5", "snowflake"),
        Example("SELECT CAST(code AS INT) AS c FROM t WHERE id = 1", "tsql"),
        Example("SELECT id FROM t WHERE created_at >= '2024-01-01'::timestamp", "postgres"),
        Example("WITH u AS (SELECT a + b AS n FROM t) SELECT n FROM u WHERE n::int = 4"),
        Example("SELECT id FROM t WHERE (doc->>'age')::int > 5", "postgres"),
        Example("SELECT id FROM t WHERE UPPER(CAST(code AS VARCHAR(9))) <> 'A'", "oracle"),
        Example(
            "SELECT t.id FROM t JOIN u ON CAST(CASE WHEN t.k = 1 THEN t.a END AS INT) = u.id",
            "tsql",
        ),
    ],
)
def cast_on_column(
    cast: exp.Cast | exp.Convert | exp.ToNumber, context: Context
) -> Iterable[Remark]:
    """Report a stored column that is cast before it is compared."""
    return _report(cast, context) if is_compared(cast) else ()


def _report(cast: exp.Cast | exp.Convert | exp.ToNumber, context: Context) -> Iterator[Remark]:
    value = cast.args.get("expression") if isinstance(cast, exp.Convert) else cast.this
    if isinstance(value, (exp.Case, exp.If)):
        return  # what decides is the CASE, not the type
    found = calculation(cast, context)
    if found is None or cast.find(*_DOCUMENTS) is not None:
        return
    seen_through = _takes_day(cast) and _sees_through_days(context)
    doubtful = seen_through or found.handed_on
    yield Remark(
        context.ranges.operand(cast),
        f"{found.column} is compared in another type than its own.",
        severity=Severity.HINT if doubtful else Severity.INFO if context.column_store else None,
        confidence=Confidence.POSSIBLE if doubtful else None,
    )


def _takes_day(cast: exp.Expr) -> bool:
    to = cast.this if isinstance(cast, exp.Convert) else cast.args.get("to")
    return isinstance(to, exp.DataType) and to.this in {exp.DType.DATE, exp.DType.DATE32}


def _sees_through_days(context: Context) -> bool:
    return context.column_store or context.dialect in _DAY_IS_SEEN_THROUGH
