"""Where a single test (``a = @p``, ``x IS NULL``, ``flag::int = 1``) starts and ends.

Parameters, NULL, TRUE and type names carry no position, so the known tokens of a
test may stop short of its edges; the words that can only stand between tests
show where it really ends.
"""

from bisect import bisect_right
from collections.abc import Callable
from operator import attrgetter

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

Extent = tuple[int, int]
"""The first and last token of something."""
Covered = Callable[[exp.Expr], Extent | None]

_OPENING = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.CASE})
_CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.END})
_PAIRED = _OPENING | _CLOSING
_START_BEFORE_THEIR_PARTS = (exp.Case, exp.Subquery, exp.Neg)
_ALSO_FUNCTIONS = frozenset({TokenType.INSERT, TokenType.LEFT, TokenType.RIGHT})
_BOUNDARY_NAMES = (
    "WHERE PREWHERE ON USING HAVING QUALIFY AND OR XOR NOT WHEN THEN ELSE SELECT COMMA "
    "SEMICOLON GROUP_BY ORDER_BY CLUSTER_BY SORT_BY LIMIT OFFSET FETCH WINDOW UNION EXCEPT "
    "INTERSECT FROM SET RETURNING FOR OPTION ALIAS JOIN STRAIGHT_JOIN CROSS INNER LEFT RIGHT FULL "
    "NATURAL SEMI ANTI ASOF GLOBAL LATERAL START_WITH CONNECT_BY SETTINGS FORMAT VALUES INTO "
    "ASC DESC WITH PIPE_GT DISTRIBUTE_BY INSERT"
)
_BOUNDARIES = frozenset(TokenType[name] for name in _BOUNDARY_NAMES.split())
_BEHIND_KEYS = frozenset({"CUBE", "FILL", "ROLLUP", "TOTALS"})
"""What follows a WITH behind the keys of GROUP BY or ORDER BY; other words belong to a type."""

_COMPARISONS = frozenset(
    {
        TokenType.EQ,
        TokenType.NEQ,
        TokenType.NULLSAFE_EQ,
        TokenType.LT,
        TokenType.LTE,
        TokenType.GT,
        TokenType.GTE,
        TokenType.LIKE,
        TokenType.ILIKE,
        TokenType.IN,
        TokenType.BETWEEN,
        TokenType.IS,
        TokenType.NOT,
    }
)
_BEFORE_TESTS = frozenset(
    {
        TokenType.WHERE,
        TokenType.ON,
        TokenType.HAVING,
        TokenType.QUALIFY,
        TokenType.WHEN,
        TokenType.NOT,
    }
)


def extent_of_test(tokens: list[Token], node: exp.Expr, covered: Covered) -> Extent | None:
    """Return the tokens of the test ``node``, with NOT and brackets that are part of it.

    ``covered`` tells which tokens of a node are known; None if nothing is.
    """
    plain = _plain_extent(tokens, node)
    if plain is not None:
        return plain
    if isinstance(node, exp.Connector):
        return _joined_extent(tokens, node, covered)
    if isinstance(node, exp.Not):
        found = extent_of_test(tokens, node.this, covered)
        if found and found[0] and tokens[found[0] - 1].token_type == TokenType.NOT:
            return found[0] - 1, found[1]
        return found
    if isinstance(node, exp.Paren):
        found = extent_of_test(tokens, node.this, covered)
        return _bracketed(tokens, found) if found else None
    found = covered(node) or _beside(tokens, node, covered)
    whole = _with_whole_sides(node, found, covered) if found else None
    return _widened(tokens, node, whole, _BOUNDARIES) if whole else None


def _plain_extent(tokens: list[Token], node: exp.Expr) -> Extent | None:
    """Return the tokens of a column with a column or literal behind its sign, as most tests are."""
    if node.__class__ not in _PLAIN_TESTS:
        return None
    start = _place(node.args["this"], "start")
    end = _place(node.args.get("expression") or node.args["high"], "end")
    if start < 0 or end < 0:
        return None
    first = last = bisect_right(tokens, start, key=_START) - 1
    for token in tokens[first + 1 : first + _PLAIN_LENGTH]:
        if token.start > end:
            return first, last
        if token.token_type in _PAIRED:
            return None
        last += 1
    return None if last + 1 < len(tokens) else (first, last)


def _place(side: exp.Expr, edge: str) -> int:
    """Return where a column starts, or where a column or literal ends; -1 of anything else."""
    args = side.args
    if side.__class__ is exp.Column and args.get("db") is None:
        side = args["this"] if edge == "end" else args.get("table") or args["this"]
    elif side.__class__ is not exp.Literal or edge == "start":
        return -1
    meta = side._meta
    return -1 if meta is None else meta.get(edge, -1)


_PLAIN_TESTS = frozenset(
    {exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Like, exp.ILike, exp.Between}
)
_START = attrgetter("start")
_PLAIN_LENGTH = 12
"""More tokens than ``t.a NOT BETWEEN 1 AND 2`` has."""


def extent_of_operand(tokens: list[Token], node: exp.Expr, covered: Covered) -> Extent | None:
    """Return the tokens of one side of a comparison (``ts::date``)."""
    found = covered(node)
    return _widened(tokens, node, found, _BOUNDARIES | _COMPARISONS) if found else None


def _widened(
    tokens: list[Token], node: exp.Expr, known: Extent, ends: frozenset[TokenType]
) -> Extent:
    first, last = _with_leading_brackets(tokens, node, known)
    if not _edge_is_known(node, first=True):
        first = _reach(tokens, first, -1, ends)
    if not _edge_is_known(node, first=False):
        last = _reach(tokens, last, 1, ends)
    return first, last


def _with_whole_sides(node: exp.Expr, known: Extent, covered: Covered) -> Extent:
    """Take in all of a CASE, a query or a minus at either side: they start before their parts."""
    first, last = known
    for side in (node.this, node.args.get("expression")):
        if isinstance(side, _START_BEFORE_THEIR_PARTS):
            extent = covered(side) or known
            first, last = min(first, extent[0]), max(last, extent[1])
    return first, last


def _joined_extent(tokens: list[Token], node: exp.Expr, covered: Covered) -> Extent | None:
    """Return a chain of tests; its ends without a position are found from their neighbours."""
    parts = _flat(node)
    found = _first_found(tokens, parts, covered)
    found_last = _first_found(tokens, parts[::-1], covered)
    if found is None or found_last is None:
        return None
    (skipped_first, (first, _)), (skipped_last, (_, last)) = found, found_last
    for _ in range(skipped_first):
        first = _reach(tokens, max(0, first - 1), -1, _BOUNDARIES)
    for _ in range(skipped_last):
        last = _reach(tokens, min(len(tokens) - 1, last + 1), 1, _BOUNDARIES)
    return first, last


def _flat(connector: exp.Expr) -> list[exp.Expr]:
    parts: list[exp.Expr] = []
    pending = [connector]
    while pending:
        node = pending.pop()
        if isinstance(node, exp.Connector):
            pending += (node.args["expression"], node.this)
        else:
            parts.append(node)
    return parts


def _first_found(
    tokens: list[Token], parts: list[exp.Expr], covered: Covered
) -> tuple[int, Extent] | None:
    for index, part in enumerate(parts):
        found = _plain_extent(tokens, part)
        if found is None and part.find(exp.Identifier, exp.Literal):
            found = extent_of_test(tokens, part, covered)
        if found:
            return index, found
    return None


def _beside(tokens: list[Token], node: exp.Expr, covered: Covered) -> Extent | None:
    """Find TRUE or FALSE by what stands beside it, or by the word in front of it."""
    if not isinstance(node, exp.Boolean):
        return None
    wanted = TokenType.TRUE if node.this else TokenType.FALSE
    child: exp.Expr = node
    around = node.parent
    while isinstance(around, (exp.Connector, exp.Paren, exp.Not)):
        if isinstance(around, exp.Connector):
            behind = child is around.expression
            found = extent_of_test(tokens, around.this if behind else around.expression, covered)
            if found:
                places = range(found[1], len(tokens)) if behind else range(found[0], -1, -1)
                return next(((i, i) for i in places if tokens[i].token_type == wanted), None)
        child, around = around, around.parent
    query = around.parent if around is not None else None
    first, last = (query is not None and covered(query)) or (0, len(tokens))
    for at in range(max(1, first), min(last + 3, len(tokens))):
        if tokens[at].token_type == wanted and tokens[at - 1].token_type in _BEFORE_TESTS:
            return at, at
    return None


def _bracketed(tokens: list[Token], inner: Extent) -> Extent:
    first, last = inner
    opened = first > 0 and tokens[first - 1].token_type == TokenType.L_PAREN
    closed = last + 1 < len(tokens) and tokens[last + 1].token_type == TokenType.R_PAREN
    return (first - 1, last + 1) if opened and closed else inner


def _with_leading_brackets(tokens: list[Token], node: exp.Expr, known: Extent) -> Extent:
    """Take in brackets round the leftmost part, as in ``(a + b)::int``."""
    first, last = known
    part = node
    while isinstance(part.this, exp.Expr):
        part = part.this
        opened = first > 0 and tokens[first - 1].token_type == TokenType.L_PAREN
        if isinstance(part, exp.Paren) and opened and not _holds(tokens, first, last):
            first -= 1
            last = max(last, _reach(tokens, last, 1, frozenset()) + 1)
    return first, min(last, len(tokens) - 1)


def _holds(tokens: list[Token], first: int, last: int) -> bool:
    """Tell whether a range starts with the bracket that its leftmost part is in."""
    return first < last and tokens[first].token_type == TokenType.L_PAREN


def _edge_is_known(node: exp.Expr, *, first: bool) -> bool:
    """Tell whether the outermost part on one side has a position of its own."""
    while not isinstance(node, (exp.Parameter, exp.Placeholder, exp.DataType)):
        placed = "start" in node.meta and (first or not isinstance(node, exp.Func))
        parts = list(node.iter_expressions())
        if placed or not parts or (first and isinstance(node, exp.Cast)):
            return placed
        node = parts[0 if first else -1]
    return False


def _reach(tokens: list[Token], at: int, step: int, ends: frozenset[TokenType]) -> int:
    """Go on from token ``at`` to the last one before the test ends."""
    opening, closing = (_OPENING, _CLOSING) if step > 0 else (_CLOSING, _OPENING)
    depth = 0
    while 0 <= at + step < len(tokens):
        kind = tokens[at + step].token_type
        if kind in opening:
            depth += 1
        elif kind in closing:
            if depth == 0:
                break
            depth -= 1
        elif depth == 0 and (
            _ends_test(tokens, at + step, step, ends) or (step > 0 and _is_next(tokens, at))
        ):
            break
        at += step
    return at


_BEHIND_NULL = frozenset({TokenType.VAR, TokenType.WITH, TokenType.LOCK, TokenType.BEGIN})
"""Words that cannot go on with a test behind NULL: those of a clause that is not known."""


def _is_next(tokens: list[Token], at: int) -> bool:
    return tokens[at].token_type is TokenType.NULL and tokens[at + 1].token_type in _BEHIND_NULL


def _ends_test(tokens: list[Token], at: int, step: int, ends: frozenset[TokenType]) -> bool:
    kind = tokens[at].token_type
    if kind not in ends or kind == TokenType.WITH:
        return _ends_key(tokens, at)
    if kind == TokenType.NOT and TokenType.IS not in ends:
        return step < 0 and not (at and tokens[at - 1].token_type == TokenType.IS)
    if kind == TokenType.FROM:
        return not (at and tokens[at - 1].token_type == TokenType.DISTINCT)
    if kind in _ALSO_FUNCTIONS:
        return not (at + 1 < len(tokens) and tokens[at + 1].token_type == TokenType.L_PAREN)
    if kind == TokenType.AND and step > 0:
        return not _belongs_to_between(tokens, at)
    return True


def _ends_key(tokens: list[Token], at: int) -> bool:
    """Tell whether a key of GROUP BY or ORDER BY ends before a word that has no kind for this."""
    token = tokens[at]
    if token.token_type == TokenType.WITH:
        return at + 1 < len(tokens) and tokens[at + 1].text.upper() in _BEHIND_KEYS
    return token.token_type == TokenType.VAR and token.text.upper() == "NULLS"


def _belongs_to_between(tokens: list[Token], at: int) -> bool:
    """Tell whether an AND is the one of a BETWEEN just before it."""
    for before in range(at - 1, max(-1, at - 8), -1):
        kind = tokens[before].token_type
        if kind == TokenType.BETWEEN:
            return True
        if kind in _BOUNDARIES:
            return False
    return False
