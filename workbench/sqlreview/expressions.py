"""A condition or a value that stands alone in a program, as the query that it is a part of."""

from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from sqlglot import exp
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.dialects import parser_dialect
from workbench.sqlreview.nesting import too_deep
from workbench.sqlreview.rule import Rule
from workbench.sqlreview.source import SqlSource
from workbench.sqlreview.statements import NotUnderstood, Statement

_GROUPS = frozenset({"predicates", "cases", "types"})
"""Packages of rules that look at tests and values, not at the query round them."""
_WHOLE = frozenset({"integer-division", "hardcoded-date"})
_STUMBLES = (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError)
_PARTS = frozenset({"expressions", "where", "from_", "kind", "operation_modifiers"})


class Role(Enum):
    """What an expression is in its query."""

    CONDITION = auto()
    VALUE = auto()


class Part(NamedTuple):
    """What is known of an expression: its role, and the rows that it is worked out for.

    ``stored`` tells rows of a table as they are stored, ``relation`` is its name, if it has one.
    """

    role: Role
    relation: str
    stored: bool = False


def looks_at_expressions(rule: Rule) -> bool:
    """Tell whether a rule has something to say of an expression without its query."""
    group = rule.check.__module__.split(".")[-2]
    return rule.subject == "statement" and group in _GROUPS and rule.slug not in _WHOLE


def read_expression(
    source: SqlSource, dialect: str, part: Part
) -> Iterator[Statement | NotUnderstood]:
    """Yield a query that holds the expression, with the places of the expression alone."""
    text = source.text
    parser = parser_dialect(dialect).parser()
    try:
        tokens = parser_dialect(dialect).tokenize(text)
        if not tokens:
            return
        if reason := too_deep(tokens, text, parser):
            yield NotUnderstood(tokens[0].start, f"not reviewed: {reason}", broken=False)
            return
        trees = parser.parse([*_opening(tokens[0], part.role), *tokens], text)
    except ParseError as error:
        near = error.errors[0].get("highlight") if error.errors else ""
        yield NotUnderstood(0, f"does not parse near {near!r}", broken=True)
        return
    except (TokenError, *_STUMBLES):
        yield NotUnderstood(0, "does not parse", broken=True)
        return
    query = trees[0] if len(trees) == 1 else None
    if not isinstance(query, exp.Select) or not _PARTS.issuperset(_given(query)):
        yield NotUnderstood(0, "does not parse: more than one expression", broken=True)
        return
    if part.role is Role.CONDITION:
        query.set("expressions", [exp.Star()])
    query.set("from_", exp.From(this=_relation(part, dialect)))
    yield Statement(query, tokens, 0, text)


def _opening(first: Token, role: Role) -> list[Token]:
    words = [(TokenType.SELECT, "SELECT")]
    if role is Role.CONDITION:
        words += [(TokenType.STAR, "*"), (TokenType.WHERE, "WHERE")]
    return [Token(kind, word, 1, 1, first.start, first.start) for kind, word in words]


def _given(query: exp.Select) -> list[str]:
    return [name for name, value in query.args.items() if value]


def _relation(part: Part, dialect: str) -> exp.Expr:
    if not part.stored:
        alias = exp.TableAlias(this=exp.to_identifier(part.relation))
        return exp.Subquery(this=exp.Select(expressions=[exp.Star()]), alias=alias)
    try:
        return exp.to_table(part.relation, dialect=dialect)
    except (ParseError, TokenError, *_STUMBLES):
        return exp.Table(this=exp.to_identifier(part.relation))
