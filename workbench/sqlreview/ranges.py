"""Exact ranges of nodes and keywords.

The parser keeps positions on identifiers, literals, stars and function names only.
Everything else (keywords, brackets, NULL) is found through the list of tokens.
Nothing here runs unless a rule has something to report.
"""

from bisect import bisect_right
from collections.abc import Iterable
from operator import attrgetter

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from workbench.sqlreview.clauses import clause_extent, limit_extent
from workbench.sqlreview.extents import extent_of_operand, extent_of_test
from workbench.sqlreview.positions import leading_cases, leading_queries, name_edges, outermost
from workbench.sqlreview.source import Span
from workbench.sqlreview.unplaced import is_placed_by_words, unplaced_tests

_START = attrgetter("start")
_BRACKETED = (exp.Subquery, exp.Paren, exp.Tuple)
_CALL_REACH = 6
"""How many tokens may stand between a call's name and the first argument with a position."""
_ALSO_CALLED: dict[type[exp.Expr], tuple[str, ...]] = {
    exp.DecodeCase: ("DECODE",),
    exp.Extract: ("DATEPART", "DATE_PART"),
    exp.GroupConcat: ("STRING_AGG", "LISTAGG"),
    exp.JSONArrayAgg: ("JSON_AGG", "JSON_ARRAYAGG"),
    exp.StrPosition: ("POSITION",),
}
"""Names of functions in some dialect that the parser knows under another."""
_PREFIXED = (exp.NetFunc, exp.SafeFunc)
"""Calls with a word and a dot in front of their name (``SAFE.SUBSTR(…)``)."""


class Ranges:
    """Finds the characters behind the nodes of one statement."""

    def __init__(self, tokens: list[Token], base: int) -> None:
        self._tokens = tokens
        self._base = base
        self._unplaced: dict[int, tuple[int, int]] | None = None

    def statement(self) -> Span:
        """Return the range of the whole statement."""
        return self._span(0, len(self._tokens) - 1)

    def of(self, node: exp.Expr) -> Span:
        """Return the range of ``node`` with its brackets and its closing keyword."""
        if node.__class__ is exp.Column and (edges := name_edges(node)):
            return Span(edges[0] + self._base, edges[1] + 1 + self._base)
        found = self._covered(node)
        return self._span(*found) if found else self._fallback(node)

    def negation(self, node: exp.Expr) -> Span:
        """Return a negated test, with a NOT that stands in front of it."""
        found = self._covered(node)
        if not found:
            return self._fallback(node)
        first, last = found
        if first and self._kind(first - 1) == TokenType.NOT:
            first -= 1
        return self._span(first, last)

    def test(self, node: exp.Expr) -> Span:
        """Return a test (or several joined) whose edges may be parameters, NULL or type names."""
        found = extent_of_test(self._tokens, node, self._known)
        return self._span(*found) if found else self._fallback(node)

    def operand(self, node: exp.Expr) -> Span:
        """Return one side of a comparison, with a type or unit at its end (``ts::date``)."""
        found = extent_of_operand(self._tokens, node, self._covered)
        return self._span(*found) if found else self._fallback(node)

    def select_keyword(self, select: exp.Expr, *, distinct: bool = False) -> Span:
        """Return the SELECT keyword of a query, or its DISTINCT."""
        at = self._select_index(select)
        if at is None:
            return self.of(select)
        if distinct:
            found = self._next(at, {TokenType.DISTINCT}, reach=4)
            return self._span(found, found)
        return self._span(at, at)

    def order_by(self, order: exp.Expr) -> Span:
        """Return ORDER BY with its keys and their directions."""
        found = self._covered(order)
        at_end = found and self._last_key(order)
        if not at_end and isinstance(order.parent, exp.Query):
            return self.clause(order.parent, TokenType.ORDER_BY)
        if not found:
            return self._fallback(order)
        first = self._previous(found[0], {TokenType.ORDER_BY}, reach=len(self._tokens))
        last = max(self._with_empty_call(found[1]), at_end[1] if at_end else 0)
        return self._span(first, self._with_directions(last))

    def _last_key(self, order: exp.Expr) -> tuple[int, int] | None:
        if not order.expressions:
            return None
        entry = order.expressions[-1]
        key = entry.this if isinstance(entry, exp.Ordered) else entry
        return extent_of_test(self._tokens, key, self._covered)

    def _with_empty_call(self, last: int) -> int:
        """Go on behind the brackets of a call without arguments."""
        behind = [token.token_type for token in self._tokens[last + 1 : last + 3]]
        return last + 2 if behind == [TokenType.L_PAREN, TokenType.R_PAREN] else last

    def clause(self, query: exp.Expr, *words: TokenType) -> Span:
        """Return a clause of ``query`` that starts with one of ``words``, to where the next starts.

        Only the query's own level is searched, so the clauses of queries inside do not count.
        """
        at = self._behind_start(query)
        extent = clause_extent(self._tokens, at, words) if at is not None else None
        return self._span(*extent) if extent else self.of(query)

    def limit(self, query: exp.Expr) -> Span:
        """Return the first of LIMIT, TOP, FETCH and OFFSET of ``query``, with its number."""
        at = self._behind_start(query)
        extent = limit_extent(self._tokens, at) if at is not None else None
        return self._span(*extent) if extent else self.of(query)

    def window(self, window: exp.Expr) -> Span:
        """Return a window function with its OVER, to the closing bracket or the window's name."""
        found = self._covered(window)
        function = self._covered(window.this)
        if not found or not function:
            return self._fallback(window)
        over = self._next(function[1], {TokenType.OVER}, reach=8)
        if self._kind(over) != TokenType.OVER or over + 1 >= len(self._tokens):
            return self._span(*found)
        return self._span(found[0], self._balanced_right(over + 1, over + 1)[1])

    def offset(self, query: exp.Expr) -> Span:
        """Return OFFSET with its number; of MySQL's ``LIMIT 10, 5`` the 10."""
        at = self._behind_start(query)
        extent = clause_extent(self._tokens, at, {TokenType.OFFSET}) if at is not None else None
        if extent is None:
            return self.of(query.args["offset"])
        first, last = extent
        while last > first and self._tokens[last].text.upper() in {"ROW", "ROWS"}:
            last -= 1
        return self._span(first, last)

    def word(self, select: exp.Expr, word: str) -> Span:
        """Return the first occurrence of a word (upper case) behind the SELECT of a query."""
        at = self._behind_start(select)
        for index in range(at or 0, len(self._tokens) if at is not None else 0):
            if self._tokens[index].text.upper() == word:
                return self._span(index, index)
        return self.of(select)

    def column_type(self, column: exp.ColumnDef) -> Span:
        """Return a column of a table definition with its type, without its constraints."""
        found = self._covered(column.this)
        if not found:
            return self._fallback(column)
        first, last = found
        while last + 1 < len(self._tokens) and self._tokens[last + 1].text.upper() in _TYPE_WORDS:
            last += 1
        return self._span(first, last)

    def _behind_start(self, query: exp.Expr) -> int | None:
        if isinstance(query, exp.SetOperation):
            found = self._covered(query.expression)
            return found[1] + 1 if found else None
        at = self._select_index(query)
        return None if at is None else at + 1

    def join(self, join: exp.Join) -> Span:
        """Return a join from its first keyword to its relation; a comma is left out."""
        found = self._covered(join.this)
        if not found:
            return self._fallback(join)
        first, last = found
        at = first - 1
        while at >= 0 and self._kind(at) in _JOIN_WORDS:
            at -= 1
        return self._span(at + 1, last)

    def says_join(self, join: exp.Join) -> bool:
        """Tell whether a word such as JOIN stands in front of a relation, no comma."""
        relation = join.this
        is_query = relation.__class__ is exp.Subquery
        first = self._opening_bracket(relation) if is_query else self._first_of_name(relation)
        if first is None:
            found = self._covered(join.this)
            first = found[0] if found else 0
        return first > 0 and self._kind(first - 1) in _JOIN_WORDS

    def says_on(self, join: exp.Join) -> bool:
        """Tell whether the word ON stands behind a relation."""
        found = self._covered(join.this)
        behind = found[1] + 1 if found else len(self._tokens)
        return behind < len(self._tokens) and self._kind(behind) is TokenType.ON

    def _first_of_name(self, table: exp.Expr) -> int | None:
        """Return the first token of a table that starts with its plain name."""
        name = table.this
        if table.__class__ is not exp.Table or name.__class__ is not exp.Identifier:
            return None
        if table.args.get("db") is not None or table.args.get("catalog") is not None:
            return None
        meta = name._meta
        return self._index(meta["start"]) if meta and "start" in meta else None

    def set_operator(self, operation: exp.SetOperation) -> Span:
        """Return the keyword between the two sides (``UNION``, ``UNION DISTINCT``)."""
        right = operation.expression
        found = self._covered(right)
        if not found:
            return self._fallback(operation)
        at = self._previous(found[0], _SET_WORDS, reach=8)
        last = at
        while last + 1 < len(self._tokens) and self._kind(last + 1) in _SET_MODIFIERS:
            last += 1
        return self._span(at, last)

    def name(self, table: exp.Expr) -> Span:
        """Return the name of a table with its schema and catalogue, without its alias."""
        parts = [table.args.get(part) for part in ("catalog", "db", "this")]
        spans = [self.of(part) for part in parts if isinstance(part, exp.Expr)]
        return Span(min(spans).start, max(spans).end) if spans else self.of(table)

    def target(self, statement: exp.Expr, word: TokenType) -> Span:
        """Return a write from its keyword (``word``) to the table that it names."""
        table = statement.this if isinstance(statement.this, exp.Expr) else statement
        bare = table.this if isinstance(table, exp.Table) else table
        found = self._covered(bare) or (0, 0)
        first = self._previous(found[0], {word}, reach=12)
        return self._span(first, max(first, found[1]))

    def _covered(self, node: exp.Expr) -> tuple[int, int] | None:
        """Return the first and last token of ``node``."""
        if isinstance(node, exp.Select):
            return self._select_tokens(node)
        by_edges = self._between_edges(node)
        if by_edges is not None:
            return by_edges
        extent = self._positions(node)
        if extent is None:
            return None
        first, last = extent
        if isinstance(node, exp.Case):
            first = self._opening_case(node, first)
            return first, self._closing_end(first, max(first, last))
        first, last = self._balanced(first, last)
        if node.__class__ is exp.Column:
            return first, last
        if isinstance(node, _BRACKETED) and self._kind(first) != TokenType.L_PAREN:
            first, last = self._balanced(max(0, first - 1), last)
        elif isinstance(node, exp.Func):
            first, last = self._call(node, first, last)
        elif isinstance(node, exp.Bracket):
            behind = last + 1
            closes = behind < len(self._tokens) and self._kind(behind) == TokenType.R_BRACKET
            last = behind if closes else last
        elif isinstance(node, exp.Neg) and first and self._kind(first - 1) == TokenType.DASH:
            first -= 1
        return first, last

    def _known(self, node: exp.Expr) -> tuple[int, int] | None:
        """Return the tokens of a test that are known, if only its sign."""
        found = self._covered(node)
        if found is not None or not is_placed_by_words(node):
            return found
        if self._unplaced is None:
            self._unplaced = unplaced_tests(self._tokens, node.root())
        return self._unplaced.get(id(node))

    def _positions(self, node: exp.Expr) -> tuple[int, int] | None:
        """Return the outermost tokens that the nodes under ``node`` know of.

        A SELECT inside counts from its keyword, since its first position may be
        that of a deeper query.
        """
        known = outermost(node, self._is_written)
        if known is None:
            return None
        first = self._index(known.first)
        for _ in range(leading_queries(known.holder, node)):
            first = self._previous(first - 1, {TokenType.SELECT}, reach=len(self._tokens))
        return first, max(first, self._index(known.last))

    def _is_written(self, size: exp.Expr) -> bool:
        """Tell a length in the text from one that the parser filled in, at a made-up place."""
        start: int = size.meta["start"]
        token = self._tokens[self._index(start)]
        return token.start == start and token.text == size.name

    def _select_index(self, select: exp.Expr) -> int | None:
        """Return the SELECT token that belongs to ``select``."""
        for part in select.expressions:
            found = self._positions(part)
            if found:
                return self._select_before(found[0], part)
        from_ = select.args.get("from_")
        found = self._positions(from_) if isinstance(from_, exp.Expr) else None
        if found is None:
            return None
        return self._previous(found[0], {TokenType.SELECT}, reach=len(self._tokens))

    def _select_before(self, at: int, part: exp.Expr) -> int:
        """Return the SELECT before a word of ``part``, not that of a query inside it."""
        whole = len(self._tokens)
        found = self._previous(at, {TokenType.SELECT}, reach=whole)
        if part.__class__ is exp.Column:
            return found
        for inner in part.walk(prune=lambda node: node.__class__ is exp.Select):
            own = self._select_index(inner) if isinstance(inner, exp.Select) else None
            if own is not None and own <= found:
                return self._previous(max(0, own - 1), {TokenType.SELECT}, reach=whole)
        return found

    def _select_tokens(self, select: exp.Expr) -> tuple[int, int] | None:
        extent = self._positions(select)
        first = self._select_index(select)
        if extent is None or first is None:
            return extent
        return self._balanced_right(first, max(first, extent[1]))

    def _between_edges(self, node: exp.Expr) -> tuple[int, int] | None:
        """Return a table, or a query in brackets, by its first and last word alone."""
        if node.__class__ is exp.Subquery:
            return self._bracketed_query(node)
        edges = name_edges(node) if node.__class__ is exp.Table else None
        return None if edges is None else (self._index(edges[0]), self._index(edges[1]))

    def _bracketed_query(self, subquery: exp.Expr) -> tuple[int, int] | None:
        """Return a SELECT in brackets by these and its alias, without a look at what is inside."""
        first = self._opening_bracket(subquery)
        if first is None:
            return None
        alias = None
        for part, value in subquery.args.items():
            if part == "alias":
                alias = value
            elif value and part != "this":
                return None
        if alias is None:
            return self._balanced_right(first, first)
        edges = name_edges(alias)
        return None if edges is None else (first, self._index(edges[1]))

    def _opening_bracket(self, subquery: exp.Expr) -> int | None:
        """Return the bracket right before the SELECT of a subquery, if one stands there."""
        select = subquery.this
        if select.__class__ is not exp.Select or select.args.get("with_") is not None:
            return None
        at = self._select_index(select)
        return at - 1 if at and self._kind(at - 1) == TokenType.L_PAREN else None

    def _call(self, node: exp.Func, first: int, last: int) -> tuple[int, int]:
        """Widen to the brackets of a call, and to its name where only arguments are known."""
        if isinstance(node, _PREFIXED) and first > 1 and self._kind(first - 1) == TokenType.DOT:
            return first - 2, last
        if "start" in node.meta:
            if last + 1 < len(self._tokens) and self._kind(last + 1) == TokenType.L_PAREN:
                return self._balanced(first, last + 1) if first == last else (first, last)
            return first, last
        names = {*node.sql_names(), *_ALSO_CALLED.get(type(node), ())}
        names |= {"CAST", "CONVERT", "SAFE_CAST", "TRY_CAST", "TRY_CONVERT"}
        if isinstance(node, exp.AnonymousAggFunc | exp.ParameterizedAgg):
            names.add(node.name.upper())
        for at in range(first, max(0, first - _CALL_REACH), -1):
            named = self._tokens[at - 1].text.upper() in names
            if self._kind(at) == TokenType.L_PAREN and named:
                return self._balanced(at - 1, last)
        return first, last

    def _balanced(self, first: int, last: int) -> tuple[int, int]:
        """Widen a range until every bracket in it has its partner, and every CASE its END."""
        kinds = [token.token_type for token in self._tokens[first : last + 1]]
        if _PAIRED.isdisjoint(kinds):
            return first, last
        depth = lowest = cases = 0
        for kind in kinds:
            if kind not in _PAIRED:
                continue
            depth += (kind == TokenType.L_PAREN) - (kind == TokenType.R_PAREN)
            lowest = min(lowest, depth)
            cases += (kind in _OPEN_BLOCKS) - (kind == TokenType.END)
        missing_left = -lowest
        while missing_left and first > 0:
            first -= 1
            kind = self._kind(first)
            missing_left += (kind == TokenType.R_PAREN) - (kind == TokenType.L_PAREN)
        missing_right = depth - lowest
        while missing_right and last + 1 < len(self._tokens):
            last += 1
            kind = self._kind(last)
            missing_right += (kind == TokenType.L_PAREN) - (kind == TokenType.R_PAREN)
        return self._with_whole_cases(first, last, cases) if cases else (first, last)

    def _with_whole_cases(self, first: int, last: int, missing: int) -> tuple[int, int]:
        """Take in the END (or CASE) of those that a parameter or NULL at the edge left out."""
        step, at = (1, last) if missing > 0 else (-1, first)
        while missing and 0 <= at + step < len(self._tokens):
            at += step
            kind = self._kind(at)
            missing += (kind in _OPEN_BLOCKS) - (kind == TokenType.END)
        if missing:
            return first, last
        return (first, at) if step > 0 else (at, last)

    def _balanced_right(self, first: int, last: int) -> tuple[int, int]:
        depth = 0
        for at in range(first, last + 1):
            kind = self._kind(at)
            depth += (kind == TokenType.L_PAREN) - (kind == TokenType.R_PAREN)
        while depth > 0 and last + 1 < len(self._tokens):
            last += 1
            kind = self._kind(last)
            depth += (kind == TokenType.L_PAREN) - (kind == TokenType.R_PAREN)
        return first, last

    def _opening_case(self, node: exp.Case, first: int) -> int:
        """Return the CASE of ``node``, whose first known token is ``first``."""
        known = outermost(node, self._is_written)
        pending = 1 + (leading_cases(known.holder, node) if known is not None else 0)
        for at in range(first, -1, -1):
            kind = self._kind(at)
            pending += (kind == TokenType.END and at < first) - (kind == TokenType.CASE)
            if not pending:
                return at
        return first

    def _closing_end(self, first: int, last: int) -> int:
        depth = 0
        for at in range(first, len(self._tokens)):
            kind = self._kind(at)
            depth += (kind == TokenType.CASE) - (kind == TokenType.END)
            if depth == 0 and at >= last:
                return at
        return last

    def _with_directions(self, last: int) -> int:
        while last + 1 < len(self._tokens):
            token = self._tokens[last + 1]
            if token.text.upper() not in _DIRECTION_WORDS:
                break
            last += 1
        return last

    def _previous(self, start: int, wanted: Iterable[TokenType], reach: int) -> int:
        """Return the nearest token of a kind at or before ``start``, or ``start``."""
        for at in range(start, max(-1, start - reach - 1), -1):
            if self._kind(at) in wanted:
                return at
        return max(0, start)

    def _next(self, start: int, wanted: Iterable[TokenType], reach: int) -> int:
        for at in range(start, min(len(self._tokens), start + reach + 1)):
            if self._kind(at) in wanted:
                return at
        return start

    def _kind(self, index: int) -> TokenType:
        return self._tokens[index].token_type

    def _index(self, offset: int) -> int:
        return max(0, bisect_right(self._tokens, offset, key=_START) - 1)

    def _span(self, first: int, last: int) -> Span:
        start = self._tokens[first].start + self._base
        return Span(start, self._tokens[last].end + 1 + self._base)

    def _fallback(self, node: exp.Expr) -> Span:
        """Return the range of the nearest node around that has one."""
        around = node.parent
        while around is not None:
            found = self._covered(around)
            if found:
                return self._span(*found)
            around = around.parent
        return self.statement()


_JOIN_WORDS = frozenset(
    {
        TokenType.JOIN,
        TokenType.STRAIGHT_JOIN,
        TokenType.CROSS,
        TokenType.INNER,
        TokenType.OUTER,
        TokenType.LEFT,
        TokenType.RIGHT,
        TokenType.FULL,
        TokenType.NATURAL,
        TokenType.SEMI,
        TokenType.ANTI,
        TokenType.ANY,
        TokenType.GLOBAL,
    }
)
_OPEN_BLOCKS = frozenset({TokenType.CASE, TokenType.BEGIN})
_PAIRED = _OPEN_BLOCKS | {TokenType.END, TokenType.L_PAREN, TokenType.R_PAREN}
_SET_WORDS = frozenset({TokenType.UNION, TokenType.EXCEPT, TokenType.INTERSECT})
_SET_MODIFIERS = frozenset({TokenType.DISTINCT, TokenType.ALL})
_DIRECTION_WORDS = frozenset({"ASC", "DESC", "NULLS", "FIRST", "LAST"})
_TYPE_WORDS = frozenset(
    {"DOUBLE", "DOUBLE PRECISION", "FLOAT", "FLOAT4", "FLOAT8", "FLOAT64", "REAL"}
)
