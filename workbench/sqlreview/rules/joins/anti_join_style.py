"""`anti-join-style`: LEFT JOIN … IS NULL where NOT EXISTS is meant."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import condition_of, conjuncts
from workbench.sqlreview.references import columns_about
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.scopes import Scope


@rule(
    "anti-join-style",
    nodes=(exp.Where,),
    needs=(exp.Is,),
    severity=Severity.HINT,
    category="performance",
    source="sql-checklist/not-in-with-nulls",
    why=(
        "NOT EXISTS says that a row must have no partner, and stops at the first one it finds; "
        "here all partners are joined first, and the tested column must never be NULL by itself."
    ),
    fix="Write WHERE NOT EXISTS (SELECT 1 FROM … WHERE the same condition).",
    impact="None where the optimiser sees the anti-join; all partner rows elsewhere.",
    on={
        "postgres": Texts(
            impact="None where the join itself compares the tested column, as PostgreSQL then sees "
            "the anti-join; all partner rows otherwise.",
        ),
        "mysql": Texts(
            impact="None where the tested column is declared NOT NULL, as MySQL then stops at the "
            "first partner; all partner rows otherwise.",
        ),
        "tsql": Texts(
            impact="SQL Server joins all partner rows and drops them afterwards; NOT EXISTS "
            "becomes an anti-join.",
        ),
    },
    fires=[
        Example("SELECT a.x FROM a LEFT JOIN b ON b.i = a.i WHERE «b.i IS NULL»"),
        Example(
            "SELECT a.x FROM a LEFT JOIN b ON b.i = a.i WHERE a.y = 1 AND «b.i IS NULL»", "tsql"
        ),
        Example(
            "SELECT a.x FROM a LEFT OUTER JOIN ds.b AS b ON b.i = a.i WHERE «b.i IS NULL»",
            "bigquery",
        ),
        Example("SELECT a.x FROM b RIGHT JOIN a ON b.i = a.i WHERE «b.i IS NULL»", "mysql"),
    ],
    quiet=[
        Example("SELECT a.x FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.i = a.i)"),
        Example("SELECT a.x, b.y FROM a LEFT JOIN b ON b.i = a.i WHERE b.d IS NULL", "mysql"),
        Example("SELECT a.x FROM a LEFT JOIN b ON b.i = a.i WHERE b.i IS NULL OR b.y = 1"),
        Example("SELECT a.x FROM a LEFT JOIN b ON b.i = a.i WHERE a.i IS NULL", "postgres"),
        Example("SELECT a.x FROM a JOIN b ON b.i = a.i WHERE b.d IS NULL", "postgres"),
        Example("SELECT a.x FROM a LEFT JOIN b ON b.i = a.i WHERE NOT b.i IS NULL", "spark"),
        Example("SELECT a.x FROM b RIGHT JOIN a ON b.i = a.i WHERE a.i IS NULL", "mysql"),
        Example("SELECT a.x, b.y FROM b RIGHT JOIN a ON b.i = a.i WHERE b.i IS NULL", "mysql"),
    ],
)
def anti_join_style(where: exp.Where, context: Context) -> Iterator[Remark]:
    """Report IS NULL on a relation of which nothing else is read but in its own ON."""
    scope = context.scope
    if exp.Is not in scope.nodes or exp.Join not in scope.nodes:
        return
    for test in conjuncts(condition_of(where)):
        if not isinstance(test, exp.Is) or not isinstance(test.expression, exp.Null):
            continue
        relation = scope.relation_of(test.this) if isinstance(test.this, exp.Column) else None
        join = _optional_by(relation, scope) if relation is not None else None
        if relation is None or join is None:
            continue
        if relation.kind is RelationKind.FUNCTION:
            continue
        on = join.args.get("on")
        own = {id(c) for c in (*(on.find_all(exp.Column) if on else ()), test.this)}
        others = (c for c in columns_about(scope) if id(c) not in own)
        if any(column.text("table").lower() == relation.name for column in others):
            continue
        message = f"Rows without a partner in {relation.label} are found by joining all partners."
        yield Remark(context.ranges.test(test), message)


def _optional_by(relation: Relation, scope: Scope) -> exp.Join | None:
    """Return the join that fills up this relation's columns with NULL, if only that one may."""
    if relation.join is not None:
        return relation.join if relation.join.args.get("side") == "LEFT" else None
    others = [other.join for other in scope.relations if other is not relation]
    join = others[0] if len(others) == 1 else None
    return join if join is not None and join.args.get("side") == "RIGHT" else None
