"""The report of a design check for programs, as JSON."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from workbench.findings import Confidence, Finding, Severity
from workbench.sqlreview.reviewed import FileReview, Review


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CheckFindingModel(_Model):
    """One remark; ``path`` is a YAML path, lines and columns start at 1."""

    rule: str
    severity: Severity
    confidence: Confidence
    file: str
    path: str = Field(description="The YAML path of the value, such as pipelines[0].schedule.")
    line: int = Field(ge=1)
    column: int = Field(ge=1)
    end_line: int = Field(ge=1)
    end_column: int = Field(ge=1, description="The column behind the last character.")
    message: str
    why: str
    fix: str
    impact: str
    source: str = Field(description="The handbook entry behind the rule.")


class CheckErrorModel(_Model):
    """A rule that failed; its remarks are missing."""

    file: str
    message: str


class CheckSummaryModel(_Model):
    """Totals over all files; ``hidden`` counts what the preset leaves out."""

    files: int = Field(ge=0)
    documents: int = Field(ge=0)
    findings: dict[Severity, int]
    hidden: int = Field(ge=0)
    seconds: float = Field(ge=0)


class CheckModel(_Model):
    """The whole report, version 1."""

    version: Literal[1] = 1
    findings: tuple[CheckFindingModel, ...]
    errors: tuple[CheckErrorModel, ...]
    summary: CheckSummaryModel


def as_model(review: Review) -> CheckModel:
    """Return a check in the shape of its JSON."""
    found = [(file, finding) for file in review.files for finding in file.findings]
    counts = Counter(finding.severity for _, finding in found)
    return CheckModel(
        findings=tuple(_finding(file, finding) for file, finding in found),
        errors=tuple(
            CheckErrorModel(file=file.path, message=error.message)
            for file in review.files
            for error in file.errors
        ),
        summary=CheckSummaryModel(
            files=len(review.files),
            documents=sum(file.statements for file in review.files),
            findings={severity: counts[severity] for severity in Severity},
            hidden=sum(len(file.left_out) for file in review.files),
            seconds=round(review.seconds, 4),
        ),
    )


def as_json(review: Review) -> str:
    """Return a check as JSON."""
    return as_model(review).model_dump_json(indent=2)


def _finding(file: FileReview, finding: Finding) -> CheckFindingModel:
    place = finding.place
    return CheckFindingModel(
        rule=finding.rule,
        severity=finding.severity,
        confidence=finding.confidence,
        file=file.path,
        path=place.path,
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
