"""`non-idempotent-write`: an insert that doubles, hides or replaces rows when it is run again."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.tables import is_scratch

_HIDING = {
    "IGNORE": "INSERT IGNORE drops rows on any error, not only duplicates.",
    "REPLACE": "REPLACE deletes the old row first: columns not given are lost.",
}


@rule(
    "non-idempotent-write",
    nodes=(exp.Insert, exp.Command),
    severity=Severity.INFO,
    category="safety",
    source="idempotency-rules/merge-not-insert",
    why="A job that is retried or backfilled runs its writes twice.",
    fix="Use MERGE or ON CONFLICT … DO UPDATE on the key, or replace a whole partition.",
    impact="Doubled or silently dropped rows after a retry.",
    on={
        **dict.fromkeys(
            ("postgres", "sqlite", "duckdb"),
            Texts(
                fix="Use INSERT … ON CONFLICT (key) DO UPDATE, or delete the rows of the same "
                "load first, in one transaction.",
            ),
        ),
        "mysql": Texts(
            fix="Use INSERT … ON DUPLICATE KEY UPDATE, or delete the rows of the same load first, "
            "in one transaction.",
        ),
        **dict.fromkeys(
            ("tsql", "oracle"),
            Texts(
                fix="Use MERGE on the key, or delete the rows of the same load first, in one "
                "transaction.",
            ),
        ),
        **dict.fromkeys(
            ("bigquery", "snowflake", "redshift"),
            Texts(
                why="A job that is retried or backfilled runs its writes twice, and declared keys "
                "are not enforced here.",
                fix="Use MERGE on the key, or delete the rows of the same load first, in one "
                "transaction.",
            ),
        ),
        "databricks": Texts(
            why="A job that is retried or backfilled runs its writes twice, and declared keys are "
            "not enforced here.",
            fix="Use MERGE on the key, or INSERT … REPLACE WHERE for the partition or days that "
            "are loaded.",
        ),
        "clickhouse": Texts(
            why="A job that is retried or backfilled runs its writes twice, and the primary key "
            "does not keep rows unique.",
            fix="Load into a table of its own and REPLACE PARTITION, or use ReplacingMergeTree "
            "with the key in ORDER BY.",
        ),
        **dict.fromkeys(
            ("spark", "spark2", "hive"),
            Texts(
                why="A job that is retried or backfilled runs its writes twice, and no key stops "
                "it.",
                fix="Use INSERT OVERWRITE of the partition that is loaded, or MERGE where the "
                "table format has it.",
            ),
        ),
        **dict.fromkeys(
            ("trino", "presto", "athena"),
            Texts(
                why="A job that is retried or backfilled runs its writes twice, and no key stops "
                "it.",
                fix="Use MERGE where the table format has it (Iceberg, Delta), or delete the "
                "partition that is loaded first.",
            ),
        ),
    },
    fires=[
        Example("«INSERT IGNORE INTO t» (a) VALUES (1)", "mysql"),
        Example("«REPLACE INTO t» (a) VALUES (1)", "mysql"),
        Example("«INSERT OR REPLACE INTO t» (a) VALUES (1)", "sqlite"),
        Example("«INSERT INTO facts» (a) SELECT a FROM staged", "bigquery"),
        Example("«INSERT INTO facts» (a) VALUES (1)", "postgres"),
        Example("«INSERT INTO mart.daily» (a) SELECT a FROM stage.daily", "snowflake"),
    ],
    quiet=[
        Example("INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = 1", "postgres"),
        Example("INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE b = 1", "mysql"),
        Example("INSERT INTO t (a) SELECT a FROM s WHERE NOT EXISTS (SELECT 1 FROM t)", "tsql"),
        Example("INSERT INTO t (a) SELECT s.a FROM s LEFT JOIN t ON t.a = s.a WHERE t.a IS NULL"),
        Example("INSERT OVERWRITE TABLE t PARTITION (d = 1) SELECT a FROM s", "spark"),
        Example("INSERT INTO #t (a) SELECT a FROM s", "tsql"),
        Example("IF NOT EXISTS (SELECT 1 FROM t WHERE a = 1) INSERT INTO t (a) VALUES (1)", "tsql"),
        Example("INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING", "sqlite"),
        Example("CREATE OR REPLACE TABLE t AS SELECT 1 AS a", "snowflake"),
        Example(
            "MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)",
            "oracle",
        ),
    ],
)
def non_idempotent_write(statement: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report IGNORE and REPLACE, and (as a guess) rows that nothing guards against a rerun."""
    words = context.words
    if isinstance(statement, exp.Command):
        if words.starts("REPLACE", "INTO"):
            yield Remark(words.span(0, words.name(2)[1]), _HIDING["REPLACE"])
        return
    if isinstance(statement.parent, exp.When) or statement.args.get("overwrite"):
        return
    table = statement.this.this if isinstance(statement.this, exp.Schema) else statement.this
    if not isinstance(table, exp.Table) or is_scratch(table):
        return
    hiding = "IGNORE" if statement.args.get("ignore") else statement.text("alternative").upper()
    if hiding in _HIDING:
        said = _HIDING[hiding]
        if context.dialect == "sqlite" and hiding == "IGNORE":
            said = "INSERT OR IGNORE drops rows that break any constraint, not only duplicates."
        # Without a list all columns are given, so that nothing of the old row is missed.
        whole = hiding == "REPLACE" and not isinstance(statement.this, exp.Schema)
        at = words.reaching(table, {"INSERT"})
        yield Remark(at, said, severity=Severity.HINT if whole else None)
    elif _adds_rows(statement.expression, context) and not _is_guarded(statement, table):
        message = f"Run twice, this adds the same rows to {table.name} again."
        at = words.reaching(table, {"INSERT"})
        yield Remark(at, message, severity=Severity.HINT, confidence=Confidence.POSSIBLE)


def _adds_rows(rows: exp.Expr | None, context: Context) -> bool:
    """Tell a query, or constants that stand outside routines, blocks and conditions."""
    return isinstance(rows, exp.Query) or (isinstance(rows, exp.Values) and not context.inner)


def _is_guarded(insert: exp.Expr, table: exp.Table) -> bool:
    if any(insert.args.get(part) for part in ("conflict", "where", "partition", "exists")):
        return True
    if table.args.get("partition") is not None:
        return True
    return any(_may_be_same(read, table) for read in insert.expression.find_all(exp.Table))


def _may_be_same(read: exp.Table, written: exp.Table) -> bool:
    """Tell whether two names may be of one table: those of two schemas are not."""
    if read.name.lower() != written.name.lower():
        return False
    return not read.db or not written.db or read.db.lower() == written.db.lower()
