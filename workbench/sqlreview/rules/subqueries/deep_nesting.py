"""`deep-nesting`: subqueries in subqueries in subqueries."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import enclosing
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.scopes import Scope

DEEPEST = 2
"""Levels of subqueries below the query that a reader still follows."""
_TOO_DEEP = 4


@rule(
    "deep-nesting",
    nodes=(exp.Select,),
    severity=Severity.HINT,
    category="correctness",
    source="sql-checklist",
    why=(
        "Each level must be held in mind until the last is read, and none of them can be run "
        "alone to see where the numbers go wrong."
    ),
    fix="Give each level a name in a WITH, in the order in which the data flows.",
    impact="None at run time; the time of everyone who reads it.",
    fires=[
        Example(
            "SELECT x FROM (SELECT x FROM (SELECT x FROM («SELECT» x FROM t WHERE y = 1) a) b) c"
        ),
        Example("SELECT x FROM (SELECT x FROM (SELECT x FROM («SELECT» 1 AS x) a) b) c", "tsql"),
        Example(
            "SELECT id FROM a WHERE i IN (SELECT i FROM b WHERE j IN (SELECT j FROM c WHERE k IN "
            "(«SELECT» k FROM d WHERE l IN (SELECT l FROM e))))",
            "mysql",
        ),
    ],
    quiet=[
        Example("SELECT x FROM (SELECT x FROM (SELECT x FROM t) a) b", "tsql"),
        Example(
            "WITH a AS (SELECT x FROM t), b AS (SELECT x FROM a), c AS (SELECT x FROM b), "
            "d AS (SELECT x FROM c) SELECT x FROM d",
            "snowflake",
        ),
        Example(
            "SELECT x FROM (SELECT x FROM (SELECT (SELECT v FROM UNNEST(t.ps)) AS x FROM t))",
            "bigquery",
        ),
        Example("SELECT a FROM t UNION ALL (SELECT a FROM u UNION ALL (SELECT a FROM v))"),
        Example("SELECT a FROM (SELECT a FROM (SELECT (SELECT 1) AS a FROM t) x) y", "duckdb"),
    ],
)
def deep_nesting(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report the first query of each branch that lies deeper than `DEEPEST` levels."""
    scope = context.scope
    # Whatever the scopes around it are, fewer of them are no deep nesting.
    if scope.depth <= DEEPEST or scope.root is not select:
        return ()
    depth = _depth(scope, context)
    if depth != DEEPEST + 1 or not _reads_rows(scope):
        return ()
    deepest = depth + _levels_below(scope)
    severity = Severity.INFO if deepest >= _TOO_DEEP else None
    message = f"Subqueries are nested {deepest} levels deep."
    return (Remark(context.ranges.select_keyword(select), message, severity=severity),)


def _depth(scope: Scope, context: Context) -> int:
    """Count the queries that a query lies in; a CTE starts anew, union branches stay level."""
    depth = 0
    current = scope
    while current.parent is not None and depth <= DEEPEST + 1:
        around = context.outermost(current.root)[1]
        if around is None or isinstance(around, (exp.CTE, exp.Insert, exp.Create)):
            return depth
        current = current.parent
        depth += 1
    return depth


def _levels_below(scope: Scope) -> int:
    deepest = 0
    pending = [(child, 1) for child in scope.children]
    while pending:
        inner, level = pending.pop()
        if isinstance(inner.root, exp.Select) and _reads_rows(inner):
            deepest = max(deepest, level)
        pending += [(child, level + 1) for child in inner.children]
    return deepest


def _reads_rows(scope: Scope) -> bool:
    if not scope.relations:
        return isinstance(enclosing(scope.root), (exp.From, exp.Join))
    return any(relation.kind is not RelationKind.FUNCTION for relation in scope.relations)
