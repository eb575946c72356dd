"""`distinct-hides-fanout`: duplicates that a join made are removed again."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.keys import join_columns
from workbench.sqlreview.queries import feeds_membership_test
from workbench.sqlreview.relations import Relation, RelationKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.aggregation.redundant_distinct import redundancy
from workbench.sqlreview.scopes import Scope
from workbench.sqlreview.uniqueness import likely_unique_on, unique_among


@rule(
    "distinct-hides-fanout",
    nodes=(exp.Select,),
    needs=(exp.Distinct,),
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="sql-checklist/distinct-on-large-result",
    why=(
        "A join that matches several rows repeats each row of the other side; DISTINCT pays to "
        "remove them and hides a join key that may be incomplete."
    ),
    fix="Test for existence with EXISTS, or join on a key that is unique on that side.",
    impact="All repeated rows are built, then sorted or hashed away.",
    on={
        EngineKind.DISTRIBUTED: Texts(
            impact="All repeated rows are built and shuffled by all selected columns, to be "
            "dropped then.",
        ),
    },
    fires=[
        Example(
            "SELECT «DISTINCT» c.name FROM customers c JOIN rates r ON r.rate_id = c.rate_id",
            "postgres",
            "CREATE TABLE rates (rate_id INT, day DATE, PRIMARY KEY (rate_id, day))",
        ),
        Example(
            "SELECT «DISTINCT» c.id, c.name FROM customers c JOIN orders o ON o.customer_id = c.id"
        ),
        Example(
            "SELECT «DISTINCT» u.email FROM users u INNER JOIN events e ON u.id = e.user_id "
            "WHERE e.kind = 'buy'",
            "bigquery",
        ),
        Example("SELECT «DISTINCT» u.name, o.total FROM users u JOIN orders o ON u.id = o.user_id"),
        Example(
            "SELECT «DISTINCT» o.status FROM orders o JOIN customers c ON c.id = o.customer_id"
        ),
        Example("SELECT «DISTINCT» a.x FROM a JOIN b USING (id)", "snowflake"),
    ],
    quiet=[
        Example(
            "SELECT DISTINCT c.id, c.name FROM customers c JOIN orders o ON o.customer_id = c.id",
            schema="CREATE TABLE orders (no INT, customer_id INT UNIQUE)",
        ),
        Example("SELECT DISTINCT name FROM customers"),
        Example(
            "SELECT DISTINCT o.status FROM orders o JOIN customers c ON c.id = o.customer_id",
            "postgres",
            "CREATE TABLE customers (id INT PRIMARY KEY)",
        ),
        Example("SELECT DISTINCT t.id, i FROM t CROSS JOIN UNNEST(t.items) AS i", "bigquery"),
        Example(
            "SELECT DISTINCT c.name FROM customers c JOIN (SELECT customer_id FROM orders "
            "GROUP BY customer_id) o ON o.customer_id = c.id"
        ),
        Example("SELECT COUNT(DISTINCT c.id) FROM customers c JOIN orders o ON o.c_id = c.id"),
        Example("SELECT DISTINCT ON (c.id) c.id, o.d FROM c JOIN o ON o.c = c.id", "postgres"),
    ],
)
def distinct_hides_fanout(select: exp.Select, context: Context) -> Iterator[Remark]:
    """Report DISTINCT over a join that may repeat rows; unsure where several sides are selected."""
    distinct = select.args.get("distinct")
    scope = context.scope
    if distinct is None or distinct.args.get("on") is not None or len(scope.relations) < 2:
        return
    if feeds_membership_test(select) or redundancy(select, context):
        return
    selected = _selected(select)
    joined = [(relation, _may_repeat(relation, context)) for relation in scope.relations]
    repeating = [relation for relation, answer in joined if answer]
    unselected = [relation for relation in repeating if relation.name not in selected]
    one_side = len(selected) == 1 and "" not in selected
    if not repeating or (one_side and not unselected):
        yield from _unclear(select, [one for one, answer in joined if answer is None], context)
        return
    culprit = (unselected or repeating)[0]
    decided = unique_among(culprit, _own_columns(culprit, scope), scope, context) is False
    sure = Confidence.CERTAIN if decided else None
    yield Remark(
        context.ranges.select_keyword(select, distinct=True),
        f"DISTINCT removes rows that the join with {culprit.label} repeats.",
        severity=None if one_side else Severity.HINT,
        confidence=sure if one_side else Confidence.POSSIBLE,
    )


def _unclear(select: exp.Select, joined: list[Relation], context: Context) -> Iterator[Remark]:
    """Ask about a join of which nothing tells whether it repeats rows."""
    known = next((relation for relation in joined if relation.join is not None), None)
    if known is not None:
        yield Remark(
            context.ranges.select_keyword(select, distinct=True),
            f"DISTINCT hides it if the join with {known.label} repeats rows.",
            severity=Severity.HINT,
            confidence=Confidence.POSSIBLE,
        )


def _selected(select: exp.Expr) -> set[str]:
    """Return the qualifiers of the selected columns; '' stands for a column without one."""
    return {
        column.text("table").lower()
        for projection in select.expressions
        for column in projection.find_all(exp.Column)
    }


def _may_repeat(relation: Relation, context: Context) -> bool | None:
    """Tell whether a joined relation can match one row of the others more than once.

    None if only the name of its key says that it cannot, or its columns are not written.
    """
    if relation.kind is RelationKind.FUNCTION:
        return False
    join = relation.join
    if join is not None and join.args.get("kind") in {"SEMI", "ANTI", "CROSS"}:
        return False
    own = _own_columns(relation, context.scope)
    decided = unique_among(relation, own, context.scope, context) if own else None
    if decided is not None:
        return not decided
    return True if own and not likely_unique_on(relation, own, context) else None


def _own_columns(relation: Relation, scope: Scope) -> set[str]:
    return {column.name.lower() for column, _ in join_columns(scope, relation)}
