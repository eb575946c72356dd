"""`unknown-relation-reference`: a column of a relation that the query does not read."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import GENERIC
from workbench.sqlreview.output_columns import output_names
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.splitting import BATCH_DIALECTS
from workbench.sqlreview.stand_in_names import is_stand_in

_FIELD_DIALECTS = (
    "athena bigquery clickhouse databricks doris dremio drill druid duckdb dune hive presto "
    "redshift spark spark2 starrocks trino"
)
_WITH_FIELDS = frozenset(_FIELD_DIALECTS.split())
"""Dialects in which ``a.b`` may be the field b of a column a."""
_UNSURE = frozenset({GENERIC, "oracle"})
_ROW_WORDS = "new old inserted deleted excluded values sys prior _metadata"
_ROW_NAMES = frozenset(_ROW_WORDS.split())
_SEQUENCE = frozenset({"nextval", "currval"})
_OWN_NAMES = (exp.Pivot, exp.MatchRecognize)
"""Clauses that bring in names of their own."""


@rule(
    "unknown-relation-reference",
    nodes=(exp.Select, exp.Update, exp.Delete),
    severity=Severity.ERROR,
    category="correctness",
    source="sql-checklist",
    why="The name in front of the column is none of the relations that the query reads.",
    fix="Use the alias that FROM gives the relation, or join the relation.",
    impact="The statement fails, or takes the column from somewhere else.",
    fires=[
        Example("SELECT «c».id FROM orders o WHERE o.x = 1", "postgres"),
        Example("SELECT «orders».id FROM orders AS o WHERE o.x = 1", "tsql"),
        Example("SELECT o.id FROM orders o JOIN c ON c.id = «d».c_id", "mysql"),
        Example("SELECT «events».id FROM ds.events AS e", "bigquery"),
        Example("WITH s AS (SELECT id FROM t) SELECT s.id FROM s WHERE «q».x = 1", "spark"),
        Example("UPDATE t SET x = «s».x WHERE t.id = 3", "snowflake"),
        Example("SELECT id FROM a.t WHERE «b».t.x = 1", "postgres"),
        Example("DELETE FROM a.t WHERE EXISTS (SELECT 1 FROM u WHERE «b».t.x = u.x)", "postgres"),
        Example("SELECT q.x FROM (SELECT «u».x FROM t) q JOIN u ON u.x = q.x", "tsql"),
        Example(
            "WITH c AS (SELECT «u».x FROM t) SELECT c.x FROM c JOIN u ON u.x = c.x", "postgres"
        ),
        Example("SELECT a.x, «c».y FROM a JOIN b ON b.x = a.x WHERE b.z > 1", "trino"),
    ],
    quiet=[
        Example("SELECT o.id FROM orders o WHERE o.x = 1"),
        Example("INSERT INTO u (i) SELECT NEXT VALUE FOR dbo.s FROM t", "tsql"),
        Example("SELECT payload.id FROM ds.events", "bigquery"),
        Example("SELECT e.payload.user.id FROM ds.events e", "duckdb"),
        Example("SELECT dbo.t.id FROM dbo.t", "tsql"),
        Example("SELECT 1 FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.x = a.x)"),
        Example("SELECT f.value:id FROM t, LATERAL FLATTEN(input => t.v) f", "snowflake"),
        Example("SELECT g.n FROM generate_series(1, 3) AS g(n)", "postgres"),
        Example("SELECT p.[1] FROM t PIVOT (SUM(x) FOR k IN ([1], [2])) AS p", "tsql"),
        Example("INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b"),
        Example("SELECT seq.NEXTVAL FROM dual", "oracle"),
        Example("UPDATE t SET x = s.x FROM s WHERE s.id = t.id", "postgres"),
        Example("DELETE a FROM a JOIN b ON b.id = a.id WHERE b.x = 1", "mysql"),
        Example("SELECT e.x FROM t LATERAL VIEW EXPLODE(t.xs) e AS x", "hive"),
        Example("SELECT FILTER(xs, x -> x.a > 1) FROM t", "databricks"),
        Example("SELECT a.x, c.y, z FROM a JOIN b ON b.x = a.x", "trino"),
        Example("SELECT a.x, _metadata.file_path FROM a JOIN b ON b.x = a.x", "databricks"),
        Example("SELECT q.x FROM u, (SELECT u.x FROM t) q", "generic"),
        Example("SELECT q.x FROM u, LATERAL (SELECT u.x FROM t) q", "postgres"),
        Example("SELECT d.x FROM {{ base }} WHERE d.y = 1", "postgres"),
        Example(
            "CREATE FUNCTION f(k INT) RETURNS void AS $$ BEGIN "
            "UPDATE s.t SET a = 1 WHERE t.b = f.k; END $$ LANGUAGE plpgsql",
            "postgres",
        ),
        Example("SELECT 1 FROM o WHERE EXISTS (SELECT 1 FROM (SELECT o.x FROM t) q)", "oracle"),
        Example(
            "CREATE POLICY p ON t USING (EXISTS (SELECT 1 FROM u WHERE u.id = t.owner))", "postgres"
        ),
    ],
)
def unknown_relation_reference(
    statement: exp.Select | exp.Update | exp.Delete, context: Context
) -> Iterable[Remark]:
    """Report, once per name, the columns whose qualifier no scope around them knows."""
    scope = context.scope
    if scope.root is not statement:
        return ()
    by_name = scope.by_name
    for parts in scope.paths:
        if parts and parts[0] not in by_name:
            return _unknown(scope, context)
    return ()


def _unknown(scope: Scope, context: Context) -> Iterator[Remark]:
    if any(kind in scope.nodes for kind in _OWN_NAMES) or _is_of_policy(context):
        return
    told: set[str] = set()
    by_name = scope.by_name
    for column, parts, last in scope.references:
        if not parts or parts[0] in by_name or parts[-1] in told or last in _SEQUENCE:
            continue
        if _is_of_another_schema(parts, scope, context):
            told.add(parts[-1])
            message = f"{'.'.join(parts)}: this query reads {parts[-1]} of another schema."
            yield Remark(
                context.ranges.of(column.args["db"]), message, confidence=_sureness(context)
            )
            continue
        if any(part in by_name or part in _ROW_NAMES for part in parts):
            continue
        around = list(_around(scope, context))
        known = {name for names, _ in around for name in names}
        if not known or "" in known or known.intersection(parts) or any(map(is_stand_in, known)):
            continue
        sureness = _sureness(context)
        if _may_be_field(parts, [relation for _, seen in around for relation in seen], context):
            if len(scope.relations) < 2 or any(not other for other in scope.paths):
                continue
            # All other columns have a relation in front, so this is hardly a column's field.
            sureness = Confidence.POSSIBLE
        told.add(parts[-1])
        name = column.args["table"].name
        yield Remark(
            context.ranges.of(column.args["table"]),
            f"{name}.{column.name}: this query reads nothing that is called {name}.",
            confidence=sureness,
        )


def _is_of_policy(context: Context) -> bool:
    """Tell a condition that is read without the table that a policy tests by it."""
    return isinstance(context.tree, exp.IfBlock) and context.dialect not in BATCH_DIALECTS


def _sureness(context: Context) -> Confidence | None:
    return Confidence.LIKELY if context.dialect in _UNSURE else None


def _is_of_another_schema(parts: tuple[str, ...], scope: Scope, context: Context) -> bool:
    """Tell whether ``b.t.x`` names a schema that the t which is read is not in."""
    if len(parts) != 2 or context.dialect in _WITH_FIELDS:
        return False
    current: Scope | None = scope
    while current is not None and parts[-1] not in current.by_name:
        current = current.parent
    if current is None:
        return False
    relation = current.by_name[parts[-1]]
    if relation.kind is not RelationKind.TABLE or relation.node.args.get("alias"):
        return False
    return relation.node.text("db").lower() not in {"", parts[0]}


def _around(scope: Scope, context: Context) -> Iterator[tuple[Iterable[str], tuple[Relation, ...]]]:
    """Yield the names and relations that a query may refer to, level by level.

    A CTE sees nothing of the query that it stands in front of, a derived table nothing
    that is read after it.
    """
    yield _names(scope, scope.relations), scope.relations
    current = scope
    while current.parent is not None:
        outer = current.parent
        relations = _visible(outer.relations, current, context)
        yield _names(outer, relations), relations
        current = outer


def _visible(
    relations: tuple[Relation, ...], inner: Scope, context: Context
) -> tuple[Relation, ...]:
    top, holder = context.outermost(inner.root)
    if isinstance(holder, exp.CTE):
        return ()
    if not isinstance(holder, exp.From | exp.Join):
        return relations
    places = (at for at, relation in enumerate(relations) if relation.query is top)
    return relations[: next(places, len(relations))]


def _names(scope: Scope, relations: tuple[Relation, ...]) -> Iterator[str]:
    """Yield the names of relations that a scope knows, nothing for one without a name."""
    for relation in relations:
        if relation.name or relation.kind is RelationKind.FUNCTION:
            yield relation.name
        if isinstance(relation.node, exp.Subquery) and isinstance(relation.node.this, exp.Table):
            yield from (table.alias_or_name.lower() for table in relation.node.find_all(exp.Table))
    if isinstance(scope.root, exp.Insert | exp.Create) and isinstance(scope.root.this, exp.Expr):
        written = scope.root.this.find(exp.Table)
        if written is not None:
            yield written.alias_or_name.lower()


def _may_be_field(parts: tuple[str, ...], relations: list[Relation], context: Context) -> bool:
    """Tell whether the first part may be a column that holds a structure."""
    if context.dialect not in _WITH_FIELDS:
        return False
    if len(parts) == 1 and any(
        relation.kind is RelationKind.TABLE and relation.node.name.lower() == parts[0]
        for relation in relations
    ):
        return False
    for relation in relations:
        names = output_names(relation)
        if names is None or parts[0] in names:
            return True
    return False
