"""Where in a SQL text one stands while passing over it: inside a string, after which word."""

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r"--[^\r\n]*|/\*|['\"`]|\w+|\s+|::|\|\||.", re.DOTALL)
_COMMENT_ENDS = {"*/": re.compile(r"\*/"), "\n": re.compile(r"[\r\n]")}
_CLAUSE_WORDS = "WITH SELECT FROM WHERE GROUP ORDER HAVING QUALIFY LIMIT WINDOW SET VALUES ON USING"
_CLAUSES = frozenset(_CLAUSE_WORDS.split())
_SET_OPERATORS = frozenset({"UNION", "EXCEPT", "INTERSECT", "MINUS"})
_EXPECTING_WORDS = (
    "SELECT DISTINCT ALL FROM JOIN WHERE AND OR NOT ON BY IN BETWEEN LIKE ILIKE RLIKE IS THEN ELSE "
    "WHEN CASE HAVING QUALIFY SET INTO UPDATE TABLE VIEW SCHEMA DATABASE INDEX COLUMN AS USING "
    "VALUES OVER LIMIT OFFSET TOP INTERVAL WITH EXISTS ANY SOME RETURNING LATERAL IF CALL EXEC TO "
    "ADD RECURSIVE ESCAPE FUNCTION PROCEDURE TRUNCATE DESCRIBE USE UNION EXCEPT INTERSECT MINUS"
)
EXPECTING = frozenset({*_EXPECTING_WORDS.split(), *"(,=<>+-/|.:[&^%", "::", "||"})
"""Words and signs behind which an expression, a name or a query has to come."""


@dataclass(slots=True)
class Bracket:
    """An open bracket: the word before it, the clause round it, the CTE that it defines."""

    word: str
    clause: str
    cte: str = ""


@dataclass(slots=True)
class Token:
    """A word or sign in upper case, and where it stands."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class SqlPosition:
    """A place in a SQL text that is passed over once, from its start to its end."""

    quote: str = ""
    """The mark that ends the string, quoted name or comment one is in; else empty."""
    clause: str = ""
    brackets: list[Bracket] = field(default_factory=list)
    recent: list[Token] = field(default_factory=list)
    """The last few words and signs, comments and blanks left out."""
    ctes: dict[str, None] = field(default_factory=dict)
    """CTEs of the statement that are complete, in lower case and in order."""

    @property
    def in_comment(self) -> bool:
        """Whether one is inside a comment."""
        return self.quote in {"*/", "\n"}

    def last(self, back: int = 1) -> str:
        """Return a word before this place in upper case, or nothing."""
        return self.recent[-back].text if len(self.recent) >= back else ""

    @property
    def behind_set_operator(self) -> bool:
        """Whether a query has to come, because of a UNION before."""
        words = (self.last(), self.last(2))
        return words[0] in _SET_OPERATORS or (
            words[0] in {"ALL", "DISTINCT"} and words[1] in _SET_OPERATORS
        )

    def drop(self, count: int) -> list[Token]:
        """Take back the last words, and return them."""
        taken = self.recent[-count:]
        del self.recent[-count:]
        return taken

    def push(self, word: str, start: int, end: int) -> None:
        """Pass a word that is no keyword."""
        self.recent.append(Token(word, start, end))
        if len(self.recent) > 16:
            del self.recent[:8]

    def move(self, text: str, base: int) -> None:
        """Pass over ``text``, which starts at ``base`` in the whole."""
        at = 0
        while at < len(text):
            if self.quote:
                at = self._leave_quote(text, at, base)
                continue
            found = _TOKEN.match(text, at)
            if found is None:
                return
            at = found.end()
            if not found[0].isspace():
                self._take(found[0], base + found.start(), open_ended=at == len(text))

    def _leave_quote(self, text: str, at: int, base: int) -> int:
        """Return the offset behind the end of the string or comment that one is in."""
        endings = _COMMENT_ENDS.get(self.quote)
        found = (endings or re.compile(re.escape(self.quote))).search(text, at)
        if found is None:
            return len(text)
        if endings is None:
            self.push(self.quote, base + found.start(), base + found.end())
        self.quote = ""
        return found.end()

    def _take(self, sign: str, start: int, *, open_ended: bool) -> None:
        if sign.startswith("--"):
            # What follows a piece that ends in a comment is still on its line.
            self.quote = "\n" if open_ended else ""
        elif sign == "/*":
            self.quote = "*/"
        elif sign in {"'", '"', "`"}:
            self.quote = sign
        else:
            self._word(sign.upper(), start, start + len(sign))

    def _word(self, word: str, start: int, stop: int) -> None:
        if word == "(":
            cte = self.last(2).lower() if self.last() == "AS" else ""
            self.brackets.append(Bracket(self.last(), self.clause, cte))
            self.clause = ""
        elif word == ")" and self.brackets:
            closed = self.brackets.pop()
            self.clause = closed.clause
            if closed.cte:
                self.ctes[closed.cte] = None
        elif word == ";":
            self.brackets.clear()
            self.ctes.clear()
            self.clause = ""
        elif word in _CLAUSES:
            self.clause = word
        self.push(word, start, stop)
