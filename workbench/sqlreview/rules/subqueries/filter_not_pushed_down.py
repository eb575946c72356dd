"""`filter-not-pushed-down`: rows are grouped or joined first and dropped afterwards."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.output_columns import outputs, renamed
from workbench.sqlreview.queries import (
    condition_of,
    conjuncts,
    group_keys,
    is_aggregated,
    is_constant,
    limits_rows,
)
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.scopes import Scope

_COMPARISONS = frozenset({exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In, exp.Like})


@rule(
    "filter-not-pushed-down",
    nodes=(exp.Where,),
    severity=Severity.HINT,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/full-table-scan",
    why=(
        "The inner query works on rows that are thrown away afterwards. Many engines move such a "
        "filter inside themselves, but not past every window, DISTINCT or materialised CTE."
    ),
    fix="Move the condition into the inner query's WHERE.",
    impact="The inner query reads and groups only what is needed; none where it is moved anyway.",
    on={
        EngineKind.COLUMN_STORE: Texts(
            why="The inner query reads and groups rows that are thrown away afterwards. Engines "
            "move such a filter inside themselves where they can, but not past every window, "
            "DISTINCT or shared CTE.",
            impact="Partitions and blocks are pruned only by a filter that reaches the scan; none "
            "where it is moved anyway.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="The inner query reads and shuffles rows that are thrown away afterwards. Engines "
            "move such a filter inside themselves where they can, but not past every window, "
            "DISTINCT or cached part.",
            impact="Files are skipped only by a filter that reaches the scan; none where it is "
            "moved anyway.",
        ),
        "postgres": Texts(
            why="The inner query works on rows that are thrown away afterwards. PostgreSQL moves "
            "such a filter inside by itself, but not into a MATERIALIZED or twice read CTE, nor "
            "past a window that is not partitioned by it.",
        ),
    },
    fires=[
        Example(
            "SELECT q.k FROM (SELECT k, SUM(x) AS x FROM t GROUP BY k) q "
            "WHERE «q.k = 3» AND q.x > 5",
            "mysql",
        ),
        Example(
            "WITH s AS (SELECT k, d, SUM(x) AS x FROM t GROUP BY k, d) "
            "SELECT k, x FROM s WHERE «d >= '2024-01-01'»",
            "postgres",
        ),
        Example(
            "SELECT q.k FROM (SELECT k, ROW_NUMBER() OVER (PARTITION BY k ORDER BY d) AS rn "
            "FROM t) q WHERE q.rn = 1 AND «q.k IN (1, 2)»",
            "tsql",
        ),
        Example("SELECT o.id FROM (SELECT * FROM orders) o WHERE «o.status = 'x'»", "mysql"),
        Example("SELECT q.a FROM (SELECT DISTINCT a, b FROM t) AS q WHERE «q.b = 'x'»", "bigquery"),
    ],
    quiet=[
        Example("SELECT q.k FROM (SELECT k, SUM(x) AS x FROM t GROUP BY k) q WHERE q.x > 5"),
        Example("SELECT q.k FROM (SELECT k FROM t LIMIT 10) q WHERE q.k = 3", "mysql"),
        Example(
            "SELECT q.k FROM (SELECT k, ROW_NUMBER() OVER (ORDER BY d) AS rn FROM t) q "
            "WHERE q.k = 3",
            "tsql",
        ),
        Example(
            "WITH s AS (SELECT k, SUM(x) AS x FROM t GROUP BY k) SELECT a.x FROM s a "
            "JOIN s b ON b.k = a.k + 1 WHERE a.k = 1",
            "snowflake",
        ),
        Example("WITH s AS (SELECT k, x FROM t) SELECT x FROM s WHERE k = 3", "snowflake"),
        Example(
            "SELECT a.x FROM a LEFT JOIN (SELECT k, SUM(x) AS x FROM t GROUP BY k) q "
            "ON q.k = a.k WHERE a.k = 3"
        ),
        Example("WITH s AS (SELECT k, MAX(d) AS d FROM t GROUP BY k) SELECT k FROM s WHERE k = d"),
    ],
)
def filter_not_pushed_down(where: exp.Where, context: Context) -> Iterable[Remark]:
    """Report a constant filter on a key of a grouped, numbered or distinct inner query."""
    for relation in context.scope.relations:
        if relation.query is not None:
            return _late_filters(where, context)
    return ()


def _late_filters(where: exp.Where, context: Context) -> Iterator[Remark]:
    scope = context.scope
    told: set[str] = set()
    for test in conjuncts(condition_of(where)):
        if test.__class__ not in _COMPARISONS or test.this.__class__ is not exp.Column:
            continue
        relation = scope.relation_of(test.this)
        if relation is None or relation.query is None or relation.name in told:
            continue
        if not _compares_with_constant(test):
            continue
        if not _is_outer_side(relation) and _is_key(test.this, relation, context):
            told.add(relation.name)
            message = f"{test.this.name} is tested after {relation.label} was worked out for all."
            yield Remark(context.ranges.test(test), message)


def _compares_with_constant(test: exp.Expr) -> bool:
    other = test.args.get("expression")
    if other is not None:
        return is_constant(other)
    others = [part for part in test.iter_expressions() if part is not test.this]
    return bool(others) and all(is_constant(part) for part in others)


def _is_outer_side(relation: Relation) -> bool:
    return relation.join is not None and bool(relation.join.args.get("side"))


def _is_key(column: exp.Expr, relation: Relation, context: Context) -> bool:
    """Tell whether all rows that go into one inner result have the same value of ``column``."""
    query = relation.query
    if relation.kind not in {RelationKind.CTE, RelationKind.DERIVED} or renamed(relation):
        return False
    inner = context.scope_of(query) if isinstance(query, exp.Select) else None
    if inner is None or limits_rows(inner.root):
        return False
    if _passes_rows_on(inner):
        return relation.kind is RelationKind.DERIVED and _is_passed_on(column, inner)
    named = outputs(query)
    if named is None or len(context.readers.get(id(query), ())) != 1:
        return False
    projection = named.get(column.name.lower())
    source = projection.unalias() if projection is not None else None
    return isinstance(source, exp.Column) and _decides_group(source, inner)


def _passes_rows_on(inner: Scope) -> bool:
    """Tell whether the inner query only selects columns of one stored table."""
    works = exp.Window in inner.nodes or inner.root.args.get("distinct") or is_aggregated(inner)
    relations = inner.relations
    return not works and len(relations) == 1 and relations[0].kind is RelationKind.TABLE


def _is_passed_on(column: exp.Expr, inner: Scope) -> bool:
    return any(
        projection.is_star or projection.unalias().name == projection.alias_or_name == column.name
        for projection in inner.root.expressions
    )


def _decides_group(source: exp.Column, inner: Scope) -> bool:
    windows = list(inner.all(exp.Window))
    for window in windows:
        if source not in (window.args.get("partition_by") or ()):
            return False
    if inner.root.args.get("group") is not None:
        return source in (group_keys(inner.root) or ())
    if is_aggregated(inner):
        return False
    return bool(windows) or inner.root.args.get("distinct") is not None
