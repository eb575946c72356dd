"""`multiple-passes`: the same table is read again for what one pass could give."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.queries import (
    condition_of,
    conjuncts,
    group_keys,
    is_aggregated,
    limits_rows,
    returns_one_row,
)
from workbench.sqlreview.relations import Relation, RelationKind, is_catalogue
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.same_query import is_same_query
from workbench.sqlreview.scopes import Scope

_WITH_FILTER = (
    "Aggregate once with FILTER (WHERE …) behind each aggregate, or group by the difference."
)
_SCANS = (
    "Each summary opens the files again and runs stages of its own, although one pass sees all "
    "the rows needed."
)
_STAGES = "Files are read and rows are moved once per summary instead of once."
_IN_STAGES = Texts(why=_SCANS, fix=_WITH_FILTER, impact=_STAGES)


@rule(
    "multiple-passes",
    nodes=(exp.Select, exp.Union),
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/multiple-passes",
    why="Each summary reads the table from the start, although one pass sees all the rows needed.",
    fix="Aggregate once with CASE inside the aggregates, or group by the difference.",
    impact="The table is read once per summary instead of once.",
    on={
        "postgres": Texts(fix=_WITH_FILTER),
        "sqlite": Texts(fix=_WITH_FILTER),
        "duckdb": Texts(fix=_WITH_FILTER),
        "bigquery": Texts(
            fix="Aggregate once with COUNTIF, SUM(IF(…)) or CASE, or group by the difference.",
        ),
        "snowflake": Texts(
            fix="Aggregate once with COUNT_IF, or CASE inside the aggregates, or group by the "
            "difference.",
        ),
        "clickhouse": Texts(
            fix="Aggregate once with countIf, sumIf and their like, or group by the difference.",
        ),
        **dict.fromkeys(("spark", "databricks", "trino", "presto", "athena"), _IN_STAGES),
        EngineKind.DISTRIBUTED: Texts(
            why=_SCANS,
            impact=_STAGES,
        ),
    },
    fires=[
        Example(
            "SELECT (SELECT COUNT(*) FROM orders WHERE s = 1) AS a,\n"
            "       (SELECT COUNT(*) FROM «orders» WHERE s = 2) AS b"
        ),
        Example(
            "SELECT 'new' AS k, COUNT(*) AS n FROM orders WHERE s = 1\nUNION ALL\n"
            "SELECT 'old' AS k, COUNT(*) AS n FROM «orders» WHERE s = 2",
            "bigquery",
        ),
        Example(
            "WITH a AS (SELECT k, SUM(x) AS x FROM sales WHERE t = 'a' GROUP BY k), "
            "b AS (SELECT k, SUM(x) AS x FROM «sales» WHERE t = 'b' GROUP BY k) "
            "SELECT a.k, a.x, b.x FROM a JOIN b ON a.k = b.k",
            "snowflake",
        ),
        Example(
            "SELECT o.id FROM orders o JOIN (SELECT c, MAX(d) AS d FROM «orders» GROUP BY c) m "
            "ON m.c = o.c AND m.d = o.d",
            "postgres",
        ),
        Example(
            "SELECT o.id, (SELECT COUNT(*) FROM i WHERE i.o = o.id AND i.k = 1) AS a, "
            "(SELECT COUNT(*) FROM «i» WHERE i.o = o.id AND i.k = 2) AS b FROM o",
            "postgres",
        ),
        Example(
            "SELECT id FROM o WHERE s = 'a' UNION ALL SELECT id FROM «o» WHERE s = 'b'",
            "mysql",
        ),
    ],
    quiet=[
        Example("SELECT COUNT(*) FROM orders WHERE s IN (1, 2)"),
        Example(
            "SELECT (SELECT MAX(x) FROM t WHERE k = 1) AS a, "
            "(SELECT MAX(x) FROM t WHERE k = 1) AS b"
        ),
        Example(
            "SELECT (SELECT COUNT(*) FROM orders WHERE s = 1) AS a, "
            "(SELECT COUNT(*) FROM users WHERE s = 2) AS b"
        ),
        Example("SELECT id FROM orders WHERE x > (SELECT AVG(x) FROM orders)"),
        Example("SELECT e.name, m.name FROM emp e JOIN emp m ON m.id = e.manager_id"),
        Example("SELECT id FROM a WHERE x = 1 UNION ALL SELECT id FROM a WHERE y = 2"),
        Example("SELECT id FROM a WHERE x = 1 UNION ALL SELECT b FROM a WHERE x = 2"),
        Example(
            "SELECT o.id, (SELECT MAX(x) FROM i WHERE i.o = o.id) AS a, "
            "(SELECT MAX(x) FROM i WHERE i.c = o.c) AS b FROM o",
            "postgres",
        ),
        Example(
            "WITH a AS (SELECT k, SUM(x) AS x FROM sales GROUP BY k) "
            "SELECT p.k, p.x, q.x FROM a p JOIN a q ON p.k = q.k + 1",
            "snowflake",
        ),
    ],
)
def multiple_passes(query: exp.Select | exp.Union, context: Context) -> Iterable[Remark]:
    """Report summaries of one stored table that stand side by side."""
    if isinstance(query, exp.Union):
        return () if isinstance(query.parent, exp.Union) else _in_branches(query, context)
    scope = context.scope
    remarks: list[Remark] = []
    values = [each for each in scope.nodes.get(exp.Subquery, ()) if _is_value(each)]
    if len(values) > 1:
        remarks += _repeated(_value_summaries(values, context), context)
    if len(scope.relations) < 2:
        return remarks
    summaries = [
        found
        for relation in scope.relations
        if relation.query is not None and (found := _summary_table(relation.query, context))
    ]
    if len(summaries) > 1:
        remarks += _repeated(_joined_summaries(summaries), context)
    if summaries:
        remarks += _summaries_of_joined_tables(summaries, context)
    return remarks


def _in_branches(union: exp.Union, context: Context) -> Iterator[Remark]:
    yield from _repeated(_branch_summaries(union, context), context)
    if not union.args.get("distinct"):
        yield from _same_rows_in_parts(union, context)


_HAVE_QUALIFY = frozenset(
    {"bigquery", "snowflake", "databricks", "duckdb", "redshift", "clickhouse", "teradata"}
    | {"exasol", "doris", "starrocks"}
)
_NOT_A_VALUE = frozenset({exp.From, exp.Join, exp.In, exp.Exists, exp.Subquery})
Summary = tuple[str, Scope, exp.Expr]
"""What makes two summaries alike, the scope of one of them, and the table that it reads."""


def _repeated(summaries: Iterator[Summary], context: Context) -> Iterator[Remark]:
    """Report the second summary of each kind, and how many there are."""
    groups: dict[str, list[tuple[Scope, exp.Expr]]] = {}
    for kind, scope, table in summaries:
        known = groups.setdefault(kind, [])
        # Two of the same text are told as a repeated subquery.
        if not any(scope is other or is_same_query(scope, other) for other, _ in known):
            known.append((scope, table))
    for alike in groups.values():
        if len(alike) > 1:
            table = alike[1][1]
            message = f"{table.name} is read {len(alike)} times for summaries of the same rows."
            yield Remark(context.ranges.of(table), message)


def _summary_table(query: exp.Expr | None, context: Context) -> tuple[Scope, Relation] | None:
    """Return the one stored table that a plain summary reads."""
    scope = context.scope_of(query) if isinstance(query, exp.Select) else None
    if scope is None or len(scope.relations) != 1 or limits_rows(scope.root):
        return None
    table = scope.relations[0]
    if table.kind is not RelationKind.TABLE or is_catalogue(table) or not is_aggregated(scope):
        return None
    return scope, table


def _branches(union: exp.Union) -> Iterator[exp.Expr]:
    pending: list[exp.Expr] = [union]
    while pending:
        node = pending.pop()
        if isinstance(node, exp.Union):
            pending += (node.expression, node.this)
        elif isinstance(node, exp.Subquery):
            pending.append(node.this)
        else:
            yield node


def _branch_summaries(union: exp.Union, context: Context) -> Iterator[Summary]:
    for branch in _branches(union):
        found = _summary_table(branch, context)
        if found:
            scope, table = found
            yield table.table_name, scope, table.node


def _same_rows_in_parts(union: exp.Union, context: Context) -> Iterator[Remark]:
    """Report the same columns of a table, chosen by one value of a column in each branch."""
    groups: dict[tuple[str, str], list[tuple[exp.Select, exp.Expr]]] = {}
    for branch in _branches(union):
        where = condition_of(branch.args.get("where"))
        if not isinstance(branch, exp.Select) or not isinstance(where, exp.EQ):
            continue
        scope = context.scope_of(branch)
        column, value = where.this, where.expression
        if not isinstance(column, exp.Column) or not isinstance(value, exp.Literal):
            continue
        if scope is None or len(scope.relations) != 1 or not _is_plain(scope):
            continue
        table = scope.relations[0]
        if table.kind is RelationKind.TABLE:
            key = table.table_name, column.name.lower()
            groups.setdefault(key, []).append((branch, table.node))
    for (_, column_name), parts in groups.items():
        (first, _), *others = parts
        alike = [table for branch, table in others if branch.expressions == first.expressions]
        if alike:
            name = alike[0].name
            yield Remark(
                context.ranges.of(alike[0]),
                f"{name} is read {len(alike) + 1} times, once for each value of {column_name}.",
                fix=f"Read it once: WHERE {column_name} IN (…).",
            )


def _is_plain(scope: Scope) -> bool:
    plain = not scope.root.args.get("distinct") and not limits_rows(scope.root)
    return plain and not is_aggregated(scope)


def _is_value(subquery: exp.Expr) -> bool:
    return subquery.parent.__class__ not in _NOT_A_VALUE


def _value_summaries(values: list[exp.Expr], context: Context) -> Iterator[Summary]:
    """Yield the tables of single-value subqueries, by what of the outer row they depend on."""
    for subquery in reversed(values):
        found = _summary_table(subquery.unnest(), context)
        if not found or not returns_one_row(found[0].root):
            continue
        scope, table = found
        yield f"{table.table_name} of {_correlation(scope)}", scope, table.node


def _correlation(scope: Scope) -> str:
    """Return the conditions by which a query depends on the row around it."""
    if not scope.is_correlated:
        return ""
    tests = conjuncts(condition_of(scope.root.args.get("where")))
    return " and ".join(
        sorted(test.sql(comments=False).lower() for test in tests if _is_outer(test, scope))
    )


def _is_outer(test: exp.Expr, scope: Scope) -> bool:
    return any(scope.outer_relation_of(column) for column in test.find_all(exp.Column))


def _joined_summaries(summaries: list[tuple[Scope, Relation]]) -> Iterator[Summary]:
    """Yield the tables of derived tables and CTEs that are grouped alike and joined here."""
    tables = [table.table_name for _, table in summaries]
    for (scope, table), name in zip(summaries, tables, strict=True):
        if tables.count(name) < 2:
            continue
        keys = group_keys(scope.root)
        if keys is not None or scope.root.args.get("group") is None:
            by = ",".join(sorted(key.sql(comments=False).lower() for key in keys or []))
            yield f"{name} by {by}", scope, table.node


def _summaries_of_joined_tables(
    summaries: list[tuple[Scope, Relation]], context: Context
) -> Iterator[Remark]:
    """Report a table joined with a grouped summary of itself."""
    stored = {r.table_name for r in context.scope.relations if r.kind is RelationKind.TABLE}
    qualify = ", with QUALIFY" if context.dialect in _HAVE_QUALIFY else ""
    for scope, table in summaries if stored else ():
        if table.table_name not in stored or not group_keys(scope.root):
            continue
        yield Remark(
            context.ranges.of(table.node),
            f"{table.node.name} is read again to summarise rows that are already at hand.",
            fix=f"Use a window function: MAX(…) OVER (PARTITION BY …) or ROW_NUMBER{qualify}.",
        )
