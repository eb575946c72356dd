"""The report of a query review as GitLab's code quality JSON."""

import hashlib
import json
from typing import Any

from workbench.findings import Finding, Severity
from workbench.reports.repository_path import repository_path
from workbench.sqlreview.fingerprints import fingerprints
from workbench.sqlreview.reviewed import FileReview, Review, ReviewError

_SEVERITIES = {
    Severity.ERROR: "critical",
    Severity.WARNING: "major",
    Severity.INFO: "minor",
    Severity.HINT: "info",
}


def as_gitlab(review: Review) -> str:
    """Return a list with an entry for each finding, and for what was not reviewed."""
    entries: list[dict[str, Any]] = []
    for file in review.files:
        entries += [_error(file, error) for error in file.errors]
        marked = fingerprints(file.findings, review.sources.get(file.path, ""))
        entries += [_finding(file, finding, mark) for finding, mark in marked]
    return json.dumps(entries, indent=2, ensure_ascii=False)


def _finding(file: FileReview, finding: Finding, mark: str) -> dict[str, Any]:
    place = finding.place
    return _entry(
        file,
        check_name=finding.rule,
        description=f"{finding.message} {finding.fix}",
        severity=_SEVERITIES[finding.severity],
        mark=mark,
        lines=(place.line, place.end_line),
    )


def _error(file: FileReview, error: ReviewError) -> dict[str, Any]:
    return _entry(
        file,
        check_name="not-reviewed",
        description=error.message,
        severity="critical" if error.broken else "info",
        mark=f"not-reviewed:{error.line}:{error.column}:{error.message}",
        lines=(error.line, error.line),
    )


def _entry(
    file: FileReview,
    *,
    check_name: str,
    description: str,
    severity: str,
    mark: str,
    lines: tuple[int, int],
) -> dict[str, Any]:
    path = repository_path(file.path)
    return {
        "check_name": check_name,
        "description": description,
        "severity": severity,
        "fingerprint": hashlib.sha256(f"{path}:{mark}".encode("utf-8", "replace")).hexdigest(),
        "location": {"path": path, "lines": {"begin": lines[0], "end": lines[1]}},
    }
