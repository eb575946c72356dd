"""`index-not-concurrent`: an index built or dropped while the table's writers wait."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.dialects import GENERIC
from workbench.sqlreview.rule import Example, Remark, Texts, script_rule
from workbench.sqlreview.rules.scripts.transactions import steps_inside
from workbench.sqlreview.script import Defined, Script
from workbench.sqlreview.tables import is_scratch
from workbench.sqlreview.words import Words

_BLOCKING = frozenset({"postgres", "tsql", GENERIC})

_DROPPED = "The table is locked, reads included, while the index is dropped."


@script_rule(
    "index-not-concurrent",
    severity=Severity.WARNING,
    category="safety",
    source="schema-change/deploy",
    why="The table is locked against writes (by DROP and REINDEX against reads too) all the while.",
    fix="Use CONCURRENTLY outside a transaction; on SQL Server WITH (ONLINE = ON).",
    impact="Minutes of waiting writers per few dozen GB; nothing on a small or new table.",
    skips_plain=True,
    on={
        "postgres": Texts(
            why="CREATE INDEX lets readers in but no writer, DROP INDEX and REINDEX lock both "
            "out, until they are done.",
            fix="Use CONCURRENTLY, outside a transaction; if it fails, drop the INVALID index "
            "that it leaves.",
        ),
        "tsql": Texts(
            why="Built offline, an index keeps writers out until it is done, and a clustered one "
            "readers too.",
            fix="Use WITH (ONLINE = ON), which Enterprise edition and Azure SQL have, or build it "
            "while nobody writes.",
        ),
    },
    fires=[
        Example("«CREATE INDEX i ON orders» (customer_id)", "postgres"),
        Example("«CREATE UNIQUE INDEX IF NOT EXISTS i ON orders» (a)", "postgres"),
        Example("«DROP INDEX i»", "postgres"),
        Example("«REINDEX TABLE orders»", "postgres"),
        Example("«CREATE NONCLUSTERED INDEX i ON dbo.orders» (a)", "tsql"),
        Example("«ALTER INDEX i ON dbo.orders REBUILD»", "tsql"),
        Example("«DROP INDEX i, j»", "postgres"),
        Example("«CREATE INDEX i ON orders» (a)"),
        Example("BEGIN; CREATE INDEX «CONCURRENTLY» i ON orders (a); COMMIT", "postgres"),
    ],
    quiet=[
        Example("CREATE INDEX CONCURRENTLY i ON orders (customer_id)", "postgres"),
        Example("DROP INDEX CONCURRENTLY IF EXISTS i", "postgres"),
        Example("REINDEX TABLE CONCURRENTLY orders", "postgres"),
        Example("REINDEX (CONCURRENTLY) TABLE orders", "postgres"),
        Example("CREATE INDEX i ON t (a) WITH (ONLINE = ON)", "tsql"),
        Example("CREATE INDEX i ON orders (a)", "mysql"),
        Example("CREATE TABLE t (a INT PRIMARY KEY, b INT); CREATE INDEX i ON t (b)", "postgres"),
        Example("CREATE INDEX i ON #work (a)", "tsql"),
        Example(
            "CREATE MATERIALIZED VIEW s.v AS SELECT a FROM t WITH NO DATA; "
            "CREATE UNIQUE INDEX i ON s.v (a)",
            "postgres",
        ),
        Example("ALTER INDEX i ON dbo.orders REBUILD WITH (ONLINE = ON)", "tsql"),
        Example("ALTER INDEX i ON dbo.orders REORGANIZE", "tsql"),
        Example("DROP INDEX CONCURRENTLY i, j", "postgres"),
        Example(
            "CREATE TABLE t_new (a INT PRIMARY KEY, b INT); DROP TABLE t;"
            " ALTER TABLE t_new RENAME TO t; CREATE INDEX i ON t (b)",
            "postgres",
        ),
    ],
)
def index_not_concurrent(script: Script) -> Iterator[Remark]:
    """Report CREATE INDEX, DROP INDEX and REINDEX that lock a table which is in use."""
    if script.dialect not in _BLOCKING:
        return
    inside = steps_inside(script) if script.dialect == "postgres" else set[int]()
    for defined in script.definitions:
        remark = _blocking(defined, script.dialect)
        if remark is not None:
            yield remark
        elif id(defined.step) in inside and defined.node.args.get("concurrently"):
            words = defined.step.words
            yield Remark(
                words.span(words.find("CONCURRENTLY")),
                "CONCURRENTLY fails inside a transaction.",
                fix="Run it outside BEGIN … COMMIT, in a migration of its own.",
                severity=Severity.ERROR,
            )
    for step in script.steps:
        if step.tree is None:
            yield from _spelled(step.words, script.dialect)


def _blocking(defined: Defined, dialect: str) -> Remark | None:
    node, words = defined.node, defined.step.words
    if defined.is_new or not node.text("kind").upper().endswith("INDEX"):
        return None
    if node.args.get("concurrently") or words.find("ONLINE", "=", "ON") >= 0:
        return None
    if isinstance(node, exp.Create) and isinstance(node.this, exp.Index):
        table = node.this.args.get("table")
        if not isinstance(table, exp.Table) or is_scratch(table):
            return None
        return Remark(
            words.reaching(table, {"CREATE"}),
            f"Writers of {table.name} wait until {node.this.name or 'the index'} is built.",
            severity=Severity.HINT if dialect != "postgres" else None,
            confidence=Confidence.POSSIBLE if dialect == GENERIC else Confidence.LIKELY,
        )
    if isinstance(node, exp.Drop) and dialect == "postgres":
        return Remark(words.statement(), _DROPPED, severity=Severity.INFO)
    return None


def _spelled(words: Words, dialect: str) -> Iterator[Remark]:
    """Report what the parser leaves as text: REINDEX, ALTER INDEX … REBUILD, DROP INDEX a, b."""
    if dialect == "tsql":
        rebuilds = words.starts("ALTER", "INDEX") and words.find("REBUILD") >= 0
        if rebuilds and words.find("ONLINE", "=", "ON") < 0:
            message = f"Writers wait until {words.name(2)[0]} is built anew."
            yield Remark(words.statement(), message, severity=Severity.HINT)
    elif dialect != "postgres" or words.find("CONCURRENTLY") >= 0:
        return
    elif words.starts("REINDEX"):
        yield Remark(words.statement(), "Readers and writers wait until the index is built.")
    elif words.starts("DROP", "INDEX"):
        yield Remark(words.statement(), _DROPPED, severity=Severity.INFO)
