"""The report of a query review for people, as text."""

from collections import Counter
from collections.abc import Iterator

from workbench.findings import Confidence, Finding, Severity
from workbench.sqlreview.reviewed import FileReview, Review, ReviewError

_TAB_WIDTH = 4


def as_text(review: Review) -> str:
    """Return a review for people: each finding with its line of code and a mark under it."""
    lines: list[str] = []
    for file in review.files:
        lines += _file_lines(file, review.sources.get(file.path, ""))
    lines.append(_summary(review))
    return "\n".join(lines) + "\n"


def _file_lines(file: FileReview, text: str) -> Iterator[str]:
    code = _printable_lines(text)
    items: list[tuple[int, int, Finding | ReviewError]] = [
        *((finding.place.line, finding.place.column, finding) for finding in file.findings),
        *((error.line, error.column, error) for error in file.errors),
    ]
    for line, column, item in sorted(items, key=lambda item: item[:2]):
        where = f"{file.path}:{line}:{column}"
        if isinstance(item, ReviewError):
            yield _harmless(f"{where} {item.message}")
            width = 1
        else:
            sure = "" if item.confidence is Confidence.CERTAIN else f", {item.confidence}"
            yield _harmless(f"{where} {item.severity}{sure} [{item.rule}] {item.message}")
            width = item.place.end_column - column if item.place.end_line == line else 0
        yield from _frame(code, line, column, width)
        if isinstance(item, Finding):
            yield f"      why: {item.why}"
            yield _harmless(f"      fix: {item.fix}")
        yield ""


def _frame(code: list[str], line: int, column: int, width: int) -> Iterator[str]:
    """Yield a line of code and carets under a part of it (to its end where ``width`` is 0)."""
    if line > len(code):
        return
    shown = code[line - 1]
    before = len(shown[: column - 1].expandtabs(_TAB_WIDTH))
    marked = shown[column - 1 : column - 1 + width] if width else shown[column - 1 :]
    length = len((shown[: column - 1] + marked).expandtabs(_TAB_WIDTH).rstrip()) - before
    yield f" {line:>4} | {shown.expandtabs(_TAB_WIDTH)}"
    yield f"      | {' ' * before}{'^' * max(1, length)}"


def _printable_lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [_harmless(line) for line in lines]


def _harmless(line: str) -> str:
    """Return a line without control characters, which could steer a terminal."""
    return "".join(_printable(character) for character in line)


def _printable(character: str) -> str:
    return (
        character if character.isprintable() or character == "\t" else "\N{REPLACEMENT CHARACTER}"
    )


def _summary(review: Review) -> str:
    counts = Counter(finding.severity for file in review.files for finding in file.findings)
    statements = sum(file.statements for file in review.files)
    unread = sum(len(file.errors) for file in review.files)
    found = ", ".join(f"{counts[s]} {s}" for s in Severity if counts[s]) or "nothing to remark"
    text = f"{_count(len(review.files), 'file')}, {_count(statements, 'statement')}: {found}"
    text = f"{text}; {unread} not reviewed." if unread else f"{text}."
    left_out = sum(len(file.left_out) for file in review.files)
    return f"{text} {left_out} more with --preset strict." if left_out else text


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
