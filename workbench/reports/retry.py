"""What a cause means for a second attempt, as text."""

from workbench.handbook.page import Page
from workbench.handbook.retries import RetryCause
from workbench.reports.layout import paragraphs


def retry_cause_lines(_: Page, each: RetryCause, width: int) -> list[str]:
    """Return what comes first, and the pause and number of retries where it passes by itself."""
    lines = paragraphs(each.first, width)
    if not each.attempts:
        return [*lines, *paragraphs("A retry alone is no answer.", width)]
    limit = f"at most {each.attempts} {'retry' if each.attempts == 1 else 'retries'}"
    pause = f"Where it passes by itself: wait {each.wait_seconds} seconds, {limit}."
    lines += paragraphs(pause, width)
    if each.may_still_run:
        lines += paragraphs("The work may still run on the server.", width)
    return lines
