"""`case-simplifiable`: a CASE for which there is a shorter word."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from workbench.findings import Severity
from workbench.sqlreview.context import Context
from workbench.sqlreview.dialects import parser_dialect
from workbench.sqlreview.rule import Example, Remark, rule
from workbench.sqlreview.rules.cases.branches import (
    Branch,
    branches,
    default,
    has_operand,
    is_itself,
)
from workbench.sqlreview.volatile import is_repeatable

_READABLE = 60
_WITHOUT_BOOLEAN_VALUES = frozenset({"tsql", "oracle", "fabric"})


@rule(
    "case-simplifiable",
    nodes=(exp.Case,),
    severity=Severity.HINT,
    category="correctness",
    source="sql-checklist",
    why="The longer form hides what is meant, and each branch is one more place for a slip.",
    fix="Write the shorter form.",
    fires=[
        Example("SELECT «CASE WHEN a = 1 THEN 'x' ELSE NULL END» AS c FROM t"),
        Example("SELECT «CASE WHEN a > 1 THEN TRUE ELSE FALSE END» AS c FROM t", "postgres"),
        Example("SELECT «CASE WHEN a IS NULL THEN b ELSE a END» AS c FROM t", "snowflake"),
        Example("SELECT «CASE WHEN a IS NOT NULL THEN a ELSE 0 END» AS c FROM t", "tsql"),
        Example("SELECT «CASE WHEN a = 0 THEN NULL ELSE a END» AS c FROM t", "bigquery"),
        Example("SELECT «CASE WHEN a IS NOT NULL THEN a END» AS c FROM t", "redshift"),
        Example("SELECT «CASE WHEN a = b THEN NULL ELSE a END» AS c FROM t", "postgres"),
        Example(
            "SELECT «CASE WHEN a = 1 THEN 'x' ELSE CASE WHEN b = 2 THEN 'y' ELSE 'z' END END» AS c "
            "FROM t",
            "mysql",
        ),
    ],
    quiet=[
        Example("SELECT CASE WHEN a = 1 THEN 'x' ELSE 'y' END AS c FROM t"),
        Example("SELECT CASE WHEN a > 1 THEN 1 ELSE 0 END AS c FROM t", "postgres"),
        Example("SELECT CASE WHEN a IS NULL THEN b ELSE c END AS d FROM t", "snowflake"),
        Example("SELECT CASE WHEN a = 1 THEN 'x' WHEN b = 1 THEN 'y' END AS c FROM t", "mysql"),
        Example("SELECT CASE a WHEN 1 THEN CASE WHEN b = 1 THEN 'x' ELSE 'y' END END AS c FROM t"),
        Example("SELECT CASE WHEN a = 1 THEN TRUE WHEN b = 1 THEN FALSE END AS c FROM t", "spark"),
        Example("SELECT CASE WHEN a = 1 THEN NULL ELSE NULL END AS c FROM t"),
        Example("SELECT CASE f() WHEN 1 THEN 2 ELSE CASE f() WHEN 3 THEN 4 ELSE 5 END END AS c"),
    ],
)
def case_simplifiable(case: exp.Case, context: Context) -> Iterable[Remark]:
    """Report a CASE that says what COALESCE, NULLIF, a test or a flat CASE says."""
    whens, otherwise = case.args["ifs"], case.args.get("default")
    if len(whens) > 1 and otherwise.__class__ not in _SHORTENED:
        return ()
    if otherwise is None and whens and whens[0].this.__class__ is not exp.Not:
        return ()
    return _report(case, context)


_SHORTENED = frozenset({exp.Null, exp.Case})
"""What makes a CASE of several branches longer than it needs to be where it is the ELSE."""


def _report(case: exp.Case, context: Context) -> Iterator[Remark]:
    otherwise = default(case)
    whens = branches(case)
    if not whens or _continues_another(case):
        return
    if otherwise is None:
        if is_itself(case):
            value = _written(whens[0].result, context.dialect)
            fix = f"Write {value} alone: it is NULL in the other rows anyway."
            yield Remark(context.ranges.of(case), "There is a shorter form of this CASE.", fix=fix)
        return
    fix = _shorter(case, whens, otherwise, context.dialect)
    if fix:
        yield Remark(context.ranges.of(case), "There is a shorter form of this CASE.", fix=fix)


def _continues_another(case: exp.Case) -> bool:
    """Tell whether this is the ELSE of a CASE that is reported already."""
    around = case.parent
    return (
        isinstance(around, exp.Case)
        and case.arg_key == "default"
        and isinstance(default(case), exp.Case)
    )


def _shorter(case: exp.Case, whens: list[Branch], otherwise: exp.Expr, dialect: str) -> str:
    if isinstance(otherwise, exp.Null):
        only_nulls = all(isinstance(when.result, exp.Null) for when in whens)
        return "" if only_nulls else "Leave out ELSE NULL: that is what CASE does anyway."
    if isinstance(otherwise, exp.Case) and has_operand(otherwise) == has_operand(case):
        same_operand = not has_operand(case) or _is_same_value(otherwise.this, case.this)
        return "Put the inner WHENs behind the outer ones, in one CASE." if same_operand else ""
    if len(whens) > 1 or has_operand(case):
        return ""
    return _for_one_branch(whens[0], otherwise, dialect)


def _is_same_value(one: exp.Expr, other: exp.Expr) -> bool:
    """Tell whether two operands are equal and no function may answer differently each time."""
    return one == other and is_repeatable(one) and one.find(exp.Anonymous) is None


def _for_one_branch(when: Branch, otherwise: exp.Expr, dialect: str) -> str:
    condition, result = when.condition, when.result
    if isinstance(result, exp.Boolean) and isinstance(otherwise, exp.Boolean):
        opposite = result.this != otherwise.this and dialect not in _WITHOUT_BOOLEAN_VALUES
        return (
            "Use the condition itself, in COALESCE(…, FALSE) if it may be NULL." if opposite else ""
        )
    tested, negated = condition, isinstance(condition, exp.Not)
    if negated:
        tested = condition.this
    if isinstance(tested, exp.Is) and isinstance(tested.expression, exp.Null):
        kept, other = (result, otherwise) if negated else (otherwise, result)
        if kept != tested.this:
            return ""
        return f"Write COALESCE({_written(kept, dialect)}, {_written(other, dialect)})."
    if isinstance(condition, exp.EQ) and isinstance(result, exp.Null):
        value = condition.expression
        if otherwise != condition.this or not isinstance(value, (exp.Literal, exp.Column)):
            return ""
        return f"Write NULLIF({_written(otherwise, dialect)}, {_written(value, dialect)})."
    return ""


def _written(value: exp.Expr, dialect: str) -> str:
    """Return an operand in the words of its dialect, or dots where it would fill the line."""
    text = value.sql(parser_dialect(dialect), comments=False)
    return text if len(text) <= _READABLE else "…"
