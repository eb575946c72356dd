"""The report of a query review as SARIF 2.1.0, which code hosts and editors read."""

import json
from typing import Any
from urllib.parse import quote

from workbench import __version__
from workbench.findings import Confidence, Finding, Place, Severity
from workbench.reports.repository_path import repository_path
from workbench.reports.rule import AnyRule, rule_markdown, rules_about
from workbench.sqlreview.fingerprints import fingerprints
from workbench.sqlreview.reviewed import FileReview, Review, ReviewError, Subject

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "workbenchFinding/v1"

_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
    Severity.HINT: "note",
}
_PRECISIONS = {
    Confidence.CERTAIN: "very-high",
    Confidence.LIKELY: "high",
    Confidence.POSSIBLE: "medium",
}

_TAGS = {Subject.QUERIES: "sql", Subject.DESIGNS: "design"}


def as_sarif(review: Review) -> str:
    """Return a review as a SARIF log with one run."""
    found = {finding.rule for file in review.files for finding in file.findings}
    rules = [rule for rule in rules_about(review.about) if rule.slug in found]
    numbers = {rule.slug: number for number, rule in enumerate(rules)}
    errors = [(file, error) for file in review.files for error in file.errors]
    run = {
        "tool": {
            "driver": {
                "name": "workbench",
                "semanticVersion": __version__,
                "rules": [_rule(rule, review.about) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not any(error.broken for _, error in errors),
                "toolExecutionNotifications": [_notification(*each) for each in errors],
            }
        ],
        "results": [
            _result(file, finding, mark, numbers)
            for file in review.files
            for finding, mark in fingerprints(file.findings, review.sources.get(file.path, ""))
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False)


def _rule(rule: AnyRule, subject: Subject) -> dict[str, Any]:
    return {
        "id": rule.slug,
        "shortDescription": {"text": _first_sentence(rule.check.__doc__ or rule.why)},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.why} {rule.fix}", "markdown": "\n".join(rule_markdown(rule))},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": [_TAGS[subject], rule.category],
            "precision": _PRECISIONS[rule.confidence],
        },
    }


def _first_sentence(text: str) -> str:
    return " ".join(text.split("\n\n", maxsplit=1)[0].replace("`", "").split())


def _result(
    file: FileReview, finding: Finding, fingerprint: str, numbers: dict[str, int]
) -> dict[str, Any]:
    return {
        "ruleId": finding.rule,
        "ruleIndex": numbers[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.fix}"},
        "locations": [_location(file, finding.place)],
        "partialFingerprints": {FINGERPRINT: fingerprint},
        "properties": {
            "severity": finding.severity.value,
            "confidence": finding.confidence.value,
            **({"impact": finding.impact} if finding.impact else {}),
        },
    }


def _notification(file: FileReview, error: ReviewError) -> dict[str, Any]:
    place = Place(error.line, error.column, error.line, error.column)
    return {
        "level": "error" if error.broken else "note",
        "message": {"text": error.message},
        "locations": [_location(file, place)],
    }


def _location(file: FileReview, place: Place) -> dict[str, Any]:
    path = repository_path(file.path)
    inside = not path.startswith("/") and ":" not in path.partition("/")[0]
    uri = quote(path) if inside else "file://" + quote(f"/{path.lstrip('/')}", safe="/:")
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri, **({"uriBaseId": "%SRCROOT%"} if inside else {})},
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        }
    }
