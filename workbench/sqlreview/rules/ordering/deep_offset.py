"""`deep-offset`: rows are read only to be skipped."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule

DEEP = 1000
"""Number of skipped rows from which a page is called deep."""


@rule(
    "deep-offset",
    nodes=(exp.Offset,),
    severity=Severity.WARNING,
    category="performance",
    source="sql-checklist/order-by-without-limit",
    why="The engine finds and sorts all rows before the page, then throws them away.",
    fix="Page by key: WHERE (sort key) > (last key seen) ORDER BY key LIMIT n.",
    impact=(
        "Measured once at a deep page with an index: about 270 times the work of paging by key on "
        "PostgreSQL, 1.5 times on DuckDB."
    ),
    on={
        EngineKind.ROW_STORE: Texts(
            why="The engine walks over every skipped row, along the index that gives the order or "
            "after a sort of them all, and throws it away.",
            fix="Page by key, with an index on it: WHERE (sort key) > (last key seen) ORDER BY "
            "key LIMIT n.",
            impact="Grows with the number of the page; measured once at a deep page with an "
            "index: about 270 times the work of paging by key on PostgreSQL.",
        ),
        "tsql": Texts(
            why="The engine walks over every skipped row, along the index that gives the order or "
            "after a sort of them all, and throws it away.",
            fix="Page by key, with an index on it: SELECT TOP (n) … WHERE key > @last ORDER BY "
            "key.",
            impact="Grows with the number of the page: page 1,000 reads all 999 before it.",
        ),
        "oracle": Texts(
            why="The engine walks over every skipped row, along the index that gives the order or "
            "after a sort of them all, and throws it away.",
            fix="Page by key, with an index on it: WHERE key > :last ORDER BY key FETCH FIRST n "
            "ROWS ONLY.",
            impact="Grows with the number of the page: page 1,000 reads all 999 before it.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Each page reads the columns again for all rows that pass the filter and keeps "
            "the best up to its own end, to throw most of them away.",
            fix="Page by a key that the table is sorted, clustered or partitioned by (WHERE key > "
            "last key seen), or store the result once and page through that.",
            impact="One scan per page, billed each time where bytes or run time are; little more "
            "than paging by key if nothing can be pruned.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Each worker sends its first rows up to the end of the page to a single one, "
            "which merges them and throws most away; every page starts from the files again.",
            fix="Page by key (WHERE key > last key seen), or store the result once and page "
            "through that.",
            impact="One scan per page, and the memory of one worker for all rows up to its end.",
        ),
    },
    fires=[
        Example("SELECT id FROM users ORDER BY id LIMIT 20 «OFFSET 100000»"),
        Example("SELECT id FROM users ORDER BY id LIMIT «50000», 20", "mysql"),
        Example(
            "SELECT id FROM u ORDER BY id «OFFSET 5000» ROWS FETCH NEXT 10 ROWS ONLY",
            "tsql",
        ),
        Example("SELECT id FROM users ORDER BY id LIMIT 20 «OFFSET @skip»", "bigquery"),
        Example("SELECT id FROM users ORDER BY id «LIMIT ?, ?»", "mysql"),
    ],
    quiet=[
        Example("SELECT id FROM users ORDER BY id LIMIT 20 OFFSET 40"),
        Example("SELECT id FROM users ORDER BY id LIMIT 20 OFFSET 0"),
        Example("SELECT id FROM users ORDER BY id LIMIT 10, 20", "mysql"),
        Example("SELECT xs[OFFSET(2000)] AS x FROM t", "bigquery"),
        Example("SELECT id FROM users WHERE id > 100000 ORDER BY id LIMIT 20"),
    ],
)
def deep_offset(offset: exp.Offset, context: Context) -> Iterator[Remark]:
    """Report OFFSET from a thousand rows on; where the number is a parameter, as a hint."""
    query = offset.parent
    amount = offset.expression
    while isinstance(amount, exp.Paren):
        amount = amount.this
    if not isinstance(query, exp.Query) or not isinstance(amount, exp.Expr):
        return
    at = context.ranges.offset(query)
    if isinstance(amount, exp.Literal):
        if amount.name.isdigit() and int(amount.name) >= DEEP:
            yield Remark(at, f"The first {int(amount.name):,} rows are read and thrown away.")
        return
    whole = context.ranges.limit(query)
    yield Remark(
        whole if at.start < whole.start else at,
        "Each page reads and throws away all rows before it.",
        severity=Severity.HINT,
        confidence=Confidence.POSSIBLE,
    )
