"""From a SQL text to its statements: what was understood, and where something was not."""

import logging
import re
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import NamedTuple

from sqlglot import exp
from sqlglot.errors import ParseError, TokenError
from sqlglot.parser import Parser
from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.bodies import (
    as_export,
    body,
    dollar_bodies,
    has_body,
    inner_chunks,
    string_bodies,
    tested,
    without_end,
)
from workbench.sqlreview.client_commands import as_sql
from workbench.sqlreview.control_flow import conditions, is_control_flow, without_print
from workbench.sqlreview.dialects import parser_dialect
from workbench.sqlreview.into_variables import with_one_target
from workbench.sqlreview.nesting import too_deep
from workbench.sqlreview.procedural import Kind, Routine
from workbench.sqlreview.source import SqlSource
from workbench.sqlreview.splitting import (
    BATCH_DIALECTS,
    Chunk,
    resume_index,
    split,
)
from workbench.sqlreview.variables import with_parameters
from workbench.sqlreview.words import Words

_PARSER_LOG = logging.getLogger("sqlglot")
MAX_RESPELLINGS = 8
"""Spellings of one statement that are tried, each of which is parsed as a whole."""

_EXCERPT = 40
_PLAIN = frozenset({TokenType.SELECT, TokenType.WITH, TokenType.INSERT, TokenType.UPDATE})
_PARSER_STUMBLES = (AttributeError, IndexError, KeyError, TokenError, TypeError, ValueError)
"""What a parser raises beside errors of parsing; hints are cut into tokens only by then."""
_TOKEN_ERROR_PLACE = re.compile(r"(\d+):(\d+)")


class Statement(NamedTuple):
    """One statement that was parsed, with its tokens.

    Their offsets count in ``text``, which starts at ``base`` in the whole. ``inner``
    tells a statement inside the body of another one, which comes before it. ``written``
    are its tokens as its author wrote them, where those that were parsed are others.
    """

    tree: exp.Expr
    tokens: list[Token]
    base: int
    text: str = ""
    inner: bool = False
    written: list[Token] | None = None


class NotUnderstood(NamedTuple):
    """A piece of the text that was not reviewed, and why.

    ``broken`` tells SQL that does not parse from a valid statement (``VACUUM``)
    that has nothing a query review could judge. ``statement`` has its words
    under an `exp.Command`, where it has any.
    """

    offset: int
    message: str
    broken: bool
    statement: Statement | None = None


def written_words(statement: Statement, dialect: str) -> Words | None:
    """Return the words of a statement that had to be changed to be read; None of any other."""
    written = statement.written
    return Words(written, statement.base, statement.text, dialect) if written else None


def read_statements(source: SqlSource, dialect: str) -> Iterator[Statement | NotUnderstood]:
    """Yield the statements of ``source`` in order, each parsed once and on its own.

    A statement that cannot be parsed yields one `NotUnderstood` and does not
    hinder the others.
    """
    reader = _Reader(source, dialect)
    with _quiet_parser():
        yield from reader.read()


@contextmanager
def _quiet_parser() -> Iterator[None]:
    """Keep the parser from warning on stderr about what is reported as a finding anyway."""
    before = _PARSER_LOG.disabled
    # Unlike a change of the level, this clears no caches of other loggers.
    _PARSER_LOG.disabled = True
    try:
        yield
    finally:
        _PARSER_LOG.disabled = before


class _Reader:
    def __init__(self, source: SqlSource, dialect: str) -> None:
        self._source = source
        self._dialect_name = dialect
        self._dialect = parser_dialect(dialect)
        self._parser: Parser = self._dialect.parser()

    def read(self) -> Iterator[Statement | NotUnderstood]:
        text = as_sql(self._source.text, self._dialect_name)
        try:
            tokens = self._dialect.tokenize(text)
        except (TokenError, ValueError, RecursionError):
            yield from self._read_pieces(text)
            return
        yield from self._read_tokens(tokens, text, 0)

    def _read_pieces(self, text: str) -> Iterator[Statement | NotUnderstood]:
        """Read piece by piece, for a text that has an unterminated string or comment."""
        for base, piece in _pieces(text):
            try:
                tokens = self._dialect.tokenize(piece)
            except (TokenError, ValueError, RecursionError) as error:
                yield _token_failure(error, piece, base)
                continue
            yield from self._read_tokens(tokens, piece, base)

    def _read_tokens(
        self, tokens: list[Token], text: str, base: int
    ) -> Iterator[Statement | NotUnderstood]:
        if self._dialect_name in BATCH_DIALECTS:
            tokens = without_print(tokens, text, self._dialect_name)
        routine = Routine(self._dialect_name)
        for chunk in split(tokens, self._dialect_name):
            if routine.may_hold(chunk):
                items = self._read_procedural(routine, chunk, text, base)
                if items is not None:
                    yield from items
                    continue
            whole = without_end(chunk, self._dialect_name)
            if whole and is_control_flow(whole, self._dialect_name):
                # The tokeniser takes all behind the END of a line for one string.
                whole = Words(whole, 0, text, self._dialect_name).tokens
                yield Statement(exp.Command(this=whole[0].text.upper()), whole, base, text)
                yield from self._read_inner(whole, text, base)
                continue
            for item in self._read_plain(whole, routine, text, base) if whole else ():
                within = list(self._read_bodies(item))
                if within and isinstance(item, Statement) and _holds_statements(item):
                    # Queries and writes of their own, whose rows go to the caller.
                    item.tree.set("expression", None)
                yield _frame(item) if within or self._is_frame(whole) else item
                yield from within

    def _read_plain(
        self, chunk: Chunk, routine: Routine, text: str, base: int
    ) -> Iterable[Statement | NotUnderstood]:
        if not routine.of_script:
            return self._read_chunk(chunk, text, base)
        return self._read_with_variables(chunk, routine.of_script, text, base)

    def _is_frame(self, chunk: Chunk) -> bool:
        """Tell the head of a T-SQL routine, of which the next statements are the body."""
        if self._dialect_name not in BATCH_DIALECTS or not has_body(chunk):
            return False
        words = [token.text.upper() for token in chunk]
        return "AS" in words and "EXTERNAL" not in words

    def _read_bodies(self, item: Statement | NotUnderstood) -> Iterator[Statement | NotUnderstood]:
        """Read the statements inside one: between its words, and in its quotes."""
        outer = item.statement if isinstance(item, NotUnderstood) else item
        if outer is None:
            return
        words = outer.tokens
        if _holds_statements(item):
            words = Words(outer.tokens, 0, outer.text, self._dialect_name).tokens
            for condition in tested(words):
                yield from self._tested(condition, outer.text, outer.base)
            if part := body(words):
                yield from self._read_inner(part, outer.text, outer.base)
        quoted = self._read_quoted(words, outer.text, outer.base)
        if isinstance(item, Statement) and words[0].token_type in _PLAIN:
            # A text in dollar quotes may be anything here: only what is SQL is told of.
            quoted = (each for each in quoted if isinstance(each, Statement))
        yield from quoted

    def _read_quoted(
        self, words: Chunk, text: str, base: int
    ) -> Iterator[Statement | NotUnderstood]:
        """Read the statements in the quotes of one."""
        for offset, inside in chain(dollar_bodies(words, text), string_bodies(words, text)):
            try:
                tokens = self._dialect.tokenize(inside)
            except (TokenError, ValueError, RecursionError) as error:
                yield _token_failure(error, inside, base + offset)._replace(broken=False)
                continue
            yield from self._read_body(words, tokens, inside, base + offset)

    def _read_body(
        self, outer: Chunk, tokens: Chunk, text: str, base: int
    ) -> Iterator[Statement | NotUnderstood]:
        routine = Routine(self._dialect_name, body_of=outer)
        for chunk in split(tokens, self._dialect_name):
            if outer[0].text.upper() == "UNLOAD":
                yield from map(_inner, self._read_chunk(as_export(chunk), text, base))
                continue
            items = self._read_procedural(routine, chunk, text, base)
            if items is not None:
                yield from (item for item in items if not _is_control(item))
            else:
                yield from self._read_inner(chunk, text, base)

    def _read_procedural(
        self, routine: Routine, chunk: Chunk, text: str, base: int
    ) -> list[Statement | NotUnderstood] | None:
        """Read what can be of a piece of a routine or block; None if it is none."""
        words = Words(chunk, 0, text, self._dialect_name).tokens
        parts = routine.parts(words)
        if parts is None:
            return None
        items: list[Statement | NotUnderstood] = []
        if len(parts) != 1 or parts[0].tokens is not words:
            command = exp.Command(this=words[0].text.upper())
            items.append(Statement(command, words, base, text))
        for kind, tokens in parts:
            if kind is Kind.QUOTED:
                items += self._read_quoted(tokens, text, base)
                continue
            if kind is Kind.VALUE:
                items += self._tested(with_parameters(tokens, routine.variables), text, base)
                continue
            inner = bool(items) or routine.is_body
            for item in self._read_with_variables(tokens, routine.variables, text, base):
                items.append(_inner(item) if inner else _unbroken(item))
        return items

    def _read_with_variables(
        self, tokens: Chunk, variables: set[str], text: str, base: int
    ) -> list[Statement | NotUnderstood]:
        """Read a query or write of a routine, in which variables are no columns."""
        filled = with_parameters(with_one_target(tokens), variables)
        items = list(self._read_chunk(filled, text, base))
        if filled is not tokens and any(isinstance(item, NotUnderstood) for item in items):
            return list(self._read_chunk(tokens, text, base))
        return items

    def _read_inner(
        self, tokens: list[Token], text: str, base: int
    ) -> Iterator[Statement | NotUnderstood]:
        if self._dialect_name in BATCH_DIALECTS:
            tokens = yield from self._read_conditions(tokens, text, base)
        for chunk in inner_chunks(tokens) if tokens else ():
            yield from map(_inner, self._read_chunk(chunk, text, base))

    def _read_conditions(
        self, tokens: list[Token], text: str, base: int
    ) -> Generator[Statement | NotUnderstood, None, list[Token]]:
        """Read what IF and WHILE test; return the tokens without it."""
        rest: list[Token] = []
        done = 0
        for start, end in conditions(tokens):
            rest += tokens[done:start]
            done = end
            yield from self._tested(tokens[start:end], text, base)
        return rest + tokens[done:]

    def _tested(self, condition: Chunk, text: str, base: int) -> Iterator[Statement]:
        """Yield a condition, if it can be read."""
        try:
            trees = self._parser.parse(_as_filter(condition), text) if condition else []
        except (ParseError, RecursionError, *_PARSER_STUMBLES):
            return
        where = trees[0].args.get("where") if trees and trees[0] is not None else None
        if isinstance(where, exp.Where):
            yield Statement(exp.IfBlock(this=where.this), condition, base, text, inner=True)

    def _read_chunk(
        self, chunk: Chunk, text: str, base: int
    ) -> Iterator[Statement | NotUnderstood]:
        pending = [chunk]
        respellings = 0
        written: Chunk | None = None
        gave_up = False
        while pending:
            current = pending.pop()
            if current is not chunk and self._is_control(current):
                written, respellings = None, 0
                yield Statement(exp.Command(this=current[0].text.upper()), current, base, text)
                yield from self._read_inner(current, text, base)
                continue
            if reason := too_deep(current, text, self._parser):
                message = f"not reviewed: {reason}"
                yield NotUnderstood(base + current[0].start, message, broken=True)
                continue
            parsed = self._parsed(current, text)
            if _is_strange(parsed) and respellings < MAX_RESPELLINGS:
                shorter = self._respelt(current, text)
                if shorter is not None:
                    respellings += 1
                    written = written or current
                    gave_up = gave_up or isinstance(parsed, list)
                    pending.append(shorter)
                    continue
            respellings = 0
            original, written = written, None
            known, gave_up = gave_up, False
            if isinstance(parsed, list):
                trees = (tree for tree in parsed if tree is not None)
                yield from (self._understood(tree, current, base, text, original) for tree in trees)
            elif not isinstance(parsed, ParseError):
                yield _stumbled(parsed, current, base, text)
            else:
                at = _failing_token(parsed, current)
                resume = resume_index(current, at, self._dialect_name)
                if resume:
                    pending += (current[resume:], current[:resume])
                elif known or self._is_valid(current):
                    yield self._given_up(original or current, base, text)
                else:
                    token = current[at]
                    message = _parse_message(parsed, token)
                    where = base + token.start
                    whole = original or current
                    yield _not_understood(where, message, whole, base, text, broken=True)

    def _understood(
        self, tree: exp.Expr, chunk: Chunk, base: int, text: str, written: Chunk | None
    ) -> Statement | NotUnderstood:
        if isinstance(tree, exp.Command) or _holds_unknown(tree):
            return self._given_up(written or chunk, base, text)
        return Statement(tree, chunk, base, text, written=written)

    def _given_up(self, chunk: Chunk, base: int, text: str) -> Statement | NotUnderstood:
        """Return a statement that the parser gave up; some hold no SQL that could be read."""
        from workbench.sqlreview.administration import (  # noqa: PLC0415 - rarely needed
            is_administration,
        )

        if _is_glued(chunk) or is_administration(Words(chunk, 0, text, self._dialect_name).tokens):
            return Statement(exp.Command(this=chunk[0].text.upper()), chunk, base, text)
        return _unknown(chunk, base, text)

    def _respelt(self, chunk: Chunk, text: str) -> Chunk | None:
        from workbench.sqlreview.respelt import respelt  # noqa: PLC0415 - rarely needed

        return respelt(chunk, text, self._dialect_name)

    def _is_valid(self, chunk: Chunk) -> bool:
        from workbench.sqlreview.valid_statements import is_valid  # noqa: PLC0415 - rarely needed

        return is_valid(chunk, self._dialect_name)

    def _is_control(self, chunk: Chunk) -> bool:
        return is_control_flow(chunk, self._dialect_name)

    def _parsed(self, chunk: Chunk, text: str) -> list[exp.Expr | None] | Exception:
        """Return the trees of a statement, or what went wrong."""
        try:
            return list(self._parser.parse(chunk, text))
        except (ParseError, RecursionError, *_PARSER_STUMBLES) as error:
            return error


def _inner(item: Statement | NotUnderstood) -> Statement | NotUnderstood:
    """Return what was read inside a body."""
    if isinstance(item, Statement):
        return item._replace(inner=True)
    # What precedes it may be no SQL of this dialect: not the author's mistake.
    return item._replace(broken=False, statement=None)


def _unbroken(item: Statement | NotUnderstood) -> Statement | NotUnderstood:
    """Return a statement among control flow, which may have been cut in the wrong place."""
    return item if isinstance(item, Statement) else item._replace(broken=False)


def _frame(item: Statement | NotUnderstood) -> Statement | NotUnderstood:
    """Return what is round a body that was read; alone it holds no SQL."""
    if isinstance(item, Statement) or item.broken:
        return item
    return item.statement or item


def _holds_statements(item: Statement | NotUnderstood) -> bool:
    """Tell what may hold statements that are not in its tree, or not as statements."""
    if isinstance(item, NotUnderstood):
        return True
    tree = item.tree
    return isinstance(tree, exp.Create) and isinstance(tree.args.get("expression"), exp.Block)


def _is_control(item: Statement | NotUnderstood) -> bool:
    return isinstance(item, Statement) and isinstance(item.tree, exp.Command)


def _is_strange(parsed: list[exp.Expr | None] | Exception) -> bool:
    """Tell whether the parser gave up, where other tokens for the same might help."""
    if isinstance(parsed, list):
        return any(isinstance(tree, exp.Command) for tree in parsed)
    return not isinstance(parsed, RecursionError)


def _stumbled(error: Exception, chunk: Chunk, base: int, text: str) -> NotUnderstood:
    """Say that the parser itself failed; for the reader that is the same as "does not parse"."""
    where = base + chunk[0].start
    if isinstance(error, RecursionError):
        message = "not reviewed: expressions are nested too deeply"
        return NotUnderstood(where, message, broken=True)
    message = f"does not parse ({type(error).__name__} in the parser)"
    return _not_understood(where, message, chunk, base, text, broken=True)


def _as_filter(condition: Chunk) -> Chunk:
    """Return the tokens of a query that has a condition as its WHERE."""
    first = condition[0]
    before = ((TokenType.SELECT, "SELECT"), (TokenType.NUMBER, "1"), (TokenType.WHERE, "WHERE"))
    opening = [Token(kind, word, 1, 1, first.start, first.start) for kind, word in before]
    return [*opening, *condition]


def _is_glued(chunk: Chunk) -> bool:
    """Tell settings, and calls of a text that is put together."""
    first = chunk[0].text.upper()
    if first in {"EXEC", "EXECUTE"} and chunk[1:2] and chunk[1].text == "(":
        return True
    return first in {"DECLARE", "SET"} and all("SELECT" not in t.text.upper() for t in chunk)


def _holds_unknown(tree: exp.Expr) -> bool:
    """Tell a routine with a statement in it that the parser gave up."""
    body = tree.args.get("expression") if isinstance(tree, exp.Create) else None
    return isinstance(body, exp.Block) and any(
        isinstance(statement, exp.Command) for statement in body.expressions
    )


def _unknown(chunk: Chunk, base: int, text: str) -> NotUnderstood:
    name = chunk[0].text.upper()[:_EXCERPT]
    message = f"not understood: {name} statement, so it is not reviewed"
    return _not_understood(base + chunk[0].start, message, chunk, base, text, broken=False)


def _not_understood(
    offset: int, message: str, chunk: Chunk, base: int, text: str, *, broken: bool
) -> NotUnderstood:
    command = exp.Command(this=chunk[0].text.upper())
    return NotUnderstood(offset, message, broken, Statement(command, chunk, base, text))


def _failing_token(error: ParseError, chunk: Chunk) -> int:
    details = error.errors[0] if error.errors else {}
    place = (details.get("line"), details.get("col"))
    for index, token in enumerate(chunk):
        if (token.line, token.col) == place:
            return index
    return len(chunk) - 1


def _parse_message(error: ParseError, token: Token) -> str:
    details = error.errors[0] if error.errors else {}
    description = str(details.get("description") or "")
    near = token.text.replace("\n", " ")[:_EXCERPT]
    if not description or description.startswith("Invalid expression"):
        return f"does not parse: unexpected {near!r}"
    if description.startswith("Required keyword"):
        return f"does not parse: something is missing near {near!r}"
    return f"does not parse near {near!r}: {description[:1].lower()}{description[1:]}"


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut behind each semicolon that ends a line."""
    start = 0
    for match in re.finditer(r";[ \t]*(?:\r\n|\n|\r)", text):
        yield start, text[start : match.end()]
        start = match.end()
    if text[start:].strip():
        yield start, text[start:]


def _token_failure(error: Exception, piece: str, base: int) -> NotUnderstood:
    reason = str(error.__cause__ or error)
    match = _TOKEN_ERROR_PLACE.search(reason)
    first = len(piece) - len(piece.lstrip())
    offset = first
    if match:
        source = SqlSource(piece)
        offset = max(first, source.offset(int(match[1]), int(match[2])))
        reason = reason[: match.start()].removesuffix(" from ").strip()
    reason = reason.splitlines()[0][:80] if reason else "unreadable"
    message = f"does not parse: {reason[:1].lower()}{reason[1:]}"
    return NotUnderstood(base + offset, message, broken=True)
