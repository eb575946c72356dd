"""The audit: questions, answers, points, and which step gains most for its effort."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workbench.audit.proofs import prove
from workbench.designs.audit import Answered, AuditAnswer, AuditScore, DimensionScore
from workbench.designs.audit import Audit as AuditSection
from workbench.handbook.rubric import Band, Dimension, Question, Rubric
from workbench.lint.landscape import Landscape

SHARES = {Answered.YES: 1.0, Answered.PARTLY: 0.5, Answered.NO: 0.0}
"""The share of its points that an answer earns."""
EFFORTS = {"small": 1.0, "medium": 3.0, "large": 9.0}
"""Efforts as they are weighed against each other: days, weeks, months."""
STEPS = 3
"""Next steps that are named."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and how it stands. ``answer`` is None where nobody and nothing answers it.

    ``shown`` says that the answer comes from the design; ``outdated`` that somebody
    answered and the design now shows something else.
    """

    dimension: str
    question: Question
    answer: Answered | None
    proof: str
    shown: bool
    outdated: str = ""

    @property
    def points(self) -> float:
        """What the answer earns."""
        return self.question.points * SHARES[self.answer] if self.answer else 0.0

    @property
    def missing(self) -> float:
        """What could still be earned."""
        return self.question.points - self.points


@dataclass(frozen=True, slots=True)
class DimensionResult:
    """One dimension: its points of its weight."""

    dimension: Dimension
    asked: tuple[Asked, ...]

    @property
    def points(self) -> float:
        """The points of all its questions."""
        return sum(each.points for each in self.asked)


@dataclass(frozen=True, slots=True)
class AuditResult:
    """The whole audit."""

    dimensions: tuple[DimensionResult, ...]
    band: Band
    steps: tuple[Asked, ...]
    history: tuple[AuditScore, ...]

    @property
    def score(self) -> float:
        """Points of 100."""
        return sum(each.points for each in self.dimensions)

    @property
    def open(self) -> tuple[Asked, ...]:
        """The questions that nobody has answered and the design does not."""
        return tuple(
            each for result in self.dimensions for each in result.asked if each.answer is None
        )


def audit(landscape: Landscape, given: Mapping[str, AuditAnswer] | None = None) -> AuditResult:
    """Score a design by the rubric ``maturity-rubric``.

    What a person answered, in the design or in ``given``, comes before what the design
    shows; where the two differ, the result says so.
    """
    rubric = landscape.handbook.page("maturity-rubric", Rubric)
    section = landscape.design.audit or AuditSection()
    answers = {each.question: each for each in section.answers} | dict(given or {})
    results = tuple(
        DimensionResult(
            dimension,
            tuple(_asked(dimension.id, each, answers, landscape) for each in dimension.questions),
        )
        for dimension in rubric.dimensions
    )
    total = sum(each.points for each in results)
    band = next(each for each in rubric.bands if each.lowest <= round(total) <= each.highest)
    return AuditResult(results, band, _steps(results), section.history)


def questions(rubric: Rubric) -> dict[str, Question]:
    """Return all questions by their ids."""
    return {each.id: each for dimension in rubric.dimensions for each in dimension.questions}


def score_of(result: AuditResult, day: date, note: str = "") -> AuditScore:
    """Return the line that the history of the design keeps of an audit."""
    scores = tuple(
        DimensionScore(dimension=each.dimension.id, points=each.points)
        for each in result.dimensions
    )
    return AuditScore(date=day, score=result.score, dimensions=scores, note=note)


def _asked(
    dimension: str, question: Question, answers: Mapping[str, AuditAnswer], landscape: Landscape
) -> Asked:
    proof = prove(question.proof, landscape) if question.proof else None
    given = answers.get(question.id)
    if given is not None and given.answer is not None:
        differs = proof is not None and proof.answer is not given.answer
        outdated = f"{proof.answer}: {proof.text}" if proof is not None and differs else ""
        return Asked(dimension, question, given.answer, given.proof, shown=False, outdated=outdated)
    if proof is not None:
        return Asked(dimension, question, proof.answer, proof.text, shown=True)
    return Asked(dimension, question, None, "", shown=False)


def _steps(results: tuple[DimensionResult, ...]) -> tuple[Asked, ...]:
    """Return the steps that gain most points for their effort; an open question is no step."""
    open_ = [
        each
        for result in results
        for each in result.asked
        if each.answer is not None and each.missing > 0
    ]
    ranked = sorted(open_, key=lambda each: -each.missing / EFFORTS[each.question.effort])
    return tuple(ranked[:STEPS])
