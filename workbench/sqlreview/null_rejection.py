"""Which relations a condition drops when all their columns are NULL."""

from sqlglot import exp

from workbench.sqlreview.queries import alternatives, conjuncts

_COMPARISONS = (
    exp.EQ,
    exp.NEQ,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.Between,
    exp.In,
    exp.Like,
    exp.ILike,
    exp.RegexpLike,
    exp.RegexpILike,
    exp.StartsWith,
    exp.EndsWith,
    exp.Contains,
    exp.ArrayContainsAll,
    exp.ArrayOverlaps,
    exp.Xor,
)
_STRICT = (
    exp.Paren,
    exp.Cast,
    exp.Neg,
    exp.Add,
    exp.Sub,
    exp.Mul,
    exp.Div,
    exp.Mod,
    exp.Lower,
    exp.Upper,
    exp.Trim,
    exp.Substring,
    exp.Left,
    exp.Right,
    exp.Length,
    exp.Abs,
    exp.Round,
    exp.Floor,
    exp.Ceil,
    exp.Date,
    exp.DateTrunc,
    exp.TimestampTrunc,
    exp.TsOrDsToDate,
    exp.DateAdd,
    exp.DateSub,
    exp.DateDiff,
    exp.Extract,
    exp.Year,
    exp.Month,
    exp.Day,
    exp.AtTimeZone,
    exp.AddMonths,
    exp.Bracket,
    exp.Convert,
    exp.DatetimeDiff,
    exp.DatetimeTrunc,
    exp.JSONExtract,
    exp.JSONExtractScalar,
    exp.LastDay,
    exp.Quarter,
    exp.Replace,
    exp.StrPosition,
    exp.StrToDate,
    exp.StrToTime,
    exp.TimeStrToTime,
    exp.TimeToStr,
    exp.Timestamp,
    exp.TimestampDiff,
    exp.ToChar,
    exp.ToNumber,
    exp.TsOrDsDiff,
    exp.TsOrDsToDatetime,
    exp.TsOrDsToTimestamp,
    exp.UnixSeconds,
    exp.Week,
)
"""Calls and operators that give NULL as soon as one operand is NULL."""
_STRICT_BY_NAME = frozenset({"TRUNC", "UNIX_TIMESTAMP", "YEARWEEK", "AGE", "DATEPART", "ISDATE"})
"""The same, of calls that the parser keeps as they are."""
_DEEPEST = 40

Rejected = dict[str, exp.Column]
"""A column for each qualifier (lower case) whose NULL the condition does not let through."""


def rejected(condition: exp.Expr | None, depth: int = 0) -> Rejected:
    """Return the relations whose all-NULL rows (of an outer join) ``condition`` drops.

    Columns without qualifier are left out: nothing tells whose they are.
    """
    found: Rejected = {}
    if depth > _DEEPEST:
        return found
    for part in conjuncts(condition):
        is_plain = part.__class__ in _PLAIN
        dropped = _rejected_by_comparison(part) if is_plain else _rejected_by(part, depth)
        for name, column in dropped.items():
            found.setdefault(name, column)
    return found


_PLAIN = frozenset({exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between})
"""The most frequent comparisons, which need not be told from all the others."""


def _rejected_by(test: exp.Expr, depth: int) -> Rejected:
    if isinstance(test, exp.Or):
        sides = [rejected(side, depth + 1) for side in alternatives(test)]
        shared = set.intersection(*(set(side) for side in sides))
        return {name: sides[0][name] for name in sorted(shared)}
    if isinstance(test, exp.Not):
        return _rejected_by_negation(test.this.unnest(), depth)
    if isinstance(test, exp.Column):
        return _strict_columns(test)
    if isinstance(test, exp.Exists):
        return _rejected_by_existence(test, depth)
    if isinstance(test, exp.Is):
        return _strict_columns(test.this) if isinstance(test.expression, exp.Boolean) else {}
    return _rejected_by_comparison(test) if isinstance(test, _COMPARISONS) else {}


def _rejected_by_existence(test: exp.Exists, depth: int) -> Rejected:
    """Return what the WHERE of the query inside needs of the relations around it."""
    query = test.this.unnest() if isinstance(test.this, exp.Expr) else None
    if not isinstance(query, exp.Select):
        return {}
    where = query.args.get("where")
    if where is None or any(part.find(exp.AggFunc) for part in query.expressions):
        return {}
    inner = {table.alias_or_name.lower() for table in query.find_all(exp.Table)}
    needed = rejected(where.this, depth + 1)
    return {name: column for name, column in needed.items() if name not in inner}


def _rejected_by_negation(inner: exp.Expr, depth: int) -> Rejected:
    if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
        return _strict_columns(inner.this)
    is_simple = isinstance(inner, (*_COMPARISONS, exp.Column))
    return _rejected_by(inner, depth + 1) if is_simple else {}


def _rejected_by_comparison(test: exp.Expr) -> Rejected:
    found = _strict_columns(test.this)
    if isinstance(test, exp.Binary) and not isinstance(test.expression, (exp.Any, exp.All)):
        found = {**_strict_columns(test.expression), **found}
    return found


def _strict_columns(expression: exp.Expr) -> Rejected:
    """Return the qualified columns whose NULL makes the whole expression NULL."""
    found: Rejected = {}
    pending = [expression]
    while pending:
        node = pending.pop()
        if node.__class__ is exp.Literal:
            continue
        if isinstance(node, exp.Column):
            # In ``b.s.f`` the relation may stand two names before the field.
            for part in ("table", "db", "catalog"):
                if node.args.get(part) is not None:
                    found.setdefault(node.text(part).lower(), node)
        elif isinstance(node, exp.Anonymous) and node.name.upper() in _STRICT_BY_NAME:
            pending += node.expressions
        elif isinstance(node, _STRICT):
            pending += node.iter_expressions()
    return found
