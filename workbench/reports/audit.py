"""The report of an audit: as text, as Markdown, and as data for JSON."""

from collections.abc import Sequence
from typing import Any

from workbench.audit.audit import Asked, AuditResult
from workbench.designs.audit import AuditScore
from workbench.reports.layout import heading, paragraphs

_BAR = 20
_SHOWN_HISTORY = 12
_MARKS = {"yes": "[x]", "partly": "[~]", "no": "[ ]", None: "[?]"}


def as_text(result: AuditResult, width: int) -> str:
    """Return an audit for people: score, dimensions, next steps, history, all questions."""
    lines = [*heading(f"Maturity: {result.score:g} of 100, {result.band.title.lower()}")]
    lines += [*paragraphs(result.band.advice, width), ""]
    lines += [
        _dimension(each.dimension.title, each.points, each.dimension.weight)
        for each in (result.dimensions)
    ]
    if result.open:
        count = len(result.open)
        points = sum(each.missing for each in result.open)
        lines += ["", *paragraphs(_still_open(count, points), width)]
    if result.steps:
        lines += ["", "Next steps, by points for their effort:"]
        for number, step in enumerate(result.steps, start=1):
            text = f"{number}. {step.question.advice} {_gain(step)}"
            lines += paragraphs(text, width, "  ", "     ")
    if result.history:
        lines += ["", "History:", *(f"  {line}" for line in chart(result.history))]
    for each in result.dimensions:
        lines += ["", *heading(each.dimension.title, "-")]
        for asked in each.asked:
            lines += _question(asked, width)
    return "\n".join(lines) + "\n"


def as_markdown(result: AuditResult) -> str:
    """Return an audit as Markdown."""
    lines = [f"# Maturity: {result.score:g} of 100", "", f"**{result.band.title}.** "]
    lines[-1] += result.band.advice
    lines += ["", "| dimension | points | of |", "|---|---|---|"]
    lines += [
        f"| {each.dimension.title} | {each.points:g} | {each.dimension.weight} |"
        for each in result.dimensions
    ]
    if result.steps:
        lines += ["", "## Next steps", ""]
        lines += [f"1. {step.question.advice} {_gain(step)}" for step in result.steps]
    for each in result.dimensions:
        lines += ["", f"## {each.dimension.title}", ""]
        for asked in each.asked:
            answer = asked.answer.value if asked.answer else "not answered"
            proof = f" {asked.proof}." if asked.proof else ""
            lines.append(f"- {asked.question.ask} **{answer}**.{proof}")
    return "\n".join(lines) + "\n"


def as_data(result: AuditResult) -> dict[str, Any]:
    """Return an audit as plain data for JSON."""
    return {
        "score": result.score,
        "band": {"title": result.band.title, "advice": result.band.advice},
        "dimensions": [
            {
                "id": each.dimension.id,
                "title": each.dimension.title,
                "points": each.points,
                "weight": each.dimension.weight,
                "questions": [_question_data(asked) for asked in each.asked],
            }
            for each in result.dimensions
        ],
        "next": [_question_data(step) for step in result.steps],
        "history": [
            {"date": str(each.date), "score": each.score} for each in result.history if each.date
        ],
    }


def chart(history: Sequence[AuditScore]) -> list[str]:
    """Return past scores as bars, the latest last."""
    shown = [each for each in history if each.date][-_SHOWN_HISTORY:]
    return [f"{each.date}  {_bar(each.score, 100)}  {each.score:g}" for each in shown]


def _dimension(title: str, points: float, weight: int) -> str:
    return f"  {title:<22}{_bar(points, weight)}  {points:g} of {weight}"


def _bar(value: float, most: float) -> str:
    filled = round(_BAR * value / most)
    return "#" * filled + "." * (_BAR - filled)


def _gain(step: Asked) -> str:
    return f"(+{step.missing:g} points, {step.question.effort} effort)"


def _still_open(count: int, points: float) -> str:
    noun = "question is" if count == 1 else "questions are"
    return (
        f"{count} {noun} not answered and count as nothing, {points:g} points in all. "
        "Answer them with --ask, or one by one with --answer ID=yes."
    )


def _question(asked: Asked, width: int) -> list[str]:
    mark = _MARKS[asked.answer.value if asked.answer else None]
    lines = paragraphs(f"{mark} {asked.question.ask}", width, "", "    ")
    said = f"{asked.question.id}, {asked.points:g} of {asked.question.points:g}"
    if asked.proof:
        said += f": {asked.proof}{' (from the design)' if asked.shown else ''}"
    lines += paragraphs(said, width, "    ", "    ")
    if asked.outdated:
        lines += paragraphs(f"The design shows {asked.outdated}", width, "    ", "    ")
    return lines


def _question_data(asked: Asked) -> dict[str, Any]:
    question = asked.question
    return {
        "id": question.id,
        "dimension": asked.dimension,
        "ask": question.ask,
        "answer": asked.answer.value if asked.answer else None,
        "points": asked.points,
        "of": question.points,
        "effort": question.effort,
        "advice": question.advice,
        "proof": asked.proof,
        "from_design": asked.shown,
        "design_shows": asked.outdated,
    }
