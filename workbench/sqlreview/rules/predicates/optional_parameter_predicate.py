"""`optional-parameter-predicate`: a filter that a parameter can switch off."""

from collections.abc import Iterator

from sqlglot import exp

from workbench.findings import Confidence, Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import EngineKind
from workbench.sqlreview.rule import Example, Remark, Texts, rule
from workbench.sqlreview.rules.predicates.clause import filter_around
from workbench.sqlreview.rules.predicates.joined_tests import is_whole, joined
from workbench.sqlreview.rules.predicates.parameters import (
    PARAMETERS,
    is_parameter,
    parameter_name,
)


@rule(
    "optional-parameter-predicate",
    nodes=(exp.Or, exp.EQ, exp.Like),
    needs=PARAMETERS,
    severity=Severity.WARNING,
    category="performance",
    confidence=Confidence.LIKELY,
    source="sql-checklist/full-table-scan",
    why=(
        "One plan has to serve both cases, with the filter and without, so it is the plan that "
        "reads everything."
    ),
    fix="Leave the filter out of the query when it is not asked for, or plan each call anew.",
    impact="A scan even when the value is given.",
    on={
        "postgres": Texts(
            why="The generic plan of a prepared statement has to serve both cases, with the filter "
            "and without; only a plan made for the values of one call can drop the test.",
            fix="Leave the filter out of the query when it is not asked for, or set "
            "plan_cache_mode to force_custom_plan.",
            impact="A scan even when the value is given, once the generic plan is chosen.",
        ),
        EngineKind.COLUMN_STORE: Texts(
            why="Which blocks are read is settled before the rows are; a filter that may be off "
            "helps there only if the engine works out the test of the parameter first.",
            fix="Leave the filter out of the query when it is not asked for.",
            impact="Where it does not, every block is read even when the value is given.",
        ),
        EngineKind.DISTRIBUTED: Texts(
            why="Which partitions and row groups are read is settled before the rows are; a filter "
            "that may be off helps there only if the engine works out the test of the parameter "
            "first.",
            fix="Leave the filter out of the query when it is not asked for.",
            impact="Where it does not, all of them are read even when the value is given.",
        ),
    },
    fires=[
        Example("SELECT id FROM t WHERE («@p IS NULL OR a = @p»)", "tsql"),
        Example("SELECT id FROM t WHERE k = 1 AND («:name IS NULL OR name LIKE :name»)", "oracle"),
        Example("SELECT id FROM t WHERE («$1::int IS NULL OR a = $1»)", "postgres"),
        Example("SELECT id FROM t WHERE («a = @p OR @p IS NULL»)", "bigquery"),
        Example("SELECT id FROM t WHERE «a = COALESCE(@p, a)»", "tsql"),
        Example("SELECT id FROM t WHERE («@p = '' OR a = @p»)", "mysql"),
        Example("SELECT id FROM t WHERE «a LIKE ISNULL(@p, a)»", "tsql"),
        Example("SELECT id FROM t WHERE «t.a = NVL(:p, a)»", "oracle"),
        Example("SELECT id FROM t WHERE «a = CASE WHEN @p IS NULL THEN a ELSE @p END»", "tsql"),
        Example("SELECT id FROM t WHERE («? /* off */ IS NULL OR a = ?»)", "mysql"),
    ],
    quiet=[
        Example("SELECT id FROM t WHERE a = @p OR b = @q", "tsql"),
        Example("SELECT id FROM t WHERE a IS NULL OR a = @p", "tsql"),
        Example("SELECT id FROM t WHERE a = COALESCE(@p, 5)", "postgres"),
        Example("SELECT t.id FROM t JOIN u ON t.k = u.k WHERE t.a = COALESCE(@p, u.a)", "tsql"),
        Example("SELECT id FROM t WHERE a = CASE WHEN @p IS NULL THEN 5 ELSE @p END", "tsql"),
        Example("SELECT id FROM t WHERE (@p IS NULL OR a = @p) OPTION (RECOMPILE)", "tsql"),
        Example("SELECT id FROM t WHERE a = :p", "oracle"),
        Example("SELECT id FROM t WHERE (@p IS NULL OR a = @q)", "bigquery"),
    ],
)
def optional_parameter_predicate(test: exp.Binary, context: Context) -> Iterator[Remark]:
    """Report ``@p IS NULL OR column = @p`` and ``column = COALESCE(@p, column)``."""
    name = _optional_in_or(test) if isinstance(test, exp.Or) else _optional_in_equality(test)
    if not name or filter_around(test) is None or _is_planned_anew(context):
        return
    yield Remark(
        context.ranges.test(test),
        f"This filter is off when {name} is not given, so the plan cannot rely on it.",
        fix="Add OPTION (RECOMPILE), or build the query with the filters that are asked for."
        if context.dialect == "tsql"
        else "",
        severity=Severity.HINT if context.column_store else None,
    )


def _optional_in_or(or_: exp.Or) -> str:
    if not is_whole(or_) or isinstance(or_.parent, exp.Or):
        return ""
    tests = joined(or_)
    for test in tests:
        switch = _switch(test)
        if switch and any(_uses(other, switch) for other in tests if other is not test):
            return switch
    return ""


def _switch(test: exp.Expr) -> str:
    """Return the parameter that ``test`` alone is about (``@p IS NULL``, ``@p = ''``)."""
    if not isinstance(test, (exp.Is, exp.EQ)) or not is_parameter(test.this):
        return ""
    nothing = isinstance(test.expression, (exp.Null, exp.Literal, exp.Neg))
    return parameter_name(test.this) if nothing else ""


def _uses(test: exp.Expr, name: str) -> bool:
    if test.find(exp.Column) is None:
        return False
    return any(is_parameter(part) and parameter_name(part) == name for part in test.walk())


def _optional_in_equality(test: exp.Binary) -> str:
    for column, value in ((test.this, test.expression), (test.expression, test.this)):
        if not isinstance(column, exp.Column):
            continue
        parameter, otherwise = _replaced(value)
        if is_parameter(parameter) and _is_same_column(otherwise, column):
            return parameter_name(parameter)
    return ""


def _replaced(value: exp.Expr) -> tuple[exp.Expr, exp.Expr | None]:
    """Return what COALESCE, or a CASE that says the same, takes and puts in for NULL."""
    if isinstance(value, exp.Coalesce) and value.expressions:
        return value.this, value.expressions[-1]
    if isinstance(value, exp.Case) and value.this is None and len(value.args["ifs"]) == 1:
        when = value.args["ifs"][0]
        tested = when.this
        if isinstance(tested, exp.Is) and isinstance(tested.expression, exp.Null):
            return tested.this, when.args.get("true")
    return value, None


def _is_same_column(one: exp.Expr | None, other: exp.Column) -> bool:
    if not isinstance(one, exp.Column) or one.name.lower() != other.name.lower():
        return False
    qualifiers = {one.text("table").lower(), other.text("table").lower()} - {""}
    return len(qualifiers) < 2


def _is_planned_anew(context: Context) -> bool:
    options = context.tree.args.get("options") or ()
    return any("RECOMPILE" in str(option.name).upper() for option in options)
