"""What the brief screen says beside the form: problems, advice, what is missing."""

import re
from collections.abc import Sequence

from textual.content import Content

from screens.widgets.page_view import Block
from workbench.advisor.advise import Advice
from workbench.advisor.knowledge import PATTERNS
from workbench.advisor.verdict import Verdict
from workbench.errors import Problem
from workbench.reports.layout import bullets, paragraphs
from workbench.yaml_source import YamlPath

MARKS = {"recommended": "+", "consider": "o", "avoid": "-"}
"""Signs before a verdict; the word stands beside them."""


def headline(advice: Advice) -> str:
    """Return the advice in one line: the recommended patterns, pairs as pairs."""
    pairs = [" with ".join(each.titles) for each in advice.combinations]
    paired = {title for each in advice.combinations for title in each.titles}
    single = [
        one.title
        for one in advice.patterns
        if one.verdict == "recommended" and one.title not in paired
    ]
    return "; ".join([*single, *pairs]) or "nothing stands out yet; the brief says too little"


def advice_blocks(advice: Advice | None, problems: Sequence[Problem], width: int) -> list[Block]:
    """Return the panel beside the form, laid out for ``width`` cells."""
    blocks = [_problems(problems, width)] if problems else []
    if advice is None:
        return [*blocks, _block("wait", "Advice", ["Working on it ..."])]
    summary = paragraphs(f"Recommended: {headline(advice)}", width, "", "  ")
    summary += bullets((each.because for each in advice.combinations), width)
    blocks.append(_block("advice", "Advice", summary))
    blocks += [_verdict(PATTERNS, one, width) for one in advice.patterns]
    for category, found in advice.technologies.items():
        blocks.append(_block(category, category.capitalize(), []))
        blocks += [_verdict(category, one, width) for one in found]
    blocks += _figures(advice, width)
    for risk in advice.risks:
        lines = [
            *paragraphs(risk.because, width),
            *paragraphs(f"Do: {risk.advice}", width, "", "  "),
        ]
        blocks.append(_block(risk.id, f"Risk ({risk.severity}): {risk.title}", lines))
    if advice.missing:
        lines = bullets(advice.missing, width)
        blocks.append(_block("missing", f"Not known yet ({len(advice.missing)})", lines))
    return blocks


def field_path(problem: Problem) -> YamlPath:
    """Return the path of a problem in the design, as the form names it."""
    steps = re.findall(r"\[(\d+)\]|([^.\[\]]+)", problem.path)
    path: YamlPath = tuple(int(index) if index else name for index, name in steps)
    return path if path[:1] == ("brief",) else ("brief", *path)


def _problems(problems: Sequence[Problem], width: int) -> Block:
    texts = [f"line {problem.line}: {problem.path}: {problem.message}" for problem in problems]
    return _block("problems", f"Problems ({len(problems)})", bullets(texts, width))


def _verdict(matrix: str, verdict: Verdict, width: int) -> Block:
    ref = f"{matrix}/{verdict.id}"
    title = f"{MARKS[verdict.verdict]} {verdict.title}: {verdict.verdict} ({verdict.score})"
    lines = _reasons("For", verdict.because, width) if verdict.verdict != "avoid" else []
    lines += _reasons("Against", verdict.against, width)
    if verdict.verdict != "avoid":
        lines += _reasons("Would change it", verdict.would_change, width)
    return _block(ref, title, lines, (ref, *verdict.rules))


def _reasons(label: str, reasons: Sequence[str], width: int) -> list[str]:
    return [f"  {label}", *bullets(reasons, width, "  ")] if reasons else []


def _figures(advice: Advice, width: int) -> list[Block]:
    blocks = []
    sizing, cost = advice.sizing, advice.cost
    if sizing:
        low, high = sizing.stored_columnar_tb.low, sizing.stored_columnar_tb.high
        text = (
            f"After {sizing.retention_months} months: {sizing.stored_raw_tb:,.0f} TB raw, "
            f"{low:,.0f} to {high:,.0f} TB as compressed columns."
        )
        blocks.append(_block("sizing", "Stored data", paragraphs(text, width)))
    lines = []
    if cost.usd:
        lines = paragraphs(f"{cost.usd.low:,.0f} to {cost.usd.high:,.0f} USD a month", width)
        if cost.fit:
            budget = f"{cost.budget_monthly_usd:,.0f} USD" if cost.budget_monthly_usd else "unknown"
            lines += paragraphs(f"Against the budget of {budget}: {cost.fit}", width)
        lines += bullets(
            (
                f"{line.title}: {line.usd.low:,.0f} to {line.usd.high:,.0f} USD "
                f"(prices as of {line.as_of})"
                for line in cost.lines
            ),
            width,
        )
    lines += bullets(cost.assumptions, width)
    blocks.append(_block("cost", "Cost", lines))
    return blocks


def _block(block_id: str, title: str, lines: Sequence[str], links: tuple[str, ...] = ()) -> Block:
    styled = (Content.styled(title, "bold"), *(Content(line) for line in lines), Content())
    return Block(block_id, styled, links, "\n".join([title, *lines]) + "\n")
