"""Whether the first column of a query may be NULL, as far as its text shows."""

from typing import NamedTuple

from sqlglot import exp

from workbench.findings import Confidence
from workbench.sqlreview.context import Context
from workbench.sqlreview.keys import is_own_key
from workbench.sqlreview.queries import condition_of, conjuncts, rejects_null
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.scopes import Scope

_NEVER_NULL = (exp.Count, exp.CountIf, exp.RowNumber, exp.Rank, exp.DenseRank, exp.Exists)
_OF_ITS_GROUP = (exp.Min, exp.Max, exp.ArgMax, exp.ArgMin)
_PASS_THROUGH = (exp.Cast, exp.Paren, exp.Lower, exp.Upper, exp.Trim, exp.Alias)
_GIVEN = (exp.Literal, exp.Boolean, exp.Parameter, exp.Placeholder)
_NULL_OF_NULL = (
    *(exp.Add, exp.Sub, exp.Mul, exp.Neg, exp.DPipe, exp.Concat),
    *(exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Length, exp.Substring, exp.Replace),
)
"""Expressions that are NULL only where a part of them is."""


class PossibleNull(NamedTuple):
    """What may be NULL, and how sure that is (a table's own key hardly ever is)."""

    name: str
    confidence: Confidence


def possible_null(query: exp.Expr, context: Context) -> PossibleNull | None:
    """Return what may be NULL in the first column of ``query``; None if nothing can be."""
    pending: list[tuple[exp.Expr, int]] = [(query, 0)]
    seen: set[int] = set()
    while pending:
        node, position = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, exp.Subquery):
            pending.append((node.this, position))
        elif isinstance(node, (exp.Intersect, exp.Except)):
            pending.append((node.this, position))
        elif isinstance(node, exp.SetOperation):
            pending += [(node.this, position), (node.expression, position)]
        elif isinstance(node, exp.Select):
            found = _from_select(node, position, context)
            if isinstance(found, PossibleNull):
                return found
            pending += found
    return None


def _from_select(
    select: exp.Select, position: int, context: Context
) -> PossibleNull | list[tuple[exp.Expr, int]]:
    """Return what may be NULL in one projection, or the queries that decide it."""
    scope = context.scope_of(select)
    if scope is None or position >= len(select.expressions):
        return []
    value: exp.Expr = select.expressions[position]
    while isinstance(value, _PASS_THROUGH):
        value = value.this
    if isinstance(value, exp.Star):
        return PossibleNull("a column", Confidence.POSSIBLE)
    if isinstance(value, exp.Column):
        return _from_column(value, scope)
    if isinstance(value, _OF_ITS_GROUP) and select.args.get("group") is not None:
        # A group has rows, so its least and greatest value are there unless all are NULL.
        return []
    return [] if _is_never_null(value, scope) else PossibleNull("the value", Confidence.LIKELY)


def _is_never_null(value: exp.Expr, scope: Scope) -> bool:
    """Tell whether an expression has a value in each row that the query keeps."""
    while isinstance(value, _PASS_THROUGH):
        value = value.this
    if isinstance(value, exp.Window):
        return isinstance(value.this, _NEVER_NULL)
    if isinstance(value, exp.Coalesce):
        return any(_is_never_null(choice, scope) for choice in (value.this, *value.expressions))
    if isinstance(value, exp.Column):
        return _is_kept_not_null(value, scope)
    parts = _decisive_parts(value)
    if parts:
        return all(_is_never_null(part, scope) for part in parts)
    return isinstance(value, (*_NEVER_NULL, *_GIVEN))


def _decisive_parts(value: exp.Expr) -> list[exp.Expr]:
    """Return the parts that must all have a value for ``value`` to have one; empty if unknown."""
    if isinstance(value, exp.Case):
        default = value.args.get("default")
        outcomes = [branch.args["true"] for branch in value.args["ifs"]]
        return [*outcomes, default] if default is not None else []
    return list(value.iter_expressions()) if isinstance(value, _NULL_OF_NULL) else []


def _from_column(column: exp.Column, scope: Scope) -> PossibleNull | list[tuple[exp.Expr, int]]:
    if _is_kept_not_null(column, scope):
        return []
    relation = scope.relation_of(column)
    if relation is not None and relation.query is not None:
        position = _position(relation.query, column.name)
        if position is not None:
            return [(relation.query, position)]
    if relation is not None and relation.kind is RelationKind.FUNCTION:
        return []
    declared = declared_nullable(column, scope)
    if declared is not None:
        return PossibleNull(column.name, Confidence.CERTAIN) if declared else []
    own_key = is_own_key(relation, column.name) if relation else column.name.lower() == "id"
    return PossibleNull(column.name, Confidence.POSSIBLE if own_key else Confidence.LIKELY)


def declared_nullable(column: exp.Column, scope: Scope) -> bool | None:
    """Tell whether a column may be NULL by its declaration; None if that does not decide.

    What an outer join may leave without a row may be NULL, however it is declared.
    """
    relation = scope.relation_of(column)
    stored = relation.stored if relation is not None else None
    if relation is None or stored is None:
        return None
    outer = relation.join is not None and bool(relation.join.args.get("side"))
    outer = outer or any(join.args.get("side") in {"RIGHT", "FULL"} for join in scope.outer_joins)
    return True if outer and stored.column(column.name) else stored.nullable(column.name)


def _position(query: exp.Expr, name: str) -> int | None:
    while isinstance(query, (exp.SetOperation, exp.Subquery)):
        query = query.this
    for index, projection in enumerate(query.expressions):
        if projection.alias_or_name.lower() == name.lower():
            return index
    return None


def _is_kept_not_null(column: exp.Column, scope: Scope) -> bool:
    """Tell whether a condition of the query drops the rows in which ``column`` is NULL."""
    root = scope.root
    clauses = [condition_of(root.args.get(name)) for name in ("where", "having", "qualify")]
    for relation in scope.relations:
        join = relation.join
        if join is None or join.args.get("side"):
            continue
        clauses.append(join.args.get("on"))
        if any(named.name == column.name for named in join.args.get("using") or ()):
            return True
    return any(
        _same_column(kept, column)
        for clause in clauses
        for test in conjuncts(clause)
        for kept in rejects_null(test)
    )


def _same_column(kept: exp.Expr, column: exp.Column) -> bool:
    if not isinstance(kept, exp.Column) or kept.name.lower() != column.name.lower():
        return False
    qualifiers = {kept.text("table").lower(), column.text("table").lower()} - {""}
    return len(qualifiers) < 2
