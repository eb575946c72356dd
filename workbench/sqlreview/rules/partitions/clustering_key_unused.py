"""`clustering-key-unused`: rows are sorted by a column, and the filter is on others."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.filters import is_filtered, mentions
from workbench.sqlreview.queries import condition_of, conjuncts
from workbench.sqlreview.relations import Relation
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.partitions.partitioned import READERS
from workbench.sqlreview.schema.figures import size_of
from workbench.sqlreview.schema.model import Table

_SMALL = 1_000_000
_NO_LEADING_COLUMN = frozenset({"databricks"})
"""Dialects whose clustering serves a filter on any of its columns."""
_SALES = "CREATE TABLE sales (id INT, region TEXT, day DATE, total INT) CLUSTER BY (region, day)"
_SORTED = "CREATE TABLE hits (id INT, d DATE, url TEXT) SORTKEY (d, id)"


@rule(
    "clustering-key-unused",
    nodes=READERS,
    needs_schema=True,
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="partitioning-rules",
    why=(
        "Blocks are skipped by the smallest and largest value of the leading sort column in each; "
        "a filter on other columns finds matching values in nearly every block."
    ),
    fix="Filter on the leading clustering column too, or cluster by what queries filter on.",
    impact="Most blocks are read although few rows match.",
    on={
        "databricks": Texts(
            why="Files are skipped by the smallest and largest value of the clustering columns in "
            "each; a filter on other columns finds matching values in nearly every file.",
            fix="Filter on a clustering column too, or cluster by what queries filter on.",
            impact="Most files are read although few rows match.",
        ),
        "snowflake": Texts(
            why="Micro-partitions are skipped by the smallest and largest value of the leading "
            "clustering column in each; a filter on other columns finds matching values in nearly "
            "all of them.",
            impact="Most micro-partitions are read although few rows match.",
        ),
        "redshift": Texts(
            why="Blocks of 1 MB are skipped by the smallest and largest value of the leading sort "
            "column in each; a filter on other columns finds matching values in nearly every "
            "block.",
            fix="Filter on the leading sort column too, or choose the SORTKEY by what queries "
            "filter on.",
        ),
        "clickhouse": Texts(
            why="Granules are found by the leading column of ORDER BY; a filter on other columns "
            "finds matching values in nearly all of them.",
            fix="Filter on the leading column too, or add a projection or a skip index for this "
            "filter.",
            impact="Most granules are read although few rows match.",
        ),
    },
    fires=[
        Example("SELECT id FROM sales WHERE «day = '2024-01-01'»", "snowflake", _SALES),
        Example("SELECT id FROM hits WHERE «id = 5» AND url <> ''", "redshift", _SORTED),
        Example("SELECT id FROM hits h WHERE «h.url = '/'»", "redshift", _SORTED),
        Example(
            "SELECT id FROM ds.e WHERE «kind = 'a'»",
            "bigquery",
            "CREATE TABLE ds.e (id INT64, kind STRING, user STRING) CLUSTER BY user, kind",
        ),
    ],
    quiet=[
        Example("SELECT id FROM sales WHERE day = '2024-01-01'", "snowflake"),
        Example("SELECT id FROM sales WHERE region = 'N' AND day = @d", "snowflake", _SALES),
        Example("SELECT region, SUM(total) FROM sales GROUP BY region", "snowflake", _SALES),
        Example("SELECT h.id FROM hits h JOIN days d ON d.d = h.d", "redshift", _SORTED),
        Example(
            "WITH h AS (SELECT * FROM hits WHERE url = '/') SELECT id FROM h WHERE d > @since",
            "redshift",
            _SORTED,
        ),
        Example(
            "SELECT h.id FROM hits h JOIN days USING (d) WHERE h.url = '/'", "redshift", _SORTED
        ),
        Example("SELECT id FROM sales WHERE day = DATE '2024-01-01'", "databricks", _SALES),
        Example("SELECT id FROM hits WHERE url IS NOT NULL AND id <> 0", "redshift", _SORTED),
    ],
)
def clustering_key_unused(
    statement: exp.Select | exp.Update | exp.Delete | exp.Merge, context: Context
) -> Iterator[Remark]:
    """Report a sorted table whose WHERE leaves its leading sort column out."""
    scope = context.scope
    if context.schema is None or scope.root is not statement:
        return
    for relation in scope.relations:
        stored = relation.stored
        if stored is None or not stored.cluster or not stored.cluster[0]:
            continue
        if stored.rows is not None and stored.rows < _SMALL:
            continue
        leading = stored.cluster[0]
        test = _filter_on(relation, stored, statement, context)
        if test is None or is_filtered(relation, leading, scope, context):
            continue
        later = any(mentions(test, relation, name, scope) for name in stored.cluster[1:])
        if later and context.dialect in _NO_LEADING_COLUMN:
            continue
        names = stored.partition_columns
        if names and not (later and any(is_filtered(relation, n, scope, context) for n in names)):
            # Whole partitions are read or left out first; that weighs more.
            continue
        size = size_of(stored)
        yield Remark(
            context.ranges.test(test),
            f"{relation.node.name} is sorted by {leading}, which no filter uses.",
            impact=f"Reads nearly all blocks of {size}." if size else "",
            severity=Severity.WARNING if later else None,
        )


def _filter_on(
    relation: Relation, stored: Table, statement: exp.Expr, context: Context
) -> exp.Expr | None:
    """Return the first test of WHERE on the table, rather one on a later sort column."""
    where = condition_of(statement.args.get("where"))
    tests = [test for test in conjuncts(where) if not _lets_most_pass(test)]
    others = [name for name in stored.columns or () if name not in stored.partition_columns]
    for name in (*stored.cluster[1:], *others):
        for test in tests:
            if mentions(test, relation, name, context.scope):
                return test
    return None


def _lets_most_pass(test: exp.Expr) -> bool:
    """Tell whether a test only leaves something out, as ``<>`` and NOT NULL: none skips blocks."""
    return isinstance(test, (exp.NEQ, exp.Not)) or bool(test.args.get("negate"))
