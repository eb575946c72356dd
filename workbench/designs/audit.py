"""The audit: answers to the questions of the rubric, with their proof, and past scores."""

from typing import Annotated

from workbench.designs.document import Choice, Document, FieldHelp
from workbench.designs.field_types import Day, Percent


class Answered(Choice):
    """The answer to one question."""

    YES = "yes", "it is so, and there is proof", "", "y", "true"
    PARTLY = "partly", "in some places", "", "partial", "some"
    NO = "no", "not yet", "", "n", "false"


class AuditAnswer(Document):
    """One answer."""

    question: Annotated[
        str, FieldHelp("Question", "Its id in the rubric.", "automatic-retries", required=True)
    ] = ""
    answer: Annotated[
        Answered | None, FieldHelp("Answer", "How it stands.", "yes", required=True)
    ] = None
    proof: Annotated[
        str,
        FieldHelp(
            "Proof", "What the answer rests on.", "max_retries of all pipelines is 3", long=True
        ),
    ] = ""
    date: Annotated[
        Day | None, FieldHelp("Date", "When it was answered.", "2026-01-31", "YYYY-MM-DD")
    ] = None


class DimensionScore(Document):
    """The points of one dimension of the rubric."""

    dimension: Annotated[
        str, FieldHelp("Dimension", "Its id.", "pipeline-reliability", required=True)
    ] = ""
    points: Annotated[Percent, FieldHelp("Points", "Its points.", "14", "points")] = 0


class AuditScore(Document):
    """The result of one audit."""

    date: Annotated[
        Day | None, FieldHelp("Date", "When.", "2026-01-31", "YYYY-MM-DD", required=True)
    ] = None
    score: Annotated[Percent, FieldHelp("Score", "All points.", "64", "points of 100")] = 0
    dimensions: Annotated[
        tuple[DimensionScore, ...],
        FieldHelp("Dimensions", "The points of each.", entry="Dimension"),
    ] = ()
    note: Annotated[str, FieldHelp("Note", "What changed since.", "Contracts were added")] = ""


class Audit(Document):
    """Answers and history."""

    answers: Annotated[
        tuple[AuditAnswer, ...], FieldHelp("Answers", "One for each question.", entry="Answer")
    ] = ()
    history: Annotated[
        tuple[AuditScore, ...], FieldHelp("History", "Scores of past audits.", entry="Audit")
    ] = ()
