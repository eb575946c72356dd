"""`update-from-cross-join`: an UPDATE whose extra table is tied to nothing."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.join_graph import disconnected
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.scopes import Scope


@rule(
    "update-from-cross-join",
    nodes=(exp.Update,),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist/large-joins",
    why=(
        "Every row to be changed meets every row of the extra table, and which of them supplies "
        "the new value is left to chance."
    ),
    fix="Compare the key of the updated table with the key of the extra one in the WHERE.",
    impact="Arbitrary values are written, and the work is the product of both tables.",
    on={
        "bigquery": Texts(
            why="Every row to be changed meets every row of the extra table, and BigQuery allows "
            "it only one.",
            impact="The statement fails as soon as the extra table has a second row that passes.",
        ),
    },
    fires=[
        Example("UPDATE t SET x = s.x FROM «staged AS s» WHERE t.open = 1", "postgres"),
        Example(
            "UPDATE o SET o.x = r.x FROM orders o JOIN src s ON s.id = o.id "
            "CROSS JOIN «rates r» WHERE o.d = 1",
            "tsql",
        ),
        Example("UPDATE t SET x = s.x FROM «ds.s AS s» WHERE s.kind = 'a'", "bigquery"),
        Example("UPDATE orders SET x = o.y FROM «orders o» WHERE o.z = 1", "postgres"),
        Example("UPDATE t SET x = s.x FROM «s»", "duckdb"),
    ],
    quiet=[
        Example("UPDATE t SET x = s.x FROM staged AS s WHERE s.id = t.id", "postgres"),
        Example("UPDATE t SET x = x_new FROM staged AS s WHERE id = staged_id", "postgres"),
        Example("UPDATE o SET o.x = s.x FROM orders o JOIN src s ON s.id = o.id", "tsql"),
        Example("UPDATE orders SET x = s.x FROM orders o JOIN s ON s.id = o.id", "tsql"),
        Example("UPDATE t SET x = m.x FROM (SELECT MAX(x) AS x FROM s) m WHERE t.x IS NULL"),
        Example("UPDATE o SET o.x = 1 FROM o JOIN s ON o.y = 3 WHERE o.z = 1", "tsql"),
        Example("UPDATE t, s SET t.x = s.x WHERE t.id = s.id", "mysql"),
        Example("UPDATE t SET x = (SELECT MAX(s.x) FROM s) WHERE t.x IS NULL", "oracle"),
        Example("UPDATE t SET x = v.b FROM (VALUES (1, 2)) AS v(a, b) WHERE t.id > 3", "duckdb"),
    ],
)
def update_from_cross_join(update: exp.Update, context: Context) -> Iterator[Remark]:
    """Report each table of an UPDATE that no condition ties to the rows that change."""
    scope = context.scope_of(update)
    if scope is None or len(scope.relations) < 2:
        return
    loose = list(disconnected(scope))
    target = scope.relations[0]
    if context.dialect == "tsql" and _is_read_again(scope):
        loose = loose[1:]
    # Without a WHERE there is another remark that more rows are changed than is likely meant.
    unsure = None if update.args.get("where") is not None else Confidence.POSSIBLE
    for relation in loose:
        on = relation.join.args.get("on") if relation.join is not None else None
        if on is not None and not isinstance(on, exp.Boolean):
            continue  # a condition that ties nothing has rules of its own
        yield Remark(
            context.ranges.of(relation.node),
            f"No condition ties {relation.label} to {target.label}, whose rows are changed.",
            confidence=unsure,
        )


def _is_read_again(scope: Scope) -> bool:
    """Tell whether FROM names the target once more (T-SQL takes both for the same rows)."""
    target, *others = scope.relations
    return any(
        other.name != target.name and other.table_name == target.table_name for other in others
    )
