"""What the texts are made of that a script keeps in variables and runs as statements."""

from collections.abc import Iterator
from enum import Enum, auto

from sqlglot.tokenizer_core import TokenType

from workbench.sqlreview.words import QUOTED, Words

GLUE = frozenset({"+", "||", "CONCAT", "FORMAT", "CONCAT_WS", "REPLACE"})
_QUOTERS = frozenset(
    {"QUOTENAME", "QUOTE_IDENT", "QUOTE_LITERAL", "QUOTE_NULLABLE", "ENQUOTE_NAME", "LEN", "STR"}
)
"""Functions of which nothing comes that could end a text or a name early."""
_FORMATS = ("%s", "%t", "%T")
_CASTS = frozenset({"CAST", "TRY_CAST", "CONVERT", "TRY_CONVERT"})
_NUMBERS = frozenset(
    {"INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BIT", "DECIMAL", "NUMERIC", "FLOAT"}
    | {"REAL", "MONEY", "DATE", "DATETIME", "DATETIME2", "TIME", "UNIQUEIDENTIFIER", "BOOLEAN"}
    | {"NUMBER", "INT64"}
)
_ASSIGNING = frozenset({"=", ":=", "+="})
_NAMES = frozenset({TokenType.VAR, TokenType.IDENTIFIER})
_NO_VALUES = frozenset({"MAX", "N", "AS"})
_STATEMENTS = frozenset(
    {"EXEC", "EXECUTE", "SET", "FROM", "WHERE", "IF", "DECLARE", "RETURN", "BEGIN", "PRINT"}
    | {"WHILE", "OPEN", "USING", "INTO", "END", "ELSE", "", ",", ")", ";"}
)
"""What stands behind the end of a text."""


class Origin(Enum):
    """Where a text comes from."""

    CONSTANT = auto()
    GLUED = auto()
    ELSEWHERE = auto()


class Texts:
    """What the variables of a script hold, as far as its statements have been read."""

    def __init__(self) -> None:
        """Start without knowing any variable."""
        self._glued: set[str] = set()
        self._elsewhere: set[str] = set()
        self._constant: set[str] = set()

    def read(self, words: Words) -> None:
        """Take note of what a statement declares and assigns."""
        before = ""
        for index, word in enumerate(words.upper):
            if before == "@":
                self._declare(words, index)
            elif word in _ASSIGNING and 0 < index < len(words) - 1:
                self._assign(words, index)
            before = word

    def _declare(self, words: Words, index: int) -> None:
        kind = words.at(index + 1 + (words.at(index + 1) == "AS"))
        name = words.at(index)
        if kind in _NUMBERS:
            self._constant.add(name)
        elif kind in {"OUTPUT", "OUT"} or words.at(index - 2) == "INTO":
            self._constant.discard(name)
            self._elsewhere.add(name)

    def _assign(self, words: Words, index: int) -> None:
        target = _target(words, index)
        if not target or _is_default(words, index):
            return
        part = range(index + 1, text_end(words, index + 1) + 1)
        origin = self.origin(words, part)
        if words.at(index + 2) == "(" and words.at(index + 1) not in GLUE | _CASTS | _QUOTERS:
            # What a function makes of a text is another one.
            origin = Origin.ELSEWHERE if origin is Origin.GLUED else origin
        if origin is Origin.CONSTANT:
            self._constant |= {target} - self._elsewhere - self._glued
            return
        self._constant.discard(target)
        (self._glued if origin is Origin.GLUED else self._elsewhere).add(target)

    def origin(self, words: Words, part: range) -> Origin:
        """Tell where the text in a part of a statement comes from."""
        if any(words.at(at) == "FORMAT" for at in part):
            texts = (words.tokens[at].text for at in part if words.is_string(at))
            glues = any(mark in text for text in texts for mark in _FORMATS)
            return Origin.GLUED if glues else Origin.CONSTANT
        names = list(self._names(words, part))
        if not names:
            return Origin.CONSTANT
        if any(words.at(at) in GLUE for at in part) or self.glued(words, part):
            return Origin.GLUED
        return Origin.ELSEWHERE

    def glued(self, words: Words, part: range) -> str:
        """Return the variable in a part of a statement that holds a glued text, or nothing."""
        at = next((at for at in part if words.at(at) in self._glued), -1)
        mark = "@" if words.at(at - 1) == "@" else ""
        return mark + words.tokens[at].text if at >= 0 else ""

    def _names(self, words: Words, part: range) -> Iterator[str]:
        """Yield the variables and columns whose values get into a text as they are."""
        at = part.start
        while at < part.stop:
            word = words.at(at)
            called = words.at(at + 1) == "("
            if word in {"CASE", "WHEN"}:
                at = next((then for then in range(at, part.stop) if words.at(then) == "THEN"), at)
            elif called and (word in _QUOTERS or _is_harmless(words, at)):
                at = words.closing(at + 1)
            elif called and word in _CASTS and words.at(at + 3) == "(":
                at = words.closing(at + 3)
            elif called and words.at(at - 1) == ".":
                yield word
            elif (
                not called
                and words.at(at + 1) != "."
                and _is_value(words, at)
                and word not in self._constant
            ):
                yield word
            at += 1


def _is_value(words: Words, at: int) -> bool:
    if words.at(at - 1) == "@":
        return True
    token = words.tokens[at]
    named = token.token_type in _NAMES and token.text[:1].isalpha()
    return named and words.at(at) not in _NO_VALUES


def _is_harmless(words: Words, at: int) -> bool:
    """Tell a cast to a number, or REPLACE that doubles quotes."""
    last = words.closing(at + 1)
    if words.at(at) == "REPLACE":
        return any(words.at(inner) == QUOTED + "'" for inner in range(at, last))
    return words.at(at) in _CASTS and not _NUMBERS.isdisjoint(
        (words.at(at + 2), words.at(last - 1))
    )


def _target(words: Words, index: int) -> str:
    """Return the variable that ``=`` assigns to; nothing if it compares."""
    at = index - 1 - (words.at(index - 1) in {"+", "|"})
    if words.at(at - 1) == "@" or words.at(index) == ":=":
        return words.at(at)
    if words.at(at) == ")":
        at = next((opening for opening in range(at, 0, -1) if words.at(opening) == "("), 0) - 1
    at -= words.at(at - 1) == "AS"
    if words.at(at - 2) == "@":
        return words.at(at - 1)
    return words.at(index - 1) if words.at(0) == "SET" and index == words.find("=") else ""


def _is_default(words: Words, index: int) -> bool:
    """Tell the default of a procedure's parameter: whoever calls it gives another value."""
    if words.at(0) not in {"CREATE", "ALTER"}:
        return False
    return _ASSIGNERS.isdisjoint(words.at(before) for before in range(index))


_ASSIGNERS = frozenset({"SET", "SELECT", "DECLARE", ":="})


def text_end(words: Words, start: int) -> int:
    """Return the last word of a text: before USING, INTO, the first parameter, or what follows."""
    at = start
    while at < len(words):
        if words.at(at) == "(":
            at = words.closing(at)
        elif words.at(at) == "CASE":
            at = next((end for end in range(at, len(words)) if words.at(end) == "END"), at)
        if words.at(at + 1) in _STATEMENTS:
            break
        at += 1
    return min(at, len(words) - 1)
