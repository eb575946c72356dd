"""`unbalanced-transaction`: a transaction that is left open, nested, or never begun."""

from collections.abc import Iterator

from workbench.findings import Confidence, Severity
from workbench.sqlreview.rule import Example, Remark, script_rule
from workbench.sqlreview.rules.scripts.transactions import Event, Mark, events
from workbench.sqlreview.script import Script

_BATCHES = frozenset({"tsql", "fabric"})


@script_rule(
    "unbalanced-transaction",
    severity=Severity.WARNING,
    category="safety",
    source="sql-checklist",
    why="An open transaction keeps its locks, and its changes vanish when the session ends.",
    fix="End each transaction with COMMIT (or ROLLBACK on failure) in the same script.",
    impact="Blocked writers until the session ends, and work that is rolled back.",
    skips_plain=True,
    fires=[
        Example("«BEGIN»; UPDATE t SET a = 1 WHERE id = 2", "postgres"),
        Example("«BEGIN TRANSACTION»; DELETE FROM t WHERE id = 2", "bigquery"),
        Example(
            "BEGIN TRAN; «BEGIN TRAN»; UPDATE t SET a = 1 WHERE id = 2; COMMIT; COMMIT", "tsql"
        ),
        Example("BEGIN; «BEGIN»; COMMIT", "postgres"),
        Example("«START TRANSACTION»; UPDATE t SET a = 1 WHERE id = 2", "mysql"),
        Example("BEGIN; UPDATE t SET a = 1 WHERE id = 2; COMMIT; «COMMIT»", "postgres"),
        Example("BEGIN TRAN; COMMIT; «BEGIN TRAN»; DELETE FROM t WHERE id = 2", "tsql"),
        Example("BEGIN; UPDATE t SET a = 1 WHERE id = 2; COMMIT; «ROLLBACK»", "postgres"),
        Example("BEGIN; DROP TABLE a; END; UPDATE t SET a = 1 WHERE id = 2; «COMMIT»", "redshift"),
        Example("«BEGIN TRAN»; SAVE TRAN s; DELETE FROM t WHERE id = 2; ROLLBACK TRAN s", "tsql"),
    ],
    quiet=[
        Example("BEGIN; UPDATE t SET a = 1 WHERE id = 2; COMMIT", "postgres"),
        Example("BEGIN; SAVEPOINT s; ROLLBACK TO SAVEPOINT s; COMMIT", "postgres"),
        Example("START TRANSACTION; DELETE FROM t WHERE id = 1; ROLLBACK", "mysql"),
        Example("BEGIN TRY BEGIN TRAN; UPDATE t SET a = 1 WHERE id = 2; COMMIT; END TRY", "tsql"),
        Example(
            "BEGIN TRAN; UPDATE t SET a = 1 WHERE id = 2; IF @@ERROR <> 0 ROLLBACK ELSE COMMIT",
            "tsql",
        ),
        Example("COMMIT", "oracle"),
        Example("BEGIN SELECT 1; END", "bigquery"),
        Example("UPDATE t SET a = 1 WHERE id = 2", "postgres"),
    ],
)
def unbalanced_transaction(script: Script) -> Iterator[Remark]:
    """Report a BEGIN without end, a BEGIN inside a transaction, an end without begin."""
    batches = script.dialect in _BATCHES
    opened: list[Event] = []
    before: Event | None = None
    seen = ended = False
    for event in events(script):
        if event.mark is Mark.BEGIN:
            if opened:
                yield Remark(event.at, _nested(batches))
            if not opened or batches:
                ended = ended and bool(opened)
                opened.append(event)
            seen = True
            continue
        if not opened and seen and not batches:
            mild = _is_usual(event, before)
            message = "There is no open transaction to end here."
            yield Remark(event.at, message, severity=Severity.HINT if mild else None)
        ended = True
        before = event
        if event.mark is Mark.ROLLBACK:
            opened.clear()
        elif opened:
            opened.pop()
    for event in opened[:1]:
        # Batches branch (IF … ROLLBACK ELSE COMMIT), so only a script without any end is sure.
        if not batches or not ended:
            yield Remark(
                event.at,
                "This transaction is neither committed nor rolled back in the script.",
                confidence=Confidence.LIKELY,
            )


def _is_usual(end: Event, before: Event | None) -> bool:
    """Tell a COMMIT of what clients without autocommit began, and COMMIT with ROLLBACK behind it.

    The latter ends what is left of a transaction that failed.
    """
    if before is None:
        return False
    apart = end.position - before.position > 1
    return apart if end.mark is Mark.COMMIT else not apart and before.mark is Mark.COMMIT


def _nested(batches: bool) -> str:
    if batches:
        return "A nested transaction: only the outermost COMMIT counts, any ROLLBACK undoes all."
    return "A transaction is open already; this BEGIN does nothing, or commits the first."
