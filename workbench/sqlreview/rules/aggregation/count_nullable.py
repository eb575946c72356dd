"""`count-nullable`: COUNT and SUM of a column leave out the rows in which it is NULL."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.filters import conditions
from workbench.sqlreview.queries import rejects_null
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.stored_columns import owner_of, stored_column

_USERS = "CREATE TABLE users (id INT NOT NULL, email TEXT, age INT NULL)"


@rule(
    "count-nullable",
    nodes=(exp.Count, exp.Sum),
    needs_schema=True,
    severity=Severity.INFO,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="quality-dimensions/completeness",
    why="COUNT(column) counts values, not rows: a NULL in the column is left out in silence.",
    fix="Write COUNT(*) if rows are meant.",
    impact="The count is too low by the number of NULLs.",
    fires=[
        Example("SELECT COUNT(«email») FROM users", "postgres", _USERS),
        Example("SELECT COUNT(u.«age») AS n FROM users u WHERE u.id > 5", "tsql", _USERS),
        Example("SELECT SUM(«age») AS total FROM users", "mysql", _USERS),
        Example(
            "WITH u AS (SELECT id, email AS mail FROM users) SELECT COUNT(«mail») FROM u",
            "snowflake",
            _USERS,
        ),
    ],
    quiet=[
        Example("SELECT COUNT(email) FROM users", "postgres"),
        Example("SELECT COUNT(id), COUNT(*) FROM users", "postgres", _USERS),
        Example("SELECT COUNT(DISTINCT email) FROM users", "mysql", _USERS),
        Example("SELECT COUNT(email) FROM users WHERE email IS NOT NULL", "tsql", _USERS),
        Example("SELECT COUNT(email), COUNT(*) AS total FROM users", "snowflake", _USERS),
        Example(
            "SELECT o.id, COUNT(u.email) FROM o LEFT JOIN users u ON u.id = o.u GROUP BY o.id",
            "postgres",
            _USERS,
        ),
        Example("SELECT COUNT(email) OVER (PARTITION BY age) FROM users", "bigquery", _USERS),
    ],
)
def count_nullable(count: exp.Count | exp.Sum, context: Context) -> Iterator[Remark]:
    """Report COUNT of one nullable column, if the query does not count the rows as well.

    SUM is but a hint: nothing is missing from it unless a whole group is NULL.
    """
    column = count.this
    if context.schema is None or not isinstance(column, exp.Column) or count.expressions:
        return
    scope = context.scope
    stored = stored_column(column, scope, context)
    owner = owner_of(column, scope)
    if stored is None or owner is None or not stored.nullable:
        return
    outer = owner[0].join is not None and owner[0].join.args.get("side")
    beside = any(isinstance(one.this, exp.Star) for one in scope.all(exp.Count))
    if outer or beside or isinstance(count.parent, exp.Window | exp.Filter):
        return
    kept = (part for test in conditions(scope) for part in rejects_null(test))
    if any(isinstance(part, exp.Column) and part.name == column.name for part in kept):
        return
    declares = any(one.nullable is False for one in (stored.table.columns or {}).values())
    is_sum = isinstance(count, exp.Sum)
    effect = "a sum of nothing else is NULL, not 0" if is_sum else "such rows are not counted"
    weak = is_sum or not declares
    yield Remark(
        context.ranges.of(column.this),
        f"{stored.table.name}.{stored.column.name} may be NULL; {effect}.",
        fix="Write COALESCE(SUM(…), 0) if 0 is expected." if is_sum else "",
        severity=Severity.HINT if weak else None,
        confidence=Confidence.POSSIBLE if weak else None,
    )
