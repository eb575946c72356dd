"""`imprecise-type`: money is kept in binary fractions."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.predicates.clause import is_test
from workbench.sqlreview.rules.types.measures import is_in_filter, is_money, measured
from workbench.sqlreview.schema.types import TypeKind
from workbench.sqlreview.source import Span
from workbench.sqlreview.stored_columns import kind_of_value

_BINARY = frozenset({exp.DType.FLOAT, exp.DType.DOUBLE})


@rule(
    "imprecise-type",
    nodes=(exp.ColumnDef, exp.DeclareItem, exp.Cast, exp.EQ, exp.NEQ),
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="quality-dimensions/accuracy",
    why=(
        "Binary fractions cannot hold most decimal amounts: sums are off by cents, depend on the "
        "order of the rows, and two equal amounts may compare as different."
    ),
    fix="Use DECIMAL (NUMERIC) with the scale that the amounts need.",
    impact="Totals that do not match the ledger, and tests for equality that fail at random.",
    on={
        "sqlite": Texts(
            fix="Store whole cents as INTEGER; SQLite keeps a DECIMAL as a binary fraction too.",
        ),
    },
    fires=[
        Example(
            "SELECT id FROM t WHERE «rate = 0.1»", "postgres", "CREATE TABLE t (id INT, rate REAL)"
        ),
        Example("CREATE TABLE orders (id INT, «price FLOAT»)"),
        Example("CREATE TABLE orders (id INT, «total_amount DOUBLE PRECISION»)", "postgres"),
        Example("ALTER TABLE orders ADD COLUMN «tax REAL»", "mysql"),
        Example("SELECT «CAST(amount AS FLOAT64)» AS amount FROM orders", "bigquery"),
        Example("SELECT SUM(«CAST(price AS FLOAT)») AS total FROM orders", "tsql"),
        Example("CREATE TABLE probes (id INT, «reading FLOAT»)", "tsql"),
        Example("DECLARE @n INT, «@price FLOAT»", "tsql"),
        Example("SELECT id FROM t WHERE «rate <> 0.5»", "mysql"),
        Example("SELECT id FROM t WHERE k = 1 AND «price = -9.99»", "postgres"),
    ],
    quiet=[
        Example(
            "SELECT id FROM t WHERE rate = 0.1 AND x = 0",
            "postgres",
            "CREATE TABLE t (id INT, rate DECIMAL(9, 2), x REAL)",
        ),
        Example("CREATE TABLE orders (id INT, price DECIMAL(12, 2))"),
        Example("CREATE TABLE orders (id INT, price NUMERIC)", "bigquery"),
        Example("CREATE TABLE places (id INT, latitude FLOAT, score DOUBLE)", "snowflake"),
        Example("SELECT CAST(amount AS FLOAT64) / total AS share FROM orders", "bigquery"),
        Example("SELECT CAST(weight AS FLOAT) AS w FROM items", "tsql"),
        Example("CREATE TABLE s (price_ratio FLOAT, discount_pct REAL)", "postgres"),
        Example("CREATE TABLE s (total_distance REAL, totalTimeInSeconds DOUBLE)", "sqlite"),
        Example("DECLARE @price DECIMAL(9, 2), @latitude FLOAT", "tsql"),
        Example("SELECT id FROM t WHERE rate = 10 AND rate > 0.5", "mysql"),
        Example("SELECT id FROM t WHERE version = '1.5' AND 0.5 = @p", "tsql"),
        Example(
            "SELECT id FROM t WHERE rate = 0.5", "mysql", "CREATE TABLE t (id INT, rate CHAR(9))"
        ),
    ],
)
def imprecise_type(node: exp.Expr, context: Context) -> Iterable[Remark]:
    """Report columns and casts of money to FLOAT, REAL or DOUBLE, and stored ones compared by =."""
    if node.__class__ in _EQUALITIES:
        if context.schema is not None:
            return _compared(node, context)
        return _with_fraction(node, context) if _names_fraction(node) else ()
    if isinstance(node, (exp.ColumnDef, exp.DeclareItem)):
        return _defined(node, context) if _is_binary(node.args.get("kind")) else ()
    return _cast(node, context) if _is_binary(node.args.get("to")) else ()


def _names_fraction(test: exp.Expr) -> bool:
    """Tell whether a side of a comparison may be a number with digits after the point."""
    args = test.args
    right = args["expression"]
    if right.__class__ is _Literal and args["this"].__class__ is _Column:
        return "." in right.args["this"]
    for side in (right, args["this"]):
        kind = side.__class__
        if kind is exp.Neg or (kind is _Literal and "." in side.name):
            return True
    return False


_EQUALITIES = frozenset({exp.EQ, exp.NEQ})
_Column, _Literal = exp.Column, exp.Literal


def _cast(node: exp.Expr, context: Context) -> Iterator[Remark]:
    name = measured(node.this) if isinstance(node.this, exp.Expr) else ""
    if not name or is_in_filter(node) or not is_money(name):
        return
    around = node.parent
    while isinstance(around, (exp.Paren, exp.Coalesce, exp.Mul, exp.Nullif)):
        around = around.parent
    if isinstance(around, exp.Div):
        return
    yield Remark(
        context.ranges.operand(node),
        f"{name} is turned into a binary fraction.",
        severity=Severity.INFO,
    )


def _compared(test: exp.Expr, context: Context) -> Iterator[Remark]:
    if not is_test(test):
        return
    for column, other in ((test.this, test.expression), (test.expression, test.this)):
        if not isinstance(column, exp.Column) or isinstance(other, exp.Null):
            continue
        whole = isinstance(other, exp.Literal) and other.name.isdigit()
        if kind_of_value(column, context.scope, context) is TypeKind.FLOAT and not whole:
            yield Remark(
                context.ranges.test(test),
                f"{column.name} is a binary fraction: equal amounts may differ in the last bit.",
                fix="Compare with a tolerance, or store the column as DECIMAL.",
            )
            return


def _with_fraction(test: exp.Expr, context: Context) -> Iterator[Remark]:
    """Report a column of unknown type that is compared with a number with digits after the point.

    If it is a binary fraction, it may never be exactly that number.
    """
    for column, value in ((test.this, test.expression), (test.expression, test.this)):
        number = value.this if isinstance(value, exp.Neg) else value
        is_fraction = isinstance(number, exp.Literal) and "." in number.name
        if not is_fraction or number.is_string or not isinstance(column, exp.Column):
            continue
        if is_test(test):
            yield Remark(
                context.ranges.test(test),
                f"If {column.name} is a binary fraction, it is hardly ever exactly {number.name}.",
                fix="Compare with a tolerance, or store the column as DECIMAL.",
                severity=Severity.HINT,
                confidence=Confidence.POSSIBLE,
            )
        return


def _defined(column: exp.ColumnDef | exp.DeclareItem, context: Context) -> Iterator[Remark]:
    variable = column.this[0] if isinstance(column.this, list) else column.this
    name: str = variable.name
    money = is_money(name)
    if not money and any(word in name.lower() for word in _MEASUREMENTS):
        return
    is_variable = isinstance(variable, exp.Parameter)
    at = context.words.find("@", name.upper()) if is_variable else -1
    message = f"{name} is a binary fraction: decimal values are stored inexactly."
    if context.dialect == "oracle" and column.args["kind"].this is exp.DType.FLOAT:
        money = False
        message = f"{name} counts its precision in binary digits, not in decimal ones."
    yield Remark(
        context.words.span(at, at + 2) if at >= 0 else _place(column, context),
        message,
        severity=None if money else Severity.HINT,
        confidence=None if money else Confidence.POSSIBLE,
    )


_MEASUREMENTS = (
    *("lat", "lon", "lng", "score", "ratio", "pct", "percent", "rate", "prob", "weight", "height"),
    *("temp", "embedding", "vector", "angle", "speed", "distance", "avg", "mean", "stddev"),
    *("coord", "factor", "share", "confidence", "elapsed", "duration", "seconds", "altitude"),
)


def _place(column: exp.ColumnDef | exp.DeclareItem, context: Context) -> Span:
    if isinstance(column, exp.ColumnDef):
        return context.ranges.column_type(column)
    return context.ranges.of(column)


def _is_binary(data_type: exp.Expr | None) -> bool:
    return isinstance(data_type, exp.DataType) and data_type.this in _BINARY
