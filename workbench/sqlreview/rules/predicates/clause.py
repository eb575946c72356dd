"""Where a test stands."""

from sqlglot import exp

_BETWEEN = (exp.And, exp.Or, exp.Paren, exp.Escape)


def clause_of(test: exp.Expr) -> exp.Expr | None:
    """Return the WHERE or JOIN that ``test`` is a part of, if it is not negated on the way."""
    around = test.parent
    while isinstance(around, _BETWEEN):
        around = around.parent
    return around if isinstance(around, exp.Where | exp.Join) else None
