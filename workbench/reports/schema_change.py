"""The differences between two schemas as text, Markdown and plain data."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from workbench.reports.layout import bullets, paragraphs
from workbench.reports.markdown_text import plain
from workbench.schemachange.judge import Judged


def schema_change_text(judged: Sequence[Judged], width: int) -> str:
    """Return the differences with what they mean, those that break readers first."""
    lines = [headline(judged), ""]
    said: tuple[str, ...] = ()
    for each in judged:
        mark = "[BREAKS]" if each.is_breaking else "[fits]"
        lines += paragraphs(f"{mark} {_what(each)}", width, "", "  ")
        if not each.difference.is_sure:
            lines += paragraphs(f"Not sure: {_doubt(each)}", width, "    ", "    ")
        lines += paragraphs(each.means, width, "    ", "    ")
        lines += paragraphs(f"Do: {each.do}", width, "    ", "      ")
        if each.hits and each.hits == said:
            lines.append("    In the design: the same as above")
        elif each.hits:
            lines += ["    In the design:", *bullets(each.hits, width, "      ")]
        said = each.hits or said
    return "\n".join(lines).rstrip() + "\n"


def schema_change_markdown(judged: Sequence[Judged]) -> str:
    """Return the differences as a table, for a ticket or a pull request."""
    lines = [f"**{headline(judged)}**", ""]
    if judged:
        lines += ["| breaks | what | means | do | in the design |", "|---|---|---|---|---|"]
    for each in judged:
        doubt = "" if each.difference.is_sure else f" (not sure: {plain(_doubt(each))})"
        cells = (
            "yes" if each.is_breaking else "no",
            plain(_what(each)) + doubt,
            plain(each.means),
            plain(each.do),
            "<br>".join(plain(hit) for hit in each.hits) or "-",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def schema_change_data(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the differences as plain data for JSON."""
    return {
        "breaking": any(each.is_breaking for each in judged),
        "differences": [
            {
                **asdict(each.difference),
                "title": each.title,
                "is_breaking": each.is_breaking,
                "means": each.means,
                "do": each.do,
                "in_the_design": list(each.hits),
                "link": each.link,
            }
            for each in judged
        ],
    }


def headline(judged: Sequence[Judged]) -> str:
    """Return the outcome in a line."""
    breaking = sum(each.is_breaking for each in judged)
    if not judged:
        return "No differences."
    count = f"{len(judged)} difference{'' if len(judged) == 1 else 's'}"
    return f"{count}, {breaking} of them break{'s' if breaking == 1 else ''} readers."


def _what(each: Judged) -> str:
    difference = each.difference
    place = f"{difference.table}.{difference.column}" if difference.column else difference.table
    change = " -> ".join(text for text in (difference.before, difference.after) if text)
    return f"{each.title}: {place}" + (f" ({change})" if change else "")


def _doubt(each: Judged) -> str:
    if each.difference.kind == "rename":
        guess = each.difference.guess
        return f"taken for a rename because of {guess}; it may be a removal and an addition"
    return "the types are not understood well enough"
