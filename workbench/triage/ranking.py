"""Which of several signatures names the cause: written rules, each a small function.

The rules come from measurements on failure texts of many products; ``rank`` applies
them in order. A rule either takes sightings out or moves their score.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from workbench.handbook.signatures import Layer
from workbench.triage.catalogue import Known
from workbench.triage.scan import Scan, Sighting
from workbench.triage.unwrap import Level

ROOT_BONUS = 4.0
MAX_LATE_PENALTY = 3.0
QUIET_PENALTY = 40.0
SYMPTOM_PENALTY = 25.0
LOUD_BEFORE_QUIET = 10.0
FIRM_BEFORE_WEAK = 12.0
TIE = 3.0
"""Two candidates this close in score are shown side by side."""
SPEAKS_FROM = 30.0
"""Lowest score that names a cause."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible cause: where it was seen, and its score so far."""

    sighting: Sighting
    score: float

    @property
    def known(self) -> Known:
        """The signature behind it."""
        return self.sighting.known

    @property
    def cause(self) -> str:
        """The cause that its signature names."""
        return self.known.signature.cause.value


Candidates = list[Candidate]
Rule = Callable[[Candidates], Candidates]


def rank(scan: Scan) -> Candidates:
    """Return the candidates that name a cause, best first."""
    candidates = [
        Candidate(sighting, float(sighting.known.signature.strength)) for sighting in scan.sightings
    ]
    candidates = only_in_context(candidates, scan.technologies)
    candidates = without_recovered(candidates, scan)
    candidates = without_plain_information(candidates, scan)
    for rule in RULES:
        candidates = rule(candidates)
    kept = [each for each in candidates if each.score >= SPEAKS_FROM]
    return sorted(kept, key=lambda each: (-each.score, each.sighting.order, each.known.ref))


def wrappers(scan: Scan) -> list[Known]:
    """Return the wrappers that were seen, in the order of the log: they know where to look."""
    seen = {each.known.ref: each.known for each in scan.sightings if each.known.is_wrapper}
    return list(seen.values())


def only_in_context(candidates: Candidates, technologies: set[str]) -> Candidates:
    """Drop signatures of a vendor that the text does not show: codes mean other things elsewhere.

    A row's own technology in ``only_with`` counts, and so does one of its relatives.
    """
    return [
        each
        for each in candidates
        if not each.known.signature.only_with
        or technologies.intersection(each.known.signature.only_with)
    ]


def without_recovered(candidates: Candidates, scan: Scan) -> Candidates:
    """Drop warnings and information that a later success made moot, if no error followed."""
    if scan.last_success <= scan.last_failure:
        return candidates
    return [
        each
        for each in candidates
        if each.sighting.order > scan.last_success
        or each.sighting.record.level in (None, Level.ERROR)
    ]


def without_plain_information(candidates: Candidates, scan: Scan) -> Candidates:
    """Drop information where nothing in the whole log tells of a failure."""
    if scan.has_failure:
        return candidates
    return [each for each in candidates if not _is_quiet(each)]


def without_overruled(candidates: Candidates) -> Candidates:
    """Let the words after a class decide: drop what another match in the same record overrules."""
    overruled = {
        (each.sighting.order, other)
        for each in candidates
        for other in each.known.signature.overrules
    }
    return [
        each
        for each in candidates
        if (each.sighting.order, each.known.signature.id) not in overruled
    ]


def without_words_of_wrappers(candidates: Candidates) -> Candidates:
    """Drop weak matches that read the very words of a wrapper, and the wrappers themselves."""
    spans = [
        (each.sighting.order, each.sighting.start, each.sighting.end)
        for each in candidates
        if each.known.is_wrapper
    ]

    def reads_wrapper(each: Candidate) -> bool:
        seen = each.sighting
        return any(
            order == seen.order and start < seen.end and seen.start < end
            for order, start, end in spans
        )

    return [
        each
        for each in candidates
        if not each.known.is_wrapper and not (each.known.is_weak and reads_wrapper(each))
    ]


def specific_before_weak_in_a_line(candidates: Candidates) -> Candidates:
    """Drop weak matches in a line for which a specific signature speaks."""
    spoken = {
        (each.sighting.order, each.sighting.line.number, each.sighting.line.text)
        for each in candidates
        if not each.known.is_weak and not each.known.is_symptom
    }
    return [
        each
        for each in candidates
        if not each.known.is_weak
        or (each.sighting.order, each.sighting.line.number, each.sighting.line.text) not in spoken
    ]


def quiet_lines_count_less(candidates: Candidates) -> Candidates:
    """Take 40 from what stands at INFO or DEBUG, unless the line tells of a failure.

    Some products write real failures at INFO, so the line is not dropped outright.
    """
    return [
        replace(each, score=each.score - QUIET_PENALTY)
        if _is_quiet(each) and not each.sighting.is_failure
        else each
        for each in candidates
    ]


def root_of_a_chain_counts_more(candidates: Candidates) -> Candidates:
    """Add 4 to the deepest exception of a chain."""
    return [
        replace(each, score=each.score + ROOT_BONUS) if each.sighting.is_root else each
        for each in candidates
    ]


def earlier_counts_more(candidates: Candidates) -> Candidates:
    """Take up to 3 from later records: what came first is nearer to the cause."""
    orders = sorted({each.sighting.order for each in candidates})
    places = {order: float(place) for place, order in enumerate(orders)}
    return [
        replace(each, score=each.score - min(MAX_LATE_PENALTY, places[each.sighting.order]))
        for each in candidates
    ]


def symptoms_only_alone(candidates: Candidates) -> Candidates:
    """Take 25 from symptoms as soon as anything else names a cause.

    "Connection reset" is what the surviving side says; the side that died names why.
    """
    if not any(not each.known.is_symptom and each.score >= SPEAKS_FROM for each in candidates):
        return candidates
    return [
        replace(each, score=each.score - SYMPTOM_PENALTY) if each.known.is_symptom else each
        for each in candidates
    ]


def loud_lines_before_quiet(candidates: Candidates) -> Candidates:
    """Take 10 from what stands at INFO or DEBUG where an error, or a bare line, names a cause.

    "Table does not exist and will be skipped" is information about a step that went on.
    """
    if all(_is_quiet(each) for each in candidates if each.score >= SPEAKS_FROM):
        return candidates
    return [
        replace(each, score=each.score - LOUD_BEFORE_QUIET) if _is_quiet(each) else each
        for each in candidates
    ]


def firm_before_weak(candidates: Candidates) -> Candidates:
    """Take 12 from resemblances as soon as a code, class or message of its own names a cause."""
    if not any(is_firm(each) and each.score >= SPEAKS_FROM for each in candidates):
        return candidates
    return [
        replace(each, score=each.score - FIRM_BEFORE_WEAK) if each.known.is_weak else each
        for each in candidates
    ]


RULES: Sequence[Rule] = (
    without_overruled,
    without_words_of_wrappers,
    specific_before_weak_in_a_line,
    quiet_lines_count_less,
    loud_lines_before_quiet,
    firm_before_weak,
    root_of_a_chain_counts_more,
    earlier_counts_more,
    symptoms_only_alone,
)


def _is_quiet(candidate: Candidate) -> bool:
    level = candidate.sighting.record.level
    return level is not None and level.is_quiet


def best_of_each_cause(ranked: Candidates) -> Candidates:
    """Return the best candidate of each cause, best first."""
    best: dict[str, Candidate] = {}
    for each in ranked:
        best.setdefault(each.cause, each)
    return list(best.values())


def is_tie(first: Candidate, second: Candidate) -> bool:
    """Return whether two candidates of different causes are too close to pick one silently."""
    return first.cause != second.cause and first.score - second.score <= TIE


def is_firm(candidate: Candidate) -> bool:
    """Return whether a candidate is a match of its own, rather than a resemblance or a symptom."""
    return not candidate.known.is_weak and candidate.known.signature.layer is not Layer.SYMPTOM
