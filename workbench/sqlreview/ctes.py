"""The common table expressions of a statement, and where their names stand."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.sqlreview.context import Context
from workbench.sqlreview.references import family
from workbench.sqlreview.scopes import Scope

WITH_HOLDERS = (exp.Query, exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Create)
"""What a WITH can stand in front of."""


def ctes_of(holder: exp.Expr) -> Iterator[exp.CTE]:
    """Yield what `named_queries` yields of the WITH in front of ``holder``, if it has one."""
    with_ = holder.args.get("with_")
    if isinstance(with_, exp.With):
        yield from named_queries(with_)


def named_queries(with_: exp.With) -> Iterator[exp.CTE]:
    """Yield the named queries of a WITH; no values, no functions."""
    for cte in with_.expressions:
        is_query = isinstance(cte, exp.CTE) and isinstance(cte.this, exp.Query)
        if (
            is_query
            and not cte.args.get("scalar")
            and isinstance(cte.args.get("alias"), exp.TableAlias)
        ):
            yield cte


def mentions(scope: Scope) -> dict[str, list[Scope]]:
    """Return the scopes in ``scope`` that name a relation without a schema, by that name."""
    found: dict[str, list[Scope]] = {}
    for inner in family(scope):
        for table in inner.nodes.get(exp.Table, ()):
            if table.args.get("db") is None:
                found.setdefault(table.name.lower(), []).append(inner)
        for call in inner.nodes.get(exp.Anonymous, ()):
            if call.name.upper() == "TABLE":
                for argument in call.expressions:
                    found.setdefault(argument.name.lower(), []).append(inner)
        for test in inner.nodes.get(exp.In, ()):
            field = test.args.get("field")
            if isinstance(field, exp.Expr):
                found.setdefault(field.name.lower(), []).append(inner)
    return found


def outside_readers(cte: exp.CTE, context: Context) -> list[Scope]:
    """Return the scopes that read a CTE, once for each time, without those that are parts of it."""
    query = cte.this.unnest() if isinstance(cte.this, exp.Subquery) else cte.this
    readers = context.readers.get(id(query), ())
    return [scope for scope, _ in readers if not is_inside(scope, cte)]


def is_inside(scope: Scope, cte: exp.CTE) -> bool:
    """Tell whether ``scope`` is a part of the CTE itself."""
    current: Scope | None = scope
    while current is not None:
        if current.root is cte.this:
            return True
        current = current.parent
    return False
