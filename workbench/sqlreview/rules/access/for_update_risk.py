"""`for-update-risk`: a locking read that waits without end, or locks more than it needs."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import limits_rows
from workbench.sqlreview.rule import Example, Remark, Texts, rule

_EXCLUSIVE = (("FOR", "UPDATE"), ("FOR", "NO", "KEY", "UPDATE"))
_SHARED = (("FOR", "SHARE"), ("FOR", "KEY", "SHARE"), ("LOCK", "IN", "SHARE", "MODE"))


@rule(
    "for-update-risk",
    nodes=(exp.Lock,),
    severity=Severity.HINT,
    category="safety",
    source="sql-checklist",
    why="Sessions that want the same rows queue behind it, and two orders of locking deadlock.",
    fix="Lock by key with a LIMIT and add NOWAIT or SKIP LOCKED, or set a lock timeout.",
    impact="Waiting time of every other writer of these rows.",
    on={
        "oracle": Texts(
            fix="Lock by key, and add NOWAIT, WAIT n or SKIP LOCKED.",
        ),
        "postgres": Texts(
            fix="Lock by key with a LIMIT and add NOWAIT or SKIP LOCKED, or SET LOCAL "
            "lock_timeout.",
        ),
        "mysql": Texts(
            why="Sessions that want the same rows queue behind it, and two orders of locking "
            "deadlock; without an index on the condition InnoDB locks every row that it reads.",
            fix="Lock by key with a LIMIT and add NOWAIT or SKIP LOCKED (from 8.0 on), or lower "
            "innodb_lock_wait_timeout.",
        ),
    },
    fires=[
        Example("SELECT id FROM jobs «FOR UPDATE»", "postgres"),
        Example("SELECT id FROM jobs WHERE done = 0 «FOR UPDATE»", "mysql"),
        Example("SELECT id FROM jobs «FOR UPDATE»", "oracle"),
        Example("SELECT id FROM jobs WHERE done = 0 «FOR NO KEY UPDATE»", "postgres"),
        Example("SELECT id FROM jobs WHERE id = 1 «FOR SHARE»", "postgres"),
        Example("SELECT id FROM jobs WHERE id = 1 «LOCK IN SHARE MODE»", "mysql"),
    ],
    quiet=[
        Example("SELECT id FROM jobs FOR UPDATE SKIP LOCKED LIMIT 1", "postgres"),
        Example("SELECT id FROM jobs WHERE done = 0 FOR UPDATE NOWAIT", "mysql"),
        Example("SELECT id FROM jobs WHERE done = 0 FOR UPDATE WAIT 5", "oracle"),
        Example("SELECT id FROM jobs WHERE id = 1 FOR SHARE SKIP LOCKED", "postgres"),
        Example("SELECT id FROM jobs WHERE id = 1 FOR SHARE NOWAIT", "mysql"),
        Example("SELECT id FROM jobs WHERE done = 0 LIMIT 1 FOR UPDATE", "mysql"),
        Example("UPDATE jobs SET done = 1 WHERE id = 1"),
    ],
)
def for_update_risk(lock: exp.Lock, context: Context) -> Iterator[Remark]:
    """Report FOR UPDATE that waits; a warning where it locks the whole table."""
    query = lock.parent
    if query is None or lock.args.get("wait") is not None or limits_rows(query):
        return
    words = context.words
    shared = not lock.args.get("update")
    phrases = _SHARED if shared else _EXCLUSIVE
    found = ((words.find(*phrase), len(phrase)) for phrase in phrases)
    index, length = next((one for one in found if one[0] >= 0), (-1, 0))
    if index < 0:
        return
    last = index + length - 1
    if shared:
        message = "Writers of these rows wait, and this waits for them, without end."
        at = words.span(index, last)
        yield Remark(at, message, confidence=Confidence.POSSIBLE)
        return
    whole = query.args.get("where") is None and not query.args.get("joins")
    yield Remark(
        words.span(index, last),
        "Every row is locked, and waited for without end."
        if whole
        else "The lock is waited for without end: neither NOWAIT nor SKIP LOCKED.",
        severity=Severity.WARNING if whole else None,
        confidence=None if whole else Confidence.LIKELY,
    )
