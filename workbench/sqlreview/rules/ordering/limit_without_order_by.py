"""`limit-without-order-by`: which rows are kept is left to chance."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context, StatementKind
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.keys import LIKELY_UNIQUE, is_own_key
from workbench.sqlreview.queries import (
    condition_of,
    conjuncts,
    enclosing,
    fills_variables,
    is_constant,
    is_result,
)
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.select_list import holds_aggregate

_AT_MOST = frozenset({exp.LT, exp.LTE, exp.EQ})


@rule(
    "limit-without-order-by",
    nodes=(exp.Select, exp.SetOperation),
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="sql-checklist/order-by-without-limit",
    why=(
        "Without an order any rows may come first: the answer changes with the plan, with parallel "
        "workers and with every reload, and pages of a list overlap or skip rows."
    ),
    fix="Add ORDER BY with keys that make the order unique.",
    impact="Two runs over the same data may return different rows.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="Without an order the rows come as the plan finds them: another index, a parallel "
            "scan or an update that moves a row changes which are first, and pages of a list "
            "overlap or skip rows.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Without an order the rows come from whichever blocks are read first: the answer "
            "changes with parallel reads and with every rewrite of the table, and pages of a list "
            "overlap or skip rows.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Without an order the rows come from whichever worker or file is done first: the "
            "answer changes from run to run, and pages of a list overlap or skip rows.",
        ),
    },
    fires=[
        Example("SELECT id FROM orders WHERE status = 'open' «LIMIT 10»"),
        Example("SELECT «TOP 10» id, name FROM dbo.users", "tsql"),
        Example("SELECT id FROM users «OFFSET 5 ROWS» FETCH NEXT 5 ROWS ONLY", "oracle"),
        Example("SELECT id FROM users «FETCH FIRST 5 ROWS ONLY»", "postgres"),
        Example("SELECT a FROM (SELECT a FROM t «LIMIT 3») x ORDER BY a", "bigquery"),
        Example("SELECT a FROM t UNION ALL SELECT a FROM u «LIMIT 5»", "snowflake"),
        Example("SELECT id FROM users WHERE active = 1 AND «ROWNUM <= 5»", "oracle"),
        Example("SELECT id FROM users «LIMIT ?»", "mysql"),
        Example("SELECT id FROM users WHERE active = 1 AND «ROWNUM <= 5» ORDER BY name", "oracle"),
    ],
    quiet=[
        Example("SELECT id FROM orders ORDER BY created_at, id LIMIT 10"),
        Example("SELECT TOP (10) id FROM users ORDER BY id", "tsql"),
        Example("SELECT TOP 100 PERCENT id FROM users", "tsql"),
        Example("SELECT COUNT(*) FROM orders LIMIT 1"),
        Example("SELECT id FROM a WHERE EXISTS (SELECT b.id FROM b WHERE b.id = a.id LIMIT 1)"),
        Example("SELECT 1 FROM orders WHERE status = 'open' LIMIT 1", "postgres"),
        Example("SELECT name FROM users WHERE id = 7 LIMIT 1", "mysql"),
        Example("SELECT name FROM users WHERE email = 'a@b.c' LIMIT 1", "mysql"),
        Example("SELECT id FROM users LIMIT 0"),
        Example(
            "SELECT TOP 1 x FROM t WHERE a = 1 AND b = @b",
            "tsql",
            "CREATE TABLE t (x INT, a INT, b INT, PRIMARY KEY (a, b))",
        ),
        Example("SELECT id FROM users TABLESAMPLE SYSTEM (1) LIMIT 100", "postgres"),
        Example("SELECT * FROM (SELECT id FROM u ORDER BY id) WHERE ROWNUM <= 5", "oracle"),
        Example("SELECT ARRAY_AGG(x ORDER BY y LIMIT 3) AS xs FROM t", "bigquery"),
        Example("DELETE FROM queue WHERE done = 1 LIMIT 100", "mysql"),
    ],
)
def limit_without_order_by(query: exp.Query, context: Context) -> Iterable[Remark]:
    """Report a query that keeps some of its rows without saying which."""
    rownum = None
    given = query.args.get
    if given("limit") is None and given("offset") is None:
        rownum = _rownum_test(query, context.scope)
        if rownum is None:
            return ()
    if (rownum is None and given("order") is not None) or _keeps_all_or_none(query):
        return ()
    if isinstance(query, exp.Select) and _any_row_will_do(query, context):
        return ()
    if _looks_up_one(query) or (rownum is not None and _reads_ordered_query(context.scope)):
        return ()
    return (_remark(query, rownum, context),)


def _remark(query: exp.Query, rownum: exp.Expr | None, context: Context) -> Remark:
    at = context.ranges.limit(query) if rownum is None else context.ranges.of(rownum)
    if query.args.get("order") is not None:
        message = "ROWNUM is tested before ORDER BY sorts: any rows are kept, and then sorted."
        return Remark(at, message, fix="Sort in a subquery, or use FETCH FIRST n ROWS ONLY.")
    shown = context.kind is StatementKind.QUERY and is_result(query)
    return Remark(
        at,
        "Nothing says which rows are kept: there is no ORDER BY at this level.",
        severity=Severity.INFO if shown else None,
        confidence=Confidence.POSSIBLE if _picks_for_write(query) else None,
    )


def _rownum_test(query: exp.Expr, scope: Scope) -> exp.Expr | None:
    where = query.args.get("where")
    if where is None or "rownum" not in scope.unqualified:
        return None
    for test in conjuncts(condition_of(where)):
        if test.__class__ not in _AT_MOST:
            continue
        column = test.this
        is_column = isinstance(column, exp.Column) and not column.table
        if is_column and column.name.upper() == "ROWNUM":
            return test
    return None


def _keeps_all_or_none(query: exp.Expr) -> bool:
    limit = query.args.get("limit")
    if limit is None:
        return False
    amount = limit.args.get("expression") or limit.args.get("count")
    options = limit.args.get("limit_options")
    if options is not None and options.args.get("percent"):
        return isinstance(amount, exp.Literal) and amount.name == "100"
    return isinstance(amount, exp.Null) or (isinstance(amount, exp.Literal) and amount.name == "0")


def _any_row_will_do(select: exp.Select, context: Context) -> bool:
    """Tell whether the rows do not differ, or there is only one."""
    if isinstance(enclosing(select), exp.Exists) or select.args.get("from_") is None:
        return True
    values = [projection.unalias() for projection in select.expressions]
    if all(is_constant(value) and not holds_aggregate(value) for value in values):
        return True
    if select.args.get("group") is None and any(holds_aggregate(value) for value in values):
        return True
    return _finds_one_row(select, context.scope)


def _finds_one_row(select: exp.Select, scope: Scope) -> bool:
    """Tell whether one row of a table is asked for by its key, or any rows by a sample."""
    if len(scope.relations) != 1:
        return False
    relation = scope.relations[0]
    if relation.node.args.get("sample") is not None:
        return True
    if relation.kind is RelationKind.FUNCTION and fills_variables(select):
        return True
    fixed = {
        side.name.lower()
        for test in conjuncts(condition_of(select.args.get("where")))
        for side in (test.this, test.args.get("expression"))
        if isinstance(test, exp.EQ) and isinstance(side, exp.Column)
    }
    if relation.stored is not None and relation.stored.is_key(fixed):
        return True
    return any(is_own_key(relation, name) for name in fixed)


def _looks_up_one(query: exp.Expr) -> bool:
    """Tell whether LIMIT 1 stands behind a lookup by what is likely to be unique (an email)."""
    limit = query.args.get("limit")
    amount = limit and (limit.args.get("expression") or limit.args.get("count"))
    if not isinstance(amount, exp.Literal) or amount.name != "1":
        return False
    return any(
        isinstance(test, exp.EQ)
        and isinstance(test.this, exp.Column)
        and test.this.name.lower().rsplit("_", 1)[-1] in LIKELY_UNIQUE
        for test in conjuncts(condition_of(query.args.get("where")))
    )


def _reads_ordered_query(scope: Scope) -> bool:
    return any(
        relation.query is not None and relation.query.args.get("order") is not None
        for relation in scope.relations
    )


def _picks_for_write(query: exp.Expr) -> bool:
    """Tell whether the rows are taken in batches: a queue, or keys for an UPDATE or DELETE."""
    if query.args.get("locks"):
        return True
    around = enclosing(query)
    return isinstance(around, exp.In) and around.find_ancestor(exp.Update, exp.Delete) is not None
