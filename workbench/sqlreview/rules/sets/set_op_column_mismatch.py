"""`set-op-column-mismatch`: the sides of a UNION do not fit each other."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.output_columns import renamed
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.schema.types import TypeKind
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.select_list import gives_unknown_columns
from workbench.sqlreview.stored_columns import kind_of_value

_DEEPEST = 20


@rule(
    "set-op-column-mismatch",
    nodes=(exp.SetOperation,),
    severity=Severity.ERROR,
    category="correctness",
    source="schema-change/detect",
    why="Set operations match columns by position, not by name, and need the same number of them.",
    fix="List the same columns in the same order on both sides.",
    impact="The query fails, or values land in the wrong column.",
    fires=[
        Example("SELECT a, b FROM t «UNION ALL» SELECT a FROM u"),
        Example("SELECT a FROM t «UNION» SELECT a, b FROM u UNION SELECT a FROM v", "postgres"),
        Example("SELECT id, name FROM t «EXCEPT» SELECT id, name, age FROM u", "tsql"),
        Example("SELECT id, name FROM t «UNION ALL» SELECT name, id FROM u", "bigquery"),
        Example("WITH c AS (SELECT a, b FROM t) SELECT * FROM c «UNION ALL» SELECT a FROM u"),
        Example(
            "SELECT q.* FROM t JOIN (SELECT a FROM u) q ON q.a = t.a «UNION» SELECT a, b FROM v"
        ),
        Example("SELECT 1 AS a, 'x' AS b «UNION ALL» SELECT 'y' AS a, 'z' AS b", "snowflake"),
        Example(
            "SELECT * FROM (WITH c AS (SELECT a FROM t) SELECT * FROM c) q "
            "«UNION» SELECT a, b FROM u"
        ),
        Example("SELECT CAST(a AS INT) FROM t «UNION» SELECT CAST(b AS VARCHAR(9)) FROM u", "tsql"),
        Example(
            "SELECT * FROM t «UNION ALL» SELECT * FROM u",
            "postgres",
            "CREATE TABLE t (a INT, b INT); CREATE TABLE u (a INT)",
        ),
        Example(
            "SELECT t.a FROM t «UNION ALL» SELECT t.d FROM t",
            "mysql",
            "CREATE TABLE t (a INT, d DATE)",
        ),
    ],
    quiet=[
        Example("SELECT a, b FROM t UNION ALL SELECT c, d FROM u"),
        Example("SELECT * FROM t UNION ALL SELECT a, b FROM u", "bigquery"),
        Example("SELECT a, b FROM t UNION ALL BY NAME SELECT b, a FROM u", "duckdb"),
        Example("SELECT a, NULL AS b FROM t UNION ALL SELECT a, b FROM u", "snowflake"),
        Example("SELECT a, b, c FROM t UNION ALL SELECT b, d, c FROM u"),
        Example("SELECT a FROM (SELECT a, b FROM t) x UNION SELECT a FROM u", "mysql"),
        Example("SELECT 'a' AS x, 1 AS y UNION ALL SELECT NULL, 2.5"),
        Example(
            "SELECT d FROM t UNION ALL SELECT '2024-01-01'",
            "postgres",
            "CREATE TABLE t (a INT, d DATE)",
        ),
        Example("SELECT * FROM t JOIN u USING (a) UNION ALL SELECT a, b FROM v", "spark"),
        Example("SELECT src AS dst, dst AS src FROM e UNION ALL SELECT dst, src FROM e"),
    ],
)
def set_op_column_mismatch(operation: exp.SetOperation, context: Context) -> Iterable[Remark]:
    """Report sides with another number, order or kind of columns than the first side.

    A chain is looked at once, from its last operation.
    """
    if isinstance(operation.parent, exp.SetOperation) and operation.arg_key == "this":
        return ()
    return _mismatches(operation, context)


def _mismatches(operation: exp.SetOperation, context: Context) -> Iterator[Remark]:
    chain = [operation]
    while isinstance(chain[-1].this, exp.SetOperation):
        chain.append(chain[-1].this)
    first = _first_select(chain[-1].this)
    if first is None or any(link.args.get("by_name") for link in chain):
        return
    width = _width(first, context)
    for link in reversed(chain):
        side = _first_select(link.expression)
        other = _width(side, context) if side is not None else None
        if side is None or width is None or other is None:
            continue
        if width != other:
            message = f"The sides have {width} and {other} columns."
            yield Remark(context.ranges.set_operator(link), message)
            continue
        message = _misplaced(first, side, context)
        if message:
            yield Remark(
                context.ranges.set_operator(link),
                message,
                severity=Severity.WARNING,
                confidence=Confidence.LIKELY,
            )


def _misplaced(first: exp.Select, side: exp.Select, context: Context) -> str:
    """Return what makes it likely that values land in the wrong column, or nothing."""
    if context.once(gives_unknown_columns, first) or context.once(gives_unknown_columns, side):
        return ""
    swapped = _swapped(first.expressions, side.expressions)
    if swapped:
        return f"{' and '.join(swapped)} stand in another order on this side."
    return _clash(first, side, context)


def _first_select(side: exp.Expr) -> exp.Select | None:
    while isinstance(side, (exp.SetOperation, exp.Subquery)):
        if isinstance(side, exp.SetOperation) and side.args.get("by_name"):
            return None
        side = side.this
    return side if isinstance(side, exp.Select) and side.expressions else None


def _width(select: exp.Select, context: Context, depth: int = 0) -> int | None:
    """Return how many columns a SELECT gives out; None if neither text nor schema shows it."""
    if not context.once(gives_unknown_columns, select):
        return len(select.expressions)
    scope = context.scope_of(select)
    if scope is None or depth > _DEEPEST:
        return None
    widths = [_taken(column, scope, context, depth) for column in select.expressions]
    return None if None in widths else sum(width for width in widths if width is not None)


def _taken(projection: exp.Expr, scope: Scope, context: Context, depth: int) -> int | None:
    """Return the number of columns behind ``*`` or ``q.*``, and 1 for a plain column."""
    value = projection.unalias()
    if isinstance(value, exp.Column) and isinstance(value.this, exp.Identifier):
        return 1
    star = value.this if isinstance(value, exp.Column) else value
    if not isinstance(star, exp.Star):
        return None if isinstance(value, exp.UDTF) or value.find(exp.Star) else 1
    if any(star.args.values()):
        return None
    if isinstance(value, exp.Column):
        relation = scope.by_name.get(value.text("table").lower())
        return None if relation is None else _columns_of(relation, context, depth)
    if not scope.relations or any(_merges_columns(relation) for relation in scope.relations):
        return None
    widths = [_columns_of(relation, context, depth) for relation in scope.relations]
    return None if None in widths else sum(width for width in widths if width is not None)


def _merges_columns(relation: Relation) -> bool:
    """Tell whether a join gives out fewer columns than its two sides have."""
    join = relation.join
    if join is None:
        return False
    merged = join.args.get("using") or join.args.get("method") == "NATURAL"
    return bool(merged) or join.args.get("kind") in {"SEMI", "ANTI"}


def _columns_of(relation: Relation, context: Context, depth: int) -> int | None:
    if relation.node.args.get("pivots"):
        return None
    listed = renamed(relation)
    if listed:
        return len(listed)
    if relation.kind is RelationKind.TABLE:
        columns = relation.stored.columns if relation.stored is not None else None
        return None if columns is None else len(columns)
    first = _first_select(relation.query) if relation.query is not None else None
    return None if first is None else _width(first, context, depth + 1)


def _swapped(ours: list[exp.Expr], theirs: list[exp.Expr]) -> list[str]:
    """Return the names that stand at each other's place, if the plain columns are the same."""
    if _names(ours) == _names(theirs):
        return []
    ours_plain = [_plain_name(projection) for projection in ours]
    theirs_plain = [_plain_name(projection) for projection in theirs]
    if "" in ours_plain or "" in theirs_plain or ours_plain == theirs_plain:
        return []
    if sorted(ours_plain) != sorted(theirs_plain) or len(set(ours_plain)) < len(ours_plain):
        return []
    pairs = zip(ours_plain, theirs_plain, strict=True)
    moved = [ours for ours, theirs in pairs if ours != theirs]
    return moved[:2]


def _names(projections: list[exp.Expr]) -> list[str]:
    return [projection.alias_or_name.lower() for projection in projections]


def _plain_name(projection: exp.Expr) -> str:
    """Return the output name of a column or literal; nothing for a column given another name."""
    if isinstance(projection, exp.Column):
        return projection.name.lower()
    if isinstance(projection, exp.Alias):
        value = projection.this
        if isinstance(value, exp.Column) and value.name.lower() != projection.alias.lower():
            return ""
        return projection.alias.lower()
    return ""


def _clash(ours: exp.Select, theirs: exp.Select, context: Context) -> str:
    """Return what is wrong with the first column whose two sides are of different families."""
    one_scope, other_scope = context.scope_of(ours), context.scope_of(theirs)
    if one_scope is None or other_scope is None:
        return ""
    pairs = zip(ours.expressions, theirs.expressions, strict=True)
    for place, (one, other) in enumerate(pairs, start=1):
        if context.schema is None and (_is_column(one) or _is_column(other)):
            continue
        first = kind_of_value(one, one_scope, context)
        family = _family(first, one)
        if not family:
            continue
        second = kind_of_value(other, other_scope, context)
        if _cannot_mix(family, _family(second, other)):
            name = one.alias_or_name or place
            return f"Column {name} is {first.value} on one side and {second.value} on the other."
    return ""


def _is_column(projection: exp.Expr) -> bool:
    return projection.unalias().__class__ is exp.Column


def _cannot_mix(first: str, second: str) -> bool:
    """Tell whether two families clash; a quoted literal may be meant as a date."""
    if first == second or not first or not second:
        return False
    return {first, second} not in ({"literal", "time"}, {"literal", "text"})


def _family(kind: TypeKind, projection: exp.Expr) -> str:
    if kind.is_number:
        return "number"
    if kind is TypeKind.TEXT:
        return "literal" if isinstance(projection.unalias(), exp.Literal) else "text"
    return "time" if kind in {TypeKind.DATE, TypeKind.TIMESTAMP} else ""
