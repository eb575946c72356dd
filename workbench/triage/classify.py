"""From a failure text to a diagnosis: one pass, ranked causes, and honesty about the rest."""

import re
from collections.abc import Iterable

from workbench.handbook.signatures import Cause, Layer
from workbench.triage.catalogue import ANY, Catalogue, Known
from workbench.triage.diagnosis import Alternative, Diagnosis, Evidence, Next, Retry, Verdict
from workbench.triage.log_stream import NumberedLine, text_lines
from workbench.triage.masking import mask
from workbench.triage.ranking import (
    Candidate,
    Candidates,
    best_of_each_cause,
    is_firm,
    is_tie,
    rank,
    wrappers,
)
from workbench.triage.retry import (
    NO_RETRY_NEEDED,
    Circumstances,
    retry_advice,
    weighed_again,
)
from workbench.triage.scan import Scan, Sighting, scan
from workbench.triage.technologies import GENERAL

MAX_TEXT = 500
"""Longest line that is shown as evidence."""
MAX_ALTERNATIVES = 4
_NUMBERS = re.compile(r"\d+")
_ALTERNATIVE_WITHIN = 25.0
_WEAK_CONFIDENCE = 0.6
_TIE_FACTOR = 0.7
_LONG_SILENCE = 240.0

_LOOK_AROUND = Next(
    kind="look",
    text="Give more of the log: the lines before the first error, and the log of the process "
    "that died (container, executor, database server).",
)


def classify(text: str | Iterable[NumberedLine], signatures: Catalogue) -> Diagnosis:
    """Return the likely cause of a failure text, or that it is unknown, or that nothing failed.

    Raises:
        InputError: reading the numbered lines does.
    """
    lines = text_lines(text) if isinstance(text, str) else text
    found = scan(lines, signatures)
    diagnosis = _counted(_diagnosis(found, signatures), found)
    if signatures.retries is None:
        return diagnosis
    return weighed_again(diagnosis, signatures.retries, Circumstances())


def _counted(diagnosis: Diagnosis, found: Scan) -> Diagnosis:
    """Return the diagnosis with how many lines look like each that it shows."""
    evidence = tuple(
        each.model_copy(update={"similar": found.counts.get(each.line, 1) - 1})
        for each in diagnosis.evidence
    )
    return diagnosis.model_copy(update={"evidence": evidence})


def _diagnosis(found: Scan, signatures: Catalogue) -> Diagnosis:
    ranked = rank(found)
    causes = best_of_each_cause(ranked)
    technology = _technology(found, causes[0] if causes else None, signatures)
    if not ranked:
        return _without_cause(found, technology)
    if _is_undecided(causes):
        return _unknown(found, causes, technology)
    return _named(found, ranked, causes, technology)


def _is_undecided(causes: Candidates) -> bool:
    """Return whether two resemblances of different causes are too close to speak of one."""
    return len(causes) > 1 and not is_firm(causes[0]) and is_tie(causes[0], causes[1])


def _without_cause(found: Scan, technology: str | None) -> Diagnosis:
    recovered = found.last_success > found.last_failure
    seen = wrappers(found)
    looks_well = found.is_log or found.last_success >= 0
    if looks_well and not found.has_failure and not seen:
        return _no_failure(found, technology, "No failure seen in this text")
    if recovered and found.last_failure < 0:
        return _no_failure(
            found, technology, "Warnings, but it came to a good end: no failure seen"
        )
    return _unknown(found, [], technology)


def _no_failure(found: Scan, technology: str | None, title: str) -> Diagnosis:
    return Diagnosis(
        verdict=Verdict.NO_FAILURE,
        title=title,
        cause=None,
        technology=technology,
        confidence=0.0,
        transient="unknown",
        who=None,
        evidence=(),
        alternatives=(),
        next=(),
        retry=NO_RETRY_NEEDED,
        lines=found.lines,
        repeats=found.repeats,
    )


def _unknown(found: Scan, causes: Candidates, technology: str | None) -> Diagnosis:
    seen = wrappers(found)
    title = "Several causes fit equally well" if causes else "The cause is not in this text"
    if seen and not causes:
        title = f"{seen[0].signature.title}: the cause is elsewhere"
    places = [step for known in seen for step in _checks(known, "look")]
    steps = _distinct([*places, *_questions(causes), _LOOK_AROUND])
    return Diagnosis(
        verdict=Verdict.UNKNOWN,
        title=title,
        cause=Cause.UNKNOWN,
        technology=technology,
        confidence=0.0,
        transient="unknown",
        who=None,
        evidence=_wrapper_evidence(found),
        alternatives=tuple(_alternative(each, causes[0]) for each in causes[:MAX_ALTERNATIVES]),
        next=tuple(steps),
        retry=retry_advice(None),
        links=tuple(link for known in seen for link in known.signature.links),
        lines=found.lines,
        repeats=found.repeats,
    )


def _named(
    found: Scan, ranked: Candidates, causes: Candidates, technology: str | None
) -> Diagnosis:
    best = causes[0]
    signature = best.known.signature
    others = [
        each
        for each in causes[1 : MAX_ALTERNATIVES + 1]
        if best.score - each.score <= _ALTERNATIVE_WITHIN
    ]
    tied = any(is_tie(best, each) and is_firm(each) for each in others)
    verdict = Verdict.MATCHED if is_firm(best) else Verdict.RESEMBLES
    return Diagnosis(
        verdict=verdict,
        title=signature.title,
        cause=signature.cause,
        technology=technology,
        confidence=_confidence(best, tied=tied),
        transient=signature.transient,
        who=signature.who,
        evidence=_evidence(ranked, best),
        alternatives=tuple(_alternative(each, best) for each in others),
        next=tuple(_next_steps(found, best, others)),
        retry=_retry(best, tied=tied),
        links=signature.links,
        lines=found.lines,
        repeats=found.repeats,
    )


def _confidence(best: Candidate, *, tied: bool) -> float:
    confidence = min(0.97, best.score / 100)
    if not is_firm(best):
        confidence = min(_WEAK_CONFIDENCE, confidence)
    return round(confidence * (_TIE_FACTOR if tied else 1.0), 2)


def _retry(best: Candidate, *, tied: bool) -> Retry:
    advice = retry_advice(best.known.signature)
    if tied and advice.safe == "yes":
        return retry_advice(None)
    return advice


def _evidence(ranked: Candidates, best: Candidate) -> tuple[Evidence, ...]:
    """Return the proving line first, then up to two more for the same cause that say more."""
    same = [each for each in ranked if each.cause == best.cause and each is not best]
    shown: dict[str, Evidence] = {}
    for each in [best, *same]:
        line = each.sighting.line
        is_new = all(line.number != other.line for other in shown.values())
        if is_new and len(shown) < 3:
            shown.setdefault(_NUMBERS.sub("", line.text), _evidence_of(each.sighting))
    return tuple(shown.values())


def _evidence_of(sighting: Sighting) -> Evidence:
    return Evidence(
        line=sighting.line.number,
        text=_shown(sighting.line.text),
        signature=sighting.known.ref,
    )


def _wrapper_evidence(found: Scan) -> tuple[Evidence, ...]:
    """Return the lines of wrappers, or the first line that tells of a failure."""
    seen: dict[str, Evidence] = {}
    for each in found.sightings:
        if each.known.is_wrapper:
            seen.setdefault(each.known.ref, _evidence_of(each))
    if seen:
        return tuple(seen.values())[:3]
    record = found.first_failure
    if record is None:
        return ()
    last = record.lines[-1] if record.frames else record.lines[0]
    return (Evidence(line=last.number, text=_shown(last.text), signature=""),)


def _alternative(each: Candidate, best: Candidate) -> Alternative:
    known = each.known
    return Alternative(
        cause=known.signature.cause,
        technology=None if known.technology == ANY else known.technology,
        signature=known.ref,
        line=each.sighting.line.number,
        text=_shown(each.sighting.line.text),
        score=round(each.score, 1),
        close=each is best or is_tie(best, each),
    )


def _technology(found: Scan, best: Candidate | None, signatures: Catalogue) -> str | None:
    """Return the technology of the signature, or the product that its line is about."""
    own = best.known.technology if best else ANY
    if own not in GENERAL:
        return own
    products = found.technologies - GENERAL
    if best and products:
        seen = best.sighting
        nearest = signatures.technologies.nearest(seen.record.text, seen.start, seen.end)
        if nearest:
            return nearest
    if len(products) == 1:
        return next(iter(products))
    if own != ANY:
        return own
    return next(iter(found.technologies)) if len(found.technologies) == 1 else None


def _next_steps(found: Scan, best: Candidate, others: Candidates) -> list[Next]:
    steps = _questions([best, *(each for each in others if is_tie(best, each))])
    silence = best.sighting.record.silence
    if best.cause == Cause.CONNECTION.value and silence >= _LONG_SILENCE:
        minutes = round(silence / 60)
        text = f"{minutes} minutes of silence came before: look for an idle limit (proxy, NAT)."
        steps.append(Next(kind="look", text=text))
    if best.known.signature.layer is Layer.SYMPTOM:
        text = "This is what the surviving side says; read the log of the other side, too."
        steps.append(Next(kind="look", text=text))
    if best.cause == Cause.CODE_BUG.value and found.own_frame:
        steps.append(Next(kind="look", text=f"Deepest frame of your own code: {found.own_frame}"))
    steps += _checks(best.known, "check")
    steps += [Next(kind="fix", text=fix) for fix in best.known.signature.fixes]
    return _distinct(steps)


def _questions(candidates: Candidates) -> list[Next]:
    return [
        Next(kind="question", text=each.known.signature.question)
        for each in candidates
        if each.known.signature.question
    ]


def _checks(known: Known, kind: str) -> list[Next]:
    return [
        Next(kind="look" if kind == "look" else "check", text=check.text, command=check.command)
        for check in known.signature.checks
    ]


def _distinct(steps: list[Next]) -> list[Next]:
    return list(dict.fromkeys(steps))


def _shown(text: str) -> str:
    """Return a line as it may be stored and shown: masked, without ends, not too long."""
    masked = mask(text.strip())
    return masked if len(masked) <= MAX_TEXT else masked[: MAX_TEXT - 1] + "…"
