"""One finding in full: for reading on a screen, and as Markdown for a ticket or a review."""

import re

from workbench.findings import Finding


def finding_facts(finding: Finding) -> list[tuple[str, str]]:
    """Return what is known beside the message, as label and text; empty texts are left out."""
    facts = [
        ("Why", finding.why),
        ("Do", finding.fix),
        ("Impact", finding.impact),
        ("Sure", finding.confidence.value),
        ("Rule", finding.rule),
    ]
    return [(label, text) for label, text in facts if text]


def finding_markdown(finding: Finding, name: str, sql: str) -> str:
    """Return a finding as Markdown, with the lines of ``sql`` that it is about.

    ``name`` is the path of the file, or what stands for it.
    """
    place = finding.place
    lines = sql.split("\n")[place.line - 1 : place.end_line]
    fence = _fence("\n".join(lines))
    parts = [
        f"**{finding.severity.value}** at {plain_markdown(name)}, line {place.line}, "
        f"column {place.column}: {plain_markdown(finding.message)}",
        "",
        *(f"- {label}: {text}" for label, text in finding_facts(finding)),
        "",
        f"{fence}sql",
        *lines,
        fence,
    ]
    return "\n".join(parts) + "\n"


def plain_markdown(text: str) -> str:
    """Return text on one line that Markdown shows as it is."""
    return re.sub(r"[\\`*<>\[\]|]", r"\\\g<0>", " ".join(text.split()))


def _fence(text: str) -> str:
    """Return a fence that the text cannot close."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    return "`" * max(3, longest + 1)
