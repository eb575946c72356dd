"""`implicit-comma-join`: relations listed with commas, or without ON, joined in the WHERE."""

from collections.abc import Iterable

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.join_graph import disconnected
from workbench.sqlreview.queries import returns_one_row
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.joins.commas import is_comma, is_unspecified


@rule(
    "implicit-comma-join",
    nodes=(exp.Select,),
    needs=(exp.Join,),
    severity=Severity.HINT,
    category="correctness",
    source="sql-checklist/large-joins",
    why=(
        "With commas the join conditions hide among the filters; when one is forgotten nothing "
        "complains, and every pair of rows is built."
    ),
    fix="Write JOIN … ON with the condition that joins the two.",
    impact="None at run time: it is the same inner join.",
    fires=[
        Example("SELECT a.x FROM a, «b» WHERE b.i = a.i"),
        Example("SELECT a.x FROM s.a AS a, «s.b AS b», s.c AS c WHERE b.i = a.i AND c.i = a.i"),
        Example("SELECT a.x FROM a, «(SELECT i FROM b) q» WHERE q.i = a.i", "tsql"),
        Example("SELECT c_name FROM customer, «orders» WHERE c_custkey = o_custkey", "postgres"),
        Example("SELECT a.x FROM a, «b» JOIN c ON c.i = b.i AND c.k = a.k"),
        Example("SELECT a.x FROM a, «b»", "postgres"),
        Example("SELECT a.x FROM d.a, «d.b» WHERE b.i = a.i", "bigquery"),
        Example("SELECT a.x FROM a, «b AS z» WHERE z.i = a.i", "sqlite"),
        Example("SELECT a.x FROM a «JOIN b» WHERE b.i = a.i AND a.x > 1", "mysql"),
        Example("SELECT a.x FROM a «INNER JOIN b» WHERE b.i = a.i", "spark"),
        Example("SELECT a.x FROM a «JOIN b» WHERE b.i = a.i", "databricks"),
        Example("SELECT a.x FROM a «JOIN b AS z» JOIN c WHERE z.i = a.i AND c.i = z.i", "sqlite"),
    ],
    quiet=[
        Example("SELECT a.x FROM a JOIN b ON b.i = a.i"),
        Example("SELECT a.x FROM a CROSS JOIN b WHERE b.i = a.i", "mysql"),
        Example("SELECT a.x FROM a JOIN b", "mysql"),
        Example("SELECT a.x FROM a JOIN b", "sqlite"),
        Example("SELECT a.x, u FROM a, UNNEST(a.xs) AS u WHERE u > a.x", "bigquery"),
        Example("SELECT a.x FROM a, LATERAL FLATTEN(input => a.v) f WHERE f.k = a.k", "snowflake"),
        Example("SELECT a.x, b.y FROM ds.t AS a, a.items AS b WHERE b.k = a.k", "bigquery"),
        Example("SELECT a.x, m.y FROM a, (SELECT MAX(y) AS y FROM b) m WHERE a.x < m.y", "spark"),
        Example("SELECT a.x FROM a LEFT JOIN b WHERE b.i = a.i", "spark"),
        Example("SELECT a.x FROM a JOIN b ON TRUE WHERE b.i = a.i", "spark"),
        Example("SELECT a.x FROM a INNER JOIN b ON TRUE WHERE b.i = a.i", "databricks"),
    ],
)
def implicit_comma_join(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report the first relation behind a comma, or behind a JOIN that only the WHERE ties."""
    scope = context.scope
    if scope.root is not select:
        return ()
    for relation in scope.relations:
        join = relation.join
        if join is not None and is_unspecified(join, context) and _has_rows(relation):
            return _loose_or_tied(relation, join, context)
    return ()


def _loose_or_tied(relation: Relation, join: exp.Join, context: Context) -> list[Remark]:
    """Report a relation behind a comma, or one that only the WHERE ties."""
    comma = is_comma(join, context)
    loose = any(other.name == relation.name for other in disconnected(context.scope))
    if not comma and loose:
        return []
    how = "a comma" if comma else "a JOIN without ON"
    where = "no condition" if loose else "a condition somewhere further down"
    remark = Remark(
        context.ranges.join(join),
        f"{relation.label} is joined by {how}, and {where}.",
        confidence=Confidence.POSSIBLE if loose else None,
    )
    return [remark]


def _has_rows(relation: Relation) -> bool:
    """Tell whether a relation may have several rows that do not hang from another's."""
    return relation.kind is not RelationKind.FUNCTION and not returns_one_row(relation.query)
