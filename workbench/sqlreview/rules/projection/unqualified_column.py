"""`unqualified-column`: a column in a join does not say which table it is from."""

from collections.abc import Iterable, Iterator, Set

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import GENERIC
from workbench.sqlreview.output_columns import renamed
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.select_list import NOT_COLUMNS

_NAMES_OUTPUT = (exp.Order, exp.Group, exp.Having, exp.Qualify, exp.Window)

_LATERAL_ALIASES = frozenset(
    {GENERIC, "clickhouse", "databricks", "duckdb", "redshift", "snowflake", "spark", "teradata"}
)
"""Dialects in which a projection may use the alias of one before it."""


@rule(
    "unqualified-column",
    nodes=(exp.Select,),
    needs=(exp.Join,),
    severity=Severity.HINT,
    category="correctness",
    confidence=Confidence.POSSIBLE,
    source="naming-conventions",
    why=(
        "A column of the same name added to another table makes the name ambiguous, or, in a "
        "subquery, silently means another table."
    ),
    fix="Put the table's alias in front of each column.",
    fires=[
        Example("SELECT «name», o.total FROM users u JOIN orders o ON o.user_id = u.id"),
        Example("SELECT a.x FROM a JOIN b ON a.id = b.id WHERE «status» = 1", "postgres"),
        Example("SELECT «id» FROM a, b WHERE a.k = b.k", "tsql"),
    ],
    quiet=[
        Example("SELECT name FROM users"),
        Example("SELECT u.name FROM users u JOIN orders o ON o.user_id = u.id"),
        Example("SELECT id, a.x, b.y FROM a JOIN b USING (id)"),
        Example("SELECT t.id, item FROM t CROSS JOIN UNNEST(t.items) AS item", "bigquery"),
        Example("SELECT a.x AS k FROM a JOIN b ON a.id = b.id ORDER BY k", "snowflake"),
        Example("SELECT a.x, item FROM a JOIN b ON b.i = a.i, UNNEST(a.items) AS item", "bigquery"),
        Example("SELECT id, tag FROM t, LATERAL FLATTEN(t.tags) f", "snowflake"),
        Example("SELECT x, y FROM (SELECT 1 AS x) a CROSS JOIN (SELECT 2 AS y) b"),
        Example("SELECT a.x AS k, k + 1 AS l FROM a JOIN b ON a.id = b.id", "snowflake"),
        Example("SELECT /*+ MAPJOIN(b) */ a.x FROM a JOIN b ON a.id = b.id", "hive"),
    ],
)
def unqualified_column(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report the first column without a qualifier in a SELECT that joins, and count the others."""
    scope = context.scope
    if len(scope.relations) < 2 or not scope.unqualified:
        return ()
    relations = [one for one in scope.relations if one.kind is not RelationKind.FUNCTION]
    if len(relations) < 2:
        return ()
    doubtful = scope.unqualified - NOT_COLUMNS - _free(scope, relations)
    bare = _bare(doubtful, select, context) if doubtful else {}
    if not bare:
        return ()
    first = min(bare.values(), key=_place)
    more = f" and {len(bare) - 1} more" if len(bare) > 1 else ""
    message = f"{first.name}{more} could belong to any of {len(relations)} tables."
    return (Remark(context.ranges.of(first), message),)


def _bare(doubtful: Set[str], select: exp.Select, context: Context) -> dict[str, exp.Expr]:
    """Return the first column of each of these names that stands for no output and in no hint."""
    scope = context.scope
    outputs = doubtful & (scope.by_name.keys() | _aliases(select))
    has_hints = exp.Hint in scope.nodes
    bare: dict[str, exp.Expr] = {}
    for column, qualifiers, name in scope.references:
        if qualifiers or name not in doubtful or column.this.__class__ is not _Identifier:
            continue
        if name in outputs and _may_name_output(column, scope, context.dialect):
            continue
        if has_hints and column.find_ancestor(exp.Hint) is not None:
            continue
        known = bare.get(name)
        if known is None or _place(column) < _place(known):
            bare[name] = column
    return bare


_Alias, _Identifier = exp.Alias, exp.Identifier


def _aliases(select: exp.Select) -> set[str]:
    return {
        projection.alias.lower()
        for projection in select.expressions
        if projection.__class__ is _Alias
    }


def _place(column: exp.Expr) -> int:
    start: int = (column.this._meta or {}).get("start", 0)
    return start


def _free(scope: Scope, relations: list[Relation]) -> set[str]:
    """Return the names of columns of which it is plain whose they are, or that are none."""
    free = _shared(scope) | _outputs(relations)
    if len(relations) < len(scope.relations):
        free |= {name for one in scope.relations for name in _values_of(one)}
    return free


def _values_of(relation: Relation) -> Iterator[str]:
    """Yield the names that stand for the values which a function like UNNEST gives out."""
    if relation.kind is RelationKind.FUNCTION:
        yield relation.name
        yield from renamed(relation)


def _shared(scope: Scope) -> set[str]:
    """Return the columns that USING makes one."""
    names: set[str] = set()
    for relation in scope.relations:
        if relation.join is None:
            continue
        given = relation.join.args.get
        using = given("using")
        if using:
            names.update(column.name.lower() for column in using)
        if given("method") == "NATURAL":
            return names
    return names


def _outputs(relations: list[Relation]) -> set[str]:
    """Return the columns that only one relation has, if the columns of all are known."""
    seen: list[str] = []
    for relation in relations:
        query = relation.query
        if not isinstance(query, exp.Select) or query.is_star:
            return set()
        seen += {projection.alias_or_name.lower() for projection in query.expressions}
    return {name for name in seen if seen.count(name) == 1}


def _may_name_output(column: exp.Expr, scope: Scope, dialect: str) -> bool:
    """Tell whether a column may stand for what the SELECT list names so, here or before it."""
    node: exp.Expr = column
    while node.parent is not None and node.parent is not scope.root:
        node = node.parent
        if isinstance(node, _NAMES_OUTPUT):
            return True
    if dialect not in _LATERAL_ALIASES or node.arg_key != "expressions":
        return False
    before = scope.root.expressions[: node.index]
    return any(projection.alias.lower() == column.name.lower() for projection in before)
