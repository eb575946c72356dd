"""`narrowing-cast`: a cast that cuts values off without an error."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.types.measures import is_in_filter, is_money, measured
from workbench.sqlreview.rules.types.sizes import size_of, size_of_declared
from workbench.sqlreview.stored_columns import stored_column

_INTEGERS = frozenset(
    {exp.DType.TINYINT, exp.DType.SMALLINT, exp.DType.INT, exp.DType.BIGINT, exp.DType.MEDIUMINT}
)
_SMALL_INTEGERS = frozenset({exp.DType.TINYINT, exp.DType.SMALLINT})
_TEXTS = frozenset({exp.DType.VARCHAR, exp.DType.CHAR, exp.DType.NVARCHAR, exp.DType.NCHAR})
_DEFAULT_SCALES = {
    "tsql": "DECIMAL(18, 0)",
    "fabric": "DECIMAL(18, 0)",
    "mysql": "DECIMAL(10, 0)",
    "spark": "DECIMAL(10, 0)",
    "databricks": "DECIMAL(10, 0)",
    "hive": "DECIMAL(10, 0)",
    "snowflake": "NUMBER(38, 0)",
    "redshift": "DECIMAL(18, 0)",
    "trino": "DECIMAL(38, 0)",
    "presto": "DECIMAL(38, 0)",
    "athena": "DECIMAL(38, 0)",
}
"""What DECIMAL without a scale means: digits behind the point are lost."""
_WHOLE = frozenset(
    {"id", "key", "count", "qty", "quantity", "num", "number", "year", "month", "day", "code"}
)

_USERS = (
    "CREATE TABLE users (name VARCHAR(200), note NVARCHAR(500), zip VARCHAR(9), "
    "paid DECIMAL(12, 4))"
)
_ANY_LENGTH = ("snowflake", "TEXT")
"""What Snowflake's catalogue calls a VARCHAR of whatever length."""
_SHORT = 20
"""Length under which a text is likely to be cut."""
_THIRTY_CHARACTERS = frozenset({"tsql", "fabric"})
_ONE_CHARACTER = frozenset({"postgres", "redshift"})
_MAY_BE_LONG = (exp.Concat, exp.Add, exp.DPipe, exp.Coalesce, exp.Anonymous)


@rule(
    "narrowing-cast",
    nodes=(exp.Cast, exp.Convert),
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="quality-dimensions/validity",
    why="What does not fit the new type is rounded or cut off, and no error says so.",
    fix="Name the length or scale that the values need, or round on purpose with ROUND or FLOOR.",
    impact="Lost digits or characters in every row that does not fit.",
    fires=[
        Example("SELECT «CAST(note AS VARCHAR)» AS note FROM orders", "tsql"),
        Example("SELECT «amount::NUMBER» AS amount FROM orders", "snowflake"),
        Example("SELECT «CAST(price AS DECIMAL)» AS price FROM orders", "mysql"),
        Example("SELECT «CAST(price AS INT)» AS price FROM orders"),
        Example("SELECT «CAST(a / b AS INT)» AS share FROM t", "postgres"),
        Example("SELECT «CAST(3.7 AS INT)» AS n FROM t", "tsql"),
        Example("SELECT «CAST(clicks AS SMALLINT)» AS n FROM t", "mysql"),
        Example("SELECT «CAST(name AS VARCHAR(5))» AS short FROM users", "postgres"),
        Example("SELECT «CAST('abcdef' AS VARCHAR(3))» AS short", "tsql"),
        Example("SELECT «CAST(name AS CHAR)» AS n FROM users", "postgres"),
        Example("SELECT «CAST(name AS VARCHAR(50))» AS n FROM users", "tsql", _USERS),
        Example(
            "SELECT «CAST(name AS VARCHAR(50))» AS n FROM t",
            "redshift",
            "CREATE TABLE t (name CHARACTER VARYING(200))",
        ),
        Example("SELECT «CONVERT(NVARCHAR(99), note)» AS n FROM users", "tsql", _USERS),
        Example("SELECT «CAST(paid AS DECIMAL(9, 0))» AS paid FROM users", "mysql", _USERS),
        Example("SELECT «CAST(name AS VARCHAR)» AS n FROM users"),
    ],
    quiet=[
        Example("SELECT CAST(note AS VARCHAR(200)) AS note FROM orders", "tsql"),
        Example("SELECT CAST(note AS VARCHAR) AS note FROM orders", "postgres"),
        Example("SELECT CAST(amount AS DECIMAL(18, 2)) AS amount FROM orders", "snowflake"),
        Example("SELECT CAST(id AS INT) AS id FROM orders"),
        Example("SELECT CAST(ROUND(price) AS INT) AS price FROM orders"),
        Example("SELECT id FROM orders WHERE CAST(price AS INT) = 5", "postgres"),
        Example("SELECT CAST(amount AS NUMERIC) AS amount FROM orders", "postgres"),
        Example("SELECT CAST(order_count AS DECIMAL) AS n FROM t", "mysql"),
        Example("SELECT CAST('2024-01-01' AS DATE) AS d", "bigquery"),
        Example("SELECT CAST(LEFT(zip, 5) AS VARCHAR(5)) AS z FROM t", "tsql"),
        Example("SELECT CAST(name AS CHAR) AS n FROM users", "mysql"),
        Example("SELECT CAST(name AS VARCHAR(200)) AS n FROM users", "tsql", _USERS),
        Example("SELECT CAST(zip AS VARCHAR(9)) AS z FROM users", "tsql", _USERS),
        Example("SELECT CAST(name AS VARCHAR(MAX)) AS n FROM users", "tsql", _USERS),
        Example("SELECT CAST(paid AS DECIMAL(18, 4)) AS paid FROM users", "mysql", _USERS),
        Example("SELECT CAST(flag AS VARCHAR) AS f FROM t", "snowflake"),
        Example("SELECT name::VARCHAR(50) AS n FROM t", "snowflake", "CREATE TABLE t (name TEXT)"),
    ],
)
def narrowing_cast(cast: exp.Cast | exp.Convert, context: Context) -> Iterable[Remark]:
    """Report casts to text of no length, to DECIMAL of no scale, and of fractions to INT."""
    target = cast.args.get("to")
    if isinstance(target, exp.DataType) and target.this not in _MAY_CUT:
        return ()
    return _report(cast, context)


_MAY_CUT = _INTEGERS | _TEXTS | {exp.DType.DECIMAL}


def _report(cast: exp.Cast | exp.Convert, context: Context) -> Iterator[Remark]:
    target, value = _parts(cast)
    if target is None or value is None or is_in_filter(cast):
        return
    if context.dialect == "sqlite" and target.this not in _INTEGERS:
        return  # SQLite pays no heed to a length or scale
    at = context.ranges.operand
    name = measured(value) or "the value"
    cut_off = _cut_off(target, value, context)
    if cut_off is not None:
        if cut_off:
            yield Remark(at(cast), cut_off, confidence=Confidence.CERTAIN)
        return
    if target.this in _TEXTS:
        yield from _shortened(cast, target, value, context)
    elif target.this is exp.DType.DECIMAL and _scale_is_default(target, context):
        default = _DEFAULT_SCALES.get(context.dialect)
        if default and not isinstance(value, exp.Literal) and not _is_whole(value):
            sure = _has_fraction(value) and not _is_divided(cast)
            yield Remark(
                at(cast),
                f"A DECIMAL without a scale is {default}: {name} is rounded.",
                severity=None if sure else Severity.HINT,
                confidence=None if sure else Confidence.POSSIBLE,
            )
    elif target.this in _SMALL_INTEGERS and isinstance(value, exp.Column):
        yield Remark(
            at(cast),
            f"{name} may not fit {target.this.value}: MySQL clips it, other engines fail.",
            severity=Severity.HINT,
            confidence=Confidence.POSSIBLE,
        )
    elif target.this in _INTEGERS and _has_fraction(value):
        sure = isinstance(value, (exp.Literal, exp.Div))
        yield Remark(
            at(cast),
            f"The digits of {name} behind the decimal point are lost.",
            severity=Severity.INFO,
            confidence=None if sure else Confidence.POSSIBLE,
        )


def _is_divided(cast: exp.Expr) -> bool:
    """Tell a cast that keeps whole numbers from being divided as such."""
    around = cast.parent
    while isinstance(around, exp.Paren):
        around = around.parent
    return isinstance(around, exp.Div)


def _cut_off(target: exp.DataType, value: exp.Expr, context: Context) -> str | None:
    """Return what a cast of a stored column cuts off, nothing if it fits; None if unknown."""
    if context.schema is None or not isinstance(value, exp.Column):
        return None
    stored = stored_column(value, context.scope, context)
    room = size_of(target)
    if stored is not None and (context.dialect, stored.column.type.upper()) == _ANY_LENGTH:
        return None
    held = size_of_declared(stored.column.type) if stored is not None else None
    if stored is None or room is None or held is None or room.kind != held.kind:
        return None
    if room.amount >= held.amount:
        return ""
    if room.kind == "bytes":
        return None
    kept = f"{room.amount:g} {room.kind}"
    return f"{value.name} is {stored.column.type}, and only {kept} are kept."


def _parts(cast: exp.Expr) -> tuple[exp.DataType | None, exp.Expr | None]:
    if isinstance(cast, exp.Convert):
        target, value = cast.this, cast.args.get("expression")
    else:
        target, value = cast.args.get("to"), cast.this
    while isinstance(value, exp.Paren):
        value = value.this
    is_known = isinstance(target, exp.DataType) and isinstance(value, exp.Expr)
    return (target, value) if is_known else (None, None)


def _scale_is_default(target: exp.DataType, context: Context) -> bool:
    sizes = [size.name for size in target.expressions]
    return not sizes or (context.dialect == "snowflake" and sizes == ["38", "0"])


def _shortened(
    cast: exp.Expr, target: exp.DataType, value: exp.Expr, context: Context
) -> Iterator[Remark]:
    if not target.expressions:
        yield from _without_length(cast, target, value, context)
        return
    if isinstance(value, exp.Literal) and value.is_string and len(value.name) > _length(target):
        message = f"The text has {len(value.name)} characters; {_length(target)} are kept."
        yield Remark(context.ranges.operand(cast), message, confidence=Confidence.CERTAIN)
    if isinstance(value, exp.Column) and _length(target) < _SHORT:
        yield Remark(
            context.ranges.operand(cast),
            f"{value.name} is cut off behind {_length(target)} characters.",
            severity=Severity.HINT,
            confidence=Confidence.POSSIBLE,
        )


def _without_length(
    cast: exp.Expr, target: exp.DataType, value: exp.Expr, context: Context
) -> Iterator[Remark]:
    at = context.ranges.operand
    name = target.this.value
    if context.dialect in _THIRTY_CHARACTERS:
        if not _is_short(value):
            message = f"{name} without a length keeps 30 characters here and drops the rest."
            yield Remark(at(cast), message)
    elif context.dialect in _ONE_CHARACTER and target.this is exp.DType.CHAR:
        yield Remark(at(cast), "CHAR without a length keeps one character and drops the rest.")
    elif context.dialect == "generic" and not _is_short(value):
        yield Remark(
            at(cast),
            f"How long {name} without a length is depends on the engine: 1, 30 or any length.",
            severity=Severity.HINT,
            confidence=Confidence.POSSIBLE,
        )


def _length(target: exp.DataType) -> int:
    size = target.expressions[0].name
    return int(size) if size.isdigit() else _SHORT


def _is_short(value: exp.Expr) -> bool:
    """Tell whether a value cannot have more than thirty characters: a number, a date, a part."""
    if isinstance(value, exp.Column):
        return _is_whole(value) or value.name.lower().endswith(("_at", "date", "_ts", "time"))
    if isinstance(value, (exp.Cast, exp.Func, exp.Binary)):
        return not isinstance(value, _MAY_BE_LONG)
    return True


def _is_whole(value: exp.Expr) -> bool:
    name = measured(value).lower()
    words = name.split("_")
    return isinstance(value, exp.Count) or name.endswith("id") or not _WHOLE.isdisjoint(words)


def _has_fraction(value: exp.Expr) -> bool:
    if isinstance(value, exp.Literal):
        return not value.is_string and "." in value.name
    if isinstance(value, exp.Div):
        return True
    if isinstance(value, exp.Avg):
        return True
    return not isinstance(value, exp.Cast) and is_money(measured(value))
