"""Statements that are nested too deeply for the parser: deeper than its stack, or than its time."""

from sqlglot.parser import Parser
from sqlglot.tokenizer_core import TokenType

from workbench.sqlreview.splitting import Chunk, paren_depth

MAX_DEPTH = 500
"""Deepest nesting of parentheses that is read; the parser is recursive."""

_MAX_READS = 65_536
"""How often tokens inside nested types are read, all together, before it takes seconds.

Fourteen brackets in each other, or ten round a thousand values.
"""
_WORTH_BRACKETS = 8
"""With fewer of them nothing is slow."""
_OPENING = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET})
_CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET})
_BRACKETS = _OPENING | _CLOSING


def too_deep(chunk: Chunk, text: str, parser: Parser) -> str:
    """Return why a statement is nested too deeply to be parsed; empty if it is not."""
    first, last = chunk[0].start, chunk[-1].end + 1
    parentheses = text.count("(", first, last)
    if parentheses > MAX_DEPTH and paren_depth(chunk) > MAX_DEPTH:
        return f"nested deeper than {MAX_DEPTH} parentheses"
    if parentheses + text.count("[", first, last) <= _WORTH_BRACKETS:
        return ""
    if _depth(chunk) > _WORTH_BRACKETS and _is_slow(chunk, parser):
        return "types such as STRUCT(…), ARRAY[…] or DATE(…) are nested too deeply in each other"
    return ""


def _depth(chunk: Chunk) -> int:
    """Return how deep the brackets of both kinds are nested."""
    kinds = [token.token_type for token in chunk if token.token_type in _BRACKETS]
    depth = deepest = 0
    for kind in kinds:
        if kind in _OPENING:
            depth += 1
            deepest = max(deepest, depth)
        else:
            depth = max(0, depth - 1)
    return deepest


def _is_slow(chunk: Chunk, parser: Parser) -> bool:
    """Tell whether the parser would read tokens again and again.

    It reads ``DATE(…)`` as a type first and then, as that fails behind the bracket, as a
    call: twice what is inside, for each such bracket. Of ``STRUCT(…)`` it reads only the
    first value as one of a type, unless the dialect has fields without a type (DuckDB).
    Arrays in parentheses hold nothing but types.
    """
    types_only = parser.NESTED_TYPE_TOKENS - parser.STRUCT_TYPE_TOKENS
    usual = type(parser)._parse_struct_types is Parser._parse_struct_types
    structs = parser.STRUCT_TYPE_TOKENS if usual else frozenset()
    depth = reads = 0
    around: list[tuple[int, bool]] = []
    before = None
    for token in chunk:
        kind = token.token_type
        if kind in _OPENING:
            twice = before in parser.TYPE_TOKENS and not (
                kind is TokenType.L_PAREN and before in types_only
            )
            around.append((depth, twice and before in structs))
            depth += twice
        elif kind in _CLOSING:
            depth = around.pop()[0] if around else 0
        elif kind is TokenType.COMMA and around and around[-1][1]:
            depth = around[-1][0]
        if depth:
            reads += 1 << depth
            if reads > _MAX_READS and depth > _WORTH_BRACKETS:
                return True
        before = kind
    return False
