"""`unused-column-in-cte`: a named query works out a column that nothing reads."""

import re
from collections.abc import Iterable, Sequence, Set

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.output_columns import Outputs, outputs, renamed
from workbench.sqlreview.queries import group_keys
from workbench.sqlreview.references import family, reads_of
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.scopes import Scope

_SHOWN = 5
_PARAMETERS_READ = frozenset({"snowflake", "spark", "spark2", "databricks", "hive"})
"""Dialects in which a parameter may be a column: by its place (``$1``), or put in as text."""
_SET_RETURNING = re.compile(
    r"elements|each|totable|to_table|unnest|explode|stack|inline|flatten|series|nextval", re.I
)


@rule(
    "unused-column-in-cte",
    nodes=(exp.Select,),
    yields_within=("unused-join",),
    severity=Severity.INFO,
    category="performance",
    source="sql-checklist/select-star",
    why=(
        "A column that no reader names is still written, tested and understood by people, and "
        "still read and carried along wherever the engine stores or sorts this part."
    ),
    fix="Remove the column from the inner query.",
    impact="Most where it is an aggregate, a window or a wide column that nothing else needs.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="A column that no reader names is still written, tested and understood by people. "
            "The planner leaves it out where it folds this part into its reader, and works it out "
            "for each row where it stores the part.",
            impact="Most where it is an aggregate, a window or a subquery and the part is stored "
            "(a MATERIALIZED or twice read CTE, a derived table in MySQL).",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="A column that no reader names is still written, tested and understood by people. "
            "The engine mostly leaves it out of the scan, but works it out where it stores this "
            "part.",
            impact="Often no bytes at all; an aggregate or window per row where the part is "
            "stored.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="A column that no reader names is still written, tested and understood by people. "
            "The engine mostly leaves it out of the scan, but carries it through each shuffle "
            "where this part is cached or has a DISTINCT.",
            impact="Often no bytes at all; most where it is an aggregate or a window whose rows "
            "are shuffled for it alone.",
        ),
    },
    fires=[
        Example(
            "WITH s AS (SELECT k, SUM(x) AS sx, «MAX(d) AS last_day» FROM t GROUP BY k) "
            "SELECT k, sx FROM s"
        ),
        Example("SELECT q.a FROM (SELECT a, «LOWER(b) AS b» FROM t) AS q", "postgres"),
        Example(
            "WITH u AS (SELECT id, «name», email FROM users WHERE d = 1) "
            "SELECT o.id, u.email FROM orders o JOIN u ON u.id = o.user_id",
            "bigquery",
        ),
        Example("WITH c(a, b) AS (SELECT x, «y» FROM t) SELECT a FROM c", "tsql"),
        Example("SELECT COUNT(*) AS n FROM (SELECT «id» FROM t WHERE x = 1) q", "snowflake"),
        Example(
            "WITH s AS (SELECT a, b, «LOWER(c) AS c» FROM t) UPDATE u SET x = s.a FROM s "
            "WHERE u.b = s.b",
            "postgres",
        ),
        Example(
            "WITH s AS (SELECT a, «LOWER(b) AS b» FROM t) SELECT a FROM s WHERE a > {{ start }}",
            "snowflake",
        ),
    ],
    quiet=[
        Example("WITH s AS (SELECT a, b FROM t) SELECT a, b FROM s"),
        Example("WITH s AS (SELECT a, b FROM t) SELECT * FROM s"),
        Example("WITH s AS (SELECT a, b FROM t) SELECT s.a, u.b FROM s JOIN u USING (b)"),
        Example("WITH s AS (SELECT DISTINCT a, b FROM t) SELECT a FROM s", "postgres"),
        Example("WITH s AS (SELECT a, b FROM t UNION SELECT a, b FROM u) SELECT a FROM s"),
        Example("WITH s AS (SELECT * FROM t) SELECT a FROM s", "snowflake"),
        Example("WITH s AS (SELECT a, b FROM t GROUP BY a, b) SELECT a FROM s", "snowflake"),
        Example("WITH s AS (SELECT a, b FROM t), q AS (SELECT * FROM s) SELECT a FROM q"),
        Example(
            "WITH s AS (SELECT a, b FROM t) SELECT x.a FROM s x WHERE EXISTS "
            "(SELECT 1 FROM u WHERE u.b = x.b)",
            "mysql",
        ),
        Example(
            "WITH s AS (SELECT a, ROW_NUMBER() OVER (PARTITION BY a ORDER BY d) AS rn FROM t "
            "QUALIFY rn = 1) SELECT a FROM s",
            "snowflake",
        ),
        Example("SELECT TO_JSON_STRING(q) FROM (SELECT a, b FROM t) AS q", "bigquery"),
        Example("SELECT a FROM (SELECT a, b, c FROM t) PIVOT (SUM(c) FOR b IN (1, 2))", "spark"),
        Example(
            "WITH RECURSIVE r AS (SELECT 1 AS n, 0 AS d UNION ALL SELECT n + 1, d FROM r) "
            "SELECT n FROM r",
            "postgres",
        ),
        Example("SELECT q.a FROM (SELECT a, b FROM t ORDER BY 2 LIMIT 3) q", "mysql"),
        Example("SELECT s.p.x FROM (SELECT p, d FROM t WHERE d = 1) s WHERE d > 2", "bigquery"),
        Example("SELECT COUNT(*) AS n FROM (SELECT 1 AS x FROM t WHERE a = 1) q", "postgres"),
        Example("SELECT x FROM (SELECT x, EXPLODE(xs) AS e FROM t) q", "spark"),
        Example("SELECT x FROM (SELECT x, jsonb_array_elements(j) AS e FROM t) q", "postgres"),
        Example("SELECT id FROM t WHERE id IN (SELECT x FROM (SELECT x FROM u) q)"),
        Example("WITH s AS (SELECT a, b FROM t) SELECT $1, $2 FROM s", "snowflake"),
        Example("WITH s AS (SELECT a, b FROM t) SELECT a FROM s WHERE {{ tests() }}", "snowflake"),
        Example("WITH s AS (SELECT a, b FROM t) SELECT {{ names }} FROM s", "bigquery"),
        Example(
            "WITH s AS (SELECT a, b, ROW_NUMBER() OVER (PARTITION BY a ORDER BY b) AS n FROM t) "
            "DELETE s WHERE n > 1",
            "tsql",
        ),
    ],
)
def unused_column_in_cte(select: exp.Select, context: Context) -> Iterable[Remark]:
    """Report, once per query, the columns that none of its readers names."""
    readers = context.readers.get(id(select))
    if not readers or _needs_all_columns(select, context.scope):
        return ()
    columns = renamed(readers[0][1])
    read: set[str] = set()
    for scope, relation in readers:
        found = _read_by(scope, relation)
        if context.dialect in _PARAMETERS_READ and exp.Parameter in scope.nodes:
            return ()
        if found is None or renamed(relation) != columns:
            return ()
        read |= found
    named = outputs(select)
    if named is None or _is_one_literal(named) or (columns and len(columns) != len(named)):
        return ()
    outside = columns or tuple(named)
    if read.issuperset(outside):
        return ()
    unread = _unread(select, outside, named, read, context.scope)
    return (_remark(unread, readers[0][1], context),) if unread else ()


def _unread(
    select: exp.Select, outside: Sequence[str], named: Outputs, read: set[str], scope: Scope
) -> list[tuple[str, exp.Expr]]:
    """Return the columns that could go, by the name under which a reader would know them."""
    candidates = {
        inner: (name, projection)
        for name, (inner, projection) in zip(outside, named.items(), strict=True)
        if name not in read
    }
    kept = _kept_by_itself(select, candidates.keys(), named, scope)
    may_make_rows = any(_may_make_rows(inner) for inner in family(scope))
    return [
        (name, projection)
        for inner, (name, projection) in candidates.items()
        if inner not in kept and not (may_make_rows and _makes_rows(projection))
    ]


def _is_one_literal(named: Outputs) -> bool:
    """Tell ``SELECT 1``, which takes nothing from its rows but that they are there."""
    return len(named) == 1 and isinstance(next(iter(named.values())).unalias(), exp.Literal)


def _remark(unread: Sequence[tuple[str, exp.Expr]], relation: Relation, context: Context) -> Remark:
    worked_out = [entry for entry in unread if not isinstance(entry[1].unalias(), exp.Column)]
    names = [projection.alias_or_name or name for name, projection in worked_out or unread]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    first = (worked_out or unread)[0][1]
    holder = relation.node.name if relation.kind is RelationKind.CTE else relation.label
    return Remark(
        context.ranges.of(first),
        f"Nothing reads {', '.join(names[:_SHOWN])}{more} of {holder}.",
        severity=None if worked_out else Severity.HINT,
    )


def _needs_all_columns(select: exp.Select, scope: Scope) -> bool:
    """Tell whether taking a column away would change which rows, or columns, come out."""
    given = select.args.get
    if given("distinct") or given("into") or given("kind"):
        return True
    group, order = given("group"), given("order")
    if group is None and order is None:
        return False
    if group is not None and group_keys(select) is None:
        return True
    if exp.Literal not in scope.nodes:
        return False
    keys = [*(group.expressions if group else ()), *(order.expressions if order else ())]
    return any(isinstance(key.this, exp.Literal) or key.is_int for key in keys)


def _read_by(scope: Scope, relation: Relation) -> set[str] | None:
    """Return the names that a reader uses; None if it may use them all."""
    if not isinstance(scope.root, exp.Select) and not _only_looks_up(scope.root, relation):
        return None
    if not relation.name and len(scope.relations) > 1:
        return None
    reads = reads_of(scope)
    return None if reads.takes_all_of(relation) else reads.of(relation)


def _only_looks_up(statement: exp.Expr, relation: Relation) -> bool:
    """Tell whether a statement reads a relation by the names of its columns to change another."""
    target = statement.this
    return (
        isinstance(statement, (exp.Update, exp.Delete))
        and isinstance(target, exp.Table)
        and not statement.args.get("tables")
        and target is not relation.node
        and relation.name not in {target.name.lower(), target.alias.lower()}
    )


def _kept_by_itself(select: exp.Select, names: Set[str], named: Outputs, scope: Scope) -> set[str]:
    """Return those of ``names`` that the query itself needs: grouping keys, used aliases."""
    kept: set[str] = set()
    keys = group_keys(select)
    if keys:
        key_names = {key.name.lower() for key in keys}
        values = ((name, named[name].unalias()) for name in names)
        kept |= {
            name
            for name, value in values
            if name in key_names or any(_is_key(value, key) for key in keys)
        }
    # Most names that a query reads are not those that it gives.
    used = names & scope.unqualified
    for column, qualifiers, name in scope.references if used else ():
        is_used = name in used and not qualifiers and isinstance(named[name], exp.Alias)
        if is_used and not _is_in(column, named[name]):
            kept.add(name)
    return kept


def _is_key(value: exp.Expr, key: exp.Expr) -> bool:
    # Whole trees are compared only where they may be the same.
    return value.__class__ is key.__class__ and value.name == key.name and value == key


_ONE_VALUE = frozenset({exp.Column, exp.Literal, exp.Null, exp.Boolean})


def _makes_rows(projection: exp.Expr) -> bool:
    """Tell whether a column multiplies rows, or advances a sequence, and so is needed unread."""
    value = projection.unalias()
    if value.__class__ in _ONE_VALUE:
        return False
    return any(
        _gives_rows(part.__class__)
        or (part.__class__ is exp.Anonymous and _SET_RETURNING.search(part.name))
        for part in value.walk()
    )


def _may_make_rows(scope: Scope) -> bool:
    """Tell whether any expression of a scope multiplies rows or advances a sequence."""
    for kind in scope.nodes:
        known = _giving_rows.get(kind)
        if known or (known is None and _gives_rows(kind)):
            return True
    calls = scope.nodes.get(exp.Anonymous, ())
    return any(_SET_RETURNING.search(call.name) for call in calls)


_giving_rows: dict[type[exp.Expr], bool] = {}
"""What is known of the types of expressions: a search in each name would be made very often."""


def _gives_rows(kind: type[exp.Expr]) -> bool:
    """Tell whether expressions of a type return sets of rows, or the next of a sequence."""
    if kind not in _giving_rows:
        named_so = issubclass(kind, exp.Func) and _SET_RETURNING.search(kind.key) is not None
        _giving_rows[kind] = named_so or issubclass(kind, exp.UDTF)
    return _giving_rows[kind]


def _is_in(node: exp.Expr, ancestor: exp.Expr) -> bool:
    current: exp.Expr | None = node
    while current is not None:
        if current is ancestor:
            return True
        current = current.parent
    return False
