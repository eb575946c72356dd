"""`predicate-order`: a costly test in front of a cheap one that keeps fewer rows."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.own_functions import own_function
from workbench.sqlreview.queries import is_constant
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.predicates.clause import restricts_rows
from workbench.sqlreview.rules.predicates.joined_tests import required

_REGEX = (exp.RegexpLike, exp.RegexpILike)
_KEEPS_ORDER = frozenset({"bigquery"})
"""Engines whose documentation says that tests run in the order they are written."""


@rule(
    "predicate-order",
    nodes=(exp.Where,),
    needs=(exp.Like, exp.ILike, *_REGEX, exp.Dot, exp.Anonymous),
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/string-operations-in-where",
    why="Where an engine takes tests in the order they are written, the costly one sees all "
    "the rows; many put the cheaper one first themselves.",
    fix="Put the equality first, so that the pattern is tried on the rows that are left.",
    impact="Time for the pattern on every row instead of the few that the equality keeps.",
    on={
        "bigquery": Texts(
            why="BigQuery takes tests in the order they are written: the costly one sees all "
            "the rows.",
            impact="Slot time for the pattern on every row instead of the few that the equality "
            "keeps.",
        ),
    },
    fires=[
        Example(
            "SELECT id FROM ds.t WHERE «REGEXP_CONTAINS(name, r'a.c')» AND kind = 'x'", "bigquery"
        ),
        Example("SELECT id FROM ds.t WHERE «name LIKE '%son%'» AND kind = 3", "bigquery"),
        Example("SELECT id FROM t WHERE «name ~ 'a.c'» AND kind = 'x'", "postgres"),
        Example("SELECT id FROM ds.t WHERE «ds.is_bot(agent)» AND kind = 3", "bigquery"),
        Example("SELECT id FROM ds.t WHERE «ds.score(agent) > 3» AND kind = 3", "bigquery"),
    ],
    quiet=[
        Example(
            "SELECT id FROM ds.t WHERE kind = 'x' AND REGEXP_CONTAINS(name, r'a.c')", "bigquery"
        ),
        Example("SELECT id FROM ds.t WHERE name LIKE 'son%' AND kind = 3", "bigquery"),
        Example("SELECT id FROM ds.t WHERE name LIKE '%son%' AND kind > 3", "bigquery"),
        Example("SELECT id FROM ds.t WHERE name LIKE '%son%' OR kind = 3", "bigquery"),
        Example("SELECT id FROM t WHERE name LIKE '%son%'", "postgres"),
        Example("SELECT id FROM ds.t WHERE kind = 3 AND ds.is_bot(agent)", "bigquery"),
        Example("SELECT id FROM ds.t WHERE geo.country = 'x' AND kind = 3", "bigquery"),
    ],
)
def predicate_order(where: exp.Where, context: Context) -> Iterable[Remark]:
    """Report the first pattern test that an equality with a constant follows."""
    if not restricts_rows(where):
        return ()
    costly: exp.Expr | None = None
    for test in context.once(required, where.this):
        if costly is None:
            costly = test if _is_costly(test) else None
        elif test.__class__ is exp.EQ and _is_equality(test):
            return _report(costly, test, context)
    return ()


def _report(costly: exp.Expr, cheap: exp.Expr, context: Context) -> Iterator[Remark]:
    keeps_order = context.dialect in _KEEPS_ORDER
    yield Remark(
        context.ranges.test(costly),
        f"The {'pattern' if _has_pattern(costly) else 'function'} is tried before the equality "
        f"on {cheap.this.name}.",
        severity=None if keeps_order and _has_regex(costly) else Severity.HINT,
        confidence=None if keeps_order else Confidence.POSSIBLE,
    )


def _has_regex(test: exp.Expr) -> bool:
    inner = test.this if isinstance(test, exp.Not) else test
    return isinstance(inner, _REGEX)


def _has_pattern(test: exp.Expr) -> bool:
    inner = test.this if isinstance(test, exp.Not) else test
    return inner.__class__ in _LIKE or isinstance(inner, _REGEX)


_COMPARISONS = frozenset({exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between})
_CALLS = frozenset({exp.Dot, exp.Anonymous})
_LIKE = frozenset({exp.Like, exp.ILike})


def _is_costly(test: exp.Expr) -> bool:
    inner = test.this if test.__class__ is exp.Not else test
    kind = inner.__class__
    if kind in _COMPARISONS:
        inner = inner.this
        return inner.__class__ in _CALLS and bool(own_function(inner))
    if kind in _CALLS:
        return bool(own_function(inner))
    if kind in _LIKE:
        pattern = inner.expression
        return isinstance(pattern, exp.Literal) and pattern.name.startswith("%")
    return isinstance(inner, _REGEX)


def _is_equality(test: exp.Expr) -> bool:
    return isinstance(test.this, exp.Column) and is_constant(test.args.get("expression"))
