"""SQL of the same length in place of a Jinja template, so that every place stays what it was.

Expressions become SQL that can stand there (`StandIns`); tags and comments become blanks.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from sqlglot.dialects.dialect import Dialect

from workbench.sqlreview.dialects import parser_dialect
from workbench.sqlreview.jinja import (
    BODIES,
    STATEMENTS,
    Choice,
    Kind,
    Piece,
    Reading,
    Template,
    active_pieces,
)
from workbench.sqlreview.source import Span
from workbench.sqlreview.sql_position import SqlPosition
from workbench.sqlreview.stand_ins import (
    AFTER_LIST,
    FIRST_WORD,
    SET_OPERATORS,
    StandIns,
    blank,
    is_silent,
    literal,
    literal_word,
)

_AFTER_TEST = AFTER_LIST | {"QUALIFY", "WINDOW"} | SET_OPERATORS
_AFTER_QUERY = frozenset({"", ")", ";", "ORDER", "LIMIT"})
_VERB_WORDS = "SELECT WITH INSERT UPDATE DELETE MERGE CREATE TRUNCATE DROP ALTER GRANT REVOKE"
_NOT_BREAK = re.compile(r"[^\r\n]")
_VERBS = frozenset(_VERB_WORDS.split())


@dataclass(frozen=True, slots=True)
class Masked:
    """A template as SQL of one way through it, with what stands where.

    ``shown`` are the pieces of text that are read; ``names`` what a placeholder stands for.
    """

    text: str
    expressions: tuple[Span, ...]
    relations: frozenset[int]
    """Where the expressions that name a relation start."""
    shown: tuple[Span, ...]
    names: dict[str, str] = field(default_factory=dict)
    placeholder: str = "_j"
    calls_only: bool = False
    """Whether all SQL comes out of calls, so that there is nothing to read."""

    def expression_at(self, offset: int) -> Span | None:
        """Return the expression that holds a character."""
        at = bisect_right(self.expressions, Span(offset, len(self.text) + 1)) - 1
        if at < 0 or self.expressions[at].end <= offset:
            return None
        return self.expressions[at]

    def written(self, message: str) -> str:
        """Return a message with what the author wrote in place of placeholders."""
        if self.placeholder not in message:
            return message
        pattern = rf"{self.placeholder}(\d+)_*"
        return re.sub(pattern, lambda found: self.names.get(found[1], found[0]), message)

    def shows(self, span: Span) -> bool:
        """Tell whether the text at both ends of a range is read."""
        return self._shows(span.start) and self._shows(span.end - 1)

    def _shows(self, offset: int) -> bool:
        at = bisect_right(self.shown, Span(offset, len(self.text) + 1)) - 1
        return at >= 0 and offset < self.shown[at].end


def mask(template: Template, choice: Choice, dialect: str) -> Masked:
    """Return SQL of the same length, with the same line breaks, for one way through a template."""
    return _Mask(template, choice, parser_dialect(dialect)).run()


class _Mask:
    def __init__(self, template: Template, choice: Choice, dialect: Dialect) -> None:
        self._template = template
        self._choice = choice
        self._text = template.text
        self._active = active_pieces(template, choice)
        self._bodies = self._edges(BODIES) if choice.reading is Reading.BODIES else set()
        self._ends = self._edges(STATEMENTS) | self._bodies
        self._next = self._next_words()
        self._out: list[str] = []
        self._position = SqlPosition()
        self._position.move(template.behind, 0)
        self._stand_ins = StandIns(self._text, dialect, self._position)
        self._wiped: list[Span] = []
        self._wrote = False

    def run(self) -> Masked:
        calls = False
        for index, piece in enumerate(self._template.pieces):
            active = self._active[index]
            if piece.kind is Kind.TEXT and active:
                self._write(self._text[piece.start : piece.end], piece.start)
                self._wrote = self._wrote or bool(self._next_in(piece))
            elif piece.kind is Kind.EXPRESSION and active:
                calls = calls or ("(" in piece.inner and not is_silent(piece))
                self._write(self._stand_ins.of(piece, self._next[index + 1]), piece.start)
            else:
                self._drop_dangling(self._next[index + 1])
                hidden = self._hidden(piece, ends=index in self._ends, active=active)
                self._write(hidden, piece.start)
        text = self._without_wiped("".join(self._out))
        if self._bodies:
            text = self._only_statements(text, self._bodies)
        pieces = [
            (piece, self._active[index])
            for index, piece in enumerate(self._template.pieces)
            if piece.kind in {Kind.TEXT, Kind.EXPRESSION}
        ]
        return Masked(
            text,
            tuple(Span(p.start, p.end) for p, _ in pieces if p.kind is Kind.EXPRESSION),
            frozenset(self._stand_ins.relations),
            tuple(Span(p.start, p.end) for p, active in pieces if active),
            self._stand_ins.names,
            self._stand_ins.prefix,
            calls_only=calls and not self._wrote,
        )

    def _next_words(self) -> list[str]:
        """Return for each piece the first word of the text from it on, in upper case."""
        words = [""]
        for index in range(len(self._template.pieces) - 1, -1, -1):
            piece = self._template.pieces[index]
            word = words[-1]
            if self._active[index] and piece.kind is Kind.TEXT:
                word = self._next_in(piece) or word
            elif self._active[index] and piece.kind is Kind.EXPRESSION and not is_silent(piece):
                word = "{{" if literal(piece) is None else literal_word(piece, word)
            elif index in self._ends:
                word = ";"
            words.append(word)
        return words[::-1]

    def _next_in(self, piece: Piece) -> str:
        found = FIRST_WORD.match(self._text, piece.start, piece.end)
        return (found[1] or "").upper() if found else ""

    def _write(self, text: str, start: int) -> None:
        self._position.move(text, start)
        self._out.append(text)

    def _hidden(self, piece: Piece, *, ends: bool, active: bool) -> str:
        """Return blanks for what is not read; a comment that silences rules stays one.

        In a branch that is not read it would silence what follows the branch.
        """
        hidden = blank(self._text, piece)
        if ends:
            return ";" + hidden[1:]
        inner = self._text[piece.start + 2 : piece.end - 2]
        silencing = piece.kind is Kind.COMMENT and "workbench:" in inner and "*/" not in inner
        silencing = silencing and active
        return f"/*{inner}*/" if silencing and not self._position.quote else hidden

    def _drop_dangling(self, following: str) -> None:
        """Take back a separator that nothing follows, as loops and conditions leave it."""
        position = self._position
        if position.quote:
            return
        last = position.last()
        count = 0
        if last == ",":
            count = following in AFTER_LIST | SET_OPERATORS
        elif position.behind_set_operator and following in _AFTER_QUERY:
            count = 1 if last in SET_OPERATORS else 2
        elif last in {"AND", "OR", "||", "+"}:
            count = following in _AFTER_TEST
        if count:
            self._wiped += [Span(token.start, token.end) for token in position.drop(count)]

    def _without_wiped(self, text: str) -> str:
        parts: list[str] = []
        at = 0
        for span in sorted(self._wiped):
            parts += (text[at : span.start], " " * (span.end - span.start))
            at = span.end
        return "".join([*parts, text[at:]])

    def _edges(self, kinds: frozenset[str]) -> set[int]:
        """Return the tags that open and close blocks of some kinds."""
        blocks = self._template.blocks.items()
        return {
            edge for opened, block in blocks if block.kind in kinds for edge in (opened, block.end)
        }

    def _only_statements(self, text: str, edges: set[int]) -> str:
        """Blank the bodies that are no statement but a part of one."""
        parts: list[str] = []
        done = 0
        pieces = self._template.pieces
        for first, second in pairwise(sorted(edges)):
            start, end = pieces[first].end, pieces[second].start
            body = text[start:end]
            found = FIRST_WORD.match(body)
            word = (found[1] or "").upper() if found else ""
            keep = word in _VERBS
            parts += (text[done:start], body if keep else _NOT_BREAK.sub(" ", body))
            done = end
        return "".join([*parts, text[done:]])
