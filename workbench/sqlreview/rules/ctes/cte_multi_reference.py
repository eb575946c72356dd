"""`cte-multi-reference`: a CTE that the engine works out anew for each reader."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.ctes import named_queries, outside_readers
from workbench.sqlreview.queries import is_aggregated
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.scopes import Scope

_INLINES = frozenset(
    {
        "athena",
        "bigquery",
        "clickhouse",
        "databricks",
        "fabric",
        "hive",
        "presto",
        "spark",
        "spark2",
        "trino",
        "tsql",
    }
)
"""Engines that put the text of a CTE in each place that names it (BigQuery now and then not)."""
_SOMETIMES_INLINES = frozenset({"redshift", "snowflake"})
"""Engines that store what several readers share only where they expect it to pay."""
_ASKED = frozenset({"postgres", "duckdb", "sqlite"})
"""Engines that put the text in only where the query says NOT MATERIALIZED."""
_KNOWN = _INLINES | _SOMETIMES_INLINES | _ASKED
_MANY = 3


@rule(
    "cte-multi-reference",
    nodes=(exp.With,),
    severity=Severity.HINT,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/multiple-passes",
    why="On this engine a CTE is a piece of text, not a stored result: each reader runs it again.",
    fix="Store it in a temporary table, or read it once and tell the readers apart by a column.",
    impact="One run, and one scan of its tables, per reader.",
    on={
        "bigquery": Texts(
            why="BigQuery stores only recursive CTEs: any other is, as a rule, run again for each "
            "reader.",
            fix="Put it into a CREATE TEMP TABLE in a script, or read it once and tell the "
            "readers apart by a column.",
            impact="Slot time for one run, and one read of its tables, per reader.",
        ),
        "tsql": Texts(
            why="SQL Server puts the text of a CTE into each place that names it and never stores "
            "its rows.",
            fix="Put it into a temporary table (SELECT … INTO #t), which has statistics as well, "
            "or read it once and tell the readers apart by a column.",
        ),
        "clickhouse": Texts(
            why="ClickHouse puts the text of a CTE into each place that names it and runs it "
            "there.",
            fix="Put it into a temporary table, which is kept in memory by default, or read it "
            "once and tell the readers apart by a column.",
            impact="One run, and one read of its columns, per reader.",
        ),
        **dict.fromkeys(
            ("spark", "spark2", "databricks"),
            Texts(
                why="Spark puts the text of a CTE into each place that names it; only shuffles "
                "whose plans are exactly the same are shared.",
                fix="Write it to a table or cache it (CACHE TABLE), or read it once and tell the "
                "readers apart by a column.",
                impact="One scan, and one shuffle, per reader that does not share it.",
            ),
        ),
        **dict.fromkeys(
            ("trino", "presto", "athena"),
            Texts(
                why="This engine puts the text of a CTE into each place that names it, and has no "
                "temporary tables to hold its rows.",
                fix="Write it to a table (CREATE TABLE … AS) and drop that afterwards, or read it "
                "once and tell the readers apart by a column.",
                impact="One scan of its files, and one shuffle, per reader.",
            ),
        ),
        "hive": Texts(
            why="Hive runs a CTE again for each reader unless "
            "hive.optimize.cte.materialize.threshold is set.",
            fix="Put it into a CREATE TEMPORARY TABLE, set that threshold, or read it once and "
            "tell the readers apart by a column.",
            impact="One scan of its files, and one shuffle, per reader.",
        ),
        **dict.fromkeys(
            ("postgres", "duckdb", "sqlite"),
            Texts(
                why="NOT MATERIALIZED tells the engine to run the CTE again for each reader; "
                "without it the rows would be stored once.",
                fix="Leave NOT MATERIALIZED out, unless each reader filters so much that running "
                "it again is cheaper.",
                impact="One run per reader; the rows are not stored.",
            ),
        ),
        **dict.fromkeys(
            ("redshift", "snowflake"),
            Texts(
                why="The engine stores what several readers share only where it expects that to "
                "pay; else each reader runs it again.",
                fix="If the query's plan shows it twice, put it into a temporary table, or read "
                "it once and tell the readers apart by a column.",
                impact="Nothing where the plan shares it, else one run, and one scan of its "
                "tables, per reader.",
            ),
        ),
    },
    fires=[
        Example(
            "WITH «s» AS (SELECT k, SUM(x) AS x FROM t GROUP BY k) "
            "SELECT a.k FROM s a JOIN s b ON b.k = a.k + 1",
            "bigquery",
        ),
        Example(
            "WITH «s» AS (SELECT k, SUM(x) AS x FROM t GROUP BY k) SELECT k FROM s "
            "UNION ALL SELECT k FROM s WHERE x > (SELECT AVG(x) FROM s)",
            "tsql",
        ),
        Example(
            "WITH «s» AS (SELECT k, SUM(x) AS x FROM t GROUP BY k) SELECT k FROM s "
            "UNION ALL SELECT k FROM s WHERE x > 3",
            "redshift",
        ),
        Example(
            "WITH «s» AS (SELECT t.k FROM t JOIN u ON u.i = t.i), q AS (SELECT k FROM s) "
            "SELECT q.k FROM q JOIN s ON s.k = q.k",
            "spark",
        ),
        Example(
            "WITH «s» AS (SELECT k FROM t WHERE d = 1) SELECT k FROM s UNION ALL SELECT k FROM s",
            "bigquery",
        ),
        Example(
            "WITH «s» AS NOT MATERIALIZED (SELECT t.k FROM t JOIN u ON u.i = t.i) "
            "SELECT k FROM s UNION ALL SELECT k FROM s",
            "postgres",
        ),
    ],
    quiet=[
        Example("WITH s AS (SELECT k, SUM(x) AS x FROM t GROUP BY k) SELECT k FROM s", "bigquery"),
        Example(
            "WITH s AS (SELECT k, SUM(x) AS x FROM t GROUP BY k) "
            "SELECT a.k FROM s a JOIN s b ON b.k = a.k + 1",
            "postgres",
        ),
        Example(
            "WITH s AS (SELECT 1 AS k) SELECT a.k FROM s a JOIN s b ON b.k = a.k + 1", "bigquery"
        ),
        Example(
            "WITH s AS (SELECT k FROM t WHERE d = 1) SELECT k FROM s UNION ALL SELECT k FROM s",
            "snowflake",
        ),
        Example(
            "WITH s AS MATERIALIZED (SELECT t.k FROM t JOIN u ON u.i = t.i) SELECT k FROM s "
            "UNION ALL SELECT k FROM s",
            "postgres",
        ),
        Example(
            "WITH RECURSIVE r AS (SELECT 1 AS n FROM t GROUP BY n UNION ALL SELECT n + 1 FROM r) "
            "SELECT n FROM r",
            "bigquery",
        ),
    ],
)
def cte_multi_reference(with_: exp.With, context: Context) -> Iterable[Remark]:
    """Report a CTE that several readers work out; a mere filter of one table as a guess."""
    return _worked_out_again(with_, context) if context.dialect in _KNOWN else ()


def _worked_out_again(with_: exp.With, context: Context) -> Iterator[Remark]:
    sometimes = context.dialect in _SOMETIMES_INLINES
    for cte in named_queries(with_):
        query = cte.this.unnest() if isinstance(cte.this, exp.Subquery) else cte.this
        if _is_stored(cte, context.dialect):
            continue
        outside = outside_readers(cte, context)
        if len(outside) < 2:
            continue
        costly = _is_costly(query, context)
        if not costly and (sometimes or not _scans_table(query, context)):
            continue
        yield Remark(
            context.ranges.of(cte.args["alias"].this),
            f"{cte.alias} is read {len(outside)} times, and worked out as often.",
            severity=Severity.INFO if costly and len(outside) >= _MANY else None,
            confidence=None if costly and not sometimes else Confidence.POSSIBLE,
        )


def _is_stored(cte: exp.Expr, dialect: str) -> bool:
    """Tell whether the engine works a CTE out once, by itself or because the query says so."""
    materialized = cte.args.get("materialized")
    return bool(materialized) or (dialect in _ASKED and materialized is not False)


def _scans_table(query: exp.Expr, context: Context) -> bool:
    scope = context.scope_of(query)
    return scope is not None and any(r.kind is RelationKind.TABLE for r in scope.relations)


def _is_costly(query: exp.Expr, context: Context) -> bool:
    """Tell whether a query does more than pass the rows of one table through a filter."""
    if isinstance(query, exp.SetOperation):
        return _is_costly(query.this, context) or _is_costly(query.expression, context)
    if isinstance(query, exp.Subquery):
        return _is_costly(query.this, context)
    scope = context.scope_of(query)
    if scope is None or not _reads_rows(scope):
        return False
    works = exp.Window in scope.nodes or bool(query.args.get("distinct"))
    return works or is_aggregated(scope) or len(scope.relations) > 1


def _reads_rows(scope: Scope) -> bool:
    return any(relation.kind is not RelationKind.FUNCTION for relation in scope.relations)
