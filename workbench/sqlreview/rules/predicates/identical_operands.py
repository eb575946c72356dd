"""`identical-operands`: something compared with itself."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import is_constant
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.predicates.clause import is_projected, is_test
from workbench.sqlreview.volatile import is_repeatable


@rule(
    "identical-operands",
    nodes=(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like, exp.ILike),
    yields_within=("join-condition-constant",),
    severity=Severity.WARNING,
    category="correctness",
    source="sql-checklist",
    why="A value always equals itself; only NULLs are left out. Usually one side is a slip.",
    fix="Compare with the column that was meant, or write IS NOT NULL.",
    impact="The test selects every row that is not NULL, or none.",
    fires=[
        Example("SELECT id FROM t WHERE «a = a»"),
        Example("SELECT id FROM t WHERE «t.a <> t.A» AND b = 1", "postgres"),
        Example("SELECT a.id FROM a JOIN b ON a.id = b.id AND «b.region = b.region»", "tsql"),
        Example("SELECT id FROM t WHERE «LOWER(a) = LOWER(a)»", "mysql"),
        Example("SELECT CASE WHEN «x > x» THEN 1 ELSE 0 END AS f FROM t", "bigquery"),
        Example("DELETE FROM t WHERE «a.b >= a.b»", "snowflake"),
        Example("SELECT a.id FROM a JOIN b ON «a.id = a.id»", "postgres"),
        Example("IF «@x = @x» SELECT id FROM t WHERE k = @x", "tsql"),
    ],
    quiet=[
        Example("SELECT a.id FROM a JOIN b ON a.id = b.id"),
        Example("UPDATE t SET a = a WHERE id = 3", "mysql"),
        Example("SELECT id FROM t WHERE RAND() = RAND()", "spark"),
        Example("SELECT id FROM t WHERE 1 = 1"),
        Example('SELECT id FROM t WHERE "a" = "A"', "postgres"),
        Example("SELECT id FROM t x JOIN t y ON x.id = y.id", "oracle"),
        Example("MERGE INTO t USING s ON t.k = s.k WHEN MATCHED THEN UPDATE SET a = a", "tsql"),
        Example("SELECT id FROM t WHERE a = a + 0"),
        Example("SELECT @x = @x FROM t WHERE k = 1", "tsql"),
        Example("SELECT id FROM t WHERE $1 = $1 AND k = $2", "postgres"),
    ],
)
def identical_operands(test: exp.Binary, context: Context) -> Iterable[Remark]:
    """Report a comparison of an expression of columns, or of a variable, with itself."""
    args = test.args
    left, right = args["this"], args["expression"]
    kind = left.__class__
    if kind is not right.__class__ or left.name.lower() != right.name.lower():
        return ()
    if kind is _Column and left.text("table").lower() != right.text("table").lower():
        return ()
    return _report(test, left, context) if _are_same(left, right) else ()


_Column = exp.Column


def _report(test: exp.Binary, left: exp.Expr, context: Context) -> Iterator[Remark]:
    if not is_test(test) or not is_repeatable(left):
        return
    if is_constant(left) and (not _is_variable(left) or is_projected(test)):
        return
    is_named = isinstance(left, (exp.Column, exp.Parameter))
    name = left.sql(comments=False) if is_named else "The expression"
    may_test_nan = isinstance(test, exp.NEQ)
    yield Remark(
        context.ranges.test(test),
        f"{name} is compared with itself.",
        confidence=Confidence.LIKELY if may_test_nan else None,
    )


def _is_variable(operand: exp.Expr) -> bool:
    return isinstance(operand, exp.Parameter) and isinstance(operand.this, exp.Var)


def _are_same(left: exp.Expr, right: exp.Expr) -> bool:
    if isinstance(left, exp.Column) and isinstance(right, exp.Column):
        mine, theirs = left.parts, right.parts
        if any(part.args.get("quoted") for part in (*mine, *theirs)):
            return left == right
        return [part.name.lower() for part in mine] == [part.name.lower() for part in theirs]
    return left == right
