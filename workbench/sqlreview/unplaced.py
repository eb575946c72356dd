"""Where a test of parameters and NULL alone (``@p = NULL``) stands: its tree has no places."""

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

_WRITTEN: dict[type[exp.Expr], TokenType] = {
    exp.EQ: TokenType.EQ,
    exp.NEQ: TokenType.NEQ,
    exp.NullSafeEQ: TokenType.NULLSAFE_EQ,
    exp.LT: TokenType.LT,
    exp.LTE: TokenType.LTE,
    exp.GT: TokenType.GT,
    exp.GTE: TokenType.GTE,
    exp.Like: TokenType.LIKE,
    exp.ILike: TokenType.ILIKE,
    exp.Is: TokenType.IS,
}
_PARAMETER_SIGNS = frozenset({"@", ":", "$"})


def unplaced(tokens: list[Token], node: exp.Expr) -> tuple[int, int] | None:
    """Return the sign of such a test, twice: as the first and the last token that is known.

    Of several that read the same, it is the one of the same number among them.
    """
    sign = _WRITTEN.get(type(node))
    sides = (_spelled(node.this), _spelled(node.args.get("expression")))
    if sign is None or not all(sides):
        return None
    written = (at for at in range(1, len(tokens) - 1) if tokens[at].token_type == sign)
    places = [at for at in written if (_word_before(tokens, at), _word_behind(tokens, at)) == sides]
    same = (other for other in node.root().walk(bfs=False) if type(other) is type(node))
    alike = [other for other in same if other == node]
    number = next((index for index, other in enumerate(alike) if other is node), 0)
    return (places[number],) * 2 if number < len(places) else None


def _spelled(side: exp.Expr | None) -> str:
    """Return the last word of NULL or a parameter; nothing of anything else."""
    if isinstance(side, exp.Null):
        return "NULL"
    if isinstance(side, (exp.Parameter, exp.Placeholder)):
        return side.name.upper() or "?"
    return ""


def _word_before(tokens: list[Token], at: int) -> str:
    return tokens[at - 1].text.upper()


def _word_behind(tokens: list[Token], at: int) -> str:
    is_sign = tokens[at + 1].text in _PARAMETER_SIGNS and at + 2 < len(tokens)
    return tokens[at + 1 + is_sign].text.upper()
