"""`dirty-read`: rows are read that another transaction has not committed."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.scans.table_hints import hint_words, word_behind
from workbench.sqlreview.source import Span
from workbench.sqlreview.words import QUOTED, Words

_DIRTY = frozenset({"NOLOCK", "READUNCOMMITTED"})
_VARIABLES = frozenset({"TRANSACTION_ISOLATION", "TX_ISOLATION"})
_LEVEL = f"{QUOTED}READ-UNCOMMITTED"
_ON = frozenset({"1", "ON", "TRUE", "YES"})
_HINTED = frozenset({"tsql", "fabric"})
_READS_COMMITTED = frozenset({"postgres", "oracle", "materialize", "risingwave"})
"""Engines on which READ UNCOMMITTED is read committed, or not allowed."""


@rule(
    "dirty-read",
    nodes=(exp.WithTableHint, exp.TableAlias, exp.Transaction, exp.Set, exp.Pragma, exp.Command),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist",
    why=(
        "Rows may be read that are rolled back later, and while pages split rows are missed or "
        "read twice: sums come out wrong without an error."
    ),
    fix="Remove the hint; use READ COMMITTED SNAPSHOT where readers must not wait for writers.",
    impact="Wrong results under load, impossible to reproduce.",
    on={
        "mysql": Texts(
            why="Rows may be read that are rolled back later, and a query sees changes of other "
            "transactions while it runs: sums come out wrong without an error.",
            fix="Use READ COMMITTED or REPEATABLE READ; InnoDB readers wait for no writer there "
            "either.",
        ),
        "sqlite": Texts(
            why="On connections that share a cache, rows are read that are rolled back later: sums "
            "come out wrong without an error.",
            fix="Leave read_uncommitted off; in WAL mode readers wait for no writer either.",
        ),
    },
    fires=[
        Example("SELECT o.id FROM orders o WITH («NOLOCK») WHERE o.x = 1", "tsql"),
        Example("SELECT o.id FROM dbo.orders («nolock») WHERE x = 1", "tsql"),
        Example(
            "SELECT a.x FROM a WITH (INDEX(ix), «READUNCOMMITTED») JOIN b WITH («NOLOCK») "
            "ON b.i = a.i",
            "tsql",
        ),
        Example("SELECT id FROM orders «NOLOCK» WHERE x = 1", "tsql"),
        Example("START TRANSACTION ISOLATION LEVEL «READ UNCOMMITTED»", "mysql"),
        Example("SET SESSION transaction_isolation = «'READ-UNCOMMITTED'»", "mysql"),
        Example("PRAGMA «read_uncommitted = 1»", "sqlite"),
    ],
    quiet=[
        Example("SELECT o.id FROM orders o WITH (READPAST) WHERE o.x = 1", "tsql"),
        Example("SELECT o.id FROM orders o WITH (UPDLOCK, ROWLOCK) WHERE o.x = 1", "tsql"),
        Example("SELECT nolock.id FROM orders AS nolock WHERE nolock.x = 1", "mysql"),
        Example("BEGIN TRANSACTION ISOLATION LEVEL READ UNCOMMITTED", "postgres"),
        Example("BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED", "mysql"),
        Example("SET SESSION transaction_isolation = 'READ-COMMITTED'", "mysql"),
        Example("SET @note = 'READ-UNCOMMITTED'", "mysql"),
        Example("PRAGMA read_uncommitted = 0", "sqlite"),
    ],
)
def dirty_read(node: exp.Expr, context: Context) -> Iterable[Remark]:
    """Report NOLOCK and READUNCOMMITTED hints, and transactions of that isolation level."""
    if node.__class__ is exp.TableAlias and context.dialect not in _HINTED:
        return ()
    return _uncommitted(node, context)


def _uncommitted(node: exp.Expr, context: Context) -> Iterator[Remark]:
    if isinstance(node, exp.TableAlias):
        if context.dialect in _HINTED and node.name.upper() in _DIRTY:
            message = f"Without brackets {node.name} is an alias, not the hint that was meant."
            alias = context.ranges.of(node.this)
            yield Remark(alias, message, confidence=Confidence.LIKELY)
        return
    if isinstance(node, exp.WithTableHint):
        table = node.parent
        if table is not None and not _DIRTY.isdisjoint(hint_words(node)):
            name = table.name
            message = f"{name} is read without regard to changes that are not committed."
            yield Remark(word_behind(table.this, _DIRTY, context), message)
        return
    if node is not context.tree or context.dialect in _READS_COMMITTED:
        return
    at = _chosen(node, context.words)
    if at is not None:
        message = "All queries of this transaction read changes that are not committed."
        yield Remark(at, message)


def _chosen(node: exp.Expr, words: Words) -> Span | None:
    """Return where a statement chooses the isolation level, if it chooses this one."""
    at = words.find("READ", "UNCOMMITTED")
    if at >= 0 and words.find("ISOLATION", "LEVEL") == at - 2:
        return words.span(at, at + 1)
    if isinstance(node, exp.Pragma):
        at = words.find("READ_UNCOMMITTED", "=")
        return words.span(at, at + 2) if at >= 0 and words.at(at + 2) in _ON else None
    at = words.find(_LEVEL) if isinstance(node, exp.Set) else -1
    return words.span(at) if at > 1 and words.at(at - 2) in _VARIABLES else None
