"""The report of a query review as workflow commands, which GitHub shows beside the code."""

from collections.abc import Iterator, Mapping

from workbench.findings import Finding, Severity
from workbench.reports.repository_path import repository_path
from workbench.sqlreview.reviewed import Review, ReviewError

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
    Severity.HINT: "notice",
}
_IN_TEXT = {ord("%"): "%25", ord("\r"): "%0D", ord("\n"): "%0A"}
_IN_PROPERTY = {**_IN_TEXT, ord(":"): "%3A", ord(","): "%2C"}


def as_github(review: Review) -> str:
    """Return one annotation a line."""
    return "".join(f"{line}\n" for line in _lines(review))


def _lines(review: Review) -> Iterator[str]:
    for file in review.files:
        path = repository_path(file.path)
        for error in file.errors:
            yield _error(path, error)
        for finding in file.findings:
            yield _finding(path, finding)


def _finding(path: str, finding: Finding) -> str:
    place = finding.place
    properties: dict[str, object] = {"file": path, "line": place.line, "endLine": place.end_line}
    if place.line == place.end_line:  # columns of a range over several lines are refused
        properties |= {"col": place.column, "endColumn": place.end_column}
    properties["title"] = finding.rule
    text = f"{finding.message}\n{finding.fix}"
    return _command(_COMMANDS[finding.severity], properties, text)


def _error(path: str, error: ReviewError) -> str:
    command = "error" if error.broken else "notice"
    at = {"file": path, "line": error.line, "col": error.column, "title": "not reviewed"}
    return _command(command, at, error.message)


def _command(name: str, properties: Mapping[str, object], text: str) -> str:
    listed = ",".join(
        f"{key}={str(value).translate(_IN_PROPERTY)}" for key, value in properties.items()
    )
    return f"::{name} {listed}::{text.translate(_IN_TEXT)}"
