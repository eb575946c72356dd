"""The report of a query review for programs, as JSON."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from workbench.findings import Confidence, Finding, Severity
from workbench.sqlreview.reviewed import FileReview, Review


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
    hidden: int = Field(0, ge=0, description="Findings that only the preset leaves out.")
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
            hidden=sum(len(file.left_out) for file in review.files),
            seconds=round(review.seconds, 4),
        ),
    )


def as_json(review: Review) -> str:
    """Return a review as JSON."""
    return as_model(review).model_dump_json(indent=2)


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
