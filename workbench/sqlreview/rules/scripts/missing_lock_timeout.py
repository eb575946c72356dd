"""`missing-lock-timeout`: a change of a live table that may wait for its lock without end."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, script_rule
from workbench.sqlreview.rules.scripts.transactions import locks_readers_out
from workbench.sqlreview.script import Script
from workbench.sqlreview.tables import defined_table, is_scratch

_SETTINGS = frozenset({"LOCK_TIMEOUT", "STATEMENT_TIMEOUT"})


@script_rule(
    "missing-lock-timeout",
    severity=Severity.HINT,
    category="safety",
    confidence=Confidence.LIKELY,
    source="schema-change/deploy",
    why=(
        "While it waits behind a long query for its exclusive lock, all later readers of the "
        "table queue behind it."
    ),
    fix="SET lock_timeout = '5s' before it (and a statement_timeout), and retry.",
    impact="An outage as long as the longest query on the table.",
    skips_plain=True,
    fires=[
        Example("«ALTER TABLE orders ADD COLUMN c INT»", "postgres"),
        Example("SELECT 1; «DROP TABLE orders»", "postgres"),
        Example("«TRUNCATE TABLE orders»; ALTER TABLE orders ADD COLUMN c INT", "postgres"),
    ],
    quiet=[
        Example("SET lock_timeout = '5s'; ALTER TABLE orders ADD COLUMN c INT", "postgres"),
        Example("SET LOCAL statement_timeout TO '5s'; DROP TABLE orders", "postgres"),
        Example("ALTER TABLE orders ADD COLUMN c INT", "snowflake"),
        Example("CREATE TABLE t (a INT); ALTER TABLE t ADD COLUMN c INT", "postgres"),
        Example("CREATE INDEX CONCURRENTLY i ON orders (a)", "postgres"),
        Example("UPDATE orders SET a = 1 WHERE id = 2", "postgres"),
    ],
)
def missing_lock_timeout(script: Script) -> Iterator[Remark]:
    """Report the first exclusive lock of a PostgreSQL script that sets no timeout before it."""
    if script.dialect != "postgres":
        return
    limited = _first_timeout(script)
    for defined in script.definitions:
        table = defined_table(defined.node)
        if not locks_readers_out(defined.node) or defined.is_new:
            continue
        if table is None or is_scratch(table):
            continue
        at = defined.step.words.statement()
        if limited is None or at.start < limited:
            yield Remark(at, f"{table.name} is locked without a limit on the wait.")
        return


def _first_timeout(script: Script) -> int | None:
    for step in script.steps:
        if isinstance(step.tree, exp.Set) and not _SETTINGS.isdisjoint(step.words.upper):
            return step.words.statement().start
    return None
