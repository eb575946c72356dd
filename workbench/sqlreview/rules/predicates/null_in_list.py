"""`null-in-list`: NULL among the values of IN."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule

_SKIPS_NULLS = frozenset({"clickhouse"})
"""Dialects whose IN leaves NULLs out of the set."""


@rule(
    "null-in-list",
    nodes=(exp.In,),
    needs=(exp.Null,),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist/not-in-with-nulls",
    why=(
        "IN compares with =, and nothing equals NULL: in IN the NULL never matches, in NOT IN it "
        "makes the answer unknown for every row."
    ),
    fix="Take the NULL out of the list and test it with IS NULL or IS NOT NULL.",
    impact="NOT IN selects nothing, whatever the data; IN misses the rows that are NULL.",
    fires=[
        Example("SELECT id FROM users WHERE «role IN ('a', NULL)»"),
        Example("SELECT id FROM users WHERE «role NOT IN ('a', NULL)»", "postgres"),
        Example("SELECT id FROM users WHERE «NOT role IN (NULL, 'a')» AND x = 1", "tsql"),
        Example("SELECT CASE WHEN «x IN (NULL)» THEN 1 ELSE 0 END AS f FROM t", "snowflake"),
        Example("DELETE FROM t WHERE «k IN (1, CAST(NULL AS INT64))»", "bigquery"),
        Example("SELECT id FROM t WHERE «k IN UNNEST([1, NULL])»", "bigquery"),
        Example("SELECT id FROM t WHERE «(a, b) IN ((1, NULL), (2, 3))»", "postgres"),
    ],
    quiet=[
        Example("SELECT id FROM users WHERE role IN ('a', 'NULL')"),
        Example("SELECT id FROM users WHERE role IN ('a') OR role IS NULL", "mysql"),
        Example("SELECT id FROM users WHERE role NOT IN (SELECT NULL)", "postgres"),
        Example("SELECT id FROM t WHERE k IN (NULLIF(@a, ''), 'b')", "tsql"),
        Example("SELECT id FROM t WHERE k NOT IN (1, NULL)", "clickhouse"),
        Example("INSERT INTO t (a, b) VALUES (1, NULL)"),
    ],
)
def null_in_list(in_: exp.In, context: Context) -> Iterator[Remark]:
    """Report IN and NOT IN over a list that has a NULL in it."""
    if not any(_is_null(value) for value in _listed(in_)) or context.dialect in _SKIPS_NULLS:
        return
    around = in_.parent
    while isinstance(around, exp.Paren):
        around = around.parent
    if isinstance(around, exp.Not):
        yield Remark(
            context.ranges.test(around),
            "NOT IN over a list with NULL is never true.",
            severity=Severity.ERROR,
        )
        return
    yield Remark(context.ranges.test(in_), "The NULL in this list never matches a row.")


def _listed(in_: exp.In) -> Iterator[exp.Expr]:
    for value in in_.expressions:
        yield from value.expressions if isinstance(value, exp.Tuple) else (value,)
    unnest = in_.args.get("unnest")
    if isinstance(unnest, exp.Unnest):
        for array in unnest.expressions:
            yield from array.expressions


def _is_null(value: exp.Expr) -> bool:
    while isinstance(value, (exp.Cast, exp.Paren)):
        value = value.this
    return isinstance(value, exp.Null)
