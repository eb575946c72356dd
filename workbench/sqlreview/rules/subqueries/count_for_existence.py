"""`count-for-existence`: all rows are counted to learn whether there is one."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.queries import is_result
from workbench.sqlreview.relations import is_catalogue
from workbench.sqlreview.rule import Example, Remark, Texts, rule

_COMPARISONS = frozenset({exp.GT, exp.GTE, exp.LT, exp.LTE, exp.EQ, exp.NEQ})
_MIRRORED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.GT: exp.LT,
    exp.LT: exp.GT,
    exp.GTE: exp.LTE,
    exp.LTE: exp.GTE,
}
_ASKS_FOR_ONE = {
    (exp.GT, "0"),
    (exp.GTE, "1"),
    (exp.NEQ, "0"),
    (exp.EQ, "0"),
    (exp.LT, "1"),
    (exp.LTE, "0"),
}


@rule(
    "count-for-existence",
    nodes=(exp.Count, exp.Subquery),
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/correlated-subquery",
    why="Counting goes on to the last match; a test for existence stops at the first.",
    fix="Use EXISTS (or NOT EXISTS) with the same subquery.",
    impact=(
        "Hundreds of times faster on an indexed row store when many rows match; about twice on a "
        "column store."
    ),
    on={
        EngineKind.ROW_STORE: Texts(
            why="Counting visits every matching row or index entry; EXISTS stops at the first "
            "that the index finds.",
            impact="Hundreds of times faster where an index finds many matching rows; nothing "
            "where at most one matches.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Counting reads every block that is not pruned and counts its rows per key; a "
            "test for existence need only learn which keys there are.",
            impact="About twice as fast where it was measured; the bytes read, and billed where "
            "bytes are, stay the same.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Counting brings the rows of all files to a grouping; EXISTS becomes a semi-join "
            "that needs no counts, or stops after one row.",
            impact="One aggregation less; the files are read either way.",
        ),
    },
    fires=[
        Example("SELECT id FROM c WHERE «(SELECT COUNT(*) FROM o WHERE o.c = c.id) > 0»"),
        Example("SELECT id FROM c WHERE «(SELECT COUNT(*) FROM o WHERE o.c = c.id) = 0»", "mysql"),
        Example("SELECT id FROM c WHERE «0 < (SELECT COUNT(1) FROM o WHERE o.c = c.id)»", "oracle"),
        Example(
            "SELECT CASE WHEN «(SELECT COUNT(id) FROM o WHERE o.c = c.id) >= 1» THEN 1 ELSE 0 END "
            "AS f FROM c",
            "tsql",
        ),
        Example("SELECT «COUNT(*) > 0» AS found FROM users WHERE email = 'a'", "postgres"),
        Example("SELECT CASE WHEN «COUNT(*) > 0» THEN 1 ELSE 0 END AS f FROM t WHERE x = 1"),
        Example(
            "SELECT IF(«(SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 't') "
            "> 0», 'old', 'new') AS state",
            "mysql",
        ),
    ],
    quiet=[
        Example("SELECT id FROM c WHERE (SELECT COUNT(*) FROM o WHERE o.c = c.id) > 5"),
        Example("SELECT id FROM c WHERE EXISTS (SELECT 1 FROM o WHERE o.c = c.id)"),
        Example("SELECT k FROM o GROUP BY k HAVING COUNT(*) > 0", "mysql"),
        Example("SELECT k, COUNT(*) > 0 AS f FROM o GROUP BY k", "postgres"),
        Example("SELECT COUNT(*) AS n, COUNT(*) > 0 AS f FROM o", "duckdb"),
        Example("SELECT id FROM o WHERE COUNT(*) > 0", "duckdb"),
        Example(
            "SELECT id FROM c WHERE "
            "(SELECT COUNT(*) FROM o WHERE o.c = c.id HAVING COUNT(*) > 3) > 0"
        ),
        Example("SELECT id FROM c WHERE (SELECT MAX(n) FROM o WHERE o.c = c.id) > 0", "snowflake"),
        Example("SELECT id FROM c WHERE (SELECT COUNT(*) FROM UNNEST(c.xs)) > 0", "bigquery"),
    ],
)
def count_for_existence(counted: exp.Count | exp.Subquery, context: Context) -> Iterable[Remark]:
    """Report a count that is only compared with none."""
    kind = _question(counted)
    if kind is None or counted.parent is None:
        return ()
    if isinstance(counted, exp.Subquery):
        if not _counts_rows(counted.unnest()):
            return ()
    elif not _is_whole_answer(counted, context):
        return ()
    absent = kind in {exp.EQ, exp.LT, exp.LTE}
    wanted = "NOT EXISTS" if absent else "EXISTS"
    message = f"All matching rows are counted, although {wanted} could stop at the first."
    severity = Severity.HINT if _is_of_catalogue(counted, context) else None
    return (Remark(context.ranges.test(counted.parent), message, severity=severity),)


def _is_of_catalogue(counted: exp.Expr, context: Context) -> bool:
    """Tell whether an engine is asked what tables or columns it has: those are few."""
    scope = context.scope_of(counted.unnest()) if isinstance(counted, exp.Subquery) else None
    return scope is not None and all(map(is_catalogue, scope.relations))


def asks_for_existence(subquery: exp.Expr) -> bool:
    """Tell whether a subquery counts rows only to learn whether there is one."""
    return _question(subquery) is not None and _counts_rows(subquery.unnest())


def _question(counted: exp.Expr) -> type[exp.Expr] | None:
    """Return how a count is compared with none, the count on the left; None if it is not."""
    test = counted.parent
    if test is None or test.__class__ not in _COMPARISONS:
        return None
    kind: type[exp.Expr] = type(test)
    bound = test.args.get("expression")
    if bound is counted:
        bound, kind = test.this, _MIRRORED.get(kind, kind)
    asks = isinstance(bound, exp.Literal) and (kind, bound.name) in _ASKS_FOR_ONE
    return kind if asks else None


def _counts_rows(query: exp.Expr) -> bool:
    """Tell whether a query does nothing but count the rows of stored data."""
    if not isinstance(query, exp.Select) or len(query.expressions) != 1:
        return False
    if not isinstance(query.expressions[0].unalias(), exp.Count):
        return False
    if any(query.args.get(clause) for clause in ("group", "having", "limit", "offset")):
        return False
    from_ = query.args.get("from_")
    return from_ is not None and not isinstance(from_.this, exp.Unnest)


def _is_whole_answer(counted: exp.Expr, context: Context) -> bool:
    """Tell whether the statement returns nothing but whether a count is above none."""
    select = context.scope.root
    if not isinstance(counted, exp.Count) or not isinstance(select, exp.Select):
        return False
    if counted.find_ancestor(exp.Where, exp.Select) is not select:
        return False
    if len(select.expressions) != 1 or select.args.get("group") or select.args.get("having"):
        return False
    return is_result(select)
