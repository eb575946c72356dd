"""SQL that can stand where an expression of a Jinja template does, as long as the expression.

Calls that name a relation become that name; other expressions become a name, a number,
a star or a query, whichever can stand there.
"""

import re

from sqlglot.dialects.dialect import Dialect

from workbench.sqlreview.jinja import Piece, never_in_one_round
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
_RUN = re.compile(r"[^\r\n]+")
_NOT_BREAK = re.compile(r"[^\r\n]")
_SPACES = re.compile(r"\s+")
_NUMBERS_BEHIND = frozenset({"LIMIT", "OFFSET", "TOP", "INTERVAL", "NEXT", "FIRST"})
_TYPES_WITH_SIZE = frozenset({"VARCHAR", "CHAR", "DECIMAL", "NUMERIC", "NUMBER", "NVARCHAR"})
_CASTS = frozenset({"CAST", "TRY_CAST", "SAFE_CAST"})
_SHOWN = 60
_WORD = re.compile(r"[\w$]+")
_LAST_WORD = re.compile(r"[\w$]+\Z")
_LONGEST_WORD = 24
_VERBS = frozenset({"SELECT", "WITH", "INSERT", "UPDATE", "DELETE", "MERGE"})
_KEYWORDS = _VERBS | frozenset(
    {"", "AND", "AS", "BETWEEN", "BY", "DISTINCT", "FROM", "HAVING", "IN", "INTO", "JOIN", "LIKE"}
    | {"LIMIT", "ON", "OR", "SET", "THEN", "UNION", "VALUES", "WHEN", "WHERE"}
)
"""Words that an expression beside them is no part of; empty where no word touches it."""
SET_OPERATORS = frozenset({"UNION", "EXCEPT", "INTERSECT", "MINUS"})
AFTER_LIST = frozenset({"", ")", ";", "FROM", "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT"})
FIRST_WORD = re.compile(r"(?:\s+|--[^\r\n]*|/\*(?:[^*]|\*(?!/))*\*/)*(\w+|.)?", re.DOTALL)
"""The first word or sign of a text, behind blanks and comments."""


class StandIns:
    """What stands in for the expressions of one template, and what each name is short for.

    ``position`` is where in the SQL the next expression stands; whoever writes moves it.
    """

    def __init__(self, text: str, dialect: Dialect, position: SqlPosition) -> None:
        self.names: dict[str, str] = {}
        self.relations: set[int] = set()
        self.prefix = "_j"
        while re.search(rf"{self.prefix}\d", text):
            self.prefix += "j"
        self._text = text
        self._dialect = dialect
        self._position = position
        self._numbers: dict[str, str] = {}

    def of(self, piece: Piece, following: str) -> str:
        """Return what stands in for an expression: as long as it is, with its line breaks."""
        position, inner = self._position, piece.inner
        if position.in_comment or is_silent(piece):
            return blank(self._text, piece)
        before, behind = self._touching(piece)
        defines = behind in {"TABLE", "VIEW"} and position.last() == "CREATE"
        if position.quote or not ({before, behind} <= _KEYWORDS or defines):
            return self._filled(piece)
        if before == "SELECT" or behind in _VERBS or defines:
            return blank(self._text, piece)
        written = literal(piece)
        if written is not None:
            return self._padded(piece, written)
        relation = _RELATION.fullmatch(inner)
        if relation or inner == "this":
            self.relations.add(piece.start)
            return self._padded(piece, self._relation(relation) if relation else "this")
        return self._padded(piece, self._stand_in(piece, following))

    def _touching(self, piece: Piece) -> tuple[str, str]:
        """Return the words that no blank parts from an expression, in upper case."""
        before = _LAST_WORD.search(self._text, max(0, piece.start - _LONGEST_WORD), piece.start)
        behind = _WORD.match(self._text, piece.end, piece.end + _LONGEST_WORD)
        return (before[0].upper() if before else "", behind[0].upper() if behind else "")

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
        if called == "star" or (called and listed and following in AFTER_LIST | {","}):
            return "*"
        return self._placeholder(piece)

    def _is_query(self, following: str, opened_by: str) -> bool:
        position = self._position
        last = position.last()
        if position.behind_set_operator:
            return True
        if last == "(":
            return following == ")" and opened_by in {"AS", "EXISTS"}
        if last in {"", ";"}:
            return following in SET_OPERATORS | {","}
        unfinished = position.clause == "WITH" and not position.brackets and last == ")"
        return unfinished and following in {"", ";"}

    def _query(self, piece: Piece, following: str) -> str:
        """Return a query, behind CTEs of those it names or the last one, which so count as used.

        Where a comma follows, further CTEs do.
        """
        if following == ",":
            return f"with {self._placeholder(piece)} as (select 1)"
        words = {word.lower() for word in _WORD.findall(piece.inner)}
        named = [cte for cte in self._position.ctes if cte.lower() in words]
        for tables in (named, named[-1:], [next(reversed(self._position.ctes), "t")]):
            query = " union all ".join([" ".join(("select * from", table)) for table in tables])
            if query and len(piece.inner) + 3 >= len(query):
                return query
        return "select 1"

    def _placeholder(self, piece: Piece) -> str:
        """Return a name for an expression, the same one for the same expression."""
        written = _SPACES.sub(" ", piece.inner)
        number = self._numbers.setdefault(written, str(len(self._numbers) + 1))
        shown = written if len(written) <= _SHOWN else f"{written[:_SHOWN]} …"
        self.names[number] = "{{ " + shown + " }}"
        name = f"{self.prefix}{number}"
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
        space = blank(self._text, piece)
        if self._text[piece.start - 1 : piece.start].isalnum():
            text = f" {text}"
        for run in _RUN.finditer(space):
            if len(run[0]) >= len(text):
                return space[: run.start()] + text + space[run.start() + len(text) :]
        return space


def literal(piece: Piece) -> str | None:
    """Return the text that an expression puts there as it is, if that is plain."""
    found = _LITERAL.match(piece.inner)
    if found is None or (found[3] and found[3].startswith(("|", "~"))):
        return None
    return "" if found[3] and never_in_one_round(found[3].strip()) else found[2]


def literal_word(piece: Piece, following: str) -> str:
    """Return the first word that an expression puts there, or the one behind it."""
    written = literal(piece) or ""
    found = FIRST_WORD.match(written)
    return (found[1] or "").upper() if found and found[1] else following


def blank(text: str, piece: Piece) -> str:
    """Return blanks, and the line breaks, of a piece."""
    return _NOT_BREAK.sub(" ", text[piece.start : piece.end])


def is_silent(piece: Piece) -> bool:
    """Tell a call that puts no text there."""
    found = _CALL.match(piece.inner)
    return found is not None and found[1] in _SILENT
