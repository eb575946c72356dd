"""Findings that an author has silenced in place: ``-- workbench: ignore[rule] reason``."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from workbench.findings import Finding
from workbench.sqlreview.source import Span, SqlSource

_MARK = "workbench:"
_COMMENT_STARTS = ("--", "#", "/*")
_COMMENT = re.compile(
    r"(?:--|#|/\*)[ \t]*(workbench:[ \t]*ignore(-file)?(?![\w-]))[ \t]*(?:\[([^\]\n\r]*)\])?"
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_NAME = re.compile(r"[^\s,]+")


@dataclass(slots=True)
class Ignore:
    """One rule that a comment silences; ``rule`` is empty where the comment names none."""

    rule: str
    at: Span
    used: bool = False


@dataclass(slots=True)
class Ignores:
    """The ignore comments of one text.

    A comment behind SQL counts for its own line; one that stands alone counts
    for the next line that is not a comment; ``ignore-file`` counts everywhere.
    """

    source: SqlSource
    all: list[Ignore] = field(default_factory=list)
    _of_file: list[Ignore] = field(default_factory=list)
    _of_line: dict[int, list[Ignore]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if _MARK in self.source.text:
            self._read()

    def _read(self) -> None:
        carried: list[Ignore] = []
        for number, found in enumerate(_LINE.finditer(self.source.text), start=1):
            line = found[0].strip()
            match = _COMMENT.search(found[0]) if _MARK in line else None
            named = list(_ignores(match, found.start())) if match else []
            self.all += named
            if match and match[2]:
                self._of_file += named
                named = []
            if match and not found[0][: match.start()].strip():
                carried += named
                continue
            if here := [*carried, *named]:
                self._of_line[number] = here
            if line and not line.startswith(_COMMENT_STARTS):
                carried = []

    def silence(self, finding: Finding) -> bool:
        """Tell whether ``finding`` starts on a line where its rule is ignored."""
        silent = False
        for ignore in (*self._of_line.get(finding.place.line, ()), *self._of_file):
            if ignore.rule == finding.rule:
                ignore.used = silent = True
        return silent

    def unused(self, judged: Collection[str]) -> Iterator[Ignore]:
        """Yield what silenced nothing, of the rules that were ``judged``."""
        return (ignore for ignore in self.all if ignore.rule in judged and not ignore.used)


def _ignores(match: re.Match[str], line_start: int) -> Iterator[Ignore]:
    names = list(_NAME.finditer(match[3] or ""))
    if not names:
        yield Ignore("", Span(line_start + match.start(1), line_start + match.end(1)))
    for name in names:
        start = line_start + match.start(3) + name.start()
        yield Ignore(name[0], Span(start, start + len(name[0])))
