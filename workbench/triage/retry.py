"""Whether running a failed step again is safe: a question of its own, apart from the cause."""

from workbench.handbook.failure import Cause, Failure
from workbench.triage.diagnosis import Retry

_WRITTEN = "Was anything written before it failed (a partial load, committed batches)?"
_IDEMPOTENT = (
    "Does the write give the same result twice (merge on a key, partition swap, one transaction)?"
)
_RUNNING = "Is the job or statement still running on the server?"
_SAME_BEFORE = "Did earlier attempts fail at the same place? Then it is not transient."
_WATERMARK = "Has the watermark or offset moved already?"
QUESTIONS = (_WRITTEN, _IDEMPOTENT, _RUNNING, _SAME_BEFORE, _WATERMARK)

_FIRST: dict[Cause, str] = {
    Cause.SCHEMA_MISMATCH: "The schemas still differ: align them first.",
    Cause.DATA_QUALITY: "The same rows fail again: correct or set them aside first.",
    Cause.OUT_OF_MEMORY: "The same input needs the same memory: change size or limit first.",
    Cause.PERMISSION: "The right is still missing: grant it or renew the credential first.",
    Cause.DUPLICATE_KEY: "The rows are there already: find out who wrote them first.",
    Cause.DEPENDENCY_MISSING: "What is missing is still missing: provide it first.",
    Cause.CONFIG_ERROR: "The setting is still wrong: correct it first.",
    Cause.CODE_BUG: "The code is still the same: correct or roll back first.",
    Cause.RESOURCE_EXHAUSTED: "The limit is still reached: free or raise it first.",
    Cause.DATA_CORRUPTION: "The file or record is still broken: replace or set it aside first.",
    Cause.LATE_DATA_OR_OFFSET: "The position is gone: find and fill the gap first.",
}


def retry_advice(signature: Failure | None) -> Retry:
    """Return the advice for a signature; for none, nothing is known."""
    if signature is None:
        return Retry(
            safe="unknown",
            why="The cause is not known; a retry may repeat the damage.",
            questions=QUESTIONS,
        )
    if signature.transient == "no":
        why = _FIRST.get(signature.cause, "It would fail the same way: fix the cause first.")
        return Retry(safe="no", why=why, questions=(_WRITTEN, _WATERMARK))
    if signature.transient == "yes" and signature.nothing_written:
        return Retry(
            safe="yes",
            why="It passes, and the product left nothing behind. Retry with a wait and a limit.",
            questions=(_SAME_BEFORE,),
        )
    if signature.cause is Cause.TIMEOUT:
        why = "The caller stopped waiting; the work may still run on the server."
        return Retry(
            safe="unknown", why=why, questions=(_RUNNING, _WRITTEN, _IDEMPOTENT, _SAME_BEFORE)
        )
    why = (
        "It may pass, but a second run may double rows."
        if signature.transient == "yes"
        else "Whether it passes by itself is not known."
    )
    return Retry(
        safe="unknown", why=why, questions=(_WRITTEN, _IDEMPOTENT, _SAME_BEFORE, _WATERMARK)
    )


NO_RETRY_NEEDED = Retry(safe="unknown", why="No failure was seen in this text.")
