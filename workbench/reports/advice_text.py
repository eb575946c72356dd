"""Advice for a terminal and, as Markdown, for a design review."""

import re

from workbench.advisor.advise import Advice
from workbench.reports.advice_outline import Point, outline
from workbench.reports.layout import heading, paragraphs

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|])")


def as_text(advice: Advice, width: int) -> str:
    """Return advice as plain text wrapped to ``width`` columns."""
    lines = heading(f"Advice: {advice.project_name}")
    for section in outline(advice):
        lines += ["", *heading(section.title, "-")]
        for point in section.points:
            lines += point_lines(point, width)
    return "\n".join(lines) + "\n"


def as_markdown(advice: Advice) -> str:
    """Return advice as Markdown; what the brief says is never taken for markup."""
    lines = [f"# Advice: {_plain(advice.project_name)}"]
    for section in outline(advice):
        lines += ["", f"## {_plain(section.title)}", ""]
        for point in section.points:
            lines.append(f"- **{_plain(point.title)}**")
            lines += [f"  - {_labelled(label, _plain(text))}" for label, text in point.details]
    return "\n".join(lines) + "\n"


def point_lines(point: Point, width: int) -> list[str]:
    """Return a point with what is said below it, wrapped to ``width`` columns."""
    lines = paragraphs(point.title, width, "", "  ")
    for label, text in point.details:
        lines += paragraphs(_labelled(label, text), width, "    ", "      ")
    return lines


def _labelled(label: str, text: str) -> str:
    return f"{label}: {text}" if label else text


def _plain(text: str) -> str:
    """Escape what Markdown would read as markup; addresses stay whole."""
    return " ".join(
        word if word.startswith("https://") else _MARKUP.sub(r"\\\1", word) for word in text.split()
    )
