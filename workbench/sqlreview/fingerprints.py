"""What makes a finding the same one in the next version of a file.

Lines move and statements grow, so neither counts: the rule, the code on the lines
of the finding, and which of several alike it is.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from workbench.findings import Finding
from workbench.sqlreview.source import line_texts


def codes(findings: Iterable[Finding], text: str) -> Iterator[tuple[Finding, str]]:
    """Yield each finding with a short hash of the code on its lines, white space set aside."""
    lines = line_texts(text)
    for finding in findings:
        place = finding.place
        code = " ".join(" ".join(lines[place.line - 1 : place.end_line]).split()).rstrip("; ")
        yield finding, hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()[:16]


def fingerprints(findings: Iterable[Finding], text: str) -> Iterator[tuple[Finding, str]]:
    """Yield each finding with ``rule:code:number``; alike ones are numbered in their order."""
    seen: Counter[tuple[str, str]] = Counter()
    for finding, code in codes(findings, text):
        seen[finding.rule, code] += 1
        yield finding, f"{finding.rule}:{code}:{seen[finding.rule, code]}"
