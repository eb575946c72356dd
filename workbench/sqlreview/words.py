"""The words of a statement, for what the parser does not turn into a tree.

Control flow, permissions and statements of one product often come back as text.
Their words are still exact, with their places.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator
from functools import cached_property
from operator import attrgetter

from sqlglot import exp
from sqlglot.errors import TokenError
from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.dialects import parser_dialect
from workbench.sqlreview.positions import outermost
from workbench.sqlreview.source import Span

_START = attrgetter("start")
QUOTED = "'"
"""What a quoted word begins with in `Words.upper`, so that it never equals a keyword."""

_QUOTING = frozenset(
    {
        TokenType.STRING,
        TokenType.IDENTIFIER,
        TokenType.NATIONAL_STRING,
        TokenType.RAW_STRING,
        TokenType.HEREDOC_STRING,
        TokenType.BYTE_STRING,
        TokenType.UNICODE_STRING,
    }
)


_COMMANDS = frozenset(
    {
        TokenType.COMMAND,
        TokenType.END,
        TokenType.EXECUTE,
        TokenType.FETCH,
        TokenType.LOCK,
        TokenType.RENAME,
        TokenType.REPLACE,
        TokenType.SHOW,
    }
)
"""Words behind which a tokeniser may take the rest of the statement for one string."""


class Words:
    """The tokens of one statement, and what they say."""

    def __init__(self, tokens: list[Token], base: int, text: str, dialect: str) -> None:
        """Take tokens whose offsets count in ``text``, which starts at ``base`` in the whole."""
        self._tokens = tokens
        self._text = text
        self._dialect = dialect
        self.base = base
        self._known_places: dict[frozenset[str], list[int]] = {}

    @property
    def first(self) -> TokenType:
        """The type of the first word, the cheapest thing to ask."""
        return self._tokens[0].token_type

    @cached_property
    def tokens(self) -> list[Token]:
        """The tokens, also of a rest that the tokeniser took for one string."""
        tokens = self._tokens
        string = TokenType.STRING
        if all(token.token_type is not string for token in tokens):
            return tokens
        for index in range(1, len(tokens)):
            if tokens[index].token_type != TokenType.STRING:
                continue
            if tokens[index - 1].token_type in _COMMANDS:
                rest = self._rest(tokens[index - 1], tokens[index])
                if rest:
                    return tokens[:index] + rest + tokens[index + 1 :]
        return tokens

    def _rest(self, before: Token, string: Token) -> list[Token]:
        """Return the tokens inside ``string`` if it is the rest of a statement, not a literal."""
        start = before.end + 1
        rest = self._text[start : string.end + 1]
        if rest.strip() != string.text:
            return []
        try:
            tokens = parser_dialect(self._dialect).tokenize(rest)
        except (TokenError, ValueError, RecursionError):
            return []
        return [_moved(token, before) for token in tokens]

    def __len__(self) -> int:
        return len(self.tokens)

    @cached_property
    def upper(self) -> list[str]:
        """Each word in upper case; strings and quoted names begin with a quote."""
        return [_upper(token) for token in self.tokens]

    def at(self, index: int) -> str:
        """Return a word in upper case; empty outside the statement."""
        if index == 0:
            return _upper(self._tokens[0])
        return _upper(self.tokens[index]) if 0 <= index < len(self.tokens) else ""

    def starts(self, *phrase: str) -> bool:
        """Tell whether the statement begins with these words."""
        return self.matches(0, *phrase)

    def matches(self, index: int, *phrase: str) -> bool:
        """Tell whether these words stand at ``index``."""
        return all(self.at(index + offset) == word for offset, word in enumerate(phrase))

    def find(self, *phrase: str, start: int = 0) -> int:
        """Return where the words first stand next to each other, or -1."""
        for index in self.all(*phrase):
            if index >= start:
                return index
        return -1

    def all(self, *phrase: str) -> Iterator[int]:
        """Yield every index at which the words stand next to each other."""
        first = phrase[0]
        for index, word in enumerate(self.upper):
            if word == first and self.matches(index, *phrase):
                yield index

    def is_string(self, index: int) -> bool:
        """Tell whether a word is a string literal."""
        kind = self.tokens[index].token_type if 0 <= index < len(self.tokens) else None
        return kind in _QUOTING and kind != TokenType.IDENTIFIER

    def closing(self, opening: int) -> int:
        """Return the bracket that closes the one at ``opening``, or the last word."""
        depth = 0
        for index in range(opening, len(self.tokens)):
            kind = self.tokens[index].token_type
            depth += (kind == TokenType.L_PAREN) - (kind == TokenType.R_PAREN)
            if depth == 0:
                return index
        return len(self.tokens) - 1

    def name(self, index: int) -> tuple[str, int]:
        """Return the dotted name that starts at ``index`` as written, and its last word."""
        if not 0 <= index < len(self.tokens):
            return "", index
        last = index
        while self.at(last + 1) == "." and last + 2 < len(self.tokens):
            last += 2
        return "".join(token.text for token in self.tokens[index : last + 1]), last

    def span(self, first: int, last: int | None = None) -> Span:
        """Return the range from one word to another, both included."""
        end = self.tokens[first if last is None else last].end
        return Span(self.tokens[first].start + self.base, end + 1 + self.base)

    def of_type(self, kind: TokenType) -> list[int]:
        """Return where words of a type stand in a statement that is no command."""
        return [index for index, token in enumerate(self._tokens) if token.token_type is kind]

    def left_out(self, index: int) -> tuple[str, Span]:
        """Return what stands between a word and the next but is no word, and where.

        Beside comments that is what was left out for the parser (``TOP (9)`` of an UPDATE).
        """
        start = self.tokens[index].end + 1
        end = self.tokens[index + 1].start if index + 1 < len(self.tokens) else start
        text = self._text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        return text, Span(start + self.base, start + len(text) + self.base)

    def statement(self) -> Span:
        """Return the range of the whole statement."""
        return self.span(0, len(self.tokens) - 1)

    def extent(self, node: exp.Expr) -> tuple[int, int] | None:
        """Return the first and last word of ``node`` that the parser knows the place of."""
        known = outermost(node)
        return None if known is None else (self._index(known.first), self._index(known.last))

    def comments(self, opening: str) -> Iterator[tuple[str, Span]]:
        """Yield the comments that begin so, right before the statement or in it, and where."""
        text, tokens = self._text, self._tokens
        start = tokens[0].start
        ended = start
        while ended and text[ended - 1].isspace():
            ended -= 1
        if text.endswith("*/", 0, ended):
            before = text.rfind("/*", 0, ended)  # near, as the comment ends here
            start = before if before >= 0 and text.startswith(opening, before) else start
        at = text.find(opening, start, tokens[-1].end)
        while at >= 0:
            index = bisect_right(tokens, at, key=lambda token: token.start) - 1
            ended = tokens[index].end + 1 if index >= 0 else start
            if ended <= at:
                bare = text[ended:at].strip()
                commented = bool(bare) and not bare.endswith("*/")
            else:
                commented = tokens[index].start < at
            end = text.find("\n" if opening.startswith("-") else "*/", at)
            last = len(text) if end < 0 else end + 2 * (not opening.startswith("-"))
            if not commented:
                yield text[at:last].rstrip(), Span(at + self.base, last + self.base)
            at = text.find(opening, last, tokens[-1].end)

    def reaching(self, node: exp.Expr, words: Collection[str]) -> Span:
        """Return ``node`` from the nearest of ``words`` in front of it."""
        extent = self.extent(node)
        if extent is None:
            return self.statement()
        return self.span(self._back_to(extent[0], words), extent[1])

    def action(self, node: exp.Expr, words: Collection[str]) -> Span:
        """Return one action of a list (ALTER TABLE …): from one of ``words`` to the next comma."""
        extent = self.extent(node)
        if extent is None:
            return self.statement()
        first = self._back_to(extent[0], words)
        at = first
        while at + 1 < len(self) and self.at(at + 1) not in {",", ")"}:
            at = self.closing(at + 1) if self.at(at + 1) == "(" else at + 1
        return self.span(first, at)

    def _back_to(self, index: int, words: Collection[str]) -> int:
        places = self._places(frozenset(words))
        nearest = bisect_right(places, index)
        return places[nearest - 1] if nearest else index

    def _places(self, words: frozenset[str]) -> list[int]:
        """Return where these words stand; kept, since a long list asks for each of its items."""
        if words not in self._known_places:
            found = [index for index, word in enumerate(self.upper) if word in words]
            self._known_places[words] = found
        return self._known_places[words]

    def _index(self, offset: int) -> int:
        return max(0, bisect_right(self.tokens, offset, key=_START) - 1)


def _moved(token: Token, before: Token) -> Token:
    """Return a token of a text as one of the text behind ``before``."""
    column = token.col + before.col if token.line == 1 else token.col
    start = before.end + 1
    return Token(
        token.token_type,
        token.text,
        token.line + before.line - 1,
        column,
        token.start + start,
        token.end + start,
    )


def _upper(token: Token) -> str:
    return QUOTED + token.text if token.token_type in _QUOTING else token.text.upper()
