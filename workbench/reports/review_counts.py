"""What a query review found, counted."""

from collections import Counter

from workbench.findings import Severity
from workbench.sqlreview.reviewed import Review


def by_rule(review: Review) -> list[tuple[str, Severity, int]]:
    """Return each rule with its worst severity and how often it fired: the worst first."""
    counts: Counter[str] = Counter()
    worst: dict[str, Severity] = {}
    for file in review.files:
        for finding in file.findings:
            counts[finding.rule] += 1
            known = worst.get(finding.rule, finding.severity)
            worst[finding.rule] = min(known, finding.severity, key=lambda each: each.rank)
    rules = sorted(counts, key=lambda rule: (worst[rule].rank, -counts[rule], rule))
    return [(rule, worst[rule], counts[rule]) for rule in rules]


def totals(review: Review) -> str:
    """Return a line that says how much was read, what was found and what the preset hides."""
    counts = Counter(finding.severity for file in review.files for finding in file.findings)
    statements = sum(file.statements for file in review.files)
    unread = sum(len(file.errors) for file in review.files)
    found = ", ".join(f"{counts[s]} {s}" for s in Severity if counts[s]) or "nothing to remark"
    text = f"{_count(len(review.files), 'file')}, {_count(statements, review.about.unit)}: {found}"
    text = f"{text}; {unread} not reviewed." if unread else f"{text}."
    left_out = sum(len(file.left_out) for file in review.files)
    return f"{text} {left_out} more with --preset strict." if left_out else text


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
