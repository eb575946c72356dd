"""`variant-filter-without-cast`: a document's field that is compared without a type."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.values import ValueKind, value_of

_COMPARED = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.In)
_ORDERED = (exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between)
_SORTED = (exp.Ordered, exp.Group)
_COMPARES_AS_TEXT = frozenset({"postgres", "redshift", "duckdb", "materialize"})
"""Dialects in which ->> gives text; in SQLite a number stays one."""


_AS_TEXT = Texts(
    why="->> gives text, so < and BETWEEN compare letter by letter, and neither an index nor "
    "statistics on numbers apply.",
    fix="Cast the field to the type that it holds: (doc->>'age')::int.",
    impact="'10' sorts before '9': the wrong rows pass.",
)


@rule(
    "variant-filter-without-cast",
    nodes=(exp.JSONExtract, exp.JSONExtractScalar, exp.Bracket),
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/full-table-scan",
    why=(
        "A field of a document has no type of its own: block statistics are not used for it, and "
        "numbers and dates may be compared as text."
    ),
    fix="Cast the field to the type that it holds: v:age::number, (doc->>'age')::int.",
    impact="More blocks are read; '10' sorts before '9'.",
    on={
        "snowflake": Texts(
            why="A field of a VARIANT has no type of its own: it is compared as a VARIANT, and "
            "dates and times in it are plain texts.",
            fix="Cast the field to the type that it holds: v:age::NUMBER, v:at::TIMESTAMP.",
            impact="Slower comparisons, and text order for dates, times and numbers in quotes.",
        ),
        **dict.fromkeys(("postgres", "redshift", "duckdb", "materialize"), _AS_TEXT),
    },
    fires=[
        Example("SELECT id FROM t WHERE «v:kind» = 'x'", "snowflake"),
        Example("SELECT id FROM t WHERE k = 1 AND «t.v:a.b» > 5", "snowflake"),
        Example("SELECT id FROM t WHERE k = 1 ORDER BY «v:created» LIMIT 5", "snowflake"),
        Example("SELECT id FROM t WHERE «v['kind']» = 'x'", "snowflake"),
        Example("SELECT id FROM t WHERE «doc->>'age'» > '5'", "postgres"),
        Example("SELECT id FROM t WHERE «doc->>'age'» BETWEEN '5' AND '12'", "postgres"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE v:kind::string = 'x'", "snowflake"),
        Example("SELECT id FROM t WHERE v:kind IS NOT NULL", "snowflake"),
        Example("SELECT v:kind AS k FROM t WHERE id = 1", "snowflake"),
        Example("SELECT id FROM t WHERE v['kind']::string = 'x' AND a[0] = 1", "snowflake"),
        Example("SELECT id FROM t WHERE (doc->>'age')::int > 5", "postgres"),
        Example("SELECT id FROM t WHERE doc->>'kind' = 'x'", "postgres"),
        Example("SELECT id FROM t WHERE v:kind = 'x'", "databricks"),
        Example("SELECT id FROM t WHERE TO_VARCHAR(v:kind) = 'x'", "snowflake"),
        Example("SELECT id FROM t WHERE doc->>'day' >= '2024-01-01'", "postgres"),
    ],
)
def variant_filter_without_cast(field: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report untyped fields in comparisons and sort keys (Snowflake), and text order of numbers."""
    if isinstance(field, exp.Bracket) and not _is_key(field, context):
        return
    around = field.parent
    while isinstance(around, exp.Paren):
        around = around.parent
    if isinstance(field, exp.JSONExtractScalar):
        if context.dialect in _COMPARES_AS_TEXT and _orders_numbers(around):
            message = "The field is compared as text, so '10' comes before '9'."
            yield Remark(context.ranges.operand(field), message)
        return
    is_field = field.args.get("variant_extract") or isinstance(field, exp.Bracket)
    if not is_field or context.dialect != "snowflake":
        return
    if isinstance(around, _COMPARED + _SORTED):
        at = context.ranges.operand(field)
        yield Remark(at, "This field of a document is used without a type.")


def _is_key(bracket: exp.Bracket, context: Context) -> bool:
    """Tell whether brackets name a field of a document, not a position in an array."""
    if context.dialect != "snowflake" or len(bracket.expressions) != 1:
        return False
    key = bracket.expressions[0]
    return isinstance(key, exp.Literal) and bool(key.is_string)


def _orders_numbers(test: exp.Expr | None) -> bool:
    """Tell whether ``<`` or BETWEEN compares with a number, written as text or not."""
    if not isinstance(test, _ORDERED):
        return False
    limits = [value_of(part) for part in test.iter_expressions() if not part.find(exp.Column)]
    return any(
        limit is not None
        and (limit.kind is ValueKind.NUMBER or str(limit.content).replace(".", "", 1).isdigit())
        for limit in limits
    )
