"""`subquery-in-join`: a derived table in the middle of the joins."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Example, Remark, rule


@rule(
    "subquery-in-join",
    nodes=(exp.Select,),
    needs=(exp.Subquery,),
    severity=Severity.HINT,
    category="correctness",
    source="naming-conventions",
    why=(
        "Between the JOINs a derived table must be read inside out; as a CTE it has a name that "
        "says what it holds, and can be run and tested on its own."
    ),
    fix="Move it into a CTE in front of the query.",
    impact="None at run time: a CTE that is read once is planned like a derived table (on "
    "PostgreSQL from version 12 on).",
    fires=[
        Example(
            "SELECT a.x FROM a JOIN «(SELECT i, MAX(d) AS d FROM b GROUP BY i) m» ON m.i = a.i"
        ),
        Example("SELECT a.x FROM a LEFT JOIN «(SELECT i FROM b) AS q» ON q.i = a.i", "tsql"),
        Example(
            "SELECT a.x FROM ds.a AS a INNER JOIN «(SELECT i FROM ds.b) q» USING (i)", "bigquery"
        ),
    ],
    quiet=[
        Example("WITH q AS (SELECT i FROM b) SELECT a.x FROM a JOIN q ON q.i = a.i"),
        Example("SELECT q.i FROM (SELECT i FROM b) q", "mysql"),
        Example("SELECT a.x FROM a JOIN (VALUES (1), (2)) AS v(i) ON v.i = a.i", "postgres"),
        Example("SELECT a.x FROM a CROSS JOIN LATERAL (SELECT b.i FROM b WHERE b.i = a.i) q"),
        Example("SELECT a.x FROM a CROSS APPLY (SELECT b.i FROM b WHERE b.i = a.i) q", "tsql"),
        Example("SELECT a.x FROM a JOIN (b JOIN c ON c.i = b.i) ON b.i = a.i", "postgres"),
        Example("SELECT a.x FROM a JOIN UNNEST([1, 2]) AS u ON u = a.x", "bigquery"),
    ],
)
def subquery_in_join(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report each derived table that is joined, unless it depends on the row beside it."""
    scope = context.scope
    if scope.root is not select or exp.Join not in scope.nodes:
        return ()
    return _joined(context)


def _joined(context: Context) -> Iterator[Remark]:
    for relation in context.scope.relations:
        if relation.join is None or relation.kind is not RelationKind.DERIVED:
            continue
        inner = context.scope_of(relation.query) if relation.query is not None else None
        if inner is not None and inner.is_correlated:
            continue
        message = f"The derived table {relation.label} stands in the middle of the joins."
        yield Remark(context.ranges.of(relation.node), message)
