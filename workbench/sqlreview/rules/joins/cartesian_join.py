"""`cartesian-join`: relations that no condition connects."""

from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.impacts import pairs
from workbench.sqlreview.join_graph import disconnected, is_always_true
from workbench.sqlreview.queries import condition_of, conjuncts
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.joins.commas import is_unsaid_cross
from workbench.sqlreview.rules.joins.spines import is_spine
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.stand_in_names import is_stand_in


@rule(
    "cartesian-join",
    nodes=(exp.Select, exp.Delete),
    needs=(exp.Join,),
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="sql-checklist/large-joins",
    why="Every row of one side meets every row of the other: wrong totals, and a result that grows "
    "as the product of both.",
    fix="Join on the key that connects the two, or write CROSS JOIN if every pair is meant.",
    impact="Rows of one side times rows of the other.",
    on={
        "bigquery": Texts(
            impact="Rows of one side times rows of the other in slot time; on demand, a query that "
            "needs too much of it for its bytes is stopped.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            impact="Rows of one side times rows of the other; one side is copied to every worker.",
        ),
    },
    fires=[
        Example("SELECT a.x, b.y FROM a, «b»"),
        Example("SELECT a.x FROM a «JOIN b» WHERE a.x > 3", "mysql"),
        Example("SELECT o.id FROM orders o «CROSS JOIN customers c»", "snowflake"),
        Example("SELECT a.x FROM a «JOIN b» ON 1", "mysql"),
        Example("SELECT a.x FROM d.a AS a, «d.b AS b» WHERE a.x > 3", "bigquery"),
        Example("SELECT a.x FROM a, «b», c WHERE a.id = c.id", "postgres"),
        Example("SELECT a.x FROM a LEFT JOIN c ON a.i = c.i «JOIN ds.b» ON TRUE", "bigquery"),
        Example("DELETE o FROM orders o, «customers c» WHERE o.x = 1", "tsql"),
        Example("SELECT o.x, c.y FROM o, «c» WHERE o.z NOT IN (SELECT z FROM closed)", "postgres"),
        Example("SELECT o.x, c.y FROM o, «c» WHERE o.z IN (SELECT d.z FROM d)", "mysql"),
    ],
    quiet=[
        Example("DELETE o FROM orders o, customers c WHERE o.cid = c.id", "tsql"),
        Example("DELETE FROM t USING u WHERE t.id = u.id", "postgres"),
        Example("SELECT a.x FROM a, b WHERE a.id = b.id"),
        Example("SELECT c_name FROM customer, orders WHERE c_custkey = o_custkey"),
        Example("SELECT a.x, i FROM a, UNNEST(a.items) AS i", "bigquery"),
        Example("SELECT a.x, i FROM a CROSS JOIN a.items AS i", "bigquery"),
        Example("SELECT t.id FROM t, LATERAL FLATTEN(input => t.v) f", "snowflake"),
        Example("SELECT t.id, e FROM t LATERAL VIEW EXPLODE(t.xs) v AS e", "spark"),
        Example(
            "SELECT t.id FROM t CROSS APPLY (SELECT TOP 1 u.a FROM u WHERE u.i = t.i) x", "tsql"
        ),
        Example("SELECT a.x, m.top FROM a CROSS JOIN (SELECT MAX(x) AS top FROM a) m"),
        Example(
            "SELECT amount FROM sales, buyer, place WHERE"
            " (s_buyer = b_id AND s_place = p_id AND b_age > 30)"
            " OR (s_buyer = b_id AND s_place = p_id AND p_size > 9)",
            "postgres",
        ),
        Example("SELECT o.x, c.y FROM o, c WHERE o.z = (SELECT MAX(d.z) FROM d WHERE d.i = c.i)"),
        Example("SELECT x, y FROM o, c WHERE o_id IN (SELECT z FROM d WHERE d_key = c_key)"),
        Example("SELECT a.x FROM a NATURAL JOIN b"),
        Example("SELECT a.x FROM a JOIN b USING (id)"),
        Example("SELECT c.id, d.day FROM customers c CROSS JOIN calendar d"),
        Example("SELECT a.x FROM a JOIN b ON a.d BETWEEN b.s AND b.e"),
        Example("SELECT 1 FROM o WHERE EXISTS (SELECT 1 FROM a, b WHERE a.x = o.x AND b.y = o.y)"),
        Example("SELECT a.x FROM a LEFT JOIN LATERAL (SELECT 1 AS y) z ON TRUE", "postgres"),
        Example("SELECT a.x FROM a CROSS JOIN b WHERE a.id = b.id"),
        Example("SELECT a.x FROM a JOIN b ON 1 = 1", "tsql"),
        Example("SELECT p.id, q.id FROM f p, f q WHERE p.k = :one AND q.k = :two", "oracle"),
        Example(
            "INSERT INTO at (f, p) SELECT f.id, p.id FROM files f, places p "
            "WHERE f.name = :f AND p.code = :p",
            "oracle",
        ),
        Example("SELECT t.x, q.y FROM t, ({{ other }}) q WHERE t.x = 1", "postgres"),
        Example(
            "SELECT n.x, 100.0 * n.c / d.c AS share FROM r n, (SELECT c FROM r WHERE id = 1) d",
            "tsql",
        ),
    ],
)
def cartesian_join(statement: exp.Select | exp.Delete, context: Context) -> Iterable[Remark]:
    """Report each relation that neither ON, USING nor WHERE ties to the others."""
    scope = context.scope
    if scope.root is not statement or all(map(_has_condition, scope.nodes[exp.Join])):
        return ()
    loose = disconnected(scope)
    return _unconditional(loose, context) if loose else ()


def _has_condition(join: exp.Expr) -> bool:
    """Tell whether a join has an ON that is more than one word, as TRUE and 1 are."""
    on = join.args.get("on")
    return on is not None and on.__class__ not in _WORDS


_WORDS = frozenset({exp.Boolean, exp.Literal, exp.Paren})


def _unconditional(loose: Sequence[Relation], context: Context) -> Iterator[Remark]:
    """Report those that are joined without a condition, and not on purpose."""
    relations = context.scope.relations
    for relation in loose:
        join = relation.join
        if join is None or not _is_unconditional(join.args.get("on")):
            continue
        written_so = join.args.get("kind") == "CROSS" and not is_unsaid_cross(join, context)
        if written_so and _is_deliberate(relation, relations[0]):
            continue
        if _is_unknown(relation) or _is_looked_up(relation, relations, context):
            continue
        if any(_is_divisor(one, context.scope) for one in (relation, relations[0])):
            continue
        others = relations[0].label
        yield Remark(
            context.ranges.join(join),
            f"No condition connects {relation.label} with {others}: every pair of rows is built.",
            impact=pairs(relations[0], relation),
            severity=Severity.INFO if written_so else None,
            confidence=Confidence.POSSIBLE if written_so else None,
        )


def _is_unknown(relation: Relation) -> bool:
    """Tell a derived table of which a template gives the whole text."""
    inner = relation.node.this
    return isinstance(inner, exp.Table) and is_stand_in(inner.name)


def _is_looked_up(relation: Relation, relations: Sequence[Relation], context: Context) -> bool:
    """Tell two rows that are each asked for by a value: of one table, or to be stored as a pair."""
    asked: dict[str, set[str]] = {}
    for test in conjuncts(condition_of(context.scope.root.args.get("where"))):
        column = test.this
        fixed = isinstance(test, exp.EQ) and isinstance(test.expression, _VALUES)
        if fixed and isinstance(column, exp.Column):
            asked.setdefault(column.table.lower(), set()).add(column.name.lower())
    if relation.name not in asked:
        return False
    stores = isinstance(context.tree, exp.Insert)
    for other in relations:
        if other is not relation and other.name in asked:
            shared = asked[relation.name] & asked[other.name]
            if stores or (shared and other.table_name == relation.table_name):
                return True
    return False


_VALUES = (exp.Parameter, exp.Placeholder)


def _is_divisor(relation: Relation, scope: Scope) -> bool:
    """Tell one value that is looked up by a constant and that others are divided by."""
    query = relation.query
    if not isinstance(query, exp.Select) or query.args.get("joins"):
        return False
    tests = conjuncts(condition_of(query.args.get("where")))
    if len(query.expressions) != 1 or not any(map(_is_by_constant, tests)):
        return False
    return any(
        column.table.lower() == relation.name
        for division in scope.all(exp.Div)
        for column in division.expression.find_all(exp.Column)
    )


def _is_by_constant(test: exp.Expr) -> bool:
    return isinstance(test, exp.EQ) and isinstance(test.expression, (exp.Literal, *_VALUES))


def _is_unconditional(on: exp.Expr | None) -> bool:
    """Tell whether there is no condition, or just TRUE; one that compares has its own rule."""
    return on is None or (is_always_true(on) and isinstance(on.unnest(), exp.Boolean | exp.Literal))


def _is_deliberate(relation: Relation, first: Relation) -> bool:
    if relation.kind is not RelationKind.TABLE or first.kind is not RelationKind.TABLE:
        return True
    return is_spine(relation) or is_spine(first)
