"""`scalar-udf`: a function of one's own runs once per row."""

import re
from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.select_list import holds_column

_METHODS = frozenset({"value", "query", "exist", "nodes", "modify", "getclobval", "getstringval"})
_BUILT_IN = frozenset(
    {"pg_catalog", "information_schema", "sys", "dbms_lob", "dbms_crypto", "dbms_random"}
    | {"utl_raw", "net", "safe", "hll_count", "keys", "aead", "ml", "ai", "hyperloglog", "dbt"}
    | {"snowflake", "system", "default", "builtin", "apex_util", "xmltype", "json", "st"}
)
_MARKED = re.compile(r"(^|_)(udf|ufn|fn|fnc)(_|$)", re.IGNORECASE)
_PER_ROW = frozenset({"tsql", "oracle", "fabric", "mysql", "generic"})


@rule(
    "scalar-udf",
    nodes=(exp.Dot, exp.Anonymous),
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/string-operations-in-where",
    why=(
        "The engine calls the function for each row and cannot see inside: no index, no set "
        "operation, on SQL Server often no parallel plan either."
    ),
    fix="Write the expression inline, or join a set-returning function or a table.",
    impact=(
        "Measured once: a lookup function rewritten as a join was about 20 times faster on "
        "PostgreSQL."
    ),
    fires=[
        Example("SELECT id, «dbo.fnTax(amount)» AS tax FROM dbo.orders", "tsql"),
        Example("SELECT id FROM dbo.orders WHERE «dbo.IsOpen(status)» = 1", "tsql"),
        Example("SELECT «pricing.net_price(id)» AS p FROM items", "oracle"),
        Example("SELECT «fn_tax(amount)» AS tax FROM orders"),
        Example("SELECT «dbo.fnRate(3)» AS rate FROM dbo.orders", "tsql"),
        Example("SELECT «`p.tools.clean`(name)» AS n FROM ds.users", "bigquery"),
    ],
    quiet=[
        Example("SELECT UPPER(name) FROM users", "tsql"),
        Example("SELECT f.x FROM dbo.orders o CROSS APPLY dbo.lines(o.id) f", "tsql"),
        Example("SELECT dbo.today() AS d", "tsql"),
        Example("SELECT pricing.today() AS d FROM orders", "oracle"),
        Example("SELECT x.value('(/a)[1]', 'int') AS v FROM t", "tsql"),
        Example("SELECT NET.HOST(url) AS h FROM t", "bigquery"),
        Example("SELECT DBMS_LOB.SUBSTR(body, 100) AS b FROM t", "oracle"),
        Example("SELECT some_new_builtin(x) AS y FROM t", "snowflake"),
        Example("SELECT s.a.b FROM t AS s", "bigquery"),
    ],
)
def scalar_udf(node: exp.Dot | exp.Anonymous, context: Context) -> Iterator[Remark]:
    """Report calls with a schema or package, or a name that says UDF, over a column."""
    if isinstance(node, exp.Dot):
        name = _qualified(node)
    else:
        name = "" if isinstance(node.parent, exp.Dot) else str(node.name)
        name = name if "." in name or _MARKED.search(name) else ""
    if not name or not _runs_per_row(node):
        return
    sure = context.dialect in _PER_ROW
    if not holds_column(node):
        if (
            context.dialect != "tsql"
            or not isinstance(node, exp.Dot)
            or not context.scope.relations
        ):
            return
        sure = False
    yield Remark(
        context.ranges.of(node),
        f"{name} is called for every row.",
        severity=None if sure else Severity.HINT,
        confidence=None if sure else Confidence.POSSIBLE,
    )


def _qualified(node: exp.Dot) -> str:
    """Return the full name of a function that is called with its schema or package."""
    call = node.expression
    if isinstance(node.parent, exp.Dot) or not isinstance(call, exp.Anonymous):
        return ""
    if str(call.name).lower() in _METHODS or str(call.name).upper().startswith("ST"):
        return ""
    names: list[str] = [str(call.name)]
    owner: exp.Expr = node.this
    while isinstance(owner, exp.Dot):
        names.append(owner.expression.name)
        owner = owner.this
    if not isinstance(owner, exp.Identifier) or owner.name.lower() in _BUILT_IN:
        return ""
    return ".".join(reversed([*names, owner.name]))


def _runs_per_row(node: exp.Expr) -> bool:
    """Tell whether the call stands in an expression, not in FROM or in a definition."""
    around = node.find_ancestor(exp.Select, exp.Table, exp.Lateral, exp.Update, exp.Delete)
    return isinstance(around, exp.Select | exp.Update | exp.Delete)
