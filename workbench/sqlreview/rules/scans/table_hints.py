"""Where the words of a hint stand: the parser keeps no place for them."""

from bisect import bisect_left
from collections.abc import Collection

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.source import Span
from workbench.sqlreview.words import Words

_REACH = 60
"""How many words may stand between a table's name and the end of its hints."""


def hint_words(hint: exp.Expr) -> list[str]:
    """Return the names in a table hint, in upper case (NOLOCK, INDEX)."""
    return [part.name.upper() for part in hint.expressions]


def word_behind(node: exp.Expr, wanted: Collection[str], context: Context) -> Span:
    """Return the first of the ``wanted`` words (upper case) that stands behind ``node``."""
    first = _index(node, context)
    return _first(range(first, min(first + _REACH, len(context.words))), node, wanted, context)


def hint_behind(node: exp.Expr, wanted: Collection[str], context: Context) -> Span:
    """Return the first hint behind ``node`` that starts with such a word, with its arguments."""
    words = context.words
    first = _index(node, context)
    for index in range(first, min(first + _REACH, len(words))):
        if words.at(index) in wanted:
            return words.span(index, end_of_hint(words, index))
    return context.ranges.of(node)


def end_of_hint(words: Words, last: int) -> int:
    """Return where a hint whose name ends at ``last`` ends: (ix), = ix, FOR JOIN (ix), a number."""
    if words.at(last + 1) in {"INDEX", "KEY"}:
        last += 1
    if words.at(last + 1) == "FOR":
        last += 2
    behind = words.at(last + 1)
    if behind == "(":
        return words.closing(last + 1)
    if behind == "=" or words.at(last) in {"BY", "INDEXED BY"}:
        return words.name(last + 1 + (behind == "="))[1]
    return last + 1 if behind.isdecimal() else last


def word_before(node: exp.Expr, wanted: Collection[str], context: Context) -> Span:
    """Return the last of the ``wanted`` words (upper case) that stands in front of ``node``."""
    first = _index(node, context)
    return _first(range(first - 1, max(-1, first - _REACH), -1), node, wanted, context)


def _index(node: exp.Expr, context: Context) -> int:
    start = context.ranges.of(node).start - context.words.base
    return bisect_left(context.words.tokens, start, key=lambda token: token.start)


def _first(indexes: range, node: exp.Expr, wanted: Collection[str], context: Context) -> Span:
    for index in indexes:
        if context.words.at(index) in wanted:
            return context.words.span(index)
    return context.ranges.of(node)
