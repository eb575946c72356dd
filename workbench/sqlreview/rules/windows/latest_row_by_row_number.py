"""`latest-row-by-row-number`: all rows are numbered, or read twice, to keep the first per key."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.queries import condition_of, conjuncts
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.windows.definitions import parts
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.tables import full_name

_BETTER = {
    "bigquery": "ARRAY_AGG(row ORDER BY … LIMIT 1)[OFFSET(0)] per key, or MAX_BY for one column",
    "clickhouse": "argMax(value, time) per key, or LIMIT 1 BY key",
    "databricks": "MAX_BY(value, time) per key, or QUALIFY ROW_NUMBER() … = 1",
    "duckdb": "arg_max(value, time) per key",
    "spark": "MAX_BY(value, time) per key",
    "trino": "MAX_BY(value, time) per key",
    "athena": "MAX_BY(value, time) per key",
    "redshift": "QUALIFY ROW_NUMBER() … = 1",
    "generic": "QUALIFY ROW_NUMBER() … = 1 or MAX_BY(value, time), if the engine has them",
    "snowflake": "QUALIFY ROW_NUMBER() … = 1, or MAX_BY(value, time) per key",
}
# A test of a row's number, the same test written the other way round, and its number.
_FIRST: tuple[tuple[type[exp.Expr], type[exp.Expr], str], ...] = (
    (exp.EQ, exp.EQ, "1"),
    (exp.LTE, exp.GTE, "1"),
    (exp.LT, exp.GT, "2"),
)
_COMPARISONS = frozenset({exp.EQ, exp.LTE, exp.GTE, exp.LT, exp.GT})


@rule(
    "latest-row-by-row-number",
    nodes=(exp.Where, exp.Join),
    needs=(exp.EQ, exp.LTE, exp.LT, exp.GTE, exp.GT, exp.Tuple, exp.Join),
    severity=Severity.HINT,
    category="performance",
    source="sql-checklist/multiple-passes",
    why=(
        "ROW_NUMBER sorts every row of each key although only one is kept; this engine has an "
        "aggregate that remembers just the best row."
    ),
    fix="Use the engine's arg-max aggregate per key.",
    impact="Measured on DuckDB: 4 times less work. Large partitions no longer have to be sorted.",
    on={
        "redshift": Texts(
            why="The rows are numbered in one query and tested in another; QUALIFY tests them "
            "where they are numbered.",
            fix="Use QUALIFY ROW_NUMBER() … = 1.",
            impact="One level of nesting less; the rows of each key are sorted either way.",
        ),
        "snowflake": Texts(
            impact="QUALIFY saves a level of nesting; MAX_BY also saves the sort of each key's "
            "rows.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="ROW_NUMBER shuffles and sorts every row of each key although only one is kept; "
            "MAX_BY drops the others on each worker before the shuffle.",
            impact="Fewer rows are shuffled, and a key with very many rows no longer fills one "
            "worker.",
        ),
        "databricks": Texts(
            why="ROW_NUMBER shuffles and sorts every row of each key although only one is kept; "
            "MAX_BY drops the others on each worker before the shuffle.",
            impact="MAX_BY shuffles fewer rows; QUALIFY only saves a level of nesting.",
        ),
    },
    fires=[
        Example(
            "SELECT id, v FROM (SELECT id, v, ROW_NUMBER() OVER (PARTITION BY id ORDER BY t DESC) "
            "AS rn FROM ds.e) WHERE «rn = 1»",
            "bigquery",
        ),
        Example(
            "WITH r AS (SELECT id, v, ROW_NUMBER() OVER (PARTITION BY id ORDER BY t DESC) AS n "
            "FROM e) SELECT r.id, r.v FROM r WHERE «r.n = 1»",
            "snowflake",
        ),
        Example(
            "SELECT q.id FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY t) AS rn "
            "FROM e) q WHERE «q.rn <= 1» AND q.v > 3",
            "duckdb",
        ),
        Example(
            "SELECT e.id FROM e JOIN (SELECT id, MAX(t) AS last FROM e GROUP BY id) m "
            "ON m.id = e.id AND «m.last = e.t»",
            "duckdb",
        ),
        Example(
            "SELECT v FROM e WHERE «(id, t) IN (SELECT id, MAX(t) FROM e GROUP BY id)»",
            "snowflake",
        ),
        Example(
            "SELECT * FROM (SELECT *, ROW_NUMBER() OVER w AS rn FROM e "
            "WINDOW w AS (PARTITION BY id ORDER BY t)) WHERE «rn < 2»",
            "bigquery",
        ),
        Example(
            "WITH m AS (SELECT id, MAX(t) AS t FROM e GROUP BY id) "
            "SELECT * FROM e JOIN m USING (id, «t»)",
            "duckdb",
        ),
    ],
    quiet=[
        Example(
            "SELECT v FROM e WHERE (id, t) IN (SELECT id, MAX(t) FROM f GROUP BY id)", "duckdb"
        ),
        Example("SELECT v FROM e WHERE (id, t) IN (SELECT id, t FROM e GROUP BY 1, 2)", "duckdb"),
        Example(
            "SELECT e.id FROM e JOIN (SELECT id, MAX(t) AS last FROM f GROUP BY id) m "
            "ON m.id = e.id AND m.last = e.t",
            "duckdb",
        ),
        Example(
            "SELECT e.id, m.last FROM e JOIN (SELECT id, MAX(t) AS last FROM e GROUP BY id) m "
            "ON m.id = e.id",
            "bigquery",
        ),
        Example(
            "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY id ORDER BY t) AS rn "
            "FROM e) q WHERE rn = 1",
            "postgres",
        ),
        Example(
            "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY id ORDER BY t) AS rn "
            "FROM e) WHERE rn <= 3",
            "bigquery",
        ),
        Example(
            "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY t) AS rn FROM e) WHERE rn = 1",
            "bigquery",
        ),
        Example(
            "SELECT id FROM (SELECT id, RANK() OVER (PARTITION BY k ORDER BY t) AS rn FROM e) "
            "WHERE rn = 1",
            "bigquery",
        ),
        Example(
            "SELECT id FROM e QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY t DESC) = 1",
            "snowflake",
        ),
        Example("SELECT id FROM e WHERE rn = 1", "bigquery"),
        Example(
            "SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY t) AS rn "
            "FROM e) WHERE 1 < rn",
            "bigquery",
        ),
        Example(
            "WITH m AS (SELECT id, MAX(t) AS t FROM e GROUP BY id) "
            "SELECT * FROM e JOIN m USING (id)",
            "duckdb",
        ),
    ],
)
def latest_row_by_row_number(where: exp.Where | exp.Join, context: Context) -> Iterable[Remark]:
    """Report what keeps the first row of a numbering, or joins a table with its own latest."""
    scope = context.scope
    is_join = where.__class__ is exp.Join
    if is_join and where.args.get("on") is None and not where.args.get("using"):
        return ()
    queries = _queries_read(scope)
    if not queries and (is_join or exp.Tuple not in scope.nodes):
        return ()
    better = _BETTER.get(context.dialect)
    if better is None:
        return ()
    if not is_join:
        return _tested(where, better, context)
    reads_groups = any(query.args.get("group") is not None for query in queries)
    return _joined_with_latest(where, better, context) if reads_groups else ()


def _queries_read(scope: Scope) -> list[exp.Expr]:
    """Return the CTEs and derived tables that a scope reads."""
    if scope.ctes is None and not scope.children:
        return []
    return [relation.query for relation in scope.relations if relation.query is not None]


def _tested(where: exp.Expr, better: str, context: Context) -> Iterator[Remark]:
    reads_query = bool(_queries_read(context.scope))
    for test in conjuncts(condition_of(where)):
        if isinstance(test, exp.In) and isinstance(test.this, exp.Tuple):
            yield from _among_latest(test, better, context)
            continue
        number = _first_row_of(test) if reads_query else None
        if number is None:
            continue
        relation = context.scope.relation_of(number)
        query = relation.query if relation is not None else None
        if isinstance(query, exp.Select) and _is_numbered(query, number.name):
            message = f"{number.name} numbers all rows to keep one per key."
            yield Remark(context.ranges.test(test), message, fix=f"Use {better}.")


def _first_row_of(test: exp.Expr) -> exp.Column | None:
    """Return the column that a test lets be 1 and nothing greater."""
    if test.__class__ not in _COMPARISONS:
        return None
    if (
        test.this.__class__ is not exp.Literal
        and test.args["expression"].__class__ is not exp.Literal
    ):
        return None
    for kind, reversed_kind, limit in _FIRST:
        if isinstance(test, kind) and _is_number(test.expression, limit):
            return test.this if isinstance(test.this, exp.Column) else None
        if isinstance(test, reversed_kind) and _is_number(test.this, limit):
            return test.expression if isinstance(test.expression, exp.Column) else None
    return None


def _is_number(node: exp.Expr, value: str) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and node.name == value


def _is_numbered(query: exp.Select, name: str) -> bool:
    """Tell whether ``name`` is a ROW_NUMBER per key in the inner query."""
    for projection in query.expressions:
        if projection.alias_or_name.lower() != name.lower():
            continue
        window = projection.unalias()
        if not isinstance(window, exp.Window) or not isinstance(window.this, exp.RowNumber):
            return False
        return any(part.args.get("partition_by") for part in parts(window, query))
    return False


def _joined_with_latest(join: exp.Expr, better: str, context: Context) -> Iterator[Remark]:
    """Report ``t JOIN (SELECT key, MAX(time) FROM t GROUP BY key)`` on that time."""
    if join.args.get("using"):
        yield from _joined_by_name(join, better, context)
    for test in conjuncts(join.args.get("on")):
        if not isinstance(test, exp.EQ):
            continue
        for latest, own in ((test.this, test.expression), (test.expression, test.this)):
            if not isinstance(latest, exp.Column) or not isinstance(own, exp.Column):
                continue
            group, table = context.scope.relation_of(latest), context.scope.relation_of(own)
            query = group.query if group is not None else None
            if table is None or not isinstance(query, exp.Select) or not query.args.get("group"):
                continue
            from_ = query.args.get("from_")
            same = from_ is not None and full_name(from_.this) == table.table_name
            if same and _is_latest(query, latest.name, own.name):
                message = (
                    f"{table.node.name} is read twice to keep the rows of the latest {own.name}."
                )
                yield Remark(context.ranges.test(test), message, fix=f"Use {better}.")
                return


def _joined_by_name(join: exp.Expr, better: str, context: Context) -> Iterator[Remark]:
    """Report such a join of just these two that says USING (key, time)."""
    relations = context.scope.relations
    names = join.args.get("using")
    if not names or len(relations) != 2:
        return
    for table, group in (relations, relations[::-1]):
        query = group.query
        if not isinstance(query, exp.Select) or not query.args.get("group"):
            continue
        from_ = query.args.get("from_")
        if from_ is None or full_name(from_.this) != table.table_name:
            continue
        for name in names:
            if _is_latest(query, name.name, name.name):
                message = (
                    f"{table.node.name} is read twice to keep the rows of the latest {name.name}."
                )
                yield Remark(context.ranges.of(name), message, fix=f"Use {better}.")
                return


def _among_latest(test: exp.In, better: str, context: Context) -> Iterator[Remark]:
    """Report ``(key, time) IN (SELECT key, MAX(time) FROM t GROUP BY key)`` over t itself."""
    query = test.args.get("query")
    query = query.unnest() if isinstance(query, exp.Expr) else None
    relations = context.scope.relations
    if not isinstance(query, exp.Select) or not query.args.get("group") or len(relations) != 1:
        return
    from_ = query.args.get("from_")
    if from_ is None or full_name(from_.this) != relations[0].table_name:
        return
    for mine, value in zip(test.this.expressions, query.expressions, strict=False):
        latest = value.unalias()
        if isinstance(latest, exp.Max) and latest.this.name.lower() == mine.name.lower() != "":
            table = relations[0].node.name
            message = f"{table} is read twice to keep the rows of the latest {mine.name}."
            yield Remark(context.ranges.test(test), message, fix=f"Use {better}.")
            return


def _is_latest(query: exp.Select, name: str, of: str) -> bool:
    for projection in query.expressions:
        if projection.alias_or_name.lower() == name.lower():
            value = projection.unalias()
            return isinstance(value, exp.Max) and value.this.name.lower() == of.lower()
    return False
