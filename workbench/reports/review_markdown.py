"""The report of a query review as Markdown, for a ticket or a merge request."""

from collections.abc import Iterator

from workbench.reports.finding import finding_markdown, plain_markdown
from workbench.reports.review_counts import by_rule, totals
from workbench.sqlreview.reviewed import FileReview, Review


def as_markdown(review: Review) -> str:
    """Return the counts by rule, then each file's findings with their code."""
    lines = [f"# {review.about.heading}", "", totals(review), ""]
    if counts := by_rule(review):
        lines += ["| rule | severity | findings |", "|---|---|---|"]
        lines += [f"| {rule} | {severity} | {count} |" for rule, severity, count in counts]
        lines.append("")
    for file in review.files:
        lines += _file(file, review.sources.get(file.path, ""))
    return "\n".join(lines).rstrip("\n") + "\n"


def _file(file: FileReview, text: str) -> Iterator[str]:
    if not file.findings and not file.errors:
        return
    yield from (f"## {plain_markdown(file.path)}", "")
    for error in file.errors:
        yield f"- line {error.line}, column {error.column}: {plain_markdown(error.message)}"
    if file.errors:
        yield ""
    for finding in file.findings:
        yield finding_markdown(finding, file.path, text)
