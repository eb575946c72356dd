"""`constant-condition`: a test whose outcome is known before a row is read."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import chain_top, returns_one_row
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.clause import is_test
from workbench.sqlreview.values import Value, ValueKind, value_of

_ORDERINGS = (exp.GT, exp.GTE, exp.LT, exp.LTE)
_VALUES = frozenset({exp.Literal, exp.Boolean})
_TEXT_IS_A_TEST = frozenset({"mysql", "sqlite", "singlestore", "tidb"})
_COMPARISONS = frozenset({exp.EQ, exp.NEQ, *_ORDERINGS, exp.Is})
_LOGIC = (exp.And, exp.Or, exp.Not, exp.Paren, exp.Xor)
_MAY_LEAVE_NOTHING = ("group", "having", "qualify", "limit", "offset")
_DECIDED = (exp.And, exp.Or, exp.If, exp.Where, exp.Having, exp.Qualify)
_HOLDERS = (*_LOGIC, exp.Where, exp.Having, exp.Qualify, exp.If, exp.Join)


@rule(
    "constant-condition",
    nodes=(
        exp.EQ,
        exp.NEQ,
        *_ORDERINGS,
        exp.Boolean,
        exp.Literal,
        exp.Is,
        exp.Exists,
        exp.Like,
    ),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist",
    why="A test that does not depend on the row either does nothing or decides for all rows.",
    fix="Remove it, or put in the comparison that was meant.",
    impact="Every row passes, or none.",
    fires=[
        Example("SELECT id FROM t WHERE «1 = 1»"),
        Example("SELECT id FROM t WHERE a = 3 OR «1 = 1»", "mysql"),
        Example("SELECT id FROM t WHERE a = 3 AND «'x' = 'y'»", "tsql"),
        Example("SELECT id FROM t WHERE a = 3 AND «1 > 2»", "postgres"),
        Example("SELECT CASE WHEN «2 <> 2» THEN a ELSE b END AS c FROM t", "snowflake"),
        Example("SELECT id FROM t WHERE «EXISTS (SELECT MAX(b) FROM u WHERE u.k = t.k)»"),
        Example("SELECT a, COUNT(*) AS n FROM t GROUP BY a HAVING «COUNT(*) >= 0»", "bigquery"),
        Example("SELECT id FROM t WHERE a = 3 AND «1 IS NOT NULL»", "oracle"),
        Example("SELECT id FROM t WHERE a = 3 AND «name LIKE '%'»", "mysql"),
        Example("SELECT id FROM t WHERE a = 3 OR «TRUE»", "postgres"),
        Example("SELECT id FROM t WHERE «1 = 2» OR a = 3", "tsql"),
        Example("SELECT id FROM t WHERE «'active'»", "mysql"),
        Example("SELECT id FROM t WHERE a = 3 AND «'status'» AND b = 4", "sqlite"),
    ],
    quiet=[
        Example("SELECT a.id FROM a JOIN b ON 1 = 1"),
        Example("DELETE FROM t WHERE 1 = 1"),
        Example("SELECT id FROM t WHERE a = 1"),
        Example("SELECT id FROM t WHERE '1' = 1", "mysql"),
        Example("SELECT id FROM t WHERE @a = 1", "tsql"),
        Example("SELECT a, COUNT(*) AS n FROM t GROUP BY a HAVING COUNT(*) > 0"),
        Example("SELECT id FROM t WHERE active = TRUE", "postgres"),
        Example("SELECT id FROM t WHERE 1 = 1 AND a = 3", "mysql"),
        Example("SELECT id FROM t WHERE 1 = 0 OR a = 3", "tsql"),
        Example("SELECT id FROM t WHERE TRUE AND a = 3", "bigquery"),
        Example("SELECT TRUE AS flag FROM t WHERE a = 1", "bigquery"),
        Example("SELECT CASE WHEN a = 1 THEN TRUE ELSE FALSE END AS f FROM t", "postgres"),
        Example("SELECT SUM(IF(a, 1, 0)) AS n FROM t WHERE b = 1", "bigquery"),
        Example("SELECT CASE a WHEN 1 THEN 'x' WHEN 0 THEN 'y' END AS f FROM t", "tsql"),
        Example("MERGE INTO t USING s ON 1 = 0 WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a)"),
        Example("SELECT 1 = 1 AS ok", "postgres"),
        Example("SELECT id FROM t WHERE NOW() > '2024-01-01'", "postgres"),
        Example("SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.k = t.k)"),
        Example("UPDATE t SET flag = TRUE WHERE id = 3", "postgres"),
        Example("SELECT id FROM t WHERE EXISTS (SELECT MAX(b) FROM u HAVING MAX(b) > 1)"),
    ],
)
def constant_condition(test: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report a test that is true, or false, for every row."""
    if test.__class__ in _VALUES and not isinstance(test.parent, _HOLDERS):
        return
    if test.this.__class__ is exp.Column and test.__class__ in _COMPARISONS:
        return  # a column is no constant
    outcome = _outcome(test, context.dialect)
    if outcome is None or _is_result(test) or not is_test(test):
        return
    shown = test.parent if isinstance(test.parent, exp.Not) else test
    if shown is not test:
        outcome = not outcome
    severity = _severity(shown, context, outcome=outcome)
    if severity is None:
        return
    yield Remark(
        context.ranges.test(shown),
        f"This test is {'true' if outcome else 'false'} for every row.",
        severity=severity,
        confidence=Confidence.LIKELY if isinstance(test, exp.Like) else None,
    )


def _is_result(test: exp.Expr) -> bool:
    """Tell whether a value is what a THEN gives, or what CASE compares with, not a test."""
    child = test
    while isinstance(child.parent, _LOGIC):
        child = chain_top(child.parent)
    holder = child.parent
    if not isinstance(holder, exp.If):
        return False
    compared = isinstance(holder.parent, exp.Case) and holder.parent.this is not None
    return child.arg_key != "this" or compared


def _outcome(test: exp.Expr, dialect: str) -> bool | None:
    """Return whether ``test`` is always true or always false; None if it depends on the row."""
    if isinstance(test, exp.Boolean):
        return bool(test.this)
    if isinstance(test, exp.Literal):
        return _literal(test, dialect)
    if isinstance(test, exp.Exists | exp.Like):
        return _always_has_a_row(test.this) if isinstance(test, exp.Exists) else _like(test)
    left = value_of(test.this)
    if isinstance(test, exp.Is):
        return False if left is not None and isinstance(test.expression, exp.Null) else None
    right = value_of(test.args.get("expression"))
    if left is None or right is None:
        return _count_against_zero(test)
    return _compared(test, left, right)


def _literal(test: exp.Literal, dialect: str) -> bool | None:
    """A text is a number where it is tested: 0, if it does not begin with one."""
    if test.is_string:
        is_word = test.name[:1].isalpha() and dialect in _TEXT_IS_A_TEST
        return False if is_word else None
    return int(test.name) != 0 if test.name.isdigit() else None


def _like(test: exp.Like) -> bool | None:
    """A pattern of nothing but % matches every text."""
    pattern = value_of(test.expression)
    if pattern is None or str(pattern.content) not in {"%", "%%"}:
        return None
    return not test.args.get("negate")


def _compared(test: exp.Expr, left: Value, right: Value) -> bool | None:
    if isinstance(test, exp.EQ | exp.NEQ):
        if left.equals(right):
            return isinstance(test, exp.EQ)
        return isinstance(test, exp.NEQ) if left.differs(right) else None
    if not left.is_ordered_with(right):
        return None
    if left.equals(right):
        return isinstance(test, exp.GTE | exp.LTE)
    return left.is_below(right) == isinstance(test, exp.LT | exp.LTE)


def _count_against_zero(test: exp.Expr) -> bool | None:
    """A count is never below zero."""
    if not isinstance(test.this, exp.Count) or type(test) not in {exp.GTE, exp.LT}:
        return None
    right = value_of(test.args.get("expression"))
    zero = right is not None and right.kind is ValueKind.NUMBER and right.content == 0
    return isinstance(test, exp.GTE) if zero else None


def _always_has_a_row(query: exp.Expr) -> bool | None:
    """An aggregate without GROUP BY gives one row, whatever the data."""
    if not isinstance(query, exp.Select) or query.args.get("from_") is None:
        return None
    if any(query.args.get(name) is not None for name in _MAY_LEAVE_NOTHING):
        return None
    return True if returns_one_row(query) else None


def _severity(test: exp.Expr, context: Context, *, outcome: bool) -> Severity | None:
    """Judge by the place: an idiom that generators write, or a filter without effect."""
    around = test.parent
    while isinstance(around, exp.Paren):
        around = around.parent
    if not isinstance(around, _DECIDED) or _makes_write_total(around, context):
        return None
    is_idiom = isinstance(test, exp.EQ | exp.NEQ | exp.Boolean | exp.Literal)
    if not is_idiom or isinstance(around, exp.If):
        return Severity.WARNING
    if isinstance(around, exp.And | exp.Or):
        changes_nothing = outcome == isinstance(around, exp.And)
        if changes_nothing and _is_anchor(test):
            return None
        return Severity.HINT if changes_nothing else Severity.WARNING
    return Severity.HINT


def _is_anchor(test: exp.Expr) -> bool:
    """Tell what generated SQL begins with, so that each further test can start with AND or OR."""
    if isinstance(test, exp.Boolean):
        return True
    sides = [test.this, test.args.get("expression")] if isinstance(test, exp.EQ) else []
    return bool(sides) and all(isinstance(s, exp.Literal) and s.name in {"0", "1"} for s in sides)


def _makes_write_total(around: exp.Expr, context: Context) -> bool:
    """Tell whether this is the whole WHERE of a write, which is told about as such."""
    root = context.scope.root
    return isinstance(around, exp.Where) and isinstance(root, exp.Update | exp.Delete)
