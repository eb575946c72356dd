"""Where a test of parameters and NULL alone (``@p = NULL``) stands: its tree has no places."""

from collections.abc import Iterator

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


def unplaced_tests(tokens: list[Token], root: exp.Expr) -> dict[int, tuple[int, int]]:
    """Return the signs of all such tests, by the ``id`` of the test.

    Each stands twice, as the first and the last token that is known. Tests that read the
    same are told apart by their order.
    """
    places: dict[tuple[TokenType, str, str], Iterator[int]] = {}
    found: dict[int, tuple[int, int]] = {}
    for node in root.walk(bfs=False):
        sign = _WRITTEN.get(node.__class__)
        sides = _sides(node) if sign is not None else None
        if sign is None or sides is None:
            continue
        if not places:
            places = {key: iter(value) for key, value in _signs(tokens).items()}
        at = next(places.get((sign, *sides), iter(())), None)
        if at is not None:
            found[id(node)] = (at, at)
    return found


def is_placed_by_words(node: exp.Expr) -> bool:
    """Tell whether a test may be of parameters and NULL alone; the cheap question."""
    return node.__class__ in _WRITTEN


def _sides(test: exp.Expr) -> tuple[str, str] | None:
    left, right = _spelled(test.this), _spelled(test.args.get("expression"))
    return (left, right) if left and right else None


def _signs(tokens: list[Token]) -> dict[tuple[TokenType, str, str], list[int]]:
    """Return where each comparison stands, by its sign and the words beside it."""
    kinds = {*_WRITTEN.values()}
    found: dict[tuple[TokenType, str, str], list[int]] = {}
    for at in range(1, len(tokens) - 1):
        if tokens[at].token_type in kinds:
            key = (tokens[at].token_type, tokens[at - 1].text.upper(), _word_behind(tokens, at))
            found.setdefault(key, []).append(at)
    return found


def _spelled(side: exp.Expr | None) -> str:
    """Return the last word of NULL or a parameter; nothing of anything else."""
    if isinstance(side, exp.Null):
        return "NULL"
    if isinstance(side, (exp.Parameter, exp.Placeholder)):
        return side.name.upper() or "?"
    return ""


def _word_behind(tokens: list[Token], at: int) -> str:
    is_sign = tokens[at + 1].text in _PARAMETER_SIGNS and at + 2 < len(tokens)
    return tokens[at + 1 + is_sign].text.upper()
