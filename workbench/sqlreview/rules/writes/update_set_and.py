"""`update-set-and`: assignments joined with AND where a comma is meant."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import conjuncts
from workbench.sqlreview.rule import Example, Remark, rule

_VALUES = (
    *(exp.Literal, exp.Null, exp.Binary, exp.Cast, exp.Func, exp.Neg, exp.Subquery),
    *(exp.Placeholder, exp.Parameter, exp.SessionParameter),
)
_TRUTHS = (exp.Predicate, exp.Connector, exp.Not, exp.Boolean, exp.Exists, exp.Is)


@rule(
    "update-set-and",
    nodes=(exp.Update,),
    severity=Severity.ERROR,
    category="correctness",
    source="sql-checklist",
    why="AND makes one assignment of a truth value: the first column gets 0 or 1.",
    fix="Separate the assignments with commas.",
    impact="Every updated row is damaged in the first column.",
    fires=[
        Example("UPDATE t SET «a = 1 AND b = 2» WHERE id = 3", "mysql"),
        Example("UPDATE t SET «name = 'x' AND age = 3 AND city = 'y'» WHERE id = 1"),
        Example("UPDATE t SET «total = price * 2 AND b = 2» WHERE id = 3", "sqlite"),
        Example("UPDATE t SET «a = c AND b = d» WHERE id = 3", "mysql"),
        Example("UPDATE t SET «a = (SELECT MAX(x) FROM u) AND b = 2» WHERE id = 3", "tsql"),
        Example("UPDATE t SET «a = ? AND b = ?» WHERE id = ?", "mysql"),
    ],
    quiet=[
        Example("UPDATE t SET a = 1, b = 2 WHERE id = 3"),
        Example("UPDATE t SET active = (x > 1 AND y = 2) WHERE id = 3", "postgres"),
        Example("UPDATE t SET active = x > 1 AND y = 2 WHERE id = 3", "postgres"),
        Example("UPDATE t SET active = paid AND status = 'open' WHERE id = 3", "postgres"),
        Example("UPDATE t SET a = 1 WHERE b = 2 AND c = 3", "mysql"),
        Example("UPDATE t SET flag = EXISTS (SELECT 1 FROM u) AND b = 2 WHERE id = 1", "sqlite"),
    ],
)
def update_set_and(update: exp.Update, context: Context) -> Iterator[Remark]:
    """Report ``SET a = value AND b = value``."""
    for assignment in update.expressions:
        if not isinstance(assignment, exp.EQ) or not isinstance(assignment.expression, exp.And):
            continue
        value, *rest = conjuncts(assignment.expression)
        if not all(isinstance(part, exp.EQ) and isinstance(part.this, exp.Column) for part in rest):
            continue
        plain = isinstance(value, _VALUES) and not isinstance(value, _TRUTHS)
        if not plain and not (isinstance(value, exp.Column) and context.dialect == "mysql"):
            continue
        names = ", ".join(part.this.name for part in rest)
        yield Remark(
            context.ranges.test(assignment),
            f"{assignment.this.name} gets the result of AND; {names} is compared, not assigned.",
            confidence=None if plain else Confidence.LIKELY,
        )
