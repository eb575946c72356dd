"""`clickhouse-final-prewhere`: rows that ClickHouse merges, or changes, later than one thinks."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlglot.tokenizer_core import TokenType

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, script_rule
from workbench.sqlreview.schema.model import Schema
from workbench.sqlreview.script import Script
from workbench.sqlreview.tables import created_table, storage_engine
from workbench.sqlreview.words import Words

_MERGING = ("REPLACINGMERGETREE", "COLLAPSINGMERGETREE", "VERSIONEDCOLLAPSINGMERGETREE")
_SETTLES = frozenset({"FINAL", "ARGMAX", "ARGMAXIF", "ANYLAST", "GROUP"})
"""Words of a query that takes one row per key itself."""
_CHANGES = frozenset({"UPDATE", "DELETE"})
_WINDOW = 8


@script_rule(
    "clickhouse-final-prewhere",
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="sql-checklist",
    why=(
        "Old versions of a row stay until a merge in the background: without FINAL they are read, "
        "and a PREWHERE on other columns than the key is applied before FINAL has removed them."
    ),
    fix="Read with FINAL or argMax(…) per key, and filter in WHERE where the table is read FINAL.",
    impact="Rows counted twice, or an outdated version instead of the newest.",
    fires=[
        Example(
            "CREATE TABLE r (id UInt64, v UInt32) ENGINE = ReplacingMergeTree(v) ORDER BY id; "
            "SELECT id, v FROM «r» WHERE id > 4",
            "clickhouse",
        ),
        Example(
            "SELECT id, v FROM «db.r» WHERE id > 4",
            "clickhouse",
            "CREATE TABLE db.r (id UInt64, v UInt32) "
            "ENGINE = ReplicatedReplacingMergeTree('/x', '{r}', v) ORDER BY id",
        ),
        Example("SELECT a FROM t FINAL «PREWHERE» status = 1 WHERE id = 2", "clickhouse"),
        Example("«ALTER TABLE t UPDATE» a = 1 WHERE id = 2", "clickhouse"),
        Example("«ALTER TABLE db.t ON CLUSTER c DELETE» WHERE d < '2020-01-01'", "clickhouse"),
        Example(
            "CREATE TABLE d ON CLUSTER c (id UInt64) ENGINE = Distributed(c, db, t, id); "
            "SELECT u.x FROM u «JOIN» d ON d.id = u.id",
            "clickhouse",
        ),
        Example("SELECT a.x FROM a «JOIN» b_distributed AS b ON b.id = a.id", "clickhouse"),
    ],
    quiet=[
        Example(
            "CREATE TABLE r (id UInt64, v UInt32) ENGINE = ReplacingMergeTree(v) ORDER BY id; "
            "SELECT id, v FROM r FINAL WHERE id > 4",
            "clickhouse",
        ),
        Example(
            "CREATE TABLE r (id UInt64, v UInt32) ENGINE = ReplacingMergeTree(v) ORDER BY id; "
            "SELECT id, argMax(v, at) FROM r GROUP BY id",
            "clickhouse",
        ),
        Example(
            "CREATE TABLE m (id UInt64, v UInt32) ENGINE = MergeTree ORDER BY id; "
            "SELECT id, v FROM m WHERE id > 4",
            "clickhouse",
        ),
        Example(
            "SELECT id, v FROM r FINAL WHERE id > 4",
            "clickhouse",
            "CREATE TABLE r (id UInt64, v UInt32) ENGINE = ReplacingMergeTree(v) ORDER BY id",
        ),
        Example(
            "SELECT id, v FROM r WHERE id > 4",
            "clickhouse",
            "CREATE TABLE r (id UInt64, v UInt32) ENGINE = MergeTree ORDER BY id",
        ),
        Example("SELECT a FROM t PREWHERE status = 1 WHERE id = 2", "clickhouse"),
        Example("ALTER TABLE t ADD COLUMN a UInt8", "clickhouse"),
        Example("ALTER TABLE t MODIFY TTL d + INTERVAL 1 MONTH DELETE", "clickhouse"),
        Example(
            "CREATE TABLE d ON CLUSTER c (id UInt64) ENGINE = Distributed(c, db, t, id); "
            "SELECT u.x FROM u GLOBAL JOIN d ON d.id = u.id",
            "clickhouse",
        ),
        Example("ALTER TABLE t DROP COLUMN a", "postgres"),
    ],
)
def clickhouse_final_prewhere(script: Script) -> Iterable[Remark]:
    """Report mutations, PREWHERE with FINAL, and reads of tables that the script itself made."""
    return _report(script) if script.dialect == "clickhouse" else ()


def _report(script: Script) -> Iterator[Remark]:
    merging: set[str] = set()
    distributed: set[str] = set()
    for step in script.steps:
        words = step.words
        if words.starts("ALTER", "TABLE"):
            yield from _mutation(words)
            continue
        table = created_table(step.tree) if step.tree is not None else None
        engine = storage_engine(step.tree)
        if table is not None:
            merging |= {table.name} if engine.endswith(_MERGING) else set()
            distributed |= {table.name} if engine == "DISTRIBUTED" else set()
            continue
        yield from _prewhere(words)
        yield from _reads(words, _Tables(merging, distributed, script.schema))


def _mutation(words: Words) -> Iterator[Remark]:
    for at in range(3, min(len(words), 3 + _WINDOW)):
        if words.at(at) == "TTL":
            return  # DELETE behind it says what becomes of old rows.
        if words.at(at) in _CHANGES:
            yield Remark(
                words.span(0, at),
                "A mutation: every part that holds such a row is written anew, some time later.",
                fix="Insert a new version of the row, drop a partition, or use DELETE FROM.",
                impact="Hours of disk work for a large table; later mutations wait for it.",
                severity=Severity.INFO,
            )
            return


def _prewhere(words: Words) -> Iterator[Remark]:
    final, prewhere = words.find("FINAL"), words.find("PREWHERE")
    if 0 <= final < prewhere and words.find("SELECT", start=final) < 0:
        message = "PREWHERE is applied before FINAL: it may drop the newest version of a row."
        yield Remark(words.span(prewhere), message)


class _Tables(NamedTuple):
    """What the script and a schema tell of the engines of tables."""

    merging: set[str]
    distributed: set[str]
    schema: Schema | None

    def merges_late(self, name: str) -> bool:
        """Tell whether old versions of rows stay in a table until some later time."""
        if name.rpartition(".")[2] in self.merging:
            return True
        stored = self.schema.find(tuple(name.split("."))) if self.schema is not None else None
        return stored is not None and stored.engine.endswith(_MERGING)


def _reads(words: Words, tables: _Tables) -> Iterator[Remark]:
    distributed = tables.distributed
    knows = bool(tables.merging or tables.schema)
    for before, token in enumerate(words.tokens):
        joins = token.token_type is TokenType.JOIN
        if not joins and not (knows and token.token_type is TokenType.FROM):
            continue
        at = before + 1
        name, last = words.name(at)
        short = name.rpartition(".")[2]
        if tables.merges_late(name) and _SETTLES.isdisjoint(words.upper):
            yield Remark(
                words.span(at, last), f"{short} keeps old versions of a row until it is merged."
            )
        elif joins and _is_spread(short, distributed) and "GLOBAL" not in words.upper:
            yield Remark(
                words.span(before),
                f"Without GLOBAL each shard asks all others for {short}.",
                fix="Write GLOBAL JOIN, or join with the local table of each shard.",
                impact="As many queries as shards, squared.",
                severity=Severity.INFO,
                confidence=None if short in distributed else Confidence.POSSIBLE,
            )


def _is_spread(table: str, distributed: set[str]) -> bool:
    """Tell whether a table lies on several shards: the script made it so, or its name says so."""
    return table in distributed or table.lower().endswith(("_distributed", "_dist"))
