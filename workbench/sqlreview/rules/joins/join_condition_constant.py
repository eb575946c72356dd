"""`join-condition-constant`: ON 1 = 1, or a column compared with itself."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import conjuncts, is_constant, returns_one_row
from workbench.sqlreview.references import joined_by
from workbench.sqlreview.relations import RelationKind
from workbench.sqlreview.rule import Example, Remark, rule

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ)


@rule(
    "join-condition-constant",
    nodes=(exp.Join,),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist/large-joins",
    why="A condition that does not depend on both sides connects every row with every row.",
    fix="Compare the key of one side with the key of the other, or write CROSS JOIN.",
    impact="Rows of one side times rows of the other, or none at all.",
    fires=[
        Example("SELECT a.x FROM a JOIN b ON «1 = 1»"),
        Example("SELECT a.x FROM a LEFT JOIN b ON «1 = 1»", "tsql"),
        Example("SELECT a.x FROM a JOIN b ON «b.id = b.id»", "postgres"),
        Example("SELECT a.x FROM a JOIN b ON «1 = 0»", "snowflake"),
        Example("SELECT a.x FROM a JOIN b ON «a.id = a.id AND 1 = 1»", "bigquery"),
    ],
    quiet=[
        Example("SELECT a.x FROM a JOIN b ON a.id = b.id"),
        Example("SELECT a.x FROM a JOIN b ON a.id = b.id AND 1 = 1"),
        Example("SELECT a.x FROM a LEFT JOIN LATERAL (SELECT 1 AS y) z ON 1 = 1", "postgres"),
        Example("SELECT a.x, m.y FROM a JOIN (SELECT MAX(y) AS y FROM b) m ON 1 = 1"),
        Example("SELECT a.x, p FROM a LEFT JOIN UNNEST(a.ps) AS p ON 1 = 1", "bigquery"),
        Example("SELECT a.x FROM a JOIN a AS b ON a.id = b.id"),
        Example("SELECT a.x FROM a JOIN b ON b.kind = 'x' WHERE a.id = b.id", "mysql"),
    ],
)
def join_condition_constant(join: exp.Join, context: Context) -> Iterator[Remark]:
    """Report an ON clause in which no test depends on what is joined."""
    on = join.args.get("on")
    parts = list(conjuncts(on))
    if not isinstance(on, exp.Expr) or not all(_is_constant_test(part) for part in parts):
        return
    relation = joined_by(join, context.scope)
    if relation is None or relation.kind is RelationKind.FUNCTION:
        return
    if returns_one_row(relation.query) or returns_one_row(context.scope.relations[0].query):
        return
    own = any(_compares_with_itself(part) for part in parts)
    message = (
        f"The condition for {relation.label} compares a column with itself."
        if own
        else f"The condition for {relation.label} is the same for every pair of rows."
    )
    yield Remark(context.ranges.test(on), message, confidence=None if own else Confidence.LIKELY)


def _is_constant_test(part: exp.Expr) -> bool:
    if not isinstance(part, _COMPARISONS):
        return False
    return _compares_with_itself(part) or is_constant(part)


def _compares_with_itself(part: exp.Expr) -> bool:
    return isinstance(part.this, exp.Column) and part.this == part.args.get("expression")
