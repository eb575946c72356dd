"""`duplicate-alias`: one name for two relations of a query."""

from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.ctes import WITH_HOLDERS, ctes_of
from workbench.sqlreview.queries import enclosing
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.scopes import CteNames, Scope


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
        Example("SELECT x FROM o WHERE x IN (SELECT o.y FROM «o» WHERE o.k = 1)", "mysql"),
        Example("SELECT o.x FROM o LEFT JOIN (SELECT o.y FROM «p AS o») q ON q.y = o.x"),
        Example("UPDATE a SET a.x = 1 FROM orders a JOIN «lines a» ON a.id = a.o_id", "tsql"),
        Example("WITH o AS (SELECT 1 AS x) SELECT o.x FROM «orders AS o»", "snowflake"),
        Example("WITH o AS (SELECT 1 AS x) SELECT x FROM «dbo.o»", "tsql"),
    ],
    quiet=[
        Example("SELECT a.x FROM orders a JOIN orders b ON a.id = b.parent_id"),
        Example("SELECT old.t.x FROM old.t JOIN new.t ON old.t.id = new.t.id", "tsql"),
        Example("UPDATE o SET o.x = s.x FROM orders o JOIN src s ON s.id = o.id", "tsql"),
        Example("DELETE FROM t USING t JOIN u ON t.i = u.i WHERE u.x = 1", "mysql"),
        Example("DELETE FROM a, b USING t AS a JOIN u AS b WHERE a.id = b.id", "mysql"),
        Example("SELECT o.x FROM o WHERE o.x > (SELECT AVG(x) FROM o)"),
        Example("WITH o AS (SELECT 1 AS x) SELECT o.x, (SELECT MAX(o.x) FROM o) AS m FROM o"),
        Example("SELECT o.x FROM o JOIN (SELECT o.y FROM o WHERE o.k = 1) q ON q.y = o.x"),
        Example("WITH o AS (SELECT id FROM raw.o) SELECT o.id FROM o", "snowflake"),
        Example("WITH o AS (SELECT o.id FROM orders o) SELECT o.id FROM o", "postgres"),
        Example("SELECT o.x FROM (SELECT o.x FROM p AS o) AS o", "tsql"),
        Example("SELECT x FROM a UNION ALL SELECT x FROM a", "mysql"),
        Example('SELECT a.x FROM t AS a JOIN u AS "A" ON a.id = "A".id', "postgres"),
        Example('SELECT "a".x FROM t AS "a" JOIN u AS "A" ON "a".id = "A".id', "postgres"),
        Example("SELECT x FROM t LATERAL VIEW EXPLODE(a) e AS x", "spark"),
    ],
)
def duplicate_alias(query: exp.Expr, context: Context) -> Iterable[Remark]:
    """Report a relation, or a common table expression, whose name is taken already."""
    scope = context.scope
    with_ = query.args.get("with_")
    found: list[Remark] = []
    if with_ is not None and _repeats_names(with_):
        found += _repeated_ctes(query, context)
    if scope.root is not query:
        return found
    by_name = scope.by_name
    parent = scope.parent
    if parent is not None and not parent.by_name.keys().isdisjoint(by_name):
        found += _hiding(query, parent, context)
    if scope.ctes is not None and any(map(_may_hide_a_cte, scope.relations)):
        found += _like_a_cte(scope, scope.ctes, context)
    if len(by_name) < len(scope.relations):
        found += _repeated(query, context)
    return found


def _repeats_names(with_: object) -> bool:
    if not isinstance(with_, exp.With):
        return False
    names = {cte.alias.lower() for cte in with_.expressions}
    return len(names) < len(with_.expressions)


def _may_hide_a_cte(relation: Relation) -> bool:
    """Tell whether a relation has another name than the bare one that would mean a CTE."""
    given = relation.node.args.get
    return given("alias") is not None or given("db") is not None or given("catalog") is not None


def _repeated(query: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report each relation that is called like another of the same query."""
    scope = context.scope
    if exp.Join not in scope.nodes:
        return
    known: dict[str, Relation] = {}
    for relation in _read(query, context):
        if not relation.name or isinstance(relation.node, exp.Lateral):
            continue
        first = known.setdefault(relation.name, relation)
        if first is relation or not _clash(first, relation, context):
            continue
        yield Remark(
            context.ranges.of(relation.node),
            f"Two relations of this query are called {relation.label}.",
            confidence=_confidence(first, relation),
        )


def _read(query: exp.Expr, context: Context) -> Sequence[Relation]:
    """Return what a query reads: not the targets of a write, which it may name again."""
    relations = context.scope.relations
    if isinstance(query, exp.Update) and query.args.get("from_") is not None:
        return relations[1:]
    if (
        isinstance(query, exp.Delete)
        and query.args.get("using")
        and context.dialect in _NAMES_AGAIN
    ):
        return relations[1 + len(query.this.args.get("joins") or ()) :]
    return relations


_NAMES_AGAIN = frozenset({"doris", "generic", "mysql", "singlestore", "starrocks"})
"""Dialects with ``DELETE FROM t USING t JOIN u``, whose USING names the targets."""


def _hiding(query: exp.Expr, parent: Scope, context: Context) -> Iterator[Remark]:
    """Report a name in a query inside another that hides one of the query around it."""
    if not isinstance(query, exp.Select):
        return
    scope = context.scope
    around = enclosing(query)
    if around is None or isinstance(around, (exp.CTE, exp.SetOperation)):
        return
    is_read = isinstance(around, (exp.From, exp.Join))
    outer_relations = parent.by_name
    for relation in scope.relations:
        outer = outer_relations.get(relation.name)
        if outer is None or outer.query is query or not relation.name:
            continue
        if outer.table_name == relation.table_name:
            # The same table once more: only a column with its name in front can be misread.
            is_same_cte = relation.query is not None and relation.query is outer.query
            if is_read or is_same_cte or (relation.name,) not in scope.paths:
                continue
        elif not relation.node.alias:
            continue
        yield Remark(
            context.ranges.of(relation.node),
            f"{relation.label} also names a relation of the query around this one.",
            severity=Severity.HINT,
            confidence=Confidence.POSSIBLE,
        )


def _like_a_cte(scope: Scope, ctes: CteNames, context: Context) -> Iterator[Remark]:
    """Report a relation that is called like a common table expression, but is not that one."""
    for relation in filter(_may_hide_a_cte, scope.relations):
        if relation.kind is RelationKind.FUNCTION:
            continue
        cte = ctes.find(relation.name)
        if cte is None or relation.query is cte.this.unnest():
            continue
        yield Remark(
            context.ranges.of(relation.node),
            f"{relation.label} is also the name of a common table expression.",
            severity=Severity.HINT,
            confidence=Confidence.LIKELY,
        )


def _repeated_ctes(query: exp.Expr, context: Context) -> Iterator[Remark]:
    known: dict[str, exp.CTE] = {}
    for cte in ctes_of(query):
        if known.setdefault(cte.alias.lower(), cte) is not cte:
            message = f"Two common table expressions are called {cte.alias}."
            yield Remark(context.ranges.of(cte.args["alias"].this), message)


def _clash(first: Relation, second: Relation, context: Context) -> bool:
    marks = _quoted(first) + _quoted(second)
    if first.label != second.label and (marks == 1 or (marks and _case_counts(context))):
        return False
    aliased = first.node.alias or second.node.alias
    return bool(aliased) or first.table_name == second.table_name


def _case_counts(context: Context) -> bool:
    """Tell whether quoted names that differ in case only are two names."""
    return context.dialect not in {"tsql", "fabric", "mysql", "sqlite"}


def _quoted(relation: Relation) -> bool:
    alias = relation.node.args.get("alias")
    name = alias.this if isinstance(alias, exp.TableAlias) else relation.node.this
    return isinstance(name, exp.Identifier) and bool(name.args.get("quoted"))


def _confidence(first: Relation, second: Relation) -> Confidence | None:
    functions = RelationKind.FUNCTION in {first.kind, second.kind}
    return Confidence.LIKELY if functions else None
