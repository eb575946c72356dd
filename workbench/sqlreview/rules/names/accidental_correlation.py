"""`accidental-correlation`: a column of a subquery is one of the query around it."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import condition_of, conjuncts, enclosing, is_constant
from workbench.sqlreview.relations import Relation
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.scopes import Scope, known_columns

_SHOP = "CREATE TABLE users (id INT, city TEXT); CREATE TABLE blocked (user_id INT, day DATE)"

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)


@rule(
    "accidental-correlation",
    nodes=(exp.Select,),
    needs_schema=True,
    severity=Severity.ERROR,
    category="correctness",
    source="sql-checklist/correlated-subquery",
    why=(
        "A name that the subquery's own tables do not have is looked up in the query around it, "
        "without a warning; the test then compares the outer row with itself."
    ),
    fix="Name the subquery's own column, with its table in front.",
    impact="IN is true for every row as soon as the subquery has one row; a DELETE removes all.",
    fires=[
        Example("SELECT city FROM users WHERE id IN (SELECT «id» FROM blocked)", "postgres", _SHOP),
        Example("DELETE FROM users WHERE id IN (SELECT «id» FROM blocked)", "tsql", _SHOP),
        Example(
            "SELECT id FROM users u WHERE NOT u.id IN (SELECT «ID» FROM blocked b)",
            "snowflake",
            _SHOP,
        ),
        Example(
            "SELECT id FROM users WHERE id IN (SELECT user_id FROM blocked WHERE «city» = 'Rome')",
            "bigquery",
            _SHOP,
        ),
        Example(
            "SELECT city FROM users WHERE id = (SELECT MAX(«id») FROM blocked)", "postgres", _SHOP
        ),
    ],
    quiet=[
        Example("SELECT city FROM users WHERE id IN (SELECT id FROM blocked)", "postgres"),
        Example("SELECT city FROM users WHERE id IN (SELECT user_id FROM blocked)", "tsql", _SHOP),
        Example(
            "SELECT city FROM users WHERE EXISTS (SELECT 1 FROM blocked WHERE user_id = id)",
            "mysql",
            _SHOP,
        ),
        Example(
            "SELECT city FROM users u WHERE id IN (SELECT u.id FROM blocked WHERE day > @d)",
            "postgres",
            _SHOP,
        ),
        Example(
            "SELECT id, (SELECT MAX(day) FROM blocked WHERE user_id = id) AS d FROM users",
            "duckdb",
            _SHOP,
        ),
    ],
)
def accidental_correlation(select: exp.Select, context: Context) -> Iterator[Remark]:
    """Report unqualified outer columns that a subquery selects or compares with constants."""
    scope = context.scope
    if context.schema is None or scope.root is not select or scope.parent is None:
        return
    if not scope.relations:
        return
    told: set[str] = set()
    for column, sure in _suspects(select):
        name = column.name.lower()
        outer = _outer_owner(column, scope)
        if name in told or outer is None:
            continue
        told.add(name)
        inner = " and ".join(relation.label for relation in scope.relations)
        yield Remark(
            context.ranges.of(column),
            f"{inner} has no column {column.name}: this is {outer.label}.{column.name}.",
            severity=None if sure else Severity.WARNING,
            confidence=None if sure else Confidence.LIKELY,
        )


def _suspects(select: exp.Select) -> Iterator[tuple[exp.Column, bool]]:
    """Yield bare columns in places where an outer column hardly ever is meant."""
    around = enclosing(select)
    if isinstance(around, _COMPARISONS):
        for projection in select.expressions:
            value = projection.unalias()
            value = value.this if isinstance(value, exp.AggFunc) else value
            if isinstance(value, exp.Column) and not value.table:
                yield value, False
    elif isinstance(around, exp.In):
        for projection in select.expressions:
            value = projection.unalias()
            if isinstance(value, exp.Column) and not value.table:
                yield value, True
    for test in conjuncts(condition_of(select.args.get("where"))):
        value = test.args.get("expression")
        bare = isinstance(test.this, exp.Column) and not test.this.table
        if bare and isinstance(test, exp.Binary) and is_constant(value):
            yield test.this, False


def _outer_owner(column: exp.Column, scope: Scope) -> Relation | None:
    """Return the relation around a query that a column comes from, if that is certain."""
    name = column.name.lower()
    for relation in scope.relations:
        names = known_columns(relation)
        if names is None or name in names:
            return None
    current = scope.parent
    while current is not None:
        for relation in current.relations:
            names = known_columns(relation)
            if names is None:
                return None
            if name in names:
                return relation
        current = current.parent
    return None
