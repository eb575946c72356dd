"""Queries and tests that keep one row per key, though no declared key says so.

A table of versions has several rows per key until a query takes the current one,
or the one that was valid on a day. The tests that do so are known by their shape
and, for flags and ends of validity, by the names that such columns have.
"""

import re
from collections.abc import Iterable

from sqlglot import exp

from workbench.sqlreview.queries import is_constant
from workbench.sqlreview.relations import Relation
from workbench.sqlreview.scopes import Scope

_FLAG = re.compile(
    r"current|latest|newest|recent|active|primary|default|preferred|valid|live|effective|"
    r"(^|_)(main|first|last|rn|rnk|rank|row_?num(ber)?|seq(uence)?|version|priority)(_|$)"
)
"""Columns by one value of which a query takes the one row that counts."""
_END = re.compile(r"valid|effective|expir|delet|supersed|clos|(^|_)(end|until|to|thru)(_|$|ed)")
"""Columns that are NULL in the row that is still valid."""
_STATE = frozenset({"active", "current", "default", "latest", "live", "primary", "valid"})
_RANGES = (exp.GT, exp.GTE, exp.LT, exp.LTE)
_UPWARD = (exp.GT, exp.GTE)
_OUTERMOST = (exp.Max, exp.Min, exp.Limit)


def keeps_one_per(query: exp.Select, columns: set[str]) -> bool:
    """Tell whether DISTINCT, GROUP BY ALL or a row number leaves one row per ``columns``.

    ``columns`` are output names in lower case; that of a row number must be among them.
    """
    distinct = query.args.get("distinct")
    if distinct is not None:
        on = distinct.args.get("on")
        keys = list(on.expressions) if isinstance(on, exp.Tuple) else query.expressions
        names = [_output(query, key) for key in keys if not is_constant(key.unalias())]
        return bool(names) and columns.issuperset(names)
    group = query.args.get("group")
    if group is not None:
        return bool(group.args.get("all")) and columns.issuperset(
            each.alias_or_name.lower() for each in query.expressions if not each.find(exp.AggFunc)
        )
    return any(
        columns.issuperset(_output(query, key) for key in number.args.get("partition_by") or ())
        for number in _numbers(query, columns)
        if isinstance(number.this, exp.RowNumber)
    )


def may_keep_one(query: exp.Select, columns: set[str]) -> bool:
    """Tell whether a query drops rows by their rank or likeness, in a way that is not decided."""
    if query.args.get("qualify") is not None or query.args.get("distinct") is not None:
        return True
    return query.args.get("group") is not None or bool(_numbers(query, columns))


def _numbers(query: exp.Select, columns: set[str]) -> list[exp.Expr]:
    """Return the windows that ``query`` gives out under one of ``columns``."""
    return [
        each.this
        for each in query.expressions
        if each.__class__ is exp.Alias
        and each.this.__class__ is exp.Window
        and each.alias.lower() in columns
    ]


def _output(query: exp.Select, key: exp.Expr) -> str:
    """Return the name under which ``key`` leaves the query; its own one, if by a star."""
    name: str = key.alias_or_name.lower()
    if key.__class__ is exp.Alias:
        return name
    for each in query.expressions:
        if each.__class__ is exp.Alias and each.this == key:
            renamed: str = each.alias.lower()
            return renamed
    return name


def narrows(tests: Iterable[exp.Expr], relation: Relation, scope: Scope) -> bool:
    """Tell whether one of the tests of a query may leave one row of ``relation`` per key."""
    bounds: set[bool] = set()
    for test in tests:
        if isinstance(test, _RANGES):
            for side, upward in ((test.this, True), (test.expression, False)):
                if _has_own(side, relation, scope):
                    bounds.add(isinstance(test, _UPWARD) == upward)
        elif _picks(test, relation, scope):
            return True
    return len(bounds) > 1 and _compares_two(tests, relation, scope)


def _compares_two(tests: Iterable[exp.Expr], relation: Relation, scope: Scope) -> bool:
    """Tell whether ranges begin with one column of ``relation`` and end with another."""
    names = {
        column.name.lower()
        for test in tests
        if isinstance(test, _RANGES)
        for column in test.find_all(exp.Column)
        if scope.relation_of(column) is relation
    }
    return len(names) > 1


def _picks(test: exp.Expr, relation: Relation, scope: Scope) -> bool:
    if isinstance(test, (exp.EQ, exp.NullSafeEQ)):
        return _equals_one(test, relation, scope)
    if isinstance(test, exp.Column):
        return _is_named(test, _FLAG, relation, scope)
    if isinstance(test, exp.Is):
        names = _END if isinstance(test.expression, exp.Null) else _FLAG
        return _is_named(test.this, names, relation, scope)
    if isinstance(test, (exp.Or, exp.Paren)):
        return any(_is_named(each, _END, relation, scope) for each in test.find_all(exp.Column))
    if isinstance(test, exp.Between):
        ends = (test.args.get("low"), test.args.get("high"))
        return all(_has_own(end, relation, scope) for end in ends)
    return _asks_a_query(test)


def _asks_a_query(test: exp.Expr) -> bool:
    """Tell whether the row is wanted that a query names the last, or that has no later one."""
    if isinstance(test, exp.Not):
        return isinstance(test.this, exp.Exists)
    query = test.args.get("query") if isinstance(test, exp.In) else None
    return query is not None and query.find(*_OUTERMOST) is not None


def _equals_one(test: exp.Expr, relation: Relation, scope: Scope) -> bool:
    """Tell whether a column, or what is made of one, is compared with something that varies."""
    one, other = test.this, test.args["expression"]
    if isinstance(one, exp.Column) and isinstance(other, exp.Column):
        for mine, theirs in ((one, other), (other, one)):
            if scope.relation_of(mine) is relation and _is_outermost(theirs, scope):
                return True
        return False
    for side, value in ((one, other), (other, one)):
        if isinstance(side, exp.Column) and is_constant(value):
            is_state = isinstance(value, exp.Literal) and value.name.lower() in _STATE
            own = scope.relation_of(side) is relation
            return own and (is_state or _FLAG.search(side.name.lower()) is not None)
    return _has_own(test, relation, scope)


def _is_outermost(column: exp.Expr, scope: Scope) -> bool:
    """Tell whether a column is the greatest or least value of a group, from a query."""
    relation = scope.relation_of(column)
    query = relation.query if relation is not None else None
    if not isinstance(query, exp.Select):
        return False
    return any(
        isinstance(each.unalias(), (exp.Max, exp.Min))
        and each.alias_or_name.lower() == column.name.lower()
        for each in query.expressions
    )


def _is_named(
    node: exp.Expr | None, names: re.Pattern[str], relation: Relation, scope: Scope
) -> bool:
    if not isinstance(node, exp.Column) or names.search(node.name.lower()) is None:
        return False
    return scope.relation_of(node) is relation


def _has_own(node: exp.Expr | None, relation: Relation, scope: Scope) -> bool:
    """Tell whether a column of ``relation`` is in an expression."""
    if node is None:
        return False
    return any(scope.relation_of(column) is relation for column in node.find_all(exp.Column))
