"""`order-by-not-selected`: DISTINCT rows are sorted by a column that they no longer have."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.select_list import gives_unknown_columns, holds_aggregate, written


@rule(
    "order-by-not-selected",
    nodes=(exp.Order,),
    needs=(exp.Distinct,),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist/distinct-on-large-result",
    why=(
        "A row that stands for several has several values of that column, so there is no one "
        "order; most engines refuse the query, MySQL and SQLite take any of the values."
    ),
    fix="Select the column too, or group and sort by its MIN or MAX.",
    impact="The query fails, or the order changes from run to run.",
    on={
        "sqlite": Texts(
            why="A row that stands for several has several values of that column, so there is no "
            "one order; SQLite takes any of the values.",
            impact="The order changes from run to run without an error.",
        ),
        "mysql": Texts(
            why="A row that stands for several has several values of that column, so there is no "
            "one order; MySQL refuses the query (ONLY_FULL_GROUP_BY, the default since 5.7) or, "
            "with that off, takes any of the values.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="A row that stands for several has several values of that column, so there is no "
            "one order; the engine refuses the query.",
            impact="The query fails.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="A row that stands for several has several values of that column, so there is no "
            "one order; the engine refuses the query.",
            impact="The query fails.",
        ),
    },
    fires=[
        Example("SELECT DISTINCT name FROM users ORDER BY «created_at»"),
        Example("SELECT DISTINCT u.name FROM users u ORDER BY u.name, «u.age» DESC", "mysql"),
        Example("SELECT DISTINCT name AS n FROM users ORDER BY LOWER(«city»)", "postgres"),
    ],
    quiet=[
        Example("SELECT DISTINCT name FROM users ORDER BY name"),
        Example("SELECT DISTINCT u.name AS n FROM users u ORDER BY u.name", "postgres"),
        Example("SELECT DISTINCT name AS n FROM users ORDER BY n DESC, 1"),
        Example("SELECT DISTINCT * FROM users ORDER BY created_at", "bigquery"),
        Example("SELECT DISTINCT(name) FROM users ORDER BY name LIMIT 9", "postgres"),
        Example("SELECT name FROM users ORDER BY created_at"),
        Example("SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, c", "postgres"),
        Example("SELECT DISTINCT LOWER(name) FROM users ORDER BY LOWER(name)", "tsql"),
        Example("SELECT DISTINCT a, COUNT(*) FROM t GROUP BY a ORDER BY COUNT(b)"),
        Example("SELECT DISTINCT RANK() OVER (ORDER BY b) AS r FROM t ORDER BY r", "snowflake"),
    ],
)
def order_by_not_selected(order: exp.Order, context: Context) -> Iterator[Remark]:
    """Report sort keys of a SELECT DISTINCT with a column that is not among its columns."""
    select = order.parent
    if not isinstance(select, exp.Select) or order.arg_key != "order":
        return
    distinct = select.args.get("distinct")
    if distinct is None or distinct.args.get("on") is not None or gives_unknown_columns(select):
        return
    selected = [projection.unalias().unnest() for projection in select.expressions]
    names = {projection.alias_or_name.lower() for projection in select.expressions}
    names |= {value.name.lower() for value in selected if isinstance(value, exp.Column)}
    for key in order.expressions:
        if key.this in selected or holds_aggregate(key) or key.find(exp.Window, exp.Query):
            continue
        missing = next((c for c in key.find_all(exp.Column) if c.name.lower() not in names), None)
        if missing is not None:
            yield Remark(
                context.ranges.of(missing),
                f"SELECT DISTINCT does not select {written(missing)}, but sorts by it.",
            )
