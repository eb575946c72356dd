"""`group-by-expression`: rows are grouped by a value that is computed for each of them."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.select_list import aliased, holds_column, position

_PATHS = (
    exp.Column,
    exp.Dot,
    exp.Bracket,
    exp.JSONExtract,
    exp.JSONExtractScalar,
    exp.Identifier,
    exp.Parameter,
)
_GROUPINGS = frozenset({exp.Rollup, exp.Cube, exp.GroupingSets, exp.Tuple, exp.Paren})


@rule(
    "group-by-expression",
    nodes=(exp.Group,),
    severity=Severity.HINT,
    category="performance",
    source="sql-checklist",
    why=(
        "The expression runs for every row before grouping, its statistics are unknown to the "
        "optimiser, and no index or sort order can be used."
    ),
    fix="Store the value as a column (or a generated one), or compute it once in a CTE.",
    on={
        EngineKind.COLUMN_STORE: Texts(
            why="The expression runs for every row before grouping, the planner can only guess "
            "the number of groups, and the order in which the table is stored is of no use.",
            fix="Store the value as a column when the table is loaded, if many queries group by "
            "it.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="The expression runs for every row before grouping, and the planner can only "
            "guess how many groups are shuffled.",
            fix="Store the value as a column when the table is loaded, if many queries group by "
            "it.",
        ),
    },
    fires=[
        Example("SELECT YEAR(d), COUNT(*) FROM orders GROUP BY «YEAR(d)»", "mysql"),
        Example("SELECT LOWER(city), COUNT(*) FROM users GROUP BY «LOWER(city)»", "postgres"),
        Example("SELECT a || b, COUNT(*) FROM t GROUP BY «a || b»", "snowflake"),
        Example("SELECT COUNT(*) FROM t GROUP BY a, «DATE_TRUNC(ts, MONTH)»", "bigquery"),
        Example("SELECT YEAR(d) AS y, COUNT(*) AS n FROM orders GROUP BY «y»", "mysql"),
        Example("SELECT LOWER(city) AS c, COUNT(*) AS n FROM users GROUP BY «1»", "postgres"),
        Example("SELECT COUNT(*) FROM t GROUP BY «d + INTERVAL 1 DAY» WITH ROLLUP", "mysql"),
        Example("SELECT COUNT(*) FROM t GROUP BY k, «SAFE.SUBSTR(x, 1)»", "bigquery"),
        Example("SELECT COUNT(*) FROM t GROUP BY «DATEPART(year, d)» HAVING COUNT(*) > 1", "tsql"),
    ],
    quiet=[
        Example("SELECT city, COUNT(*) FROM users GROUP BY city"),
        Example("SELECT city, COUNT(*) FROM users GROUP BY 1", "bigquery"),
        Example("SELECT v:city::string AS c, COUNT(*) FROM t GROUP BY v:city::string", "snowflake"),
        Example("SELECT a, b, COUNT(*) FROM t GROUP BY ROLLUP (a, b)", "tsql"),
        Example("SELECT geo.country, COUNT(*) FROM t GROUP BY geo.country", "bigquery"),
        Example("SELECT 'x' AS k, COUNT(*) FROM t GROUP BY 'x'", "mysql"),
        Example("SELECT COUNT(*) FROM t GROUP BY ()", "postgres"),
        Example("SELECT LOWER(c) AS c, COUNT(*) AS n FROM t GROUP BY t.c", "mysql"),
        Example("SELECT DATE(ts) AS d, COUNT(*) AS n FROM t GROUP BY d", "bigquery"),
    ],
)
def group_by_expression(group: exp.Group, context: Context) -> Iterable[Remark]:
    """Report each grouping key that is more than a column, a path or a constant."""
    keys = group.expressions
    if not all(map(_is_column, keys)):
        return _computed(group, context)
    if not context.row_store:
        return ()
    bare = {key.name.lower() for key in keys if key.args.get("table") is None}
    return _computed(group, context) if bare and _names_computed(group, bare) else ()


def _is_column(key: exp.Expr) -> bool:
    return key.__class__ is exp.Column


def _names_computed(group: exp.Group, names: set[str]) -> bool:
    """Tell whether one of these names is that of a projection which is more than a column."""
    select = group.parent
    for projection in select.expressions if select is not None else ():
        if projection.__class__ is not exp.Alias or projection.this.__class__ is exp.Column:
            continue
        if projection.alias.lower() in names:
            return True
    return False


def _computed(group: exp.Group, context: Context) -> Iterator[Remark]:
    select = group.parent
    named = aliased(select) if context.row_store and isinstance(select, exp.Select) else {}
    pending = list(reversed(group.expressions))
    while pending:
        key = pending.pop()
        if key.__class__ in _GROUPINGS:
            pending += reversed(list(key.iter_expressions()))
            continue
        is_bare = key.__class__ is exp.Column and not key.args.get("table")
        if key.__class__ is exp.Column and not (is_bare and named):
            continue
        value = key
        place = position(key) if named else None
        if place is not None and isinstance(select, exp.Select):
            value = next(iter(select.expressions[place - 1 : place]), key).unalias()
        elif is_bare:
            value = named.get(key.name.lower(), key)
        while isinstance(value, exp.Cast):
            value = value.this
        if isinstance(value, _PATHS) or not holds_column(value):
            continue
        yield Remark(context.ranges.operand(key), "This grouping key is computed for every row.")
