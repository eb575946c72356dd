"""`correlated-subquery`: a subquery that is evaluated for every outer row."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context, StatementKind
from workbench.sqlreview.dialects import GENERIC, EngineKind
from workbench.sqlreview.impacts import outer_rows
from workbench.sqlreview.keys import is_own_key
from workbench.sqlreview.queries import condition_of, conjuncts, is_constant
from workbench.sqlreview.relations import Relation, RelationKind, is_catalogue
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.subqueries.count_for_existence import asks_for_existence
from workbench.sqlreview.scopes import Scope

_NOT_A_VALUE = (
    exp.From,
    exp.Join,
    exp.Lateral,
    exp.Unnest,
    exp.In,
    exp.Exists,
    exp.Any,
    exp.All,
    exp.CTE,
    exp.SetOperation,
    exp.Subquery,
    exp.Create,
    exp.Insert,
    exp.Array,
    exp.Table,
)

_IN_FROM = frozenset({exp.From, exp.Join, exp.In})
"""What most subqueries stand in."""

_NO_SEMI_JOIN = frozenset({GENERIC, "mysql", "sqlite"})
"""Dialects of planners that ask an EXISTS row by row, in older versions at least."""


@rule(
    "correlated-subquery",
    nodes=(exp.Subquery, exp.Exists),
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/correlated-subquery",
    why=(
        "A value subquery that refers to the outer row is run once per row unless the optimiser "
        "can turn it into a join, which not every engine does."
    ),
    fix="Aggregate once per key in a CTE or derived table and join it, or use a window function.",
    impact="One lookup or scan of the inner table per outer row.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="The planner runs the subquery anew for each outer row unless it turns it into a "
            "join (Oracle and SQL Server often do, PostgreSQL and MySQL seldom): a lookup where "
            "an index has the linking column, a read of the whole inner table where none has.",
            fix="Aggregate once per key in a derived table and join it, or use a window function; "
            "for a few outer rows an index on the linking column will do.",
            impact="One index lookup per outer row at best, one read of the inner table per outer "
            "row at worst.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="The engine has to turn it into a join with the whole inner table, grouped by the "
            "linking columns; BigQuery, Snowflake and Redshift refuse those that they cannot "
            "turn.",
            impact="One more read and one more join of the inner table for each such subquery.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="The engine has to turn it into a join, with the inner table grouped and shuffled "
            "by the linking columns; it refuses forms that it cannot turn.",
            impact="One more scan, shuffle and join of the inner table for each such subquery.",
        ),
        "clickhouse": Texts(
            why="ClickHouse turns it into a join with the whole inner table, from version 25.5 on "
            "a setting and from 25.8 on by default; older versions refuse it.",
            fix="Aggregate once per key in a CTE and join it, use a window function, or look the "
            "value up in a dictionary.",
            impact="The inner table is read whole and held in memory as the right side of a join.",
        ),
    },
    fires=[
        Example("SELECT c.id, «(SELECT SUM(o.x) FROM o WHERE o.c_id = c.id)» AS s FROM c"),
        Example(
            "SELECT e.id FROM emp e WHERE e.pay > «(SELECT AVG(m.pay) FROM emp m "
            "WHERE m.dept = e.dept)»",
            "postgres",
        ),
        Example(
            "SELECT c.id, «(SELECT MAX(o.d) FROM ds.o AS o WHERE o.c = c.id)» FROM c", "bigquery"
        ),
        Example(
            "SELECT c.id FROM c WHERE c.vip OR «EXISTS (SELECT 1 FROM o WHERE o.c = c.id)»",
            "postgres",
        ),
        Example("SELECT c.id FROM c WHERE «EXISTS (SELECT 1 FROM o WHERE o.c = c.id)»", "sqlite"),
        Example(
            "SELECT c.r FROM c GROUP BY c.r HAVING «EXISTS (SELECT 1 FROM o WHERE o.r = c.r)»",
            "mysql",
        ),
        Example("SELECT c.id, «(SELECT TOP 1 o.d FROM o WHERE o.c = c.id)» AS d FROM c", "tsql"),
    ],
    quiet=[
        Example("SELECT c.id FROM c WHERE EXISTS (SELECT 1 FROM o WHERE o.c = c.id)", "postgres"),
        Example("SELECT c.id FROM c WHERE NOT EXISTS (SELECT 1 FROM o WHERE o.c = c.id)", "tsql"),
        Example("SELECT c.id FROM c WHERE c.vip OR EXISTS (SELECT 1 FROM o)", "postgres"),
        Example("SELECT c.id FROM c WHERE c.x > (SELECT AVG(o.x) FROM o)"),
        Example(
            "SELECT t.id, (SELECT p.v FROM UNNEST(t.ps) AS p WHERE p.k = 'x') FROM t", "bigquery"
        ),
        Example(
            "SELECT t.id, (SELECT MAX(v) FROM t.items AS i WHERE i.k = t.k) FROM t", "bigquery"
        ),
        Example(
            "SELECT t.id, x.a FROM t CROSS APPLY (SELECT u.a FROM u WHERE u.i = t.i) x", "tsql"
        ),
        Example("SELECT t.id FROM t, LATERAL (SELECT u.a FROM u WHERE u.i = t.i) x", "postgres"),
        Example("UPDATE t SET x = (SELECT s.x FROM s WHERE s.id = t.id) WHERE t.x IS NULL"),
        Example("SELECT c.id FROM c WHERE c.id IN (SELECT o.c_id FROM o WHERE o.r = c.r)"),
    ],
)
def correlated_subquery(subquery: exp.Expr, context: Context) -> Iterable[Remark]:
    """Report a subquery over stored rows that names a column of the outer query.

    EXISTS is reported, as a hint, only where the engine cannot make a semi-join of it.
    """
    if context.kind is StatementKind.WRITE or subquery.parent is None:
        return ()
    is_test = isinstance(subquery, exp.Exists)
    if is_test:
        if not _runs_per_row(subquery, context.dialect):
            return ()
    elif subquery.parent.__class__ in _IN_FROM or isinstance(subquery.parent, _NOT_A_VALUE):
        return ()
    inner = context.scope_of(subquery.this.unnest() if is_test else subquery.unnest())
    if inner is None or not inner.is_correlated or not _reads_rows(inner):
        return ()
    for column in inner.columns:
        outer = inner.outer_relation_of(column)
        if outer is not None:
            return (_remark(subquery, column, outer, context),)
    return ()


def _reads_rows(scope: Scope) -> bool:
    return any(relation.kind is not RelationKind.FUNCTION for relation in scope.relations)


def _remark(subquery: exp.Expr, column: exp.Expr, outer: Relation, context: Context) -> Remark:
    is_test = isinstance(subquery, exp.Exists)
    name = f"{column.text('table')}.{column.name}"
    milder = Severity.INFO if context.column_store else None
    # What counts for existence is told as that; with EXISTS this cost is gone as well.
    minor = is_test or asks_for_existence(subquery) or _is_looked_up(outer, context.scope)
    minor = minor or is_catalogue(outer)
    return Remark(
        context.ranges.of(subquery),
        f"This subquery {_cost(context)} of {outer.label}: it depends on {name}.",
        impact=outer_rows(context, outer),
        severity=Severity.HINT if minor else milder,
        confidence=Confidence.POSSIBLE if is_test else None,
    )


def _is_looked_up(outer: Relation, scope: Scope) -> bool:
    """Tell whether a value of its key picks the outer row, so that the subquery runs once."""
    for test in conjuncts(condition_of(scope.root.args.get("where"))):
        if test.__class__ is not exp.EQ or not is_constant(test.expression):
            continue
        key = test.this
        is_of_outer = isinstance(key, exp.Column) and scope.relation_of(key) is outer
        if is_of_outer and is_own_key(outer, key.name):
            return True
    return False


def _runs_per_row(exists: exp.Expr, dialect: str) -> bool:
    """Tell whether EXISTS stays a test of each row: beside OR, as a value, on a simple planner."""
    test = exists.parent if isinstance(exists.parent, exp.Not) else exists
    around = test.parent
    while isinstance(around, (exp.And, exp.Paren)):
        around = around.parent
    if isinstance(around, (exp.Where, exp.Having)):
        return dialect in _NO_SEMI_JOIN
    return isinstance(around, (exp.Or, exp.Select, exp.Alias, exp.If, exp.Case))


def _cost(context: Context) -> str:
    """Say what the engine does with it: analytic ones turn it into a join, or refuse it."""
    return "has to be joined to every row" if context.column_store else "runs once per row"
