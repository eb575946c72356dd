"""`nondeterministic-group`: a column that may have several values in each group."""

from collections.abc import Callable, Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.keys import is_own_key, join_columns
from workbench.sqlreview.queries import enclosing
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.aggregation.grouping import Grouping
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.select_list import NOT_COLUMNS, holds_aggregate, written
from workbench.sqlreview.stand_in_names import is_stand_in

_SETTLED = (
    exp.AggFunc,
    exp.WithinGroup,
    exp.Filter,
    exp.Query,
    exp.Anonymous,
    exp.Lambda,
    exp.Dot,
    exp.Aliases,
)
_READERS = (exp.CTE, exp.From, exp.Join, exp.SetOperation, exp.DDL, exp.Cache, exp.Export)
_KEY_DECIDES = frozenset({"postgres", "mysql", "sqlite", "generic", "materialize", "risingwave"})
"""Dialects in which the key of a table stands for its other columns."""


@rule(
    "nondeterministic-group",
    nodes=(exp.Select,),
    needs=(exp.Group, exp.AggFunc),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist",
    why=(
        "A group is one row, but this column can have several values in it: strict engines refuse "
        "the query, MySQL and SQLite return the value of any row."
    ),
    fix="Add the column to GROUP BY, or say which value is meant with MIN, MAX or ANY_VALUE.",
    impact="Wrong or changing values without an error, where the engine allows it at all.",
    on={
        "mysql": Texts(
            why="A group is one row, but this column can have several values in it: MySQL refuses "
            "the query (ONLY_FULL_GROUP_BY, the default since 5.7) or, with that off, returns the "
            "value of any row.",
            impact="An error, or without ONLY_FULL_GROUP_BY wrong and changing values in silence.",
        ),
        "sqlite": Texts(
            why="A group is one row, but this column can have several values in it: SQLite "
            "returns the value of any row.",
            fix="Add the column to GROUP BY, or say which value is meant with MIN or MAX.",
            impact="Wrong or changing values without an error.",
        ),
        "tsql": Texts(
            why="A group is one row, but this column can have several values in it: SQL Server "
            "refuses the query.",
            fix="Add the column to GROUP BY, or say which value is meant with MIN or MAX.",
            impact="The query fails.",
        ),
        **dict.fromkeys(
            ("postgres", "oracle"),
            Texts(
                why="A group is one row, but this column can have several values in it: the "
                "engine refuses the query.",
                fix="Add the column to GROUP BY, or say which value is meant with MIN or MAX "
                "(ANY_VALUE from PostgreSQL 16 and Oracle 19c on).",
                impact="The query fails.",
            ),
        ),
        "clickhouse": Texts(
            why="A group is one row, but this column can have several values in it: the engine "
            "refuses the query.",
            fix="Add the column to GROUP BY, or say which value is meant with min, max or any.",
            impact="The query fails.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="A group is one row, but this column can have several values in it: the engine "
            "refuses the query.",
            impact="The query fails.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="A group is one row, but this column can have several values in it: the engine "
            "refuses the query.",
            fix="Add the column to GROUP BY, or say which value is meant with MIN or MAX "
            "(ANY_VALUE, ARBITRARY or FIRST if any will do).",
            impact="The query fails.",
        ),
    },
    fires=[
        Example("SELECT dept, «name», COUNT(*) FROM emp GROUP BY dept"),
        Example("SELECT «customer_id», SUM(amount) FROM orders", "mysql"),
        Example("SELECT e.dept, UPPER(«e.name») AS n, MAX(e.pay) FROM emp e GROUP BY e.dept"),
        Example("SELECT dept FROM emp GROUP BY dept HAVING «status» = 'x'", "mysql"),
        Example("SELECT DATE(ts) AS d, «ts», COUNT(*) FROM ev GROUP BY 1", "bigquery"),
        Example("SELECT «*» FROM orders GROUP BY customer_id", "mysql"),
        Example("SELECT a, ROW_NUMBER() OVER (ORDER BY «b») AS n FROM t GROUP BY a", "tsql"),
        Example("SELECT «name» FROM emp HAVING COUNT(*) > 1", "postgres"),
        Example("CREATE TABLE s AS SELECT dept, «name», COUNT(*) AS n FROM emp GROUP BY dept"),
    ],
    quiet=[
        Example("SELECT dept, COUNT(*) FROM emp GROUP BY dept"),
        Example("SELECT UPPER(a) /* as sent */ AS k, COUNT(*) FROM t GROUP BY UPPER(a)", "mysql"),
        Example("SELECT e.dept, MAX(e.pay) FROM emp AS e GROUP BY dept", "tsql"),
        Example("SELECT u.id, u.name, COUNT(*) FROM users u JOIN o ON o.uid = u.id GROUP BY u.id"),
        Example(
            "SELECT p.*, u.name, COUNT(c.id) FROM posts p JOIN users u ON u.id = p.user_id "
            "LEFT JOIN comments c ON c.post_id = p.id GROUP BY p.id",
            "mysql",
        ),
        Example("SELECT *, COUNT(*) FROM t GROUP BY 1", "duckdb"),
        Example(
            "SELECT o.user_id, u.name, COUNT(*) FROM orders o JOIN users u ON u.id = o.user_id "
            "GROUP BY o.user_id",
            "mysql",
        ),
        Example("SELECT DATE(ts) AS d, COUNT(*) FROM ev GROUP BY d", "bigquery"),
        Example("SELECT UPPER(a) || '!' AS b, COUNT(*) FROM t GROUP BY UPPER(a)", "postgres"),
        Example("SELECT a, b, COUNT(*) FROM t GROUP BY ROLLUP (a, b)", "snowflake"),
        Example("SELECT a, b, COUNT(*) FROM t GROUP BY ALL", "duckdb"),
        Example("SELECT a, SUM(b) OVER (PARTITION BY a) FROM t", "postgres"),
        Example(
            "SELECT a, RANK() OVER (ORDER BY SUM(b) DESC, a) AS r FROM t GROUP BY a", "snowflake"
        ),
        Example("SELECT name, MAX(pay) FROM emp", "sqlite"),
        Example("SELECT a, MAX(b) KEEP (DENSE_RANK LAST ORDER BY d) FROM t GROUP BY a", "oracle"),
        Example("SELECT a, ANY_VALUE(b), COUNT(*) FROM t GROUP BY a", "bigquery"),
        Example("SELECT o.id FROM o WHERE o.x = (SELECT MAX(i.x) + o.y FROM i)"),
        Example("SELECT @n = COUNT(*) FROM t", "tsql"),
        Example("SELECT a, COUNT(*) FILTER (WHERE b = 1) AS n FROM t GROUP BY a", "postgres"),
        Example(
            "SELECT a, PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY b) AS m FROM t GROUP BY a",
            "postgres",
        ),
    ],
)
def nondeterministic_group(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report the first column that is neither grouped nor aggregated, and count the others."""
    scope = context.scope
    group = select.args.get("group")
    if group is None and not _adds_up(select, scope):
        return ()
    parts = _unsettled(select, group)
    if not parts:
        return ()
    grouping = context.once(Grouping, select)
    loose = list(_loose_columns(select, parts, grouping, scope)) if grouping.known else []
    if not loose or _has_other_rules(scope, context):
        return ()
    return _undecided(select, grouping, loose, context)


def _undecided(
    select: exp.Select, grouping: Grouping, loose: list[exp.Column | exp.Star], context: Context
) -> Iterator[Remark]:
    """Report the first loose column, unless the key of a table decides them all."""
    scope = context.scope
    decided = _decided_relations(grouping, scope)
    depends = [column for column in loose if _follows_from_key(column, decided, scope)]
    if len(depends) == len(loose) and context.dialect in _KEY_DECIDES:
        return
    column = next((one for one in loose if one not in depends), loose[0])
    others = len({written(one).lower() for one in loose}) - 1
    more = f" (and {others} more)" if others else ""
    confidence = Confidence.LIKELY if isinstance(column.this, exp.Star) else None
    if any(is_stand_in(key.name) for key in (*grouping.keys, *select.expressions)):
        confidence = Confidence.POSSIBLE
    if context.dialect == "postgres" and _may_hold_key(column, grouping, scope):
        confidence = Confidence.POSSIBLE
    yield Remark(
        context.ranges.of(column),
        f"{written(column)}{more} is neither in GROUP BY nor inside an aggregate.",
        severity=Severity.HINT if confidence is Confidence.POSSIBLE else None,
        confidence=confidence,
    )


def _may_hold_key(column: exp.Expr, grouping: Grouping, scope: Scope) -> bool:
    """Tell whether several columns of its table are grouped by: PostgreSQL takes only its key."""
    relation = scope.relation_of(column)
    keys = [key for key in grouping.keys if isinstance(key, exp.Column)]
    return relation is not None and sum(scope.relation_of(k) is relation for k in keys) > 1


def _adds_up(select: exp.Select, scope: Scope) -> bool:
    if not scope.aggregates:
        return False
    if any(map(_is_aggregate, select.expressions)):
        return True
    having = select.args.get("having")
    parts = (*select.expressions, *([having] if having is not None else ()))
    return any(holds_aggregate(part) for part in parts)


def _is_aggregate(part: exp.Expr) -> bool:
    return isinstance(part.this if part.__class__ is exp.Alias else part, exp.AggFunc)


def _has_other_rules(scope: Scope, context: Context) -> bool:
    """Tell whether SQLite's MIN and MAX choose the row, or a pivot makes the groups."""
    if context.dialect == "sqlite" and any(scope.all(exp.Min, exp.Max)):
        return True
    if any(scope.all(exp.AnonymousAggFunc, exp.Pivot)):
        return True
    return any(relation.node.args.get("pivots") for relation in scope.relations)


def _unsettled(select: exp.Select, group: exp.Expr | None) -> list[exp.Expr]:
    """Return the projections, and the HAVING, that are neither one aggregate nor one key.

    It looks at keys that are written as columns only, which nearly all are.
    """
    keys = group.expressions if group is not None else ()
    names = {key.name.lower() for key in keys if key.__class__ is exp.Column}

    def is_key(node: exp.Expr) -> bool:
        return node.__class__ is exp.Column and node.name.lower() in names

    parts: list[exp.Expr] = []
    for projection in select.expressions:
        value = projection.this if projection.__class__ is exp.Alias else projection
        if is_key(value) or isinstance(value, exp.AggFunc):
            continue
        if value.__class__ is exp.Star or next(_bare_columns(value, is_key), None) is not None:
            parts.append(projection)
    having = select.args.get("having")
    if having is not None and next(_bare_columns(having, is_key), None) is not None:
        parts.append(having)
    return parts


def _loose_columns(
    select: exp.Select, parts: list[exp.Expr], grouping: Grouping, scope: Scope
) -> Iterator[exp.Column | exp.Star]:
    around = enclosing(select)
    correlated = around is not None and not isinstance(around, _READERS)
    for part in parts:
        if _is_settled(part, grouping):
            continue
        for column in _bare_columns(part, grouping.settles):
            aliases = grouping.aliases
            name = column.name.lower()
            is_alias = not column.table and name in aliases and not _is_in(column, aliases[name])
            if is_alias or (not column.table and name in NOT_COLUMNS):
                continue
            if column.table and column.table.lower() not in scope.by_name:
                continue
            if correlated and not column.table:
                continue
            if isinstance(column.this, exp.Star) and not _is_table_star(column, scope):
                continue
            yield column
        if isinstance(part, exp.Star) and all(
            relation.kind is RelationKind.TABLE for relation in scope.relations
        ):
            yield part


def _is_settled(part: exp.Expr, grouping: Grouping) -> bool:
    """Tell whether a projection is one aggregate or one key, as nearly all are."""
    value = part.this if part.__class__ is exp.Alias else part
    if value.__class__ is exp.Column:
        return grouping.is_key(value)
    return isinstance(value, exp.AggFunc)


def _bare_columns(part: exp.Expr, is_key: Callable[[exp.Expr], bool]) -> Iterator[exp.Column]:
    """Yield the columns that are in no aggregate and in no grouping key."""
    pending = [part]
    while pending:
        node = pending.pop()
        kind = node.__class__
        if kind in _LEAVES:
            continue
        if isinstance(node, exp.Column):
            if not is_key(node):
                yield node
            continue
        if isinstance(node, _SETTLED) or is_key(node):
            continue
        if kind is not exp.Window:
            pending += node.iter_expressions(reverse=True)
        elif node.args.get("over") != "KEEP":
            # What a window calculates with is in groups already where there are any.
            order = node.args.get("order")
            pending += [*(node.args.get("partition_by") or ()), *([order] if order else ())]


_LEAVES = frozenset({exp.Identifier, exp.Literal, exp.Null, exp.Boolean, exp.DataType})


def _is_in(column: exp.Expr, value: exp.Expr) -> bool:
    node: exp.Expr | None = column
    while node is not None:
        if node is value:
            return True
        node = node.parent
    return False


def _is_table_star(column: exp.Column, scope: Scope) -> bool:
    relation = scope.by_name.get(column.table.lower())
    return relation is not None and relation.kind is RelationKind.TABLE


def _decided_relations(grouping: Grouping, scope: Scope) -> set[str]:
    """Return the relations of which a group has one row: grouped by their key, or looked up.

    ``GROUP BY posts.id`` settles ``users`` too if that is joined by ``users.id``.
    """
    decided: set[str] = set()
    for key in grouping.keys:
        owner = scope.relation_of(key) if isinstance(key, exp.Column) else None
        if owner is not None and is_own_key(owner, key.name):
            decided.add(owner.name)
    keyed = {
        (key.text("table").lower(), key.name.lower())
        for key in grouping.keys
        if isinstance(key, exp.Column)
    }
    for relation in scope.relations if decided or keyed else ():
        for own, other in join_columns(scope, relation):
            table = other.text("table").lower()
            is_settled = table in decided or (table, other.name.lower()) in keyed
            if is_settled and is_own_key(relation, own.name):
                decided.add(relation.name)
    return decided


def _follows_from_key(column: exp.Expr, decided: set[str], scope: Scope) -> bool:
    """Tell whether a column has one value per group; one without a qualifier may."""
    relation = scope.relation_of(column)
    return bool(decided) and (relation is None or relation.name in decided)
