"""The report of a query review for people, as text."""

from collections.abc import Iterator
from unicodedata import combining, east_asian_width

from workbench.findings import Confidence, Finding
from workbench.reports.layout import paragraphs, terminal_width
from workbench.reports.review_counts import by_rule, totals
from workbench.sqlreview.reviewed import FileReview, Review, ReviewError
from workbench.sqlreview.source import line_texts

_TAB = " " * 4
_MARGIN = 8
"""Columns before the code in a frame."""
_CUT = "\N{HORIZONTAL ELLIPSIS}"


def as_text(review: Review, width: int | None = None) -> str:
    """Return a review for people: each finding with its line of code and a mark under it.

    A rule's reason is given once in each file; its impact and what to do as often as they
    differ.
    """
    width = width or terminal_width()
    lines: list[str] = []
    for file in review.files:
        lines += _file_lines(file, review.sources.get(file.path, ""), width)
    counts = by_rule(review)
    if len(counts) > 1:
        lines += [f"{count:>5}  {severity:<7}  {rule}" for rule, severity, count in counts]
        lines.append("")
    return "\n".join([*lines, totals(review)]) + "\n"


def _file_lines(file: FileReview, text: str, width: int) -> Iterator[str]:
    code = line_texts(text) if file.findings or file.errors else []
    items: list[tuple[int, int, Finding | ReviewError]] = [
        *((finding.place.line, finding.place.column, finding) for finding in file.findings),
        *((error.line, error.column, error) for error in file.errors),
    ]
    explained: set[str] = set()
    advised: set[tuple[str, str]] = set()
    for line, column, item in sorted(items, key=lambda item: item[:2]):
        where = f"{file.path}:{line}:{column}"
        if isinstance(item, ReviewError):
            yield _harmless(f"{where} {item.message}")
            yield from _frame(code, line, column, 1, width)
            yield ""
            continue
        sure = "" if item.confidence is Confidence.CERTAIN else f", {item.confidence}"
        yield _harmless(f"{where} {item.severity}{sure} [{item.rule}] {item.message}")
        length = item.place.end_column - column if item.place.end_line == line else 0
        yield from _frame(code, line, column, length, width)
        if item.rule not in explained:
            yield from _labelled("why", item.why, width)
        for label, said in (("impact", item.impact), ("fix", item.fix)):
            if said and (item.rule, said) not in advised:
                yield from _labelled(label, said, width)
                advised.add((item.rule, said))
        explained.add(item.rule)
        yield ""


def _labelled(label: str, text: str, width: int) -> list[str]:
    return paragraphs(_harmless(f"{label}: {text}"), width, " " * 6, " " * (8 + len(label)))


def _frame(code: list[str], line: int, column: int, length: int, width: int) -> Iterator[str]:
    """Yield a line of code and carets under a part of it (to its end where ``length`` is 0)."""
    if line > len(code):
        return
    whole = code[line - 1]
    before = _harmless(whole[: column - 1])
    behind = whole[column - 1 :].rstrip()
    marked, rest = (behind[:length], behind[length:]) if length else (behind, "")
    room = max(width - _MARGIN, _MARGIN)
    marked = _cut(_harmless(marked), room - len(_CUT))
    before = _cut_before(before, room - _cells(marked) - len(_CUT))
    shown = _cut(before + marked + _harmless(rest), room)
    yield f" {line:>4} | {shown}"
    yield f"      | {' ' * _cells(before)}{'^' * max(1, _cells(marked))}"


def _cut(text: str, room: int) -> str:
    """Return as much of the text as fits into ``room`` columns; what is cut off is marked."""
    if _cells(text) <= room:
        return text
    while text and _cells(text) >= room:
        text = text[: max(0, len(text) - max(1, (_cells(text) - room) // 2))]
    return text + _CUT


def _cut_before(text: str, room: int) -> str:
    """Return as much of the end of the text as fits into ``room`` columns."""
    kept = _cut(text[::-1], max(room, len(_CUT)))
    return kept[::-1]


def _cells(text: str) -> int:
    """Return the columns that a terminal needs for a text."""
    if text.isascii():
        return len(text)
    return sum(
        0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text
    )


def _harmless(text: str) -> str:
    """Return a text without tabs and control characters, which could steer a terminal."""
    return "".join(
        each if each.isprintable() else _TAB if each == "\t" else "\N{REPLACEMENT CHARACTER}"
        for each in text
    )
