"""What a SELECT gives out: its projections, their names, and what they hold."""

from collections.abc import Iterator

from sqlglot import exp

_AROUND_AGGREGATE = (exp.Filter, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)
_MANY_COLUMNS = (exp.Star, exp.Columns, exp.Aliases, exp.Explode, exp.Inline, exp.Stack)
_AROUND_QUERY = (exp.SetOperation, exp.Subquery, exp.Paren)
_NAMES_READERS = (exp.From, exp.Join, exp.Cache, exp.Export)
_WORDS = (
    "rownum rowid level user uid sysdate systimestamp current_user session_user "
    "day days week weeks month months quarter year years hour hours minute minutes second seconds"
)
NOT_COLUMNS = frozenset(_WORDS.split())
"""Words that look like columns in some dialect: pseudo columns, and units of time."""


def gives_unknown_columns(select: exp.Expr) -> bool:
    """Tell whether a projection stands for a number of columns that the text does not show."""
    for projection in select.expressions:
        value = projection.this if projection.__class__ is _Alias else projection
        is_plain = value.__class__ is _Column and value.this.__class__ is _Identifier
        if not is_plain and _is_many(projection):
            return True
    return False


_Alias, _Column, _Identifier = exp.Alias, exp.Column, exp.Identifier


def _is_many(projection: exp.Expr) -> bool:
    value = projection.unalias()
    if isinstance(value, (exp.Column, exp.Dot)):
        return bool(value.find(exp.Star))
    return isinstance(value, _MANY_COLUMNS) or isinstance(projection, _MANY_COLUMNS)


def gives_names(select: exp.Expr) -> bool:
    """Tell whether the names of a SELECT's columns leave it.

    They do not in the later sides of a set operation, behind a list of names
    (``AS x (a, b)``), in a membership test and in an INSERT.
    """
    side = select
    around = side.parent
    while isinstance(around, _AROUND_QUERY):
        if isinstance(around, exp.SetOperation) and around.expression is side:
            return False
        if _lists_names(around.args.get("alias")):
            return False
        side, around = around, around.parent
    if isinstance(around, exp.Create):
        return not isinstance(around.this, exp.Schema)
    if isinstance(around, exp.CTE):
        return not _lists_names(around.args.get("alias"))
    return around is None or isinstance(around, _NAMES_READERS)


def _lists_names(alias: exp.Expr | None) -> bool:
    return isinstance(alias, exp.TableAlias) and bool(alias.columns)


def aliased(select: exp.Expr) -> dict[str, exp.Expr]:
    """Return the aliased expressions of a SELECT by their alias in lower case."""
    return {
        projection.alias.lower(): projection.this
        for projection in select.expressions
        if isinstance(projection, exp.Alias)
    }


_LEAVES = frozenset({exp.Identifier, exp.Literal, exp.Null, exp.Boolean})


def own_parts(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield ``node`` and what is under it, without the queries inside."""
    pending = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, exp.Query):
            continue
        yield part
        if part.__class__ not in _LEAVES:
            pending += part.iter_expressions(reverse=True)


def holds_aggregate(node: exp.Expr) -> bool:
    """Tell whether ``node`` adds rows up: an aggregate that is not a window function."""
    return any(isinstance(part, exp.AggFunc) and not is_windowed(part) for part in own_parts(node))


def holds_column(node: exp.Expr) -> bool:
    """Tell whether ``node`` depends on the row: it has a column outside the queries inside it."""
    return any(isinstance(part, exp.Column) for part in own_parts(node))


def is_windowed(function: exp.Expr) -> bool:
    """Tell whether a function has an OVER."""
    around = function.parent
    while isinstance(around, _AROUND_AGGREGATE):
        around = around.parent
    return isinstance(around, exp.Window)


def written(column: exp.Expr) -> str:
    """Return a column as its author wrote it, with its qualifier."""
    if isinstance(column, exp.Column):
        return ".".join(part.name for part in column.parts)
    return column.alias_or_name


def position(key: exp.Expr) -> int | None:
    """Return the number behind a sort or grouping key that is a position (``ORDER BY 2``)."""
    if isinstance(key, exp.Ordered):
        key = key.this
    if isinstance(key, exp.Literal) and not key.is_string and key.name.isdigit():
        return int(key.name)
    return None
