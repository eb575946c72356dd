"""`integer-division`: a quotient loses its fraction, or a divisor may be zero."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.queries import condition_of, conjuncts
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.types.measures import is_money
from workbench.sqlreview.schema.types import TypeKind, kind_of
from workbench.sqlreview.stored_columns import stored_column

_CUTS = frozenset(
    {"postgres", "tsql", "fabric", "sqlite", "redshift", "trino", "presto", "athena", "generic"}
    | {"materialize", "risingwave", "teradata"}
)
"""Dialects in which the quotient of two integers is an integer."""
_WIDENS_SUMS = frozenset({"postgres", "redshift", "materialize", "risingwave"})
"""Dialects in which the sum of BIGINT is a decimal."""
_ZERO_GIVES_NULL = frozenset(
    {"mysql", "sqlite", "duckdb", "hive", "spark", "spark2", "clickhouse", "doris", "starrocks"}
)
_OUTCOMES = {
    **dict.fromkeys(_ZERO_GIVES_NULL, "NULL in every row."),
    **dict.fromkeys(("duckdb", "clickhouse"), "Infinity or NaN in every row."),
}
"""What a divisor of zero leads to, where not to an error."""
_NO_ERROR = {
    "bigquery": "Use SAFE_DIVIDE, or wrap the divisor in NULLIF(…, 0).",
    "snowflake": "Wrap the divisor in NULLIF(…, 0), or use DIV0 where zero is meant.",
    "databricks": "Use TRY_DIVIDE, or wrap the divisor in NULLIF(…, 0).",
}
"""What else keeps a divisor of zero from ending the query."""
_KEEPS_WHOLE = (exp.Window, exp.Filter, exp.Sum, exp.Max, exp.Min, exp.Paren)
_GUARDS = (exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Try)


_ENDS_QUERY = Texts(
    why="A divisor of zero ends the query.",
    fix="Wrap the divisor in NULLIF(…, 0).",
    impact="One row with a zero ends the query.",
)
_GIVES_NULL = Texts(
    why="A divisor of zero gives NULL, which sums and averages leave out.",
    fix="Say with NULLIF(…, 0) or CASE what a divisor of zero means.",
    impact="NULL in each row with a zero.",
)
_GIVES_INFINITY = Texts(
    why="A divisor of zero gives infinity or NaN, which spoils every sum and average over it.",
    fix="Wrap the divisor in NULLIF(…, 0).",
    impact="Infinity or NaN in each row with a zero.",
)


@rule(
    "integer-division",
    nodes=(exp.Select, exp.Update),
    needs=(exp.Div,),
    severity=Severity.WARNING,
    category="correctness",
    confidence=Confidence.LIKELY,
    source="quality-dimensions/accuracy",
    why=(
        "Two integers divide to an integer on this engine: 3 of 4 is 0, not 0.75; and a divisor "
        "of zero ends the query."
    ),
    fix="Multiply by 1.0 or cast one side to DECIMAL; wrap the divisor in NULLIF(…, 0).",
    impact="Shares and averages of 0 or 1, without an error.",
    on={
        "bigquery": Texts(
            why="A divisor of zero ends the query.",
            fix=_NO_ERROR["bigquery"],
            impact="One row with a zero ends the query.",
        ),
        "snowflake": Texts(
            why="A divisor of zero ends the query.",
            fix=_NO_ERROR["snowflake"],
            impact="One row with a zero ends the query.",
        ),
        "databricks": Texts(
            why="In ANSI mode, the default of SQL warehouses, a divisor of zero ends the query.",
            fix=_NO_ERROR["databricks"],
            impact="One row with a zero ends the query.",
        ),
        "spark": Texts(
            why="A divisor of zero gives NULL, and ends the query in ANSI mode, the default from "
            "Spark 4 on.",
            fix="Use TRY_DIVIDE, or wrap the divisor in NULLIF(…, 0).",
            impact="NULL in each row with a zero, or an error.",
        ),
        **dict.fromkeys(("oracle", "exasol"), _ENDS_QUERY),
        **dict.fromkeys(("mysql", "hive", "spark2", "doris", "starrocks"), _GIVES_NULL),
        **dict.fromkeys(("duckdb", "clickhouse"), _GIVES_INFINITY),
    },
    fires=[
        Example(
            "SELECT «SUM(clicks) / SUM(views)» AS rate FROM ads WHERE views > 0",
            "postgres",
            "CREATE TABLE ads (id INT, clicks INT, views INT)",
        ),
        Example("SELECT «COUNT(a) / COUNT(*)» AS share FROM t", "postgres"),
        Example("SELECT «1 / 3» AS third", "tsql"),
        Example("SELECT «SUM(CASE WHEN ok THEN 1 ELSE 0 END) / COUNT(*)» AS r FROM t", "trino"),
        Example("SELECT «revenue / visits» AS per_visit FROM t", "bigquery"),
        Example("SELECT «revenue / 0» AS per_visit FROM t", "oracle"),
        Example("SELECT «revenue / COALESCE(visits, 0)» AS per_visit FROM t", "bigquery"),
        Example("SELECT «a::int / b::int» AS r FROM t WHERE b > 0", "postgres"),
        Example("SELECT «SUM(points) / COUNT(*)» AS mean FROM t GROUP BY a", "tsql"),
    ],
    quiet=[
        Example(
            "SELECT SUM(clicks) / SUM(views) AS rate FROM ads WHERE views > 0",
            "postgres",
            "CREATE TABLE ads (id INT, clicks INT, views BIGINT)",
        ),
        Example(
            "SELECT SUM(cost) / SUM(views) AS price FROM ads WHERE views > 0",
            "postgres",
            "CREATE TABLE ads (id INT, cost DECIMAL(9, 2), views BIGINT)",
        ),
        Example("SELECT COUNT(a) / COUNT(*) AS share FROM t", "bigquery"),
        Example("SELECT COUNT(a) * 1.0 / COUNT(*) AS share FROM t", "postgres"),
        Example("SELECT CAST(COUNT(a) AS DECIMAL) / COUNT(*) AS share FROM t", "tsql"),
        Example("SELECT revenue / NULLIF(visits, 0) AS per_visit FROM t", "postgres"),
        Example("SELECT CASE WHEN visits > 0 THEN revenue / visits END AS v FROM t", "tsql"),
        Example("SELECT revenue / visits AS v FROM t WHERE visits > 0", "snowflake"),
        Example("SELECT revenue / 100 AS v FROM t", "snowflake"),
        Example("SELECT SAFE_DIVIDE(revenue, visits) AS v FROM t", "bigquery"),
        Example("SELECT SUM(x) / COUNT(*) AS mean FROM t GROUP BY a", "snowflake"),
        Example("SELECT revenue / visits AS v FROM t", "mysql"),
        Example("SELECT revenue / COALESCE(visits, 1) AS v FROM t", "postgres"),
    ],
)
def integer_division(statement: exp.Select | exp.Update, context: Context) -> Iterator[Remark]:
    """Report quotients of counts and whole numbers; divisors that nothing guards as a hint."""
    for division in context.scope.all(exp.Div):
        left, right = _bare(division.this), _bare(division.args.get("expression"))
        if left is None or right is None or _is_switch(right):
            continue
        if context.dialect in _CUTS and _is_whole(left, context) and _is_whole(right, context):
            in_steps = isinstance(right, exp.Literal) and not isinstance(left, exp.Literal)
            unsure = in_steps or context.dialect == "generic"
            yield Remark(
                context.ranges.operand(division),
                "Both sides are whole numbers: the fraction is lost.",
                severity=Severity.INFO if isinstance(left, exp.Mul) else None,
                confidence=Confidence.POSSIBLE if unsure else None,
            )
            continue
        if context.dialect in _CUTS and _is_mean(left, right):
            yield Remark(
                context.ranges.operand(division),
                f"If {left.this.name} is whole, so is this mean: its fraction is lost.",
                fix="Use AVG with a cast to DECIMAL, or multiply by 1.0.",
                severity=Severity.INFO,
                confidence=Confidence.POSSIBLE,
            )
            continue
        if _is_zero(right):
            yield _by_zero(division, context)
            continue
        ends_query = context.dialect not in _ZERO_GIVES_NULL and _may_be_zero(right)
        if ends_query and not _is_guarded(division, right, statement, context):
            yield _unguarded(division, context)


def _is_switch(divisor: exp.Expr) -> bool:
    """Tell ``1 / CASE WHEN … THEN 0 ELSE 1 END``, which ends a script on purpose."""
    if not isinstance(divisor, exp.Case):
        return False
    return {part.name for part in _values(divisor)} == {"0", "1"}


def _is_mean(left: exp.Expr, right: exp.Expr) -> bool:
    """Tell whether a sum of a column of unknown type is divided by a count."""
    if not isinstance(left, exp.Sum) or not isinstance(right, exp.Count):
        return False
    return isinstance(left.this, exp.Column) and not is_money(left.this.name)


def _is_zero(node: exp.Expr | None) -> bool:
    if not isinstance(node, exp.Literal) or node.is_string:
        return False
    return node.name.startswith("0") and not node.name.strip("0.")


def _by_zero(division: exp.Expr, context: Context) -> Remark:
    outcome = _OUTCOMES.get(context.dialect, "The query ends with an error.")
    return Remark(
        context.ranges.operand(division),
        "The divisor is zero.",
        fix="Put in the divisor that was meant.",
        impact=outcome,
        confidence=Confidence.CERTAIN,
    )


def _unguarded(division: exp.Expr, context: Context) -> Remark:
    return Remark(
        context.ranges.operand(division),
        "Nothing keeps the divisor from being zero.",
        fix=_NO_ERROR.get(context.dialect, "Wrap the divisor in NULLIF(…, 0)."),
        impact="One row with a zero ends the query.",
        severity=Severity.HINT,
        confidence=Confidence.POSSIBLE,
    )


def _bare(node: exp.Expr | None) -> exp.Expr | None:
    while isinstance(node, exp.Paren):
        node = node.this
    return node if isinstance(node, exp.Expr) else None


def _is_whole(node: exp.Expr | None, context: Context) -> bool:
    """Tell whether an expression is certainly an integer."""
    if isinstance(node, exp.Literal):
        return not node.is_string and node.name.isdigit()
    if isinstance(node, exp.Cast):
        return kind_of(node.args.get("to")) is TypeKind.INTEGER
    if isinstance(node, (exp.Case, exp.Add, exp.Sub, exp.Mul)):
        return all(_is_whole(part, context) for part in _values(node))
    if isinstance(node, _KEEPS_WHOLE):
        return _is_whole(node.this, context)
    if isinstance(node, exp.Column):
        return context.schema is not None and _is_whole_column(node, context)
    return isinstance(node, (exp.Count, exp.CountIf))


def _values(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield what a sum or product is made of, or what a CASE may give, but for NULL."""
    if not isinstance(node, exp.Case):
        yield from (node.this, node.args["expression"])
        return
    results = [branch.args.get("true") for branch in node.args["ifs"]]
    for result in (*results, node.args.get("default")):
        if isinstance(result, exp.Expr) and not isinstance(result, exp.Null):
            yield result


def _is_whole_column(column: exp.Column, context: Context) -> bool:
    stored = stored_column(column, context.scope, context)
    if stored is None or stored.column.kind is not TypeKind.INTEGER:
        return False
    widened = context.dialect in _WIDENS_SUMS and isinstance(column.parent, exp.Sum)
    return not (widened and stored.column.type.upper() in {"BIGINT", "BIGSERIAL"})


def _may_be_zero(divisor: exp.Expr) -> bool:
    if isinstance(divisor, (exp.Sub, exp.Column)):
        return True
    if isinstance(divisor, exp.Coalesce) and divisor.expressions:
        return _is_zero(divisor.expressions[-1])
    return isinstance(divisor, exp.Sum) and isinstance(divisor.this, exp.Column)


def _is_guarded(
    division: exp.Expr, divisor: exp.Expr, statement: exp.Expr, context: Context
) -> bool:
    around = division.parent
    while around is not None and around is not statement:
        if isinstance(around, _GUARDS):
            return True
        around = around.parent
    tested = context.once(_tested_columns, statement)
    return any(column.name.lower() in tested for column in divisor.find_all(exp.Column))


def _tested_columns(statement: exp.Expr) -> set[str]:
    """Return the columns that WHERE or HAVING compares, themselves or added up."""
    return {
        column.name.lower()
        for clause in ("where", "having")
        for test in conjuncts(condition_of(statement.args.get(clause)))
        for side in (test.this, test.args.get("expression"))
        if isinstance(side, (exp.Column, exp.AggFunc))
        for column in side.find_all(exp.Column)
    }
