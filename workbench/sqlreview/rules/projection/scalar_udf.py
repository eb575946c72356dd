"""`scalar-udf`: a function of one's own runs once per row."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.own_functions import own_function
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.select_list import holds_column

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
    on={
        "tsql": Texts(
            why="SQL Server calls the function for each row; before 2019, and for those it cannot "
            "inline since, it costs each row alone and keeps the whole query from a parallel "
            "plan.",
            fix="Write the expression inline, or make it an inline table-valued function and "
            "CROSS APPLY that.",
            impact="One call per row, in a serial plan unless the function can be inlined.",
        ),
        "oracle": Texts(
            why="Each call switches from SQL to PL/SQL and back, and the planner knows neither "
            "its cost nor how many rows pass.",
            fix="Write the expression inline or as a SQL macro; else declare it with PRAGMA UDF, "
            "or DETERMINISTIC if it is.",
            impact="One switch per row; a query inside the function is run for each.",
        ),
        "mysql": Texts(
            why="MySQL interprets the stored function for each row, and no index can be used on "
            "what it returns.",
            fix="Write the expression inline, or join the table that the function reads.",
            impact="One call per row; a query inside the function is run for each.",
        ),
        "postgres": Texts(
            why="A function in PL/pgSQL is called for each row and hides its cost and its rows "
            "from the planner; one in LANGUAGE SQL with a single SELECT may be inlined.",
            fix="Write the expression inline, declare the function in LANGUAGE SQL so that it can "
            "be inlined, or join what it looks up.",
        ),
        "bigquery": Texts(
            why="A function in SQL is inlined, but one in JavaScript runs outside the engine, row "
            "by row, and hides its filter from pruning.",
            fix="Write it in SQL, or filter first so that fewer rows reach it.",
            impact="Slot time for each row of a JavaScript function; next to nothing for one in "
            "SQL.",
        ),
        "snowflake": Texts(
            why="A function in SQL is mostly inlined, but one in JavaScript, Python or Java runs "
            "outside the engine and hides its filter from pruning.",
            fix="Write it in SQL; in Python, as a vectorised function that takes batches of rows.",
            impact="Warehouse time for each row that passes through the other language.",
        ),
        **dict.fromkeys(
            ("spark", "spark2", "databricks"),
            Texts(
                why="A Python function gets its rows from the JVM and sends them back, and Spark "
                "can neither push its filter to the files nor generate code through it.",
                fix="Use built-in functions or a function in SQL; in Python, a pandas UDF, which "
                "takes whole batches.",
                impact="Serialisation of each row, and every file read where the function is the "
                "filter.",
            ),
        ),
    },
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
    name = own_function(node)
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


def _runs_per_row(node: exp.Expr) -> bool:
    """Tell whether the call stands in an expression, not in FROM or in a definition."""
    around = node.find_ancestor(exp.Select, exp.Table, exp.Lateral, exp.Update, exp.Delete)
    return isinstance(around, exp.Select | exp.Update | exp.Delete)
