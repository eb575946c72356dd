"""`select-star-persisted`: a table or view keeps whatever columns its source has today."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.projection.stars import taken_whole


@rule(
    "select-star-persisted",
    nodes=(exp.Star,),
    severity=Severity.WARNING,
    category="correctness",
    source="schema-evolution",
    why=(
        "The columns of the source are fixed when the statement runs: a new or moved column lands "
        "in the wrong place, breaks the load, or never appears in the view."
    ),
    fix="List the columns, on both sides of an INSERT.",
    impact="Breaks, or mixes up columns, on the next change of the source table.",
    on={
        "tsql": Texts(
            why="The columns of the source are fixed when the statement runs: a new column never "
            "appears in the view, and after one was dropped or moved the view shows values under "
            "the wrong names until sp_refreshview. A load puts them in the wrong place or breaks.",
        ),
    },
    fires=[
        Example("INSERT INTO orders_copy SELECT «*» FROM orders"),
        Example("CREATE VIEW v AS SELECT «*» FROM orders WHERE amount > 0", "postgres"),
        Example("CREATE TABLE copy AS SELECT «o.*» FROM orders o", "snowflake"),
        Example("SELECT «*» INTO dbo.copy FROM dbo.orders", "tsql"),
        Example("ALTER VIEW dbo.v AS SELECT «*» FROM dbo.orders WHERE x = 1", "tsql"),
        Example("CREATE TABLE c AS WITH s AS (SELECT «*» FROM raw.o) SELECT * FROM s", "bigquery"),
    ],
    quiet=[
        Example("INSERT INTO orders_copy (id, amount) SELECT id, amount FROM orders"),
        Example("CREATE TEMP TABLE t AS SELECT * FROM orders", "postgres"),
        Example("SELECT * INTO #work FROM dbo.orders", "tsql"),
        Example("CREATE VIEW v AS SELECT id FROM (SELECT * FROM orders) o"),
        Example("CREATE VIEW v AS SELECT COUNT(*) AS n FROM orders", "mysql"),
        Example("SELECT * FROM orders"),
        Example("INSERT INTO t SELECT * EXCEPT (email) FROM users", "bigquery"),
        Example(
            "CREATE TABLE c AS WITH s AS (SELECT id, x FROM raw.o) SELECT * FROM s", "bigquery"
        ),
    ],
)
def select_star_persisted(star: exp.Star, context: Context) -> Iterator[Remark]:
    """Report the star whose columns end in a lasting table or view."""
    taken = taken_whole(star, context)
    if taken is None or taken.kept_in is None:
        return
    by_place = isinstance(taken.kept_in, exp.Insert)
    made = isinstance(taken.kept_in, exp.Create | exp.Alter)
    is_view = made and taken.kept_in.args.get("kind") == "VIEW"
    severity = None if is_view or by_place else Severity.INFO
    if not by_place and _copies(taken.projection.parent):
        severity = Severity.HINT
    yield Remark(
        context.ranges.of(taken.projection),
        f"{taken.written} stores every column of {taken.names} in "
        f"{'a view' if is_view else 'a table'}, in today's order.",
        severity=severity,
        confidence=None if by_place else Confidence.LIKELY,
    )


def _copies(select: exp.Expr | None) -> bool:
    """Tell whether a query is nothing but all of one table, as in a backup or a renaming view."""
    if not isinstance(select, exp.Select) or len(select.expressions) != 1:
        return False
    return not any(select.args.get(name) for name in ("joins", "where", "laterals", "group"))
