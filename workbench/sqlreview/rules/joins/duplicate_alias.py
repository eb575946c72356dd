"""`duplicate-alias`: one name for two relations of a query."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.ctes import WITH_HOLDERS, ctes_of
from workbench.sqlreview.queries import enclosing
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, rule


@rule(
    "duplicate-alias",
    nodes=WITH_HOLDERS,
    severity=Severity.ERROR,
    category="correctness",
    source="naming-conventions",
    why=(
        "A column with this name in front may belong to either relation; engines refuse that or "
        "silently take the first."
    ),
    fix="Give each relation its own alias.",
    impact="An error on most engines, the wrong column on the others.",
    fires=[
        Example("SELECT a.x FROM orders a JOIN «customers a» ON a.id = a.c_id"),
        Example("SELECT t.x FROM s.t1 AS t, «s.t2 AS t» WHERE t.id = 3", "postgres"),
        Example("SELECT orders.x FROM orders JOIN «orders» ON orders.id = 3", "tsql"),
        Example("WITH a AS (SELECT 1 AS x), «a» AS (SELECT 2 AS x) SELECT x FROM a", "bigquery"),
        Example("SELECT q.x FROM t q JOIN «(SELECT id FROM u) AS q» ON q.id = q.x", "snowflake"),
        Example("SELECT o.x FROM o WHERE EXISTS (SELECT 1 FROM «p AS o» WHERE o.k = 1)"),
    ],
    quiet=[
        Example("SELECT a.x FROM orders a JOIN orders b ON a.id = b.parent_id"),
        Example("SELECT old.t.x FROM old.t JOIN new.t ON old.t.id = new.t.id", "tsql"),
        Example("UPDATE o SET o.x = s.x FROM orders o JOIN src s ON s.id = o.id", "tsql"),
        Example("SELECT o.x FROM o WHERE EXISTS (SELECT 1 FROM o WHERE o.k = 1)"),
        Example("SELECT o.x FROM (SELECT o.x FROM p AS o) AS o", "tsql"),
        Example("SELECT x FROM a UNION ALL SELECT x FROM a", "mysql"),
        Example('SELECT a.x FROM t AS a JOIN u AS "A" ON a.id = "A".id', "postgres"),
        Example("SELECT x FROM t LATERAL VIEW EXPLODE(a) e AS x", "spark"),
    ],
)
def duplicate_alias(query: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report a relation, or a common table expression, whose name is taken already."""
    if query.args.get("with_"):
        yield from _repeated_ctes(query, context)
    yield from _hiding(query, context)
    if not isinstance(query, exp.Select) or exp.Join not in context.scope.nodes:
        return
    known: dict[str, Relation] = {}
    for relation in context.scope.relations:
        if not relation.name or isinstance(relation.node, exp.Lateral):
            continue
        first = known.setdefault(relation.name, relation)
        if first is relation or not _clash(first, relation):
            continue
        yield Remark(
            context.ranges.of(relation.node),
            f"Two relations of this query are called {relation.label}.",
            confidence=_confidence(first, relation),
        )


def _hiding(query: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report an alias in a test that hides another table of the query around it."""
    scope = context.scope
    if scope.root is not query or scope.parent is None:
        return
    around = enclosing(query)
    if isinstance(around, exp.From | exp.Join | exp.CTE | exp.SetOperation | None):
        return
    for relation in scope.relations:
        outer = scope.parent.by_name.get(relation.name) if relation.node.alias else None
        if outer is None or outer.table_name == relation.table_name:
            continue
        yield Remark(
            context.ranges.of(relation.node),
            f"{relation.label} means another table in the query around this one.",
            severity=Severity.HINT,
            confidence=Confidence.POSSIBLE,
        )


def _repeated_ctes(query: exp.Expr, context: Context) -> Iterator[Remark]:
    known: dict[str, exp.CTE] = {}
    for cte in ctes_of(query):
        if known.setdefault(cte.alias.lower(), cte) is not cte:
            message = f"Two common table expressions are called {cte.alias}."
            yield Remark(context.ranges.of(cte.args["alias"].this), message)


def _clash(first: Relation, second: Relation) -> bool:
    if _quoted(first) != _quoted(second) and first.label != second.label:
        return False
    aliased = first.node.alias or second.node.alias
    return bool(aliased) or first.table_name == second.table_name


def _quoted(relation: Relation) -> bool:
    alias = relation.node.args.get("alias")
    name = alias.this if isinstance(alias, exp.TableAlias) else relation.node.this
    return isinstance(name, exp.Identifier) and bool(name.args.get("quoted"))


def _confidence(first: Relation, second: Relation) -> Confidence | None:
    functions = RelationKind.FUNCTION in {first.kind, second.kind}
    return Confidence.LIKELY if functions else None
