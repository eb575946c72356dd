"""Findings that an author has silenced in place: ``-- workbench: ignore[rule] reason``."""

import re

from workbench.findings import Finding
from workbench.sqlreview.source import SqlSource

_MARK = "workbench:"
_COMMENT_STARTS = ("--", "#", "/*")
_COMMENT = re.compile(r"(?:--|#|/\*)[ \t]*workbench:[ \t]*ignore\[([^\]\n]*)\]")


class Ignores:
    """The ignore comments of one text.

    A comment behind SQL counts for its own line; one that stands alone counts
    for the next line that is not a comment.
    """

    def __init__(self, source: SqlSource) -> None:
        self._rules: dict[int, set[str]] = {}
        if _MARK in source.text:
            self._read(source)

    def _read(self, source: SqlSource) -> None:
        carried: set[str] = set()
        for number, line in enumerate(re.split(r"\r\n|\n|\r", source.text), start=1):
            match = _COMMENT.search(line)
            named = {name.strip() for name in match[1].split(",")} if match else set()
            if match and not line[: match.start()].strip():
                carried |= named
                continue
            here = carried | named
            if here:
                self._rules[number] = here
            if line.strip() and not line.lstrip().startswith(_COMMENT_STARTS):
                carried = set()

    def silence(self, finding: Finding) -> bool:
        """Tell whether ``finding`` starts on a line where its rule is ignored."""
        return finding.rule in self._rules.get(finding.place.line, ())
