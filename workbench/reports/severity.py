"""A class of consumers and the severity of an incident that hits it, as text."""

from workbench.handbook.page import Page
from workbench.handbook.severities import ConsumerClass
from workbench.reports.layout import paragraphs


def consumer_class_lines(_: Page, each: ConsumerClass, width: int) -> list[str]:
    """Return what a class means, how it is recognised, and its severities."""
    lines = paragraphs(each.text, width)
    lines += paragraphs(f"Wrong data: {each.wrong}. Late data: {each.late}.", width)
    if each.words:
        lines += paragraphs(f"Recognised by: {', '.join(each.words)}", width, "", "  ")
    if each.uses:
        lines += paragraphs(f"Use cases: {', '.join(each.uses)}", width, "", "  ")
    return lines
