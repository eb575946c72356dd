"""SQL of the same length in place of a Jinja template, so that every place stays what it was.

Calls that name a relation become that name; other expressions become a name, a number,
a star or a query, whichever can stand there; tags and comments become blanks.
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
    never_in_one_round,
)
from workbench.sqlreview.source import Span
from workbench.sqlreview.sql_position import EXPECTING, SqlPosition

_RELATION = re.compile(
    r"""(ref|source)\(\s*(['"])([^'"\n]*)\2\s*(?:,\s*(['"])([^'"\n]*)\4\s*)?"""
    r"""(?:,\s*(?:v|version)\s*=\s*['"]?\w+['"]?\s*)?\)"""
)
_CALL = re.compile(r"(?:[A-Za-z_]\w*\.)*([A-Za-z_]\w*)\s*\(")
_LITERAL = re.compile(r"""(['"])([^'"\r\n]*)\1\s*(?:if\s+(.*))?$""", re.DOTALL)
_SILENT = frozenset({"config", "log", "return", "print", "debug", "raise_compiler_error", "warn"})
_TYPES = {
    "type_string": "text",
    "type_timestamp": "timestamp",
    "type_float": "float",
    "type_numeric": "numeric",
    "type_bigint": "bigint",
    "type_int": "int",
    "type_boolean": "boolean",
}
_PLAIN = re.compile(r"[A-Za-z_]\w*")
_FIRST_WORD = re.compile(r"(?:\s+|--[^\r\n]*|/\*(?:[^*]|\*(?!/))*\*/)*(\w+|.)?", re.DOTALL)
_RUN = re.compile(r"[^\r\n]+")
_NOT_BREAK = re.compile(r"[^\r\n]")
_SPACES = re.compile(r"\s+")
_NUMBERS_BEHIND = frozenset({"LIMIT", "OFFSET", "TOP", "INTERVAL", "NEXT", "FIRST"})
_TYPES_WITH_SIZE = frozenset({"VARCHAR", "CHAR", "DECIMAL", "NUMERIC", "NUMBER", "NVARCHAR"})
_CASTS = frozenset({"CAST", "TRY_CAST", "SAFE_CAST"})
_SET_OPERATORS = frozenset({"UNION", "EXCEPT", "INTERSECT", "MINUS"})
_AFTER_LIST = frozenset({"", ")", ";", "FROM", "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT"})
_AFTER_TEST = _AFTER_LIST | {"QUALIFY", "WINDOW"} | _SET_OPERATORS
_AFTER_QUERY = frozenset({"", ")", ";", "ORDER", "LIMIT"})
_VERB_WORDS = "SELECT WITH INSERT UPDATE DELETE MERGE CREATE TRUNCATE DROP ALTER GRANT REVOKE"
_VERBS = frozenset(_VERB_WORDS.split())
_SHOWN = 60


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
        self._dialect = dialect
        self._text = template.text
        self._active = active_pieces(template, choice)
        self._bodies = self._edges(BODIES) if choice.reading is Reading.BODIES else set()
        self._ends = self._edges(STATEMENTS) | self._bodies
        self._next = self._next_words()
        self._out: list[str] = []
        self._names: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._relations: set[int] = set()
        self._position = SqlPosition()
        self._wiped: list[Span] = []
        self._wrote = False
        self._prefix = "_j"
        while re.search(rf"{self._prefix}\d", self._text):
            self._prefix += "j"

    def run(self) -> Masked:
        calls = False
        for index, piece in enumerate(self._template.pieces):
            active = self._active[index]
            if piece.kind is Kind.TEXT and active:
                self._write(self._text[piece.start : piece.end], piece.start)
                self._wrote = self._wrote or bool(self._next_in(piece))
            elif piece.kind is Kind.EXPRESSION and active:
                calls = calls or ("(" in piece.inner and not _is_silent(piece))
                self._write(self._expression(piece, self._next[index + 1]), piece.start)
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
            frozenset(self._relations),
            tuple(Span(p.start, p.end) for p, active in pieces if active),
            self._names,
            self._prefix,
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
            elif self._active[index] and piece.kind is Kind.EXPRESSION and not _is_silent(piece):
                word = "{{" if self._literal(piece) is None else self._literal_word(piece, word)
            elif index in self._ends:
                word = ";"
            words.append(word)
        return words[::-1]

    def _next_in(self, piece: Piece) -> str:
        found = _FIRST_WORD.match(self._text, piece.start, piece.end)
        return (found[1] or "").upper() if found else ""

    def _literal(self, piece: Piece) -> str | None:
        """Return the text that an expression puts there as it is, if that is plain."""
        found = _LITERAL.match(piece.inner)
        if found is None or (found[3] and found[3].startswith(("|", "~"))):
            return None
        return "" if found[3] and never_in_one_round(found[3].strip()) else found[2]

    def _literal_word(self, piece: Piece, following: str) -> str:
        literal = self._literal(piece) or ""
        found = _FIRST_WORD.match(literal)
        return (found[1] or "").upper() if found and found[1] else following

    def _write(self, text: str, start: int) -> None:
        self._position.move(text, start)
        self._out.append(text)

    def _expression(self, piece: Piece, following: str) -> str:
        """Return what stands in for an expression: as long as it is, with its line breaks."""
        position, inner = self._position, piece.inner
        if position.in_comment or _is_silent(piece):
            return self._blank(piece)
        glued = _is_word(self._text[piece.start - 1 : piece.start]) or _is_word(
            self._text[piece.end : piece.end + 1]
        )
        if position.quote or glued:
            return self._filled(piece)
        literal = self._literal(piece)
        if literal is not None:
            return self._padded(piece, literal)
        relation = _RELATION.fullmatch(inner)
        if relation or inner == "this":
            self._relations.add(piece.start)
            return self._padded(piece, self._relation(relation) if relation else "this")
        return self._padded(piece, self._stand_in(piece, following))

    def _relation(self, found: re.Match[str]) -> str:
        kind, _, first, _, second = found.groups()
        if kind == "source" and second:
            return f"{self._name(first)}.{self._name(second)}"
        name = second or first
        # A model is read past a CTE that has its name.
        hidden = name.lower() in self._position.ctes
        return f"{kind}.{self._name(name)}" if hidden else self._name(name)

    def _name(self, name: str) -> str:
        if _PLAIN.fullmatch(name) and name.upper() not in self._dialect.tokenizer_class.KEYWORDS:
            return name
        mark, closing = next(iter(self._dialect.tokenizer_class._IDENTIFIERS.items()))
        return f"{mark}{name}{closing}"

    def _stand_in(self, piece: Piece, following: str) -> str:
        """Return SQL that can stand where an expression does."""
        position = self._position
        last = position.last()
        call = _CALL.match(piece.inner)
        called = call[1] if call else ""
        opened_by = position.brackets[-1].word if position.brackets else ""
        if called == "group_by":
            return "group by all"
        if called in _TYPES or (last == "AS" and opened_by in _CASTS) or last == "::":
            return _TYPES.get(called, "text")
        if self._is_query(following, opened_by):
            return self._query(piece, following)
        if last not in EXPECTING and last != "*":
            return ""
        if last == "*" and position.last(2) in {"SELECT", ",", ".", "DISTINCT"}:
            return ""
        return self._value(piece, called, following, opened_by)

    def _value(self, piece: Piece, called: str, following: str, opened_by: str) -> str:
        """Return a value, list or name where one has to come."""
        last = self._position.last()
        if last in {"IN", "VALUES"}:
            return f"({self._placeholder(piece)})"
        if last in _NUMBERS_BEHIND or (last in {"(", ","} and opened_by in _TYPES_WITH_SIZE):
            return "1"
        listed = last in {"SELECT", "DISTINCT", ","} and self._position.clause == "SELECT"
        if called and last == "BY" and self._position.clause == "GROUP":
            return "all"
        if called == "star" or (called and listed and following in _AFTER_LIST | {","}):
            return "*"
        return self._placeholder(piece)

    def _query(self, piece: Piece, following: str) -> str:
        """Return a query, behind CTEs of the last one, so that it counts as used.

        Where a comma follows, further CTEs do.
        """
        if following == ",":
            return f"with {self._placeholder(piece)} as (select 1)"
        table = next(reversed(self._position.ctes), "t")
        query = " ".join(("select * from", table))
        return query if len(piece.inner) + 3 >= len(query) else "select 1"

    def _is_query(self, following: str, opened_by: str) -> bool:
        position = self._position
        last = position.last()
        if position.behind_set_operator:
            return True
        if last == "(":
            return following == ")" and opened_by in {"AS", "EXISTS"}
        if last in {"", ";"}:
            return following in _SET_OPERATORS | {","}
        unfinished = position.clause == "WITH" and not position.brackets and last == ")"
        return unfinished and following in {"", ";"}

    def _placeholder(self, piece: Piece) -> str:
        """Return a name for an expression, the same one for the same expression."""
        written = _SPACES.sub(" ", piece.inner)
        number = self._numbers.setdefault(written, str(len(self._numbers) + 1))
        shown = written if len(written) <= _SHOWN else f"{written[:_SHOWN]} …"
        self._names[number] = "{{ " + shown + " }}"
        name = f"{self._prefix}{number}"
        return f"{name}_" if piece.end - piece.start > len(name) else name

    def _filled(self, piece: Piece) -> str:
        """Return a placeholder without blanks, for the inside of a name or a string."""
        written = self._text[piece.start : piece.end]
        name = self._placeholder(piece)
        found = next((run for run in _RUN.finditer(written) if len(run[0]) >= len(name)), None)
        filled = _NOT_BREAK.sub("_", written)
        if found is None:
            return filled
        return filled[: found.start()] + name + filled[found.start() + len(name) :]

    def _padded(self, piece: Piece, text: str) -> str:
        """Return ``text`` with blanks behind, on the first line that has room for it."""
        blank = self._blank(piece)
        for run in _RUN.finditer(blank):
            if len(run[0]) >= len(text):
                return blank[: run.start()] + text + blank[run.start() + len(text) :]
        return blank

    def _blank(self, piece: Piece) -> str:
        return _NOT_BREAK.sub(" ", self._text[piece.start : piece.end])

    def _hidden(self, piece: Piece, *, ends: bool, active: bool) -> str:
        """Return blanks for what is not read; a comment that silences rules stays one.

        In a branch that is not read it would silence what follows the branch.
        """
        blank = self._blank(piece)
        if ends:
            return ";" + blank[1:]
        inner = self._text[piece.start + 2 : piece.end - 2]
        silencing = piece.kind is Kind.COMMENT and "workbench:" in inner and "*/" not in inner
        silencing = silencing and active
        return f"/*{inner}*/" if silencing and not self._position.quote else blank

    def _drop_dangling(self, following: str) -> None:
        """Take back a separator that nothing follows, as loops and conditions leave it."""
        position = self._position
        if position.quote:
            return
        last = position.last()
        count = 0
        if last == ",":
            count = following in _AFTER_LIST | _SET_OPERATORS
        elif position.behind_set_operator and following in _AFTER_QUERY:
            count = 1 if last in _SET_OPERATORS else 2
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
            found = _FIRST_WORD.match(body)
            word = (found[1] or "").upper() if found else ""
            keep = word in _VERBS
            parts += (text[done:start], body if keep else _NOT_BREAK.sub(" ", body))
            done = end
        return "".join([*parts, text[done:]])


def _is_word(character: str) -> bool:
    return character.isalnum() or character in {"_", "$"} if character else False


def _is_silent(piece: Piece) -> bool:
    """Tell a call that puts no text there."""
    found = _CALL.match(piece.inner)
    return found is not None and found[1] in _SILENT
