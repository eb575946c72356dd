"""`agg-without-order`: values are strung together in any order."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.select_list import is_windowed

_LISTS = frozenset(
    [
        "LISTAGG",
        "STRING_AGG",
        "GROUP_CONCAT",
        "WM_CONCAT",
        "JSON_AGG",
        "JSONB_AGG",
        "JSON_ARRAYAGG",
        "XMLAGG",
        "COLLECT_LIST",
        "ARRAY_AGG",
        "GROUPARRAY",
        "LIST",
        "ARRAY_CONCAT_AGG",
    ]
)
_STRINGS = frozenset({"LISTAGG", "STRING_AGG", "GROUP_CONCAT", "WM_CONCAT"})
_NO_ORDER_NEEDED = frozenset(
    [
        "SORT_ARRAY",
        "ARRAY_SORT",
        "LIST_SORT",
        "ARRAYSORT",
        "CARDINALITY",
        "ARRAY_LENGTH",
        "ARRAY_SIZE",
        "SIZE",
        "LENGTH",
        "ARRAY_DISTINCT",
        "ARRAYDISTINCT",
        "ARRAY_CONTAINS",
        "ARRAY_COMPACT",
        "LEN",
        "ARRAY_MAX",
        "ARRAY_MIN",
        "ARRAY_REVERSE_SORT",
        "ARRAY_SUM",
        "ARRAYUNIQ",
    ]
)

_ENDS = (exp.First, exp.Last, exp.FirstValue, exp.LastValue)
_HAVE_ENDS = frozenset({"databricks", "duckdb", "spark"})
_PASSED_THROUGH = (exp.Filter, exp.IgnoreNulls, exp.RespectNulls, exp.Coalesce, exp.Paren)


@rule(
    "agg-without-order",
    nodes=(
        exp.GroupConcat,
        exp.ArrayAgg,
        exp.JSONArrayAgg,
        exp.Anonymous,
        exp.AnonymousAggFunc,
        exp.Stuff,
        *_ENDS,
    ),
    severity=Severity.INFO,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="idempotency-rules/run-twice",
    why=(
        "The values arrive in the order in which workers happen to deliver them, so the same data "
        "gives different strings or arrays from run to run."
    ),
    fix="Add ORDER BY inside the aggregate (WITHIN GROUP (ORDER BY …) for LISTAGG).",
    impact="Comparisons, hashes and snapshots of the result report changes that are none.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="The values arrive in the order in which the plan reads the rows, and that "
            "changes with another index, a parallel scan or an update: the same data gives "
            "different strings or arrays.",
        ),
        "tsql": Texts(
            why="The values arrive in the order in which the plan reads the rows, and that "
            "changes with another index or a parallel scan: the same data gives different "
            "strings.",
            fix="Add WITHIN GROUP (ORDER BY …) behind STRING_AGG.",
        ),
        "oracle": Texts(
            why="The values arrive in the order in which the plan reads the rows, and that "
            "changes with another index or a parallel scan: the same data gives different "
            "strings.",
            fix="Add WITHIN GROUP (ORDER BY …) behind LISTAGG (ORDER BY inside JSON_ARRAYAGG and "
            "XMLAGG).",
        ),
        **dict.fromkeys(
            ("snowflake", "redshift"),
            Texts(
                fix="Add WITHIN GROUP (ORDER BY …) behind the aggregate.",
            ),
        ),
        **dict.fromkeys(
            ("spark", "spark2", "databricks", "hive"),
            Texts(
                why="The values arrive in the order in which the shuffle delivers them, so the "
                "same data gives different strings or arrays from run to run; an ORDER BY in a "
                "subquery does not help.",
                fix="Sort the array: SORT_ARRAY(COLLECT_LIST(…)), with a struct that begins with "
                "the sort key if need be; WITHIN GROUP (ORDER BY …) behind LISTAGG.",
            ),
        ),
        "clickhouse": Texts(
            why="The values arrive in the order in which threads and parts deliver them, so the "
            "same data gives different arrays from run to run.",
            fix="Sort the array: arraySort(groupArray(…)), or read from a subquery with ORDER BY.",
        ),
    },
    fires=[
        Example("SELECT a, «STRING_AGG(b, ',')» AS bs FROM t GROUP BY a", "postgres"),
        Example("SELECT a, «LISTAGG(b, ',')» AS bs FROM t GROUP BY a", "snowflake"),
        Example("SELECT a, «GROUP_CONCAT(b)» AS bs FROM t GROUP BY a", "mysql"),
        Example("SELECT a, «ARRAY_AGG(b)» AS bs FROM t GROUP BY a", "bigquery"),
        Example("SELECT a, «ARRAY_AGG(b)»[OFFSET(0)] AS b FROM t GROUP BY a", "bigquery"),
        Example("SELECT a, «json_agg(b)» AS bs FROM t GROUP BY a", "postgres"),
        Example(
            "SELECT a.i, «STUFF((SELECT ',' + b.x FROM b WHERE b.i = a.i FOR XML PATH('')), 1, 1, "
            "'')» AS xs FROM a",
            "tsql",
        ),
        Example("SELECT a, «FIRST(b)» AS b FROM t GROUP BY a", "spark"),
        Example("SELECT a, «last(b)» AS b FROM t GROUP BY a", "duckdb"),
    ],
    quiet=[
        Example("SELECT a, STRING_AGG(b, ',' ORDER BY b) AS bs FROM t GROUP BY a", "postgres"),
        Example("SELECT STRING_AGG(b, ',') WITHIN GROUP (ORDER BY b) AS bs FROM t", "tsql"),
        Example("SELECT LISTAGG(b, ',') WITHIN GROUP (ORDER BY b) AS bs FROM t", "oracle"),
        Example("SELECT ARRAY_AGG(b ORDER BY c LIMIT 1)[OFFSET(0)] AS b FROM t", "bigquery"),
        Example("SELECT STRING_AGG(b, ',') AS bs FROM (SELECT b FROM t ORDER BY b) x", "duckdb"),
        Example("SELECT SORT_ARRAY(COLLECT_LIST(b)) AS bs FROM t", "spark"),
        Example("SELECT COLLECT_SET(b) AS bs FROM t", "spark"),
        Example("SELECT ARRAY_AGG(b) OVER (PARTITION BY a ORDER BY c) AS bs FROM t", "snowflake"),
        Example("SELECT GROUP_CONCAT(b ORDER BY b SEPARATOR ';') AS bs FROM t", "mysql"),
        Example(
            "SELECT STUFF((SELECT ',' + x FROM b ORDER BY x FOR XML PATH('')), 1, 1, '')", "tsql"
        ),
        Example("SELECT STUFF((SELECT x FROM b FOR XML AUTO), 1, 1, '') AS xs", "tsql"),
        Example("SELECT STUFF(x, 1, 2, 'a') AS y FROM t", "tsql"),
        Example("SELECT a, FIRST(b) OVER (PARTITION BY a ORDER BY c) AS b FROM t", "spark"),
        Example("SELECT a, FIRST(b ORDER BY c) AS b FROM t GROUP BY a", "duckdb"),
        Example("SELECT a, ANY_VALUE(b) AS b FROM t GROUP BY a", "duckdb"),
        Example("SELECT k FROM t WHERE x IN UNNEST((SELECT ARRAY_AGG(y) FROM u))", "bigquery"),
        Example("SELECT a FROM t GROUP BY a HAVING a = ANY(ARRAY_AGG(b))", "postgres"),
    ],
)
def agg_without_order(aggregate: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report string aggregates without an order, and arrays of which one element is taken."""
    if isinstance(aggregate, exp.Stuff):
        if _strings_rows_together(aggregate):
            message = "FOR XML PATH strings the rows together in any order."
            yield Remark(context.ranges.of(aggregate), message, fix="Add ORDER BY to its query.")
        return
    if isinstance(aggregate, _ENDS):
        yield from _ends(aggregate, context)
        return
    name = _name(aggregate)
    if name not in _LISTS or _is_ordered(aggregate) or is_windowed(aggregate):
        return
    if _order_is_irrelevant(aggregate) or _reads_sorted_rows(context.scope):
        return
    picked = _is_picked_from(aggregate)
    is_set = isinstance(aggregate.this, exp.Distinct)
    is_string = name in _STRINGS or isinstance(aggregate, exp.GroupConcat)
    weak = not picked and (is_set or not is_string)
    called = _written_name(aggregate, context) or name
    message = f"{called} takes the values of a group in any order."
    if picked:
        message = f"Which element of {called} comes first is left to chance."
    yield Remark(
        context.ranges.of(aggregate),
        message,
        severity=Severity.WARNING if picked else Severity.HINT if weak else None,
        confidence=Confidence.POSSIBLE if weak else None,
    )


def _ends(aggregate: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report FIRST and LAST over a group; in a PIVOT they mostly unwrap the only value."""
    if context.dialect not in _HAVE_ENDS or is_windowed(aggregate) or _is_ordered(aggregate):
        return
    if aggregate.find_ancestor(exp.Pivot) is not None or _reads_sorted_rows(context.scope):
        return
    yield Remark(
        context.ranges.of(aggregate),
        "No order says which row of a group is the first or the last.",
        severity=Severity.HINT,
        confidence=Confidence.POSSIBLE,
        fix="Take MIN_BY or MAX_BY with the column that decides, or ANY_VALUE if any row will do.",
    )


def _strings_rows_together(stuff: exp.Expr) -> bool:
    """Tell whether STUFF takes the separator off a list that FOR XML PATH made without order."""
    query = stuff.this.find(exp.Select) if isinstance(stuff.this, exp.Expr) else None
    for_ = query.args.get("for_") if query is not None else None
    if query is None or not isinstance(for_, exp.Expr) or query.args.get("order") is not None:
        return False
    return any(part.name.upper() == "PATH" for part in for_.find_all(exp.Var)) and (
        for_.text("kind").upper() == "XML"
    )


def _name(aggregate: exp.Expr) -> str:
    if isinstance(aggregate, exp.Anonymous | exp.AnonymousAggFunc):
        return str(aggregate.name).upper()
    if isinstance(aggregate, exp.GroupConcat):
        return "STRING_AGG"
    if isinstance(aggregate, exp.JSONArrayAgg):
        return "JSON_AGG"
    return aggregate.sql_name() if isinstance(aggregate, exp.Func) else ""


def _written_name(aggregate: exp.Expr, context: Context) -> str:
    """Return the name of an aggregate in this query; the parser has one name for many."""
    extent = context.words.extent(aggregate)
    first = extent[0] if extent else 0
    words = (context.words.at(at) for at in range(first, max(-1, first - 5), -1))
    return next((word for word in words if word in _LISTS), "")


def _is_ordered(aggregate: exp.Expr) -> bool:
    if isinstance(aggregate.parent, exp.WithinGroup):
        return True
    inner: exp.Expr | None = aggregate.this if isinstance(aggregate.this, exp.Expr) else None
    while isinstance(inner, exp.Limit | exp.Distinct | exp.IgnoreNulls | exp.RespectNulls):
        inner = inner.this if isinstance(inner.this, exp.Expr) else None
    if isinstance(inner, exp.Order) or aggregate.args.get("order") is not None:
        return True
    return any(isinstance(argument, exp.Order) for argument in aggregate.expressions)


def _order_is_irrelevant(aggregate: exp.Expr) -> bool:
    around = aggregate.parent
    while isinstance(around, _PASSED_THROUGH):
        around = around.parent
    if isinstance(around, exp.Any) or _is_list_of_in(around):
        return True
    if isinstance(around, exp.Anonymous):
        return str(around.name).upper() in _NO_ORDER_NEEDED
    if not isinstance(around, exp.Func):
        return False
    return bool(_NO_ORDER_NEEDED.intersection(around.sql_names()))


def _is_list_of_in(query: exp.Expr | None) -> bool:
    """Tell the query of ``x IN UNNEST((SELECT ARRAY_AGG(y) FROM u))``."""
    around = query.parent if isinstance(query, exp.Select) else None
    while isinstance(around, exp.Subquery):
        around = around.parent
    return isinstance(around, exp.Unnest) and isinstance(around.parent, exp.In)


def _is_picked_from(aggregate: exp.Expr) -> bool:
    around = aggregate.parent
    while isinstance(around, exp.Filter | exp.IgnoreNulls | exp.RespectNulls | exp.Paren):
        around = around.parent
    if isinstance(around, exp.Bracket):
        return True
    return isinstance(aggregate.this, exp.Limit)


def _reads_sorted_rows(scope: Scope) -> bool:
    return any(
        relation.query is not None and relation.query.args.get("order") is not None
        for relation in scope.relations
    )
