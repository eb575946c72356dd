"""`select-star`: every column of a stored table goes into the result."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.scopes import Scope

_CATALOGUES = ("information_schema", "pg_catalog", "account_usage", "sys", "system")
_HOLDS_RESULT = (exp.Create, exp.Insert, exp.Export, exp.Cache, exp.In, exp.Merge)


@rule(
    "select-star",
    nodes=(exp.Star,),
    severity=Severity.WARNING,
    category="performance",
    source="sql-checklist/select-star",
    why=(
        "Every column is read and moved, needed or not, and whoever consumes the result breaks "
        "or grows when a column is added to the table."
    ),
    fix="List the columns that are used.",
    impact="On a column store the bytes read grow with every column that is not needed.",
    fires=[
        Example("SELECT «*» FROM orders WHERE order_date >= '2024-01-01'"),
        Example("SELECT «o.*», c.name FROM orders o JOIN customers c ON c.id = o.customer_id"),
        Example("WITH src AS (SELECT «*» FROM raw.orders) SELECT * FROM src", "bigquery"),
        Example(
            "SELECT * FROM (SELECT «*», ROW_NUMBER() OVER (ORDER BY d) rn FROM t) x WHERE rn=1"
        ),
        Example("CREATE TABLE copy AS SELECT «*» FROM orders", "snowflake"),
        Example("SELECT a FROM t WHERE a IN (SELECT «*» FROM u)", "postgres"),
        Example("SELECT TOP 10 «*» FROM dbo.orders", "tsql"),
        Example("SELECT «*» FROM a\nUNION ALL\nSELECT «*» FROM b", "spark"),
    ],
    quiet=[
        Example("SELECT COUNT(*) FROM orders"),
        Example("SELECT id FROM a WHERE EXISTS (SELECT * FROM b WHERE b.id = a.id)"),
        Example("WITH src AS (SELECT * FROM raw.orders) SELECT id, amount FROM src", "snowflake"),
        Example("WITH t AS (SELECT id, amount FROM orders) SELECT * FROM t", "bigquery"),
        Example("SELECT * EXCEPT (email) FROM users", "bigquery"),
        Example("SELECT * EXCLUDE (email) FROM users", "snowflake"),
        Example("SELECT * FROM UNNEST([1, 2, 3])", "bigquery"),
        Example("SELECT * FROM generate_series(1, 10)", "postgres"),
        Example("SELECT COUNT(*) FROM (SELECT * FROM orders WHERE amount > 0) x", "mysql"),
        Example("SELECT * FROM (VALUES (1), (2)) AS v(x)", "duckdb"),
        Example("SELECT table_name FROM information_schema.tables", "postgres"),
        Example("SELECT * FROM information_schema.tables", "postgres"),
    ],
)
def select_star(star: exp.Star, context: Context) -> Iterator[Remark]:
    """Report the star that reads a stored table, if its columns reach the result."""
    projection, qualifier = _projection(star)
    select = projection.parent
    if not isinstance(select, exp.Select) or projection.arg_key != "expressions":
        return
    if star.args.get("except_"):
        return
    tables = [
        relation
        for relation in context.scope.relations
        if _is_plain_table(relation) and qualifier in {"", relation.name}
    ]
    if not tables or not _reaches_result(select, context):
        return
    names = " and ".join(dict.fromkeys(relation.node.name for relation in tables))
    written = f"{projection.text('table')}.*" if qualifier else "SELECT *"
    yield Remark(context.ranges.of(projection), f"{written} takes every column of {names}.")


def _projection(star: exp.Star) -> tuple[exp.Expr, str]:
    """Return the projection that a star is, and the relation it names (lower case, or '')."""
    if isinstance(star.parent, exp.Column):
        return star.parent, star.parent.text("table").lower()
    return star, ""


def _is_plain_table(relation: Relation) -> bool:
    if relation.kind is not RelationKind.TABLE or relation.node.args.get("pivots"):
        return False
    return not any(part in _CATALOGUES for part in relation.table_name.split("."))


def _reaches_result(select: exp.Expr, context: Context) -> bool:
    """Follow the rows of a query outward through CTEs and derived tables that are read with *."""
    seen: set[int] = set()
    pending = [select]
    while pending:
        query = pending.pop()
        if id(query) in seen:
            continue
        seen.add(id(query))
        top, holder = context.outermost(query)
        if holder is None or isinstance(holder, _HOLDS_RESULT):
            return True
        if isinstance(holder, exp.CTE | exp.From | exp.Join):
            readers = context.readers.get(id(top), ())
            pending += (scope.root for scope, relation in readers if _takes_all(scope, relation))
    return False


def _takes_all(scope: Scope, relation: Relation) -> bool:
    for projection in scope.root.expressions:
        if isinstance(projection, exp.Star):
            return True
        is_star = isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star)
        if is_star and projection.text("table").lower() == relation.name:
            return True
    return False
