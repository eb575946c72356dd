"""Where a test stands."""

from sqlglot import exp

from workbench.sqlreview.queries import chain_top

_BETWEEN = (exp.And, exp.Or, exp.Paren, exp.Escape)
_BETWEEN_TEST_AND_CLAUSE = (exp.And, exp.Or, exp.Not, exp.Paren, exp.Xor)
_HOLDS_TESTS = (
    exp.Where,
    exp.Having,
    exp.Qualify,
    exp.Join,
    exp.Merge,
    exp.When,
    exp.If,
    exp.Case,
    exp.Filter,
    exp.Select,
    exp.Alias,
    exp.IfBlock,
    exp.CountIf,
    exp.CheckColumnConstraint,
)


def clause_of(test: exp.Expr) -> exp.Expr | None:
    """Return the WHERE or JOIN that ``test`` is a part of, if it is not negated on the way."""
    around = test.parent
    while isinstance(around, _BETWEEN):
        around = chain_top(around).parent
    if isinstance(around, exp.Where):
        return around if restricts_rows(around) else None
    return around if isinstance(around, exp.Join) else None


def restricts_rows(where: exp.Where) -> bool:
    """Tell whether a WHERE decides what a query reads, rather than what one aggregate counts."""
    return not isinstance(where.parent, exp.Filter)


def is_test(condition: exp.Expr) -> bool:
    """Tell whether ``condition`` is tested somewhere, rather than an assignment or an argument."""
    around = condition.parent
    while isinstance(around, _BETWEEN_TEST_AND_CLAUSE):
        around = chain_top(around).parent
    return isinstance(around, _HOLDS_TESTS)


def is_projected(condition: exp.Expr) -> bool:
    """Tell whether the outcome of a test is what a SELECT gives out."""
    around = condition.parent
    while isinstance(around, _BETWEEN_TEST_AND_CLAUSE):
        around = chain_top(around).parent
    return isinstance(around, (exp.Select, exp.Alias))


def filter_around(node: exp.Expr) -> exp.Where | exp.Join | None:
    """Return the WHERE or ON of its own query that ``node`` is anywhere in."""
    child, around = node, node.parent
    while around is not None and around.__class__ is not _Select:
        if isinstance(around, _Where):
            return around if restricts_rows(around) else None
        if isinstance(around, _Join):
            return around if child is around.args.get("on") else None
        if isinstance(around, _Query):
            return None
        child = chain_top(around)
        around = child.parent
    return None


_Select, _Where, _Join, _Query = exp.Select, exp.Where, exp.Join, exp.Query
