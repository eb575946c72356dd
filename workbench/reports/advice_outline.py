"""Advice as an outline of sections and points, which text and Markdown both lay out."""

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.advisor.advise import Advice
from workbench.advisor.cost import Cost
from workbench.advisor.facts import roughly, written
from workbench.advisor.history import HistoryAdvice
from workbench.advisor.sizing import FORMULA, Sizing
from workbench.advisor.verdict import Verdict
from workbench.handbook.figures import Range

_MOST_CHANGES = 3
_MOST_REASONS = 4


@dataclass(frozen=True, slots=True)
class Point:
    """A line, and what is said below it: label and text."""

    title: str
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A headed group of points."""

    title: str
    points: tuple[Point, ...]


def _history(one: HistoryAdvice) -> Point:
    stated = f"the design says type {one.stated}" if one.stated else "the design says nothing"
    agreed = "as the design has it" if one.agrees else stated
    title = f"{one.dimension}.{one.attribute}: type {one.advised}, {agreed}"
    return Point(title, (("for", one.because),))


def outline(advice: Advice) -> Iterator[Section]:
    """Yield the sections of a report, the answer first."""
    recommended = [one for one in advice.patterns if one.verdict == "recommended"]
    yield Section("Recommended patterns", tuple(_answer(advice, recommended)))
    others = [one for one in advice.patterns if one.verdict != "recommended"]
    yield Section("Other patterns", tuple(_point(one) for one in others))
    for category, found in advice.technologies.items():
        yield Section(f"Technologies: {category}", tuple(_point(one) for one in found))
    yield Section("Modelling approach", tuple(_point(one) for one in advice.modelling))
    if advice.history:
        yield Section("History of attributes", tuple(_history(one) for one in advice.history))
    yield Section("Sizing", tuple(_sizing(advice.sizing)))
    yield Section("Cost", tuple(_cost(advice.cost)))
    risks = tuple(
        Point(f"{risk.title} ({risk.severity})", (("", risk.because), ("do", risk.advice)))
        for risk in advice.risks
    )
    yield Section("Risks", risks or (Point("None of the known risks shows in the brief."),))
    if advice.missing:
        yield Section("Missing from the brief", tuple(Point(text) for text in advice.missing))


def span(found: Range, unit: str) -> str:
    """Return a range as people write it: ``40 to 100 TB``."""
    low, high = written(found.low), written(found.high)
    return f"{low} {unit}" if low == high else f"{low} to {high} {unit}"


def verdict_title(verdict: Verdict) -> str:
    """Return the line above the reasons of a verdict."""
    return f"{verdict.title}: {verdict.verdict} ({verdict.score})"


def _answer(advice: Advice, recommended: list[Verdict]) -> Iterator[Point]:
    if not recommended:
        yield Point("None: too little in the brief speaks for one pattern. See those to consider.")
    for combination in advice.combinations:
        yield Point(" + ".join(combination.titles), (("together", combination.because),))
    said = {combination.because for combination in advice.combinations}
    for verdict in recommended:
        yield _point(verdict, said)


def _point(verdict: Verdict, said: set[str] | None = None) -> Point:
    reasons = [text for text in verdict.because if text not in (said or ())]
    details = [("for", text) for text in reasons[:_MOST_REASONS]]
    details += [("against", text) for text in verdict.against[:_MOST_REASONS]]
    if verdict.would_change:
        details.append(("changes", "; ".join(verdict.would_change[:_MOST_CHANGES])))
    return Point(verdict_title(verdict), tuple(details))


def _sizing(sizing: Sizing | None) -> Iterator[Point]:
    if sizing is None:
        yield Point("Not known: it needs volume and retention, in numbers that can be true.")
        return
    yield Point(
        f"{written(sizing.gb_per_day)} GB a day now, {written(sizing.gb_per_day_later)} GB a day "
        f"after {sizing.retention_months} months"
    )
    yield Point(f"{written(sizing.stored_raw_tb)} TB stored raw over the retention")
    yield Point(f"{span(sizing.stored_columnar_tb, 'TB')} stored as columnar files")
    notes = (FORMULA, *sizing.assumptions)
    yield Point("How it is reckoned", tuple(("", text) for text in notes))


def _cost(cost: Cost) -> Iterator[Point]:
    if cost.usd is None:
        yield Point("Not known.", tuple(("", text) for text in cost.assumptions))
        return
    against = (
        f", against {written(cost.budget_monthly_usd)} USD: {cost.fit}"
        if cost.budget_monthly_usd
        else ""
    )
    yield Point(f"About {_usd(cost.usd)} a month{against}")
    for line in cost.lines:
        source = f"{line.source} (as of {line.as_of:%Y-%m-%d})"
        yield Point(f"{line.title}: {_usd(line.usd)}", (("", line.assumes), ("price", source)))
    yield Point("Assumptions", tuple(("", text) for text in cost.assumptions))


def _usd(found: Range) -> str:
    return span(Range(low=roughly(found.low), high=roughly(found.high)), "USD")
