"""`having-without-group-by`: HAVING over a single group that nobody asked for."""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.select_list import aliased, holds_aggregate


@rule(
    "having-without-group-by",
    nodes=(exp.Having,),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist",
    why=(
        "Without GROUP BY all rows are one group: HAVING keeps or drops that single row, or, on "
        "engines that let it pass, acts as a second WHERE."
    ),
    fix="Write the condition in WHERE, or add the GROUP BY that was meant.",
    impact="At most one row comes back, or the query is refused, depending on the engine.",
    on={
        "mysql": Texts(
            why="MySQL takes a HAVING without GROUP BY and aggregates for a second WHERE, but "
            "tests it after all rows were found: no index helps.",
            impact="With an aggregate at most one row comes back; without one all rows are read "
            "first.",
        ),
        **dict.fromkeys(
            ("postgres", "tsql", "oracle"),
            Texts(
                why="Without GROUP BY all rows are one group: HAVING keeps or drops that single "
                "row, and a column outside an aggregate is refused.",
                impact="At most one row comes back, or the query is refused.",
            ),
        ),
    },
    fires=[
        Example("SELECT name FROM users «HAVING name = 'x'»"),
        Example("SELECT id, price * 2 AS p FROM items «HAVING p > 10» ORDER BY p", "mysql"),
        Example("SELECT COUNT(*) AS n FROM orders «HAVING COUNT(*) > 5»", "postgres"),
        Example("SELECT x.n FROM (SELECT SUM(a) AS n FROM t «HAVING SUM(a) > 5») x", "bigquery"),
    ],
    quiet=[
        Example("SELECT status, COUNT(*) FROM orders GROUP BY status HAVING COUNT(*) > 5"),
        Example("SELECT status, COUNT(*) FROM o GROUP BY ALL HAVING COUNT(*) > 5", "snowflake"),
        Example("SELECT a, COUNT(*) FROM t GROUP BY ROLLUP (a) HAVING COUNT(*) > 1", "tsql"),
        Example("SELECT id FROM users WHERE name = 'x'"),
        Example("SELECT id FROM t QUALIFY ROW_NUMBER() OVER (ORDER BY id) = 1", "snowflake"),
    ],
)
def having_without_group_by(having: exp.Having, context: Context) -> Iterator[Remark]:
    """Report HAVING in a SELECT without GROUP BY; milder where it tests the one total row."""
    select = having.parent
    if not isinstance(select, exp.Select) or select.args.get("group") is not None:
        return
    at = context.ranges.clause(select, TokenType.HAVING)
    totals = (having, *select.expressions)
    if any(holds_aggregate(part) for part in totals):
        yield Remark(
            at,
            "HAVING without GROUP BY: the total row is kept or dropped as a whole.",
            severity=Severity.HINT,
            confidence=Confidence.LIKELY,
        )
        return
    # MySQL lets HAVING, but not WHERE, use an alias of the SELECT.
    filters_alias = context.dialect == "mysql" and any(
        not column.table and column.name.lower() in aliased(select)
        for column in having.find_all(exp.Column)
    )
    yield Remark(
        at,
        "HAVING without GROUP BY filters single rows here, as WHERE does.",
        severity=Severity.HINT if filters_alias else None,
    )
