"""`union-instead-of-union-all`: duplicates are looked for where none can be, or matter."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.queries import condition_of, conjuncts
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.uniqueness import has_no_duplicates

_EXPLICIT_DISTINCT = frozenset({"bigquery"})
"""Dialects in which UNION must say DISTINCT, so that it is always a choice."""


@rule(
    "union-instead-of-union-all",
    nodes=(exp.Union,),
    severity=Severity.INFO,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/distinct-on-large-result",
    why="UNION sorts or hashes the rows of all branches to remove duplicates; UNION ALL does not.",
    fix="Write UNION ALL.",
    impact="Saves one sort or hash over all rows of all branches.",
    on={
        EngineKind.ROW_STORE: Texts(
            why="UNION sorts or hashes the rows of all branches to remove duplicates, on disk if "
            "they do not fit into memory; UNION ALL passes each row on as it comes.",
            impact="Saves one sort or hash over all rows of all branches; first rows come at once.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="UNION groups the rows of all branches by all their columns to remove duplicates, "
            "and holds them until the last is read; UNION ALL passes them on.",
            impact="Saves one grouping over all rows and columns of all branches; the bytes read "
            "stay the same.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="UNION shuffles the rows of all branches by all their columns to remove "
            "duplicates; UNION ALL moves no row.",
            impact="Saves one shuffle of all rows of all branches; the files are read either way.",
        ),
    },
    fires=[
        Example("SELECT 'web' AS src, id FROM web «UNION» SELECT 'shop' AS src, id FROM shop"),
        Example("SELECT id FROM a «UNION» SELECT id FROM b"),
        Example("SELECT id FROM t WHERE k = 1 «UNION» SELECT id FROM t WHERE k = 2", "postgres"),
        Example("SELECT id FROM x WHERE id IN (SELECT i FROM a «UNION» SELECT i FROM b)", "mysql"),
        Example("SELECT 1 AS k, COUNT(*) FROM a «UNION» SELECT 2 AS k, COUNT(*) FROM b", "tsql"),
        Example("SELECT 'a' AS k, x FROM t «UNION DISTINCT» SELECT 'b' AS k, x FROM t", "bigquery"),
    ],
    quiet=[
        Example("SELECT id FROM a UNION ALL SELECT id FROM b"),
        Example("SELECT id FROM a UNION DISTINCT SELECT id FROM b", "bigquery"),
        Example("SELECT id FROM a UNION DISTINCT SELECT id FROM b", "mysql"),
        Example("SELECT DISTINCT id FROM a UNION SELECT id FROM b", "postgres"),
        Example("SELECT id FROM a INTERSECT SELECT id FROM b"),
        Example("SELECT id FROM a EXCEPT SELECT id FROM b", "postgres"),
        Example(
            "WITH RECURSIVE r AS (SELECT 1 AS n UNION SELECT n + 1 FROM r WHERE n < 5) "
            "SELECT n FROM r",
            "postgres",
        ),
    ],
)
def union_instead_of_union_all(union: exp.Union, context: Context) -> Iterator[Remark]:
    """Report a UNION that need not remove duplicates; unsure ones once per chain, as a hint."""
    if union.args.get("distinct") is False or _is_recursive(union, context):
        return
    if isinstance(context.outermost(union)[1], (exp.In, exp.Exists, exp.Any, exp.All)):
        if isinstance(union.this, exp.Union) and union.this.args.get("distinct") is not False:
            return  # said of the first UNION already
        message = "Duplicates do not matter to the test that reads this UNION."
        at = context.ranges.set_operator(union)
        yield Remark(at, message, confidence=Confidence.CERTAIN)
        return
    left, right = _last_branch(union.this), _last_branch(union.expression)
    reason = _disjoint(left, right)
    if reason:
        no_duplicates = has_no_duplicates(left, context) and has_no_duplicates(right, context)
        yield Remark(
            context.ranges.set_operator(union),
            f"The two sides of this UNION share no row: {reason}.",
            fix="Write UNION ALL."
            if no_duplicates
            else "Write UNION ALL if each side has no duplicates of its own.",
            confidence=Confidence.CERTAIN if no_duplicates else None,
        )
        return
    if context.dialect in _EXPLICIT_DISTINCT or isinstance(union.parent, exp.Union):
        return
    at = context.ranges.set_operator(union)
    if at.end - at.start > len("UNION") or _asks_for_distinct_rows(union):
        return
    yield Remark(
        at,
        "UNION removes duplicates between its sides; nothing here shows that there are any.",
        fix="Write UNION ALL unless duplicates must go.",
        severity=Severity.HINT,
        confidence=Confidence.POSSIBLE,
    )


def _asks_for_distinct_rows(union: exp.Expr) -> bool:
    """Tell whether a branch says DISTINCT itself: its author means to have each row once."""
    branches = (_last_branch(union.this), _last_branch(union.expression))
    return any(branch.args.get("distinct") is not None for branch in branches)


def _is_recursive(union: exp.Expr, context: Context) -> bool:
    holder = context.outermost(union)[1]
    with_ = holder.parent if isinstance(holder, exp.CTE) else None
    return isinstance(with_, exp.With) and bool(with_.args.get("recursive"))


def _last_branch(side: exp.Expr) -> exp.Expr:
    while isinstance(side, (exp.SetOperation, exp.Subquery)):
        side = side.expression if isinstance(side, exp.SetOperation) else side.this
    return side


def _disjoint(left: exp.Expr, right: exp.Expr) -> str:
    """Return why two branches cannot have a row in common, or nothing."""
    if not isinstance(left, exp.Select) or not isinstance(right, exp.Select):
        return ""
    for one, other in zip(left.expressions, right.expressions, strict=False):
        first, second = one.unalias(), other.unalias()
        both = isinstance(first, exp.Literal) and isinstance(second, exp.Literal)
        if both and first != second and first.is_string == second.is_string:
            return f"one has {first.name!r} where the other has {second.name!r}"
    return _disjoint_filters(left, right)


def _disjoint_filters(left: exp.Expr, right: exp.Expr) -> str:
    if left.args.get("joins") or right.args.get("joins"):
        return ""
    ours, theirs = _fixed_values(left), _fixed_values(right)
    if not ours or not theirs or left.args.get("from_") != right.args.get("from_"):
        return ""
    selected = {projection.unalias().name for projection in left.expressions}
    for column, value in ours.items():
        if column in theirs and theirs[column] != value and column in selected:
            return f"{column} is {value} in one and {theirs[column]} in the other"
    return ""


def _fixed_values(select: exp.Expr) -> dict[str, str]:
    fixed: dict[str, str] = {}
    for test in conjuncts(condition_of(select.args.get("where"))):
        if not isinstance(test, exp.EQ):
            continue
        column, value = test.this, test.expression
        if isinstance(column, exp.Column) and isinstance(value, exp.Literal):
            fixed[column.name] = value.name
    return fixed
