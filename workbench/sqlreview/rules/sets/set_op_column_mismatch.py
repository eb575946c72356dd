"""`set-op-column-mismatch`: the sides of a UNION do not fit each other."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.output_columns import output_names
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.select_list import gives_unknown_columns


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
    ],
    quiet=[
        Example("SELECT a, b FROM t UNION ALL SELECT c, d FROM u"),
        Example("SELECT * FROM t UNION ALL SELECT a, b FROM u", "bigquery"),
        Example("SELECT a, b FROM t UNION ALL BY NAME SELECT b, a FROM u", "duckdb"),
        Example("SELECT a, NULL AS b FROM t UNION ALL SELECT a, b FROM u", "snowflake"),
        Example("SELECT a, b, c FROM t UNION ALL SELECT b, d, c FROM u"),
        Example("SELECT a FROM (SELECT a, b FROM t) x UNION SELECT a FROM u", "mysql"),
        Example("SELECT 'a' AS x, 1 AS y UNION ALL SELECT NULL, 2.5"),
        Example("SELECT src AS dst, dst AS src FROM e UNION ALL SELECT dst, src FROM e"),
    ],
)
def set_op_column_mismatch(operation: exp.SetOperation, context: Context) -> Iterator[Remark]:
    """Report sides with another number, order or kind of columns than the first side.

    A chain is looked at once, from its last operation.
    """
    if isinstance(operation.parent, exp.SetOperation) and operation.arg_key == "this":
        return
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
        message = _misplaced(first, side)
        if message:
            yield Remark(
                context.ranges.set_operator(link),
                message,
                severity=Severity.WARNING,
                confidence=Confidence.LIKELY,
            )


def _misplaced(first: exp.Select, side: exp.Select) -> str:
    """Return what makes it likely that values land in the wrong column, or nothing."""
    if gives_unknown_columns(first) or gives_unknown_columns(side):
        return ""
    swapped = _swapped(first.expressions, side.expressions)
    if swapped:
        return f"{' and '.join(swapped)} stand in another order on this side."
    clash = _clash(first.expressions, side.expressions)
    return f"Column {clash} is text on one side and a number on the other." if clash else ""


def _first_select(side: exp.Expr) -> exp.Select | None:
    while isinstance(side, exp.SetOperation | exp.Subquery):
        if isinstance(side, exp.SetOperation) and side.args.get("by_name"):
            return None
        side = side.this
    return side if isinstance(side, exp.Select) and side.expressions else None


def _width(select: exp.Select, context: Context) -> int | None:
    """Return how many columns a SELECT gives out; None if the text does not show it."""
    if not gives_unknown_columns(select):
        return len(select.expressions)
    scope = context.scope_of(select)
    if scope is not None and all(_is_plain_or_star(column) for column in select.expressions):
        widths = [_star_width(column, scope) for column in select.expressions]
        return None if None in widths else sum(width for width in widths if width is not None)
    only_star = len(select.expressions) == 1 and isinstance(select.expressions[0], exp.Star)
    if scope is None or not only_star or any(select.expressions[0].args.values()):
        return None
    total = 0
    for relation in scope.relations:
        names = output_names(relation)
        if names is None or (relation.join is not None and not relation.join.args.get("on")):
            return None
        total += len(names)
    return total


def _is_plain_or_star(projection: exp.Expr) -> bool:
    value = projection.unalias()
    return isinstance(value, exp.Column) and isinstance(value.this, exp.Identifier | exp.Star)


def _star_width(column: exp.Expr, scope: Scope) -> int | None:
    """Return the number of columns of ``q.*``, or 1 for a plain column."""
    value = column.unalias()
    if not isinstance(value.this, exp.Star):
        return 1
    relation = scope.by_name.get(value.text("table").lower())
    if relation is None or any(value.this.args.values()):
        return None
    names = output_names(relation)
    return len(names) if names is not None else None


def _swapped(ours: list[exp.Expr], theirs: list[exp.Expr]) -> list[str]:
    """Return the names that stand at each other's place, if the plain columns are the same."""
    ours_plain = [_plain_name(projection) for projection in ours]
    theirs_plain = [_plain_name(projection) for projection in theirs]
    if "" in ours_plain or "" in theirs_plain or ours_plain == theirs_plain:
        return []
    if sorted(ours_plain) != sorted(theirs_plain) or len(set(ours_plain)) < len(ours_plain):
        return []
    pairs = zip(ours_plain, theirs_plain, strict=True)
    moved = [ours for ours, theirs in pairs if ours != theirs]
    return moved[:2]


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


def _clash(ours: list[exp.Expr], theirs: list[exp.Expr]) -> str:
    for place, (one, other) in enumerate(zip(ours, theirs, strict=True), start=1):
        first, second = one.unalias(), other.unalias()
        both = isinstance(first, exp.Literal) and isinstance(second, exp.Literal)
        if both and first.is_string != second.is_string:
            return one.alias or str(place)
    return ""
