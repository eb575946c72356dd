"""`concat-in-where`: columns put together into a text before they are compared."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.comparisons import calculation, is_compared
from workbench.sqlreview.rules.predicates.own_values import not_searchable
from workbench.sqlreview.rules.predicates.text_parts import joins_texts, text_parts


@rule(
    "concat-in-where",
    nodes=(exp.DPipe, exp.Concat, exp.ConcatWs, exp.Add),
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/string-operations-in-where",
    why=(
        "No index and no block statistics know the joined text, and different pairs can give the "
        "same text ('a' and 'bc', 'ab' and 'c')."
    ),
    fix="Compare the columns one by one: a = c AND b = d.",
    impact="Every row is put together and compared; false matches where no separator is used.",
    on=not_searchable(
        "the joined text",
        "Different pairs can give the same text ('a' and 'bc', 'ab' and 'c').",
    ),
    fires=[
        Example("SELECT id FROM t WHERE «first || last» = 'annlee'"),
        Example("SELECT a.id FROM a JOIN b ON «a.x || a.y» = b.x || b.y", "oracle"),
        Example("SELECT id FROM t WHERE «CONCAT(first, ' ', last)» = 'Ann Lee'", "mysql"),
        Example("SELECT id FROM t WHERE «first + ' ' + last» LIKE 'Ann%'", "tsql"),
        Example("SELECT id FROM ds.t WHERE k = 1 AND «CONCAT(a, '-', b)» IN ('x-y')", "bigquery"),
        Example("WITH u AS (SELECT a, b FROM t WHERE d = 1) SELECT a FROM u WHERE «a || b» = 'x'"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE first = 'ann' AND last = 'lee'"),
        Example("SELECT id FROM t WHERE name LIKE '%' || :q || '%'", "oracle"),
        Example("SELECT a.id FROM a JOIN b ON a.path LIKE CONCAT(b.path, '%')", "mysql"),
        Example("SELECT first || ' ' || last AS name FROM t WHERE id = 1", "postgres"),
        Example("SELECT id FROM t WHERE qty + bonus > 5", "tsql"),
        Example("SELECT id FROM t WHERE name = CONCAT('a', 'b')", "bigquery"),
        Example("WITH u AS (SELECT MIN(a) AS a FROM t) SELECT a FROM u WHERE a || 'b' = 'x'"),
    ],
)
def concat_in_where(node: exp.Expr, context: Context) -> Iterable[Remark]:
    """Report a text made of stored columns that is compared in WHERE or ON."""
    return _report(node, context) if is_compared(node) else ()


def _report(node: exp.Expr, context: Context) -> Iterator[Remark]:
    found = calculation(node, context)
    if found is None or not joins_texts(node):
        return
    left = found.test.this
    if left is not node and joins_texts(left):
        return
    columns = [part for part in text_parts(node) if part.find(exp.Column) is not None]
    single = len(columns) < 2
    yield Remark(
        context.ranges.of(node),
        f"{found.column} is compared as a part of a joined text, not by its own values.",
        fix=f"Compare {found.column} itself with the part of the text that belongs to it."
        if single
        else "",
        severity=_severity(context, single=single, handed_on=found.handed_on),
        confidence=Confidence.POSSIBLE if found.handed_on else None,
    )


def _severity(context: Context, *, single: bool, handed_on: bool) -> Severity | None:
    if handed_on:
        return Severity.HINT
    return Severity.INFO if single or context.column_store else None
