"""The columns that a query yields, as far as its text names them."""

from sqlglot import exp

from workbench.sqlreview.relations import Relation, RelationKind

Outputs = dict[str, exp.Expr]


def outputs(query: exp.Expr | None) -> Outputs | None:
    """Return the projections of a SELECT by name (lower case).

    None if a star, an expression without a name or a repeated name leaves doubt.
    """
    if not isinstance(query, exp.Select) or query.args.get("kind"):
        return None
    named: Outputs = {}
    for projection in query.expressions:
        name = projection.alias_or_name.lower()
        if not name or name == "*" or name in named:
            return None
        if projection.__class__ is not exp.Alias and projection.is_star:
            return None
        named[name] = projection
    return named


def renamed(relation: Relation) -> tuple[str, ...]:
    """Return the column list behind a relation's alias, or behind the name of its CTE."""
    alias = relation.node.args.get("alias")
    listed = _listed(alias) if alias is not None else ()
    if not listed and relation.kind is RelationKind.CTE and relation.query is not None:
        holder = relation.query.parent
        listed = _listed(holder.args.get("alias")) if isinstance(holder, exp.CTE) else ()
    return listed


def _listed(alias: exp.Expr | None) -> tuple[str, ...]:
    columns = alias.args.get("columns") if isinstance(alias, exp.TableAlias) else None
    return tuple(column.name.lower() for column in columns) if columns else ()


def output_names(relation: Relation) -> set[str] | None:
    """Return the names of a relation's columns if its query lists them."""
    query = relation.query
    while isinstance(query, (exp.SetOperation, exp.Subquery)):
        query = query.this
    named = outputs(query)
    if named is None or relation.node.args.get("pivots"):
        return None
    return set(renamed(relation) or named)
