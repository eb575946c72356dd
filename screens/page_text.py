"""Handbook texts as styled lines: the wording comes from the reports, only the style from here."""

from collections.abc import Sequence

from textual.content import Content
from textual.highlight import highlight

from workbench.handbook.checklist import Item
from workbench.handbook.matrix import Matrix
from workbench.handbook.page import Entry, Page
from workbench.handbook.template import Part
from workbench.reports.handbook import NOTE_LABELS, body_lines

_LABELS = (
    "Why",
    "Costs",
    "Expect",
    "Success",
    "Failure",
    "Watch for",
    "Example",
    "Threshold",
    "Run",
    "Weight",
)
_NOTES = tuple(NOTE_LABELS.values())
_CODE = "    "


def body_content(page: Page, entry: Entry, width: int) -> list[Content]:
    """Return what an entry says below its title, wrapped to ``width``, labels and code styled."""
    lines = body_lines(page, entry, width)
    labels = [*_LABELS, *_labels_of(page, entry)]
    language = entry.language if isinstance(entry, Part) else "text"
    styled: list[Content] = []
    code: list[str] = []
    for line in lines:
        if line.startswith(_CODE):
            code.append(line)
            continue
        styled += _code(code, language, width)
        code = []
        styled.append(styled_line(line, labels))
    return _trim([*styled, *_code(code, language, width)])


def styled_line(line: str, labels: Sequence[str] = ()) -> Content:
    """Return a line with its label in bold, if it begins with one.

    Corrections and additions to the methodology say so in words; colour only helps.
    """
    bare = line.lstrip(" -")
    start = len(line) - len(bare)
    for label in (*labels, *_NOTES):
        if bare.startswith((f"{label}:", f"{label},")):
            style = "bold $text-warning" if label in _NOTES else "bold"
            return Content(line).stylize(style, start, start + len(label))
    return Content(line)


def _labels_of(page: Page, entry: Entry) -> list[str]:
    if isinstance(page, Matrix):
        return [column.title for column in page.columns]
    if isinstance(entry, Part):
        return [field.path for field in entry.fields]
    if isinstance(entry, Item):
        return [point.title for point in entry.points]
    return []


def _code(lines: Sequence[str], language: str, width: int) -> list[Content]:
    if not lines:
        return []
    text = "\n".join(line.removeprefix(_CODE) for line in lines)
    coloured = highlight(text, language=language).split("\n", allow_blank=True)
    folded = [piece for line in coloured for piece in (line.fold(width - 4) or [line])]
    return [Content.assemble("  ", line) for line in folded]


def _trim(lines: list[Content]) -> list[Content]:
    while lines and not lines[-1].plain.strip():
        lines.pop()
    while lines and not lines[0].plain.strip():
        lines.pop(0)
    return lines
