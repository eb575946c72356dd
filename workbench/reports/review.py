"""The report of a query review: for people as text, for programs as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from workbench.findings import Confidence, Finding, Severity
from workbench.sqlreview.review import FileReview, Review, ReviewError

_TAB_WIDTH = 4


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RewriteModel(_Model):
    """A better version of the statement, and how far it was checked."""

    sql: str
    status: Literal["verified", "conditional", "unverified"]
    condition: str
    evidence: str


class FindingModel(_Model):
    """One remark; lines and columns start at 1, columns count characters."""

    rule: str
    severity: Severity
    confidence: Confidence
    line: int = Field(ge=1)
    column: int = Field(ge=1)
    end_line: int = Field(ge=1)
    end_column: int = Field(ge=1, description="The column behind the last character.")
    message: str
    why: str
    fix: str
    impact: str
    source: str = Field(description="The handbook entry behind the rule.")
    rewrite: RewriteModel | None = None


class ErrorModel(_Model):
    """Something that was not reviewed, and why."""

    line: int = Field(ge=1)
    column: int = Field(ge=1)
    message: str


class FileModel(_Model):
    """What was found in one file; ``statements`` counts those that were not understood too."""

    path: str
    dialect: str
    statements: int = Field(ge=0)
    findings: tuple[FindingModel, ...]
    errors: tuple[ErrorModel, ...]


class SummaryModel(_Model):
    """Totals over all files; ``findings`` has a number for each severity."""

    files: int = Field(ge=0)
    statements: int = Field(ge=0)
    findings: dict[Severity, int]
    seconds: float = Field(ge=0)


class ReviewModel(_Model):
    """The whole report, version 1."""

    version: Literal[1] = 1
    files: tuple[FileModel, ...]
    summary: SummaryModel


def as_model(review: Review) -> ReviewModel:
    """Return a review in the shape of its JSON."""
    counts = Counter(finding.severity for file in review.files for finding in file.findings)
    return ReviewModel(
        files=tuple(_file(file) for file in review.files),
        summary=SummaryModel(
            files=len(review.files),
            statements=sum(file.statements for file in review.files),
            findings={severity: counts[severity] for severity in Severity},
            seconds=round(review.seconds, 4),
        ),
    )


def _file(file: FileReview) -> FileModel:
    return FileModel(
        path=file.path,
        dialect=file.dialect,
        statements=file.statements,
        findings=tuple(_finding(finding) for finding in file.findings),
        errors=tuple(
            ErrorModel(line=error.line, column=error.column, message=error.message)
            for error in file.errors
        ),
    )


def _finding(finding: Finding) -> FindingModel:
    place = finding.place
    return FindingModel(
        rule=finding.rule,
        severity=finding.severity,
        confidence=finding.confidence,
        line=place.line,
        column=place.column,
        end_line=place.end_line,
        end_column=place.end_column,
        message=finding.message,
        why=finding.why,
        fix=finding.fix,
        impact=finding.impact,
        source=finding.source,
    )


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
    return f"{text}; {unread} not reviewed." if unread else f"{text}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
