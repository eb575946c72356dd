"""`temp-table-lifecycle`: a lasting table used as a temporary one, or a temporary one kept."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, script_rule
from workbench.sqlreview.script import Defined, Script
from workbench.sqlreview.tables import created_table, is_temporary

_CHARGED = frozenset({"bigquery", "snowflake"})


@script_rule(
    "temp-table-lifecycle",
    severity=Severity.INFO,
    category="performance",
    source="cost-strategies",
    why="If the script stops between, the table stays; two runs at a time share one table.",
    fix="Create it as a temporary table.",
    impact="Storage, logging and time travel for rows that live for minutes.",
    skips_plain=True,
    on={
        **dict.fromkeys(
            ("trino", "presto", "athena"),
            Texts(
                fix="There are no temporary tables here: use a CTE, or give the table a name of "
                "this run's own and drop it also when the run fails.",
                impact="Files in storage for rows that live for minutes.",
            ),
        ),
        **dict.fromkeys(
            ("spark", "spark2"),
            Texts(
                fix="Use a temporary view, cached if it is read often, or give the table a name "
                "of this run's own and drop it also when the run fails.",
                impact="Files in storage for rows that live for minutes.",
            ),
        ),
        "snowflake": Texts(
            fix="Create it as a temporary table, or as TRANSIENT if other sessions read it.",
            impact="A lasting table keeps Time Travel and seven days of Fail-safe for rows that "
            "live for minutes.",
        ),
        "databricks": Texts(
            fix="Use a temporary view (or a temporary table where the warehouse has them), or "
            "give the table a name of this run's own and drop it also when the run fails.",
            impact="Files in storage, and table history, for rows that live for minutes.",
        ),
        EngineKind.ROW_STORE: Texts(
            impact="Space, and log writes that a temporary table is mostly spared, for rows that "
            "live for minutes.",
        ),
    },
    fires=[
        Example(
            "«CREATE TABLE work_orders» AS SELECT 1 AS a; SELECT a FROM work_orders; "
            "DROP TABLE work_orders",
            "bigquery",
        ),
        Example("«CREATE TABLE s.w» (a INT); DROP TABLE IF EXISTS s.w", "snowflake"),
        Example("«CREATE TABLE d.tmp» AS SELECT 1 AS a; DROP TABLE d.tmp", "bigquery"),
        Example(
            "DROP TABLE IF EXISTS w; «CREATE TABLE w» AS SELECT 1 AS a; DROP TABLE w", "postgres"
        ),
        Example("«CREATE TEMP TABLE w» AS SELECT 1 AS a; SELECT a FROM w", "bigquery"),
        Example("«CREATE TABLE #w» (a INT); SELECT a FROM #w", "tsql"),
        Example("SELECT a «INTO dbo.w» FROM dbo.t; SELECT a FROM dbo.w; DROP TABLE dbo.w", "tsql"),
    ],
    quiet=[
        Example("CREATE TEMP TABLE w AS SELECT 1 AS a; SELECT a FROM w; DROP TABLE w", "bigquery"),
        Example("DROP TABLE IF EXISTS t; CREATE TABLE t AS SELECT 1 AS a", "snowflake"),
        Example("CREATE TABLE t (a INT PRIMARY KEY)", "postgres"),
        Example("CREATE PROCEDURE p AS BEGIN CREATE TABLE #w (a INT) END", "tsql"),
        Example("CREATE TABLE #w (a INT); SELECT a FROM #w; DROP TABLE #w", "tsql"),
        Example("CREATE TABLE a (x INT); DROP TABLE b", "mysql"),
        Example("SELECT a INTO #w FROM dbo.t; SELECT a FROM #w; DROP TABLE #w", "tsql"),
        Example("DROP TABLE IF EXISTS dbo.w; SELECT a INTO dbo.w FROM dbo.t", "tsql"),
        Example("CREATE TEMP TABLE w ON COMMIT DROP AS SELECT 1 AS a", "postgres"),
    ],
)
def temp_table_lifecycle(script: Script) -> Iterator[Remark]:
    """Report tables that the script both creates and drops, and temporary ones it keeps."""
    every = script.definitions
    yield from _made_by_queries(script)
    drops = {d.table: at for at, d in enumerate(every) if isinstance(d.node, exp.Drop)}
    for position, defined in enumerate(every):
        table = created_table(defined.node)
        if table is None:
            continue
        dropped = drops.get(defined.table, -1) > position
        at = defined.step.words.reaching(table, {"CREATE"})
        temporary = is_temporary(defined.node) or _ends_with_session(table)
        charged = script.dialect in _CHARGED
        if dropped and not temporary:
            yield Remark(at, f"{table.name} lasts, but the script drops it again.")
        elif temporary and not dropped and not defined.guarded and not _ends_with_commit(defined):
            name = table.name.lstrip("#")
            yield Remark(
                at,
                f"{name} is {'charged' if charged else 'kept'} until the session ends: "
                "nothing drops it.",
                impact="Storage is charged for it until then."
                if charged
                else "Space; in a pooled session the next run finds it.",
                fix="Drop it as soon as it has been read.",
                severity=Severity.HINT,
                confidence=Confidence.POSSIBLE,
            )


def _made_by_queries(script: Script) -> Iterator[Remark]:
    """Report tables that ``SELECT … INTO`` makes and the script drops further down."""
    dropped = {d.table for d in script.definitions if isinstance(d.node, exp.Drop) and d.is_new}
    for step in script.steps:
        if step.makes and step.makes in dropped:
            at = step.words.find("INTO")
            name, last = step.words.name(at + 1)
            yield Remark(step.words.span(at, last), f"{name} lasts, but the script drops it again.")


def _ends_with_commit(defined: Defined) -> bool:
    written = defined.step.written
    return written is not None and written.find("ON", "COMMIT", "DROP") >= 0


def _ends_with_session(table: exp.Table) -> bool:
    """Tell a ``#table`` or a table variable of T-SQL, which is temporary by its name."""
    if isinstance(table.this, exp.Parameter) or table.name.startswith("#"):
        return True
    return isinstance(table.this, exp.Identifier) and bool(table.this.args.get("temporary"))
