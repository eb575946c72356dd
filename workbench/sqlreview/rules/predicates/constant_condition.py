"""`constant-condition`: a test whose outcome is known before a row is read."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import chain_top
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.clause import is_test
from workbench.sqlreview.rules.predicates.declared_columns import decided_by_declaration
from workbench.sqlreview.rules.predicates.outcomes import outcome_of
from workbench.sqlreview.source import Span

_ORDERINGS = (exp.GT, exp.GTE, exp.LT, exp.LTE)
_VALUES = frozenset({exp.Literal, exp.Boolean})
_ABOUT_COLUMNS = frozenset({exp.EQ, exp.NEQ, *_ORDERINGS, exp.Is, exp.Between, exp.In})
_KEYED = "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT, code VARCHAR(5))"
_LOGIC = (exp.And, exp.Or, exp.Not, exp.Paren, exp.Xor)
_DECIDED = (exp.And, exp.Or, exp.If, exp.Where, exp.Having, exp.Qualify)
_HOLDERS = frozenset({*_LOGIC, exp.Where, exp.Having, exp.Qualify, exp.If, exp.Join})


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
        exp.ILike,
        exp.Between,
        exp.In,
    ),
    yields_within=("join-condition-constant",),
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
        Example("SELECT id FROM t WHERE a = 3 AND «1 = 1»", "mysql"),
        Example("SELECT id FROM t WHERE a = 3 AND «TRUE»", "postgres"),
        Example("SELECT id FROM t WHERE a = 3 AND «name ILIKE '%%%'»", "postgres"),
        Example("SELECT id FROM t WHERE a = 3 AND «NULL IS NULL»", "oracle"),
        Example("SELECT id FROM t WHERE a = 3 AND «5 BETWEEN 1 AND 10»", "tsql"),
        Example("SELECT id FROM t WHERE a = 3 AND «2 IN (1, 2)»", "mysql"),
        Example("SELECT id FROM t WHERE a = 3 AND «id IS NOT NULL»", "postgres", _KEYED),
        Example("SELECT id FROM t WHERE «id IS NULL»", "tsql", _KEYED),
        Example("SELECT id FROM t WHERE «code = 'too long'»", "mysql", _KEYED),
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
        Example("SELECT id FROM t WHERE code IS NULL AND code = 'x'", "mysql", _KEYED),
        Example("SELECT u.k FROM u LEFT JOIN t ON t.id = u.k WHERE t.id IS NULL", "tsql", _KEYED),
        Example("SELECT id FROM t WHERE id IN (1, NULL)", "mysql"),
        Example("SELECT id FROM t WHERE a BETWEEN 1 AND 10", "mysql"),
        Example("SELECT id FROM t WHERE ? BETWEEN 1 AND 10", "mysql"),
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
def constant_condition(test: exp.Expr, context: Context) -> Iterable[Remark]:
    """Report a test that is true, or false, for every row."""
    kind = test.__class__
    if kind in _VALUES:
        if test.parent.__class__ not in _HOLDERS:
            return ()
    elif kind in _ABOUT_COLUMNS and test.args["this"].__class__ is _Column:
        # a column is no constant
        return decided_by_declaration(test, context) if context.schema is not None else ()
    outcome = outcome_of(test, context.dialect)
    return _decided(test, context, outcome=outcome) if outcome is not None else ()


_Column = exp.Column


def _decided(test: exp.Expr, context: Context, *, outcome: bool) -> Iterator[Remark]:
    if _is_result(test) or not is_test(test):
        return
    shown = test.parent if isinstance(test.parent, exp.Not) else test
    if shown is not test:
        outcome = not outcome
    severity = _severity(shown, context, outcome=outcome)
    if severity is None:
        return
    yield Remark(
        _range(shown, context),
        f"This test is {'true' if outcome else 'false'} for every row.",
        severity=severity,
        confidence=Confidence.LIKELY if isinstance(test, (exp.Like, exp.ILike)) else None,
    )


def _range(test: exp.Expr, context: Context) -> Span:
    """Return where a test stands; the parser keeps no place for NULL."""
    inner = test.this if isinstance(test, exp.Not) else test
    if isinstance(inner, exp.Is) and isinstance(inner.this, exp.Null):
        words = ("NULL", "IS", "NULL") if inner is test else ("NULL", "IS", "NOT", "NULL")
        at = context.words.find(*words)
        if at >= 0:
            return context.words.span(at, at + len(words) - 1)
    return context.ranges.test(test)


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


def _severity(test: exp.Expr, context: Context, *, outcome: bool) -> Severity | None:
    """Judge by the place: an idiom that generators write, or a filter without effect."""
    around = test.parent
    while isinstance(around, exp.Paren):
        around = around.parent
    if not isinstance(around, _DECIDED) or _makes_write_total(around, context):
        return None
    is_idiom = isinstance(test, (exp.EQ, exp.NEQ, exp.Boolean, exp.Literal))
    if not is_idiom or isinstance(around, exp.If):
        return Severity.WARNING
    if isinstance(around, (exp.And, exp.Or)):
        changes_nothing = outcome == isinstance(around, exp.And)
        if changes_nothing and _is_anchor(test) and _is_first(test):
            return None
        return Severity.HINT if changes_nothing else Severity.WARNING
    return Severity.HINT


def _is_anchor(test: exp.Expr) -> bool:
    """Tell what generated SQL begins with, so that each further test can start with AND or OR."""
    if isinstance(test, exp.Boolean):
        return True
    sides = [test.this, test.args.get("expression")] if isinstance(test, exp.EQ) else []
    return bool(sides) and all(isinstance(s, exp.Literal) and s.name in {"0", "1"} for s in sides)


def _is_first(test: exp.Expr) -> bool:
    """Tell whether nothing stands before ``test`` in its chain of ANDs and ORs."""
    child = test
    while isinstance(child.parent, (exp.And, exp.Or, exp.Paren)):
        if child.arg_key != "this":
            return False
        child = child.parent
    return True


def _makes_write_total(around: exp.Expr, context: Context) -> bool:
    """Tell whether this is the whole WHERE of a write, which is told about as such."""
    root = context.scope.root
    return isinstance(around, exp.Where) and isinstance(root, (exp.Update, exp.Delete))
