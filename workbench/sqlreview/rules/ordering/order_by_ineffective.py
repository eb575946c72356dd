"""`order-by-ineffective`: rows are sorted for a reader that need not keep the order."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.queries import aggregates, enclosing, fills_variables, limits_rows
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.select_list import own_parts

_KEEP_ORDER = (
    exp.ArrayAgg,
    exp.GroupConcat,
    exp.JSONArrayAgg,
    exp.JSONObjectAgg,
    exp.First,
    exp.Last,
    exp.AnonymousAggFunc,
    exp.ArrayConcatAgg,
)
_COUNTERS = (exp.Parameter, exp.SessionParameter, exp.PropertyEQ, exp.Anonymous)


@rule(
    "order-by-ineffective",
    nodes=(exp.Order,),
    yields_to=("order-by-random",),
    severity=Severity.INFO,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="sql-checklist/order-by-without-limit",
    why=(
        "Only the outermost ORDER BY decides the order of a result; a sort inside is dropped by "
        "the optimiser or paid for in vain."
    ),
    fix="Move the ORDER BY to the outermost query, or remove it.",
    impact="One sort of all rows of the inner query, where the engine does not drop it.",
    on={
        "tsql": Texts(
            why="Only the outermost ORDER BY decides the order of a result. In a view, a derived "
            "table, a CTE or a subquery SQL Server refuses the sort without TOP or OFFSET, and "
            "drops it beside TOP 100 PERCENT.",
            impact="An error, or a sort that has no effect.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Only the outermost ORDER BY decides the order of a result; a sort inside is "
            "dropped or paid for in vain. What can pay is an order in which a table is stored, "
            "for pruning.",
            impact="One sort of all rows of the inner query, mostly on one node at its end, where "
            "the engine does not drop it.",
        ),
    },
    fires=[
        Example("SELECT x.id FROM (SELECT id FROM users «ORDER BY name») x WHERE x.id > 5"),
        Example("WITH u AS (SELECT id FROM users «ORDER BY id DESC») SELECT id FROM u", "bigquery"),
        Example("CREATE VIEW v AS SELECT id FROM users «ORDER BY id»", "postgres"),
        Example("CREATE VIEW v AS SELECT TOP 100 PERCENT id FROM users «ORDER BY id»", "tsql"),
        Example("INSERT INTO t (id) SELECT id FROM users «ORDER BY id»", "mysql"),
        Example("SELECT id FROM a WHERE id IN (SELECT id FROM b «ORDER BY id»)", "snowflake"),
        Example("SELECT id FROM a WHERE x > (SELECT MAX(b.x) FROM b «ORDER BY b.x»)", "tsql"),
        Example("(SELECT a FROM t «ORDER BY a») UNION ALL (SELECT a FROM u «ORDER BY a»)"),
    ],
    quiet=[
        Example(
            "SELECT * FROM t PIVOT (SUM(c) FOR b IN (SELECT DISTINCT b FROM u ORDER BY b))",
            "snowflake",
        ),
        Example("SELECT id FROM users ORDER BY id"),
        Example("SELECT x.id FROM (SELECT id FROM users ORDER BY name LIMIT 5) x"),
        Example("SELECT * FROM (SELECT id FROM users ORDER BY name) x LIMIT 5"),
        Example("SELECT STRING_AGG(n, ',') FROM (SELECT n FROM t ORDER BY n) x", "postgres"),
        Example("SELECT ARRAY(SELECT a FROM t ORDER BY a) AS xs", "bigquery"),
        Example(
            "SELECT STUFF((SELECT ',' + a FROM t ORDER BY a FOR XML PATH('')), 1, 1, '') AS x",
            "tsql",
        ),
        Example("SELECT * FROM (SELECT id FROM users ORDER BY id) WHERE ROWNUM <= 3", "oracle"),
        Example("WITH d AS (SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, b) SELECT a FROM d"),
        Example("SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM (SELECT id FROM t) x"),
        Example("SELECT a FROM t UNION ALL SELECT a FROM u ORDER BY a"),
        Example(
            "CREATE FUNCTION f() RETURNS void AS $$ DECLARE v INT; BEGIN "
            "SELECT a INTO v FROM t ORDER BY b DESC; END $$ LANGUAGE plpgsql",
            "postgres",
        ),
    ],
)
def order_by_ineffective(order: exp.Order, context: Context) -> Iterator[Remark]:
    """Report ORDER BY in a query whose rows go to another query, a table or a view."""
    query = order.parent
    if not isinstance(query, exp.Query) or order.arg_key != "order":
        return
    reader, into = enclosing(query), query.args.get("into")
    if into is not None and fills_variables(query):
        return  # variables take the first row or the last
    if (reader is None and into is None) or _order_matters_inside(query):
        return
    if into is not None or isinstance(reader, (exp.Create, exp.Insert, exp.Alter)):
        yield from _stored(order, reader, context)
        return
    place = _place(reader, query)
    if not place or _reader_depends_on_order(query, reader, context):
        return
    yield Remark(
        context.ranges.order_by(order),
        f"This ORDER BY is in {place}: the order need not reach the result.",
        confidence=Confidence.POSSIBLE if context.dialect == "duckdb" else None,
    )


def _order_matters_inside(query: exp.Expr) -> bool:
    distinct = query.args.get("distinct")
    if isinstance(distinct, exp.Distinct) and distinct.args.get("on") is not None:
        return True
    limit = query.args.get("limit")
    options = limit and limit.args.get("limit_options")
    if limit and options and options.args.get("percent"):
        amount = limit.args.get("expression")
        return not (isinstance(amount, exp.Literal) and amount.name == "100")
    return limits_rows(query) or query.args.get("for_") is not None


def _stored(order: exp.Order, target: exp.Expr | None, context: Context) -> Iterator[Remark]:
    """Report an order that a table or a view does not keep; column stores may cluster by it."""
    made = isinstance(target, exp.Create | exp.Alter)
    is_view = made and target is not None and target.args.get("kind") == "VIEW"
    if isinstance(target, exp.Create) and not is_view and target.args.get("kind") != "TABLE":
        return
    what = "A view" if is_view else "A table"
    sure = is_view or (context.row_store and not _rows_are_taken_in_order(target, context))
    yield Remark(
        context.ranges.order_by(order),
        f"{what} has no order: readers must sort again.",
        fix="Leave out the ORDER BY; sort where the rows are read."
        if is_view or not context.column_store
        else "Leave out the ORDER BY, unless the rows are stored in this order for pruning.",
        severity=None if sure else Severity.HINT,
        confidence=None if sure else Confidence.POSSIBLE,
    )


def _rows_are_taken_in_order(target: exp.Expr | None, context: Context) -> bool:
    """Tell whether an INSERT numbers or locks its rows one by one in the order they come."""
    if not isinstance(target, exp.Insert):
        return False
    return context.dialect == "tsql" or target.args.get("conflict") is not None


def _place(reader: exp.Expr | None, query: exp.Expr) -> str:
    if isinstance(reader, exp.CTE):
        with_ = reader.parent
        recursive = isinstance(with_, exp.With) and with_.args.get("recursive")
        return "" if recursive else f"the CTE {reader.alias}"
    if isinstance(reader, exp.From | exp.Join):
        return "a derived table"
    if isinstance(reader, exp.In | exp.Exists):
        return "" if isinstance(reader.parent, exp.Pivot) else "a membership test"
    if isinstance(reader, exp.SetOperation) and isinstance(query.parent, exp.Subquery):
        return "one side of a set operation"
    if isinstance(reader, exp.Select | exp.Alias | exp.Binary) and query.parent is not reader:
        return "a scalar subquery"
    return ""


def _reader_depends_on_order(query: exp.Expr, reader: exp.Expr | None, context: Context) -> bool:
    """Tell whether a reader takes the first rows, numbers them or strings them together."""
    if isinstance(reader, exp.SetOperation):
        return False
    return any(_uses_order(scope) for scope, _ in context.readers.get(id(query), ()))


def _uses_order(scope: Scope) -> bool:
    root = scope.root
    if root.args.get("order") is None and limits_rows(root):
        return True
    if any(isinstance(aggregate, _KEEP_ORDER) for aggregate in aggregates(scope)):
        return True
    if any(_numbers_rows(window) for window in scope.all(exp.Window)):
        return True
    if any(name == "rownum" for _, _, name in scope.references):
        return True
    return any(
        isinstance(part, _COUNTERS)
        for projection in root.expressions
        for part in own_parts(projection)
    )


def _numbers_rows(window: exp.Expr) -> bool:
    return window.args.get("order") is None and isinstance(window.this, exp.RowNumber)
