"""Whether running a failed step again is safe: a question of its own, apart from the cause."""

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.designs.pipeline import Pipeline
from workbench.handbook.failure import Cause, Failure, Transient, Who
from workbench.handbook.retries import QuestionId, Retries
from workbench.triage.diagnosis import Diagnosis, Retry, RetryAnswer, RetryVerdict, Verdict, YesOrNo
from workbench.triage.repeatable import repeatable_load

NO_RETRY_NEEDED = Retry(safe="unknown", why="No failure was seen in this text.")
_GENERIC = "It would fail the same way: fix the cause first."
_SAFE: dict[RetryVerdict, YesOrNo] = {"retry": "yes", "find-out-first": "unknown"}


_Answers = dict[QuestionId, RetryAnswer]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known beyond the log; ``earlier`` counts recent failures of the same kind."""

    pipeline: Pipeline | None = None
    earlier: int | None = None
    written: YesOrNo = "unknown"
    still_running: YesOrNo = "unknown"
    watermark_moved: YesOrNo = "unknown"


@dataclass(frozen=True, slots=True)
class _Failed:
    """What the log says that matters for a retry."""

    cause: Cause
    transient: Transient
    who: Who | None
    nothing_written: bool


def retry_advice(failure: Failure | None, rules: Retries | None = None) -> Retry:
    """Return the advice for a failure by the log alone; for None, the cause is not known."""
    if failure is None:
        return _advice(_Failed(Cause.UNKNOWN, "unknown", None, False), rules, Circumstances())
    failed = _Failed(failure.cause, failure.transient, failure.who, failure.nothing_written)
    return _advice(failed, rules, Circumstances())


def weighed_again(diagnosis: Diagnosis, rules: Retries, known: Circumstances) -> Diagnosis:
    """Return the diagnosis with the advice on a retry that takes into account what is known."""
    if diagnosis.verdict is Verdict.NO_FAILURE:
        return diagnosis
    kept = any(
        each.question == "written" and each.answer == "no" for each in diagnosis.retry.answers
    )
    cause = diagnosis.cause or Cause.UNKNOWN
    failed = _Failed(cause, diagnosis.transient, diagnosis.who, kept)
    return diagnosis.model_copy(update={"retry": _advice(failed, rules, known)})


def _advice(failed: _Failed, rules: Retries | None, known: Circumstances) -> Retry:
    answers = {each.question: each for each in _answers(failed, rules, known)}
    verdict, why = _verdict(failed, rules, answers)
    asked = _questions(verdict, answers)
    wait, attempts = _pause(failed, rules, known) if verdict == "retry" else (None, None)
    return Retry(
        safe=_SAFE.get(verdict, "no"),
        why=why,
        questions=tuple(rules.question(each).question for each in asked) if rules else (),
        verdict=verdict,
        wait_seconds=wait,
        attempts=attempts,
        answers=tuple(each for each in answers.values() if each.answer != "unknown"),
    )


def _answers(failed: _Failed, rules: Retries | None, known: Circumstances) -> Iterator[RetryAnswer]:
    if failed.nothing_written:
        because = "The product promises that what failed left nothing behind."
        yield RetryAnswer(question="written", answer="no", because=because)
    else:
        yield RetryAnswer(question="written", answer=known.written)
    yield repeatable_load(known.pipeline, rules)
    rule = rules.for_cause(failed.cause) if rules else None
    if known.still_running != "unknown" or rule is None or rule.may_still_run:
        yield RetryAnswer(question="running", answer=known.still_running)
    else:
        because = "Who reports this failure is the one that did the work."
        yield RetryAnswer(question="running", answer="no", because=because)
    yield _same_before(rules, known)
    yield _watermark(known)


def _same_before(rules: Retries | None, known: Circumstances) -> RetryAnswer:
    if known.earlier is None or rules is None:
        return RetryAnswer(question="same-before", answer="unknown")
    often = rules.same_before
    because = f"Met {known.earlier} times in the last {often.days} days."
    answer: YesOrNo = "yes" if known.earlier >= often.times else "no"
    return RetryAnswer(question="same-before", answer=answer, because=because)


def _watermark(known: Circumstances) -> RetryAnswer:
    if known.watermark_moved != "unknown" or known.pipeline is None:
        return RetryAnswer(question="watermark", answer=known.watermark_moved)
    if known.pipeline.extract.strategy == "full":
        because = "Everything is read each time, so there is no watermark."
        return RetryAnswer(question="watermark", answer="no", because=because)
    return RetryAnswer(question="watermark", answer="unknown")


def _verdict(failed: _Failed, rules: Retries | None, answers: _Answers) -> tuple[RetryVerdict, str]:
    if failed.transient == "no":
        return _not_by_itself(failed, rules)
    again = answers["same-before"]
    if again.answer == "yes":
        return "fix-first", f"{again.because} So it does not pass by itself."
    if failed.cause is Cause.UNKNOWN:
        return "find-out-first", "The cause is not known; a retry may repeat the damage."
    blocked = _to_clean_up(answers) or _to_find_out(failed, answers)
    return blocked or ("retry", _why_safe(answers))


def _to_clean_up(answers: _Answers) -> tuple[RetryVerdict, str] | None:
    if answers["running"].answer == "yes":
        return "clean-up-first", "The first attempt still runs: wait for its end or cancel it."
    load = answers["idempotent"]
    if answers["written"].answer == "yes" and load.answer == "no":
        return "clean-up-first", f"Remove what was written first. {load.because}"
    if answers["watermark"].answer == "yes":
        why = "The watermark has moved past rows that may be lost: set it back first."
        return "clean-up-first", why
    return None


def _to_find_out(failed: _Failed, answers: _Answers) -> tuple[RetryVerdict, str] | None:
    if failed.transient == "unknown":
        return "find-out-first", "Whether it passes by itself is not known."
    if failed.cause is Cause.TIMEOUT and answers["running"].answer == "unknown":
        return "find-out-first", "The caller stopped waiting; the work may still run on the server."
    load = answers["idempotent"]
    if answers["written"].answer == "no" or load.answer == "yes":
        return None
    if load.answer == "no":
        why = f"If anything was written, a retry would double it. {load.because}"
        return "find-out-first", why
    return "find-out-first", "It may pass, but a second run may double rows."


def _not_by_itself(failed: _Failed, rules: Retries | None) -> tuple[RetryVerdict, str]:
    rule = rules.for_cause(failed.cause) if rules else None
    why = rule.first if rule else _GENERIC
    is_upstream = rule is not None and rule.otherwise == "wait-for-upstream"
    if failed.who == "source-owner" or (is_upstream and failed.who != "us"):
        return "wait-for-upstream", why
    return "fix-first", why


def _why_safe(answers: _Answers) -> str:
    kept = answers["written"]
    reason = kept.because if kept.answer == "no" else answers["idempotent"].because
    return f"It passes by itself. {reason or 'Nothing was written.'}"


def _questions(verdict: RetryVerdict, answers: _Answers) -> tuple[QuestionId, ...]:
    """Return what is still to be found out; before a fix, only what may have to be cleaned up."""
    is_open = tuple(name for name, each in answers.items() if each.answer == "unknown")
    if answers["written"].answer == "no":
        is_open = tuple(name for name in is_open if name != "idempotent")
    if verdict == "retry":
        return tuple(name for name in is_open if name != "written")
    if verdict in ("fix-first", "wait-for-upstream"):
        return tuple(name for name in is_open if name in ("written", "watermark"))
    return is_open


def _pause(failed: _Failed, rules: Retries | None, known: Circumstances) -> tuple[int, int]:
    """Return seconds to wait and retries: the longer pause, the smaller number.

    A pipeline that states no retries is run again by hand, once.
    """
    rule = rules.for_cause(failed.cause) if rules else None
    wait, attempts = (rule.wait_seconds, rule.attempts) if rule else (0, 1)
    if known.pipeline:
        stated = known.pipeline.error_handling
        wait = max(wait, stated.retry_delay_seconds)
        attempts = min(attempts, stated.max_retries)
    return wait, max(attempts, 1)
