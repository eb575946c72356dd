"""Writing the comment that silences a finding: where it may stand, and in which form.

The comment must change nothing but what the review says. A word put in its place for a
trial tells: in code it is one word more, in a string or in a comment it is not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlglot.errors import TokenError

from workbench.errors import InputError, Problem
from workbench.findings import Finding
from workbench.sqlreview.bodies import dollar_bodies
from workbench.sqlreview.dialects import parser_dialect
from workbench.sqlreview.host_files import holds_sql, is_notebook, is_templated
from workbench.sqlreview.ignores import Ignores
from workbench.sqlreview.jinja import Choice, Kind, choices, read_template
from workbench.sqlreview.jinja_mask import mask
from workbench.sqlreview.source import Span, SqlSource
from workbench.sqlreview.splitting import split
from workbench.sqlreview.words import Words

_PROBE = " workbenchprobe "
_BREAK = re.compile(r"\r\n|\n|\r")
_INDENT = re.compile(r"[ \t]*")
_MARKS = ("{{", "{%", "{#", "}}", "%}", "#}", "*/", "/*")
"""What would end a comment early, or turn a text into a template."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """A text to put in at a line and a column, both from 1."""

    line: int
    column: int
    text: str

    def applied(self, text: str) -> str:
        """Return ``text`` with it."""
        source = SqlSource(text)
        at = len(text) - len(source.text) + _offset(source, self.line, self.column)
        return text[:at] + self.text + text[at:]


@dataclass(frozen=True, slots=True)
class CommentPlace:
    """Where the comment that silences a rule goes; ``before`` and ``after`` stand round it."""

    rule: str
    line: int
    column: int
    before: str
    after: str

    def comment(self, reason: str) -> Insertion:
        """Return the comment; what in ``reason`` would end it early is written apart."""
        said = _one_line(f"workbench: ignore[{self.rule}] {reason}")
        return Insertion(self.line, self.column, f"{self.before}{said}{self.after}")


def place_of_comment(text: str, finding: Finding, name: str, dialect: str) -> CommentPlace:
    """Return where a comment ``workbench: ignore[rule] reason`` ends ``finding``.

    It is on a line of its own above the finding, else at the end of its line, else
    before its first word. ``name`` is that of the file, ``dialect`` the one that the
    finding was made in.

    Raises:
        InputError: there is no such place, or the text is not SQL by itself.
    """
    line = finding.place.line
    if holds_sql(name) or is_notebook(name):
        what = "SQL inside Python or a notebook is not silenced from here"
        fix = f"Write at the end of the line: # workbench: ignore[{finding.rule}] reason"
        raise InputError(Problem(what, name, line, fix=fix))
    try:
        found = next(_places(_Text(text, finding, dialect), finding), None)
    except (TokenError, ValueError, RecursionError) as error:
        what = "a string or a comment in this text never ends, so nothing can be put in"
        raise InputError(Problem(what, name, fix="Close it first")) from error
    if found is None:
        what = "no comment can stand on this line or above it"
        fix = f"At the top, this silences the whole file: -- workbench: ignore-file[{finding.rule}]"
        raise InputError(Problem(what, name, line, fix=fix))
    return found


class _Text:
    """A text, and the SQL that the review reads in it: the same, or a template's."""

    def __init__(self, text: str, finding: Finding, dialect: str) -> None:
        self.source = SqlSource(text)
        self.is_templated = is_templated(text)
        self._dialect = dialect
        self._reading = self._reading_of(finding) if self.is_templated else None
        self._sql = self._read(self.source.text)
        self._words = _count_words(self._sql, dialect)

    def _reading_of(self, finding: Finding) -> Choice:
        """Return the way through the template that shows the finding."""
        template = read_template(self.source.text)
        start = self.source.offset(finding.place.line, finding.place.column)
        ways = choices(template)
        span = Span(start, start + 1)
        return next(
            (way for way in ways if mask(template, way, self._dialect).shows(span)), ways[0]
        )

    def _read(self, text: str) -> str:
        if self._reading is None:
            return text
        return mask(read_template(text), self._reading, self._dialect).text

    def is_code(self, offset: int) -> bool:
        """Tell whether SQL put in at an offset would be read as such."""
        if self.is_templated and any(
            piece.start < offset < piece.end and piece.kind is not Kind.TEXT
            for piece in read_template(self.source.text).pieces
        ):
            return False
        return _is_code(self._sql, offset, self._dialect, self._words)

    def is_silent(self, finding: Finding, insertion: Insertion) -> bool:
        """Tell whether the review takes what is put in for what it is meant to be."""
        lower = len(_BREAK.findall(insertion.text))
        place = finding.place
        moved = replace(place, line=place.line + lower, end_line=place.end_line + lower)
        sql = self._read(insertion.applied(self.source.text))
        return Ignores(SqlSource(sql)).silence(replace(finding, place=moved))


def _places(text: _Text, finding: Finding) -> Iterator[CommentPlace]:
    """Yield the places of a comment that silences, the most readable first."""
    source, line, column = text.source, finding.place.line, finding.place.column
    start = source.offset(line, 1)
    found = _BREAK.search(source.text, start)
    end = found.start() if found else len(source.text)
    opening, closing = ("{# ", " #}") if text.is_templated else ("/* ", " */")
    alone, alone_closing = (opening, closing) if text.is_templated else ("-- ", "")
    indent = _INDENT.match(source.text, start, end)
    margin = indent[0] if indent else ""
    line_end = _line_end(source.text, start)
    rule = finding.rule
    tried = (
        (start, CommentPlace(rule, line, 1, margin + alone, alone_closing + line_end)),
        (end, CommentPlace(rule, line, end - start + 1, f" {alone}", alone_closing)),
        (source.offset(line, column), CommentPlace(rule, line, column, opening, f"{closing} ")),
    )
    for at, place in tried:
        if text.is_code(at) and text.is_silent(finding, place.comment("reason")):
            yield place


def _is_code(sql: str, offset: int, dialect: str, words: int) -> bool:
    """Tell whether a word at ``offset`` is one of its own, also in the body of a function.

    Raises:
        TokenError: the text cannot be cut into words.
    """
    for start, body in dollar_bodies(parser_dialect(dialect).tokenize(sql), sql):
        if start <= offset <= start + len(body):
            return _is_code(body, offset - start, dialect, _count_words(body, dialect))
    return _count_words(sql[:offset] + _PROBE + sql[offset:], dialect) == words + 1


def _count_words(sql: str, dialect: str) -> int:
    tokens = parser_dialect(dialect).tokenize(sql)
    return sum(len(Words(chunk, 0, sql, dialect)) for chunk in split(tokens, dialect))


def _one_line(said: str) -> str:
    """Return a text for a comment on one line."""
    said = " ".join(said.split())
    for mark in _MARKS:
        said = said.replace(mark, " ".join(mark))
    return said


def _line_end(text: str, start: int) -> str:
    """Return how lines end round an offset."""
    found = _BREAK.search(text, start) or _BREAK.search(text)
    return found[0] if found else "\n"


def _offset(source: SqlSource, line: int, column: int) -> int:
    """Return an offset that may lie behind the last character."""
    behind = source.line_and_column(len(source.text))
    return len(source.text) if (line, column) >= behind else source.offset(line, column)
