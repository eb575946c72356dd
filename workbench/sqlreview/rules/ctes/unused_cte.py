"""`unused-cte`: a common table expression that nothing reads."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.ctes import is_inside, mentions, named_queries, outside_readers
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.stand_in_names import is_stand_in

_CHANGES_DATA = (exp.Insert, exp.Update, exp.Delete, exp.Merge)


@rule(
    "unused-cte",
    nodes=(exp.With,),
    severity=Severity.WARNING,
    category="performance",
    source="sql-checklist",
    why=(
        "Nothing reads this part, so it is dead text at best; an engine that materialises it "
        "runs it for nothing, and a reader looks for its use in vain."
    ),
    fix="Delete it, or read it where it was meant to be read.",
    impact="None on engines that drop it, a full run of it on the others.",
    fires=[
        Example("WITH «a» AS (SELECT x FROM t) SELECT y FROM u"),
        Example("WITH a AS (SELECT x FROM t), «b» AS (SELECT x FROM a) SELECT x FROM a", "tsql"),
        Example("WITH RECURSIVE «r» AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT 2 x"),
        Example("WITH «orders» AS (SELECT x FROM orders) SELECT x FROM ds.orders", "bigquery"),
        Example("INSERT INTO t WITH «a» AS (SELECT x FROM u) SELECT y FROM v", "snowflake"),
    ],
    quiet=[
        Example("WITH a AS (SELECT x FROM t) SELECT x FROM a"),
        Example("WITH a AS (SELECT x FROM t), b AS (SELECT x FROM A) SELECT x FROM B"),
        Example("WITH a AS (SELECT x FROM t) SELECT y FROM u WHERE y IN (SELECT x FROM a)"),
        Example("WITH d AS (DELETE FROM q RETURNING id) SELECT 1 AS one", "postgres"),
        Example("WITH a AS (SELECT x FROM t) UPDATE u SET y = a.x FROM a WHERE a.x = u.x", "tsql"),
        Example("WITH a AS (SELECT x FROM t) DELETE FROM a WHERE x = 1", "tsql"),
        Example("WITH a AS (SELECT x FROM t) SELECT y FROM u, LATERAL (SELECT x FROM a) l"),
        Example("WITH 5 AS n SELECT y FROM u WHERE y = n", "clickhouse"),
        Example("WITH a AS (SELECT 1 AS x), a AS (SELECT 2 AS x) SELECT y FROM u", "tsql"),
        Example("WITH a AS (SELECT x FROM t) SELECT y FROM u WHERE y IN a", "clickhouse"),
        Example("WITH a AS (SELECT x FROM t) SELECT x FROM {{ last }}", "snowflake"),
        Example("WITH a AS (SELECT x FROM t) SELECT x FROM f(TABLE(a))", "databricks"),
        Example(
            "WITH a AS (SELECT x FROM t), b AS (SELECT x FROM u), "
            "c AS ({{ dbt_utils.union_all_of_ctes(['a', 'b']) }}) SELECT x FROM c",
            "snowflake",
        ),
        Example("WITH (SELECT MAX(d) FROM t) AS m SELECT y FROM u WHERE d = m", "clickhouse"),
        Example(
            "MERGE INTO t USING (WITH a AS (SELECT x FROM u) SELECT x FROM a) s ON s.x = t.x "
            "WHEN MATCHED THEN DELETE",
            "bigquery",
        ),
    ],
)
def unused_cte(with_: exp.With, context: Context) -> Iterable[Remark]:
    """Report each CTE that neither the query nor another CTE names."""
    named = list(named_queries(with_))
    unread = [cte for cte in named if not outside_readers(cte, context)]
    return _not_mentioned(unread, named, context) if unread else ()


def _not_mentioned(
    unread: Sequence[exp.CTE], named: Sequence[exp.CTE], context: Context
) -> Iterator[Remark]:
    readers = mentions(context.scope)
    if any(map(is_stand_in, readers)):
        return  # a template puts the name of any relation there
    # Where another CTE has the same name, that is the mistake.
    given = Counter(cte.alias.lower() for cte in named)
    for cte in unread:
        if isinstance(cte.this, _CHANGES_DATA) or given[cte.alias.lower()] > 1:
            continue
        if all(is_inside(scope, cte) for scope in readers.get(cte.alias.lower(), ())):
            yield Remark(context.ranges.of(cte.args["alias"].this), f"Nothing reads {cte.alias}.")
