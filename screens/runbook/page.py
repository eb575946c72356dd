"""What stands beside the log: the diagnosis, or a text in its place."""

from dataclasses import dataclass

from textual.content import Content

from screens.runbook.report_text import report_lines
from screens.widgets.page_view import Block
from workbench.reports.triage import diagnosis_text
from workbench.triage.diagnosis import Diagnosis, Verdict

COPY_WIDTH = 78


@dataclass(frozen=True, slots=True)
class Page:
    """A text that takes the place of a diagnosis: the report of an incident, a comparison."""

    title: str
    text: str
    is_post_mortem: bool = False


def blocks_of(page: Page | None, diagnosis: Diagnosis | None, width: int) -> list[Block]:
    """Return the page, else the diagnosis, else what will stand here."""
    if page:
        return [Block("report", tuple(report_lines(page.text, width)), (), page.text)]
    if diagnosis is None:
        hint = "The diagnosis comes up here: likely cause, proving line, next commands."
        return [Block("none", tuple(Content.styled(hint, "dim").wrap(width)))]
    bare = diagnosis.model_copy(update={"links": ()})
    lines = diagnosis_text(bare, width).splitlines()
    folded = [piece for line in lines for piece in _folded(line, width)]
    is_matched = diagnosis.verdict is Verdict.MATCHED
    folded[0] = folded[0].stylize("bold reverse" if is_matched else "bold")
    text = diagnosis_text(diagnosis, COPY_WIDTH)
    return [Block("diagnosis", tuple(folded), diagnosis.links, text)]


def _folded(line: str, width: int) -> list[Content]:
    """Return a line cut where it is too wide: commands and paths cannot be wrapped."""
    return Content(line).fold(width) or [Content()]
