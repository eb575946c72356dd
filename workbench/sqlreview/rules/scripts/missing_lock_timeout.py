"""`missing-lock-timeout`: a change of a live table that may wait for its lock without end."""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, script_rule
from workbench.sqlreview.rules.scripts.transactions import locks_readers_out, unread_locks
from workbench.sqlreview.script import Defined, Script
from workbench.sqlreview.tables import defined_table, is_scratch
from workbench.sqlreview.words import QUOTED, Words

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
        Example("«CREATE INDEX i ON orders (a)»", "postgres"),
        Example("«REFRESH MATERIALIZED VIEW sums»", "postgres"),
        Example("«VACUUM FULL orders»; DROP TABLE orders", "postgres"),
        Example("«ALTER TABLE orders DETACH PARTITION orders_2019»", "postgres"),
        Example("«ALTER TABLE shop.orders ADD CHECK (a > 0)»", "postgres"),
        Example("«CLUSTER orders USING orders_day»", "postgres"),
        Example("«ALTER TABLE ALL IN TABLESPACE slow SET TABLESPACE fast»", "postgres"),
    ],
    quiet=[
        Example("SET lock_timeout = '5s'; ALTER TABLE orders ADD COLUMN c INT", "postgres"),
        Example("SET LOCAL statement_timeout TO '5s'; DROP TABLE orders", "postgres"),
        Example("ALTER TABLE orders ADD COLUMN c INT", "snowflake"),
        Example("CREATE TABLE t (a INT); ALTER TABLE t ADD COLUMN c INT", "postgres"),
        Example("CREATE INDEX CONCURRENTLY i ON orders (a)", "postgres"),
        Example("UPDATE orders SET a = 1 WHERE id = 2", "postgres"),
        Example(
            "SELECT set_config('lock_timeout', '5s', TRUE); ALTER TABLE t ADD COLUMN c INT",
            "postgres",
        ),
        Example("REFRESH MATERIALIZED VIEW CONCURRENTLY sums", "postgres"),
        Example("VACUUM orders", "postgres"),
        Example("ALTER TABLE orders DETACH PARTITION orders_2019 CONCURRENTLY", "postgres"),
        Example("ALTER TABLE orders VALIDATE CONSTRAINT positive", "postgres"),
        Example("CREATE TABLE t (a INT); ALTER TABLE t ADD CHECK (a > 0)", "postgres"),
    ],
)
def missing_lock_timeout(script: Script) -> Iterator[Remark]:
    """Report the first exclusive lock of a PostgreSQL script that sets no timeout before it."""
    if script.dialect != "postgres":
        return
    locks = {id(defined.step): _locked(defined) for defined in reversed(script.definitions)}
    locks |= unread_locks(script)
    for step in script.steps:
        words = step.words
        if isinstance(step.tree, exp.Set) and not _SETTINGS.isdisjoint(words.upper[1:3]):
            return
        if words.first is TokenType.SELECT and _configures(words):
            return
        name = locks.get(id(step), "")
        if name:
            yield Remark(words.statement(), f"{name} is locked without a limit on the wait.")
            return


def _locked(defined: Defined) -> str:
    """Return the table that a definition locks against readers or writers, if others use it."""
    table, node = defined_table(defined.node), defined.node
    if table is None or defined.is_new or is_scratch(table):
        return ""
    builds = isinstance(node, exp.Create) and isinstance(node.this, exp.Index)
    if builds and not node.args.get("concurrently"):
        return table.name
    return table.name if locks_readers_out(node) else ""


def _configures(words: Words) -> bool:
    """Tell ``SELECT set_config('lock_timeout', …)``."""
    return words.at(1) == "SET_CONFIG" and words.at(3).strip(QUOTED).upper() in _SETTINGS
