"""`in-subquery`: membership in a list that a subquery collects."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.queries import is_aggregated, limits_rows
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.subqueries.subquery_in_dml import may_run_row_by_row


@rule(
    "in-subquery",
    nodes=(exp.In, exp.Any),
    needs=(exp.Subquery, exp.Any),
    yields_to=("partition-filter-not-prunable",),
    severity=Severity.HINT,
    category="performance",
    source="sql-checklist/correlated-subquery",
    why=(
        "Most engines turn this into the same semi-join as EXISTS; old planners collect the whole "
        "list first, and a NULL or a column of the outer query in it goes unnoticed."
    ),
    fix="Write EXISTS with the condition spelt out, or join a list without duplicates.",
    impact="None on a modern optimiser; measure before you rewrite (SQLite gets slower).",
    on={
        "mysql": Texts(
            why="MySQL makes the same semi-join of it as of EXISTS; before 5.6 (MariaDB before "
            "5.3) it asked the subquery again for each row. A column of the outer query in the "
            "list goes unnoticed.",
            impact="None on versions that know semi-joins; compare the plans before you rewrite.",
        ),
        "sqlite": Texts(
            why="SQLite writes the list into a temporary index once and looks each row up in it; "
            "EXISTS runs a query per row. A NULL or a column of the outer query in the list goes "
            "unnoticed.",
            fix="Leave it if the list is short; use EXISTS where an index finds the inner row, "
            "and compare both.",
            impact="EXISTS is often the slower of the two here: measure before you rewrite.",
        ),
        "clickhouse": Texts(
            why="ClickHouse reads the whole list into a set in memory before it reads the outer "
            "table; between distributed tables each shard asks for it again unless it is GLOBAL "
            "IN.",
            fix="Keep the list short (filter it, select the key alone), and write GLOBAL IN "
            "between distributed tables.",
            impact="Memory for all values of the list on each server that reads.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="IN and EXISTS become the same semi-join here. A NULL in the list, or a column of "
            "the outer query, goes unnoticed.",
            impact="None in time or bytes read: what counts is how many rows the inner query "
            "reads.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="IN and EXISTS become the same semi-join: the list is sent to every worker if it "
            "is small, else both sides are shuffled. A NULL in the list, or a column of the outer "
            "query, goes unnoticed.",
            impact="None between the two spellings: what counts is how long the list is.",
        ),
        EngineKind.ROW_STORE: Texts(
            why="The planner makes the same semi-join of IN as of EXISTS. A NULL in the list, or "
            "a column of the outer query, goes unnoticed.",
            impact="None as a rule: an index on the inner column serves both. Compare the plans "
            "before you rewrite.",
        ),
    },
    fires=[
        Example("SELECT id FROM c WHERE «id IN (SELECT c_id FROM o WHERE o.x = 1)»"),
        Example("SELECT id FROM c WHERE c.x = 1 AND «c.id IN (SELECT o.c_id FROM o)»", "mysql"),
        Example("SELECT id FROM ds.c WHERE «id IN (SELECT c_id FROM ds.o)»", "bigquery"),
        Example("SELECT id FROM c WHERE «id = ANY (SELECT c_id FROM o)»", "postgres"),
        Example("DELETE FROM c WHERE «id IN (SELECT c_id FROM o)»", "tsql"),
        Example("UPDATE c SET x = 1 WHERE «c.id IN (SELECT o.c_id FROM o)»", "postgres"),
    ],
    quiet=[
        Example("SELECT id FROM c WHERE id IN (1, 2, 3)"),
        Example("SELECT id FROM c WHERE id NOT IN (SELECT c_id FROM o)"),
        Example("SELECT id FROM c WHERE id IN (SELECT DISTINCT c_id FROM o)", "bigquery"),
        Example("SELECT id FROM c WHERE id IN (SELECT c_id FROM o GROUP BY c_id)", "postgres"),
        Example("SELECT id FROM c WHERE id IN UNNEST(@ids)", "bigquery"),
        Example("SELECT id FROM c WHERE EXISTS (SELECT 1 FROM o WHERE o.c_id = c.id)"),
        Example("SELECT id FROM c WHERE d IN (SELECT MAX(d) FROM c)", "tsql"),
        Example("SELECT id FROM c WHERE id IN (SELECT x FROM UNNEST([1, 2]) AS x)", "bigquery"),
        Example("DELETE FROM c WHERE id IN (SELECT c_id FROM o)", "mysql"),
        Example("DELETE FROM c WHERE id IN (SELECT c_id FROM o)"),
        Example("DELETE FROM c WHERE id IN (SELECT id FROM c ORDER BY d LIMIT 9)", "postgres"),
    ],
)
def in_subquery(node: exp.In | exp.Any, context: Context) -> Iterable[Remark]:
    """Report IN over a plain subquery of stored rows."""
    query = node.args.get("query" if isinstance(node, exp.In) else "this")
    test = node if isinstance(node, exp.In) else _compared_with(node)
    if query is None or test is None:
        return ()
    inner = query.unnest() if isinstance(query, exp.Subquery) else query
    if not isinstance(inner, exp.Select) or isinstance(test.parent, exp.Not):
        return ()
    if inner.args.get("distinct") or not _in_query_or_write(context):
        return ()
    scope = context.scope_of(inner)
    if scope is None or limits_rows(inner) or is_aggregated(scope):
        return ()
    if not any(relation.kind is not RelationKind.FUNCTION for relation in scope.relations):
        return ()
    label = scope.relations[0].label
    operator = "IN" if isinstance(test, exp.In) else "ANY"
    message = f"{operator} collects values of {label} where EXISTS could ask for one."
    return (Remark(context.ranges.of(test), message),)


def _in_query_or_write(context: Context) -> bool:
    """Tell of a list whether this rule is about it: `subquery-in-dml` is about some writes."""
    root = context.scope.root
    if isinstance(root, (exp.Update, exp.Delete)):
        return not may_run_row_by_row(context.dialect)
    return isinstance(root, exp.Select)


def _compared_with(any_: exp.Any) -> exp.Expr | None:
    """Return the test ``= ANY`` that a list stands in."""
    test = any_.parent
    return test if isinstance(test, exp.EQ) and test.args.get("expression") is any_ else None
