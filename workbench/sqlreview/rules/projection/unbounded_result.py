"""`unbounded-result`: a query sends as many rows to its caller as there happen to be."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context, StatementKind
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.keys import LIKELY_UNIQUE, is_own_key
from workbench.sqlreview.queries import (
    condition_of,
    conjuncts,
    is_aggregated,
    is_result,
    limits_rows,
    returns_one_row,
)
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.scopes import Scope


@rule(
    "unbounded-result",
    nodes=(exp.Select,),
    severity=Severity.HINT,
    category="performance",
    confidence=Confidence.POSSIBLE,
    source="sql-checklist/full-table-scan",
    why=(
        "The number of rows grows with the data; one day the caller runs out of memory or the "
        "network is the bottleneck."
    ),
    fix="Add a LIMIT, page by key, or export the rows to a table or a file.",
    impact="Fine as long as the filter keeps the rows few.",
    on={
        EngineKind.COLUMN_STORE: Texts(
            why="The number of rows grows with the data, and one connection carries them all; the "
            "engine is made to return few rows from many.",
            fix="Aggregate, page by key, or write the rows to a table or to files; a LIMIT bounds "
            "the result but hardly the bytes read.",
        ),
        **dict.fromkeys(
            ("postgres", "mysql"),
            Texts(
                why="The number of rows grows with the data, and client libraries by default take "
                "all of them into memory before the first one is used.",
                fix="Add a LIMIT, page by key, or read through a cursor on the server.",
            ),
        ),
        "tsql": Texts(
            fix="Add TOP (n), page by key, or write the rows to a table or a file.",
        ),
        "oracle": Texts(
            fix="Add FETCH FIRST n ROWS ONLY, page by key, or write the rows to a table or a file.",
        ),
        "bigquery": Texts(
            fix="Write the rows to a table or files (EXPORT DATA), or add a LIMIT, which bounds "
            "the result but, as a rule, not the bytes billed.",
        ),
        "snowflake": Texts(
            fix="Add a LIMIT, page by key, or export the rows with COPY INTO a stage.",
        ),
        **dict.fromkeys(
            ("redshift", "athena"),
            Texts(
                fix="Add a LIMIT, page by key, or export the rows with UNLOAD.",
            ),
        ),
        **dict.fromkeys(
            ("spark", "spark2", "databricks"),
            Texts(
                why="The number of rows grows with the data, and all of them pass through the "
                "driver, whose memory is bounded.",
                fix="Add a LIMIT, or write the rows to a table or to files, which each task does "
                "for its part.",
            ),
        ),
    },
    fires=[
        Example(
            "«SELECT» (SELECT (SELECT MAX(c.x) FROM c WHERE c.i = b.i) FROM b WHERE b.i = a.i) "
            "AS m FROM a WHERE a.x > 5",
            "mysql",
        ),
        Example("«SELECT» id, total FROM orders WHERE status = 'open'"),
        Example("«SELECT» o.id, c.name FROM orders o JOIN customers c ON c.id = o.c_id", "mysql"),
        Example("«SELECT» user_id FROM events WHERE day > '2024-01-01'", "bigquery"),
    ],
    quiet=[
        Example("SELECT id, total FROM orders WHERE status = 'open' LIMIT 100"),
        Example("SELECT TOP 10 id FROM orders WHERE status = 'open'", "tsql"),
        Example("SELECT COUNT(*) FROM orders WHERE status = 'open'"),
        Example("SELECT status, COUNT(*) FROM orders WHERE x > 1 GROUP BY status"),
        Example("SELECT name FROM users WHERE id = 7", "postgres"),
        Example("SELECT name FROM users WHERE id IN (7, 8)", "postgres"),
        Example("INSERT INTO t SELECT id FROM orders WHERE status = 'open'"),
        Example("CREATE TABLE t AS SELECT id FROM orders WHERE status = 'open'", "snowflake"),
        Example("SELECT x FROM UNNEST([1, 2]) AS x WHERE x > 1", "bigquery"),
        Example("SELECT name FROM users WHERE city = 'Rome' AND ROWNUM <= 10", "oracle"),
        Example("SELECT total FROM orders WHERE customer_id = ?", "mysql"),
        Example("SELECT id FROM users WHERE email = :email", "oracle"),
        Example(
            "SELECT x FROM t WHERE a = 1 AND b = 2",
            "mysql",
            "CREATE TABLE t (x INT, a INT, b INT, UNIQUE (a, b))",
        ),
        Example("SELECT id, total FROM orders"),
        Example("SELECT user_id FROM events WHERE day > '2024-01-01' ORDER BY ts", "bigquery"),
    ],
)
def unbounded_result(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report a top-level SELECT over tables that nothing but a filter bounds.

    A scan of one table without a filter is for `no-filter-on-scan`, a sort of the
    whole result for `order-by-without-limit`.
    """
    if context.kind is not StatementKind.QUERY or not is_result(select):
        return ()
    if limits_rows(select) or select.args.get("distinct") is not None or select.args.get("locks"):
        return ()
    scope = context.scope
    if select.args.get("where") is None and len(scope.relations) == 1:
        return ()
    if is_aggregated(scope) or not _reads_tables(scope) or returns_one_row(select):
        return ()
    is_sorted = select.args.get("order") is not None and not context.row_store
    if is_sorted or _looks_up_by_key(select, scope):
        return ()
    at = context.ranges.select_keyword(select)
    return (Remark(at, "Nothing limits how many rows come back."),)


def _reads_tables(scope: Scope) -> bool:
    return any(relation.kind is RelationKind.TABLE for relation in scope.relations)


def _is_row_number(node: exp.Expr) -> bool:
    return isinstance(node, (exp.Column, exp.Pseudocolumn)) and node.name.upper() == "ROWNUM"


def _looks_up_by_key(select: exp.Select, scope: Scope) -> bool:
    """Tell whether one value of a key, or of what is likely one, picks the rows."""
    fixed: dict[str, set[str]] = {}
    for test in conjuncts(condition_of(select.args.get("where"))):
        if isinstance(test, (exp.LT, exp.LTE)) and _is_row_number(test.this):
            return True
        if not isinstance(test, (exp.EQ, exp.In)) or test.args.get("query") is not None:
            continue
        for side in (test.this, test.args.get("expression")):
            if isinstance(side, exp.Column):
                relation = scope.relation_of(side)
                if relation is None:
                    continue
                if is_own_key(relation, side.name) or _is_likely_key(test, side.name):
                    return True
                if isinstance(test, exp.EQ) and relation.stored is not None:
                    fixed.setdefault(relation.name, set()).add(side.name.lower())
    return any(
        relation.stored is not None and relation.stored.is_key(fixed.get(relation.name, ()))
        for relation in scope.relations
    )


def _is_likely_key(test: exp.Expr, column: str) -> bool:
    """Tell whether a value is asked for by which rows are few: an id, an email."""
    value = test.args.get("expression")
    if not isinstance(test, exp.EQ) or isinstance(value, (exp.Column, exp.Query)):
        return False
    last = column.lower().rsplit("_", 1)[-1]
    return last in LIKELY_UNIQUE or last == "id"
