"""`chained-comparison`: ``1 < x < 5`` compares a truth value with 5."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, Texts, rule

_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)


_ONE_AT_A_TIME = "postgres redshift tsql fabric oracle bigquery duckdb trino presto athena"
_REFUSED = Texts(
    why="This engine takes one comparison at a time; a second one behind it is an error.",
    impact="The query ends with an error.",
)


@rule(
    "chained-comparison",
    nodes=_COMPARISONS,
    severity=Severity.ERROR,
    category="correctness",
    source="sql-checklist",
    why="The first comparison gives true or false (1 or 0), and that is what the second one tests.",
    fix="Write two comparisons joined by AND, or BETWEEN.",
    impact="1 < x < 5 is true for every x that is not NULL.",
    on=dict.fromkeys(_ONE_AT_A_TIME.split(), _REFUSED),
    fires=[
        Example("SELECT id FROM t WHERE «1 < x < 5»", "mysql"),
        Example("SELECT id FROM t WHERE «a = b = c»", "sqlite"),
        Example("SELECT id FROM t WHERE k = 1 AND «a >= b > c»", "mysql"),
        Example("SELECT a.id FROM a JOIN b ON «a.x = b.x = 1»"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE 1 < x AND x < 5", "mysql"),
        Example("SELECT id FROM t WHERE (a = b) = (c = d)", "sqlite"),
        Example("SELECT id FROM t WHERE a = 3 IS TRUE", "postgres"),
        Example("SELECT id FROM t WHERE a = b = TRUE", "mysql"),
        Example("UPDATE t SET is_open = status = 'open' WHERE id = 1", "postgres"),
        Example("SELECT id FROM t WHERE x BETWEEN 1 AND 5 AND y = 2"),
    ],
)
def chained_comparison(test: exp.Binary, context: Context) -> Iterable[Remark]:
    """Report a comparison whose left side is a comparison without brackets."""
    return _report(test, context) if test.this.__class__ in _KINDS else ()


_KINDS = frozenset(_COMPARISONS)


def _report(test: exp.Binary, context: Context) -> Iterator[Remark]:
    inner = test.this
    if isinstance(test.parent, _COMPARISONS):
        return
    if isinstance(test.args.get("expression"), (exp.Boolean, exp.Paren)):
        return
    equalities = isinstance(test, exp.EQ) and isinstance(inner, exp.EQ)
    yield Remark(
        context.ranges.test(test),
        "The result of the first comparison is compared again.",
        severity=Severity.WARNING if equalities else None,
    )
