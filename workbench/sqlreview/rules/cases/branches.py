"""The branches of a CASE (or of IF, IIF, IFF)."""

from typing import NamedTuple

from sqlglot import exp


class Branch(NamedTuple):
    """One WHEN: its condition (or value, in ``CASE x WHEN …``) and its result."""

    condition: exp.Expr
    result: exp.Expr


def branches(case: exp.Case) -> list[Branch]:
    """Return the WHEN branches in order, without the ELSE."""
    return [
        Branch(when.this, when.args["true"])
        for when in case.args.get("ifs") or ()
        if isinstance(when.this, exp.Expr) and isinstance(when.args.get("true"), exp.Expr)
    ]


def default(case: exp.Case) -> exp.Expr | None:
    """Return the result of ELSE, if there is one."""
    otherwise = case.args.get("default")
    return otherwise if isinstance(otherwise, exp.Expr) else None


def is_itself(case: exp.Case) -> bool:
    """Tell whether a CASE is ``WHEN x IS NOT NULL THEN x`` without ELSE, which is x."""
    whens = branches(case)
    if len(whens) != 1 or default(case) is not None or has_operand(case):
        return False
    condition = whens[0].condition
    tested = condition.this if isinstance(condition, exp.Not) else None
    if not isinstance(tested, exp.Is) or not isinstance(tested.expression, exp.Null):
        return False
    return bool(tested.this == whens[0].result)


def has_operand(case: exp.Case) -> bool:
    """Tell whether the branches are values that one operand is compared with."""
    return isinstance(case.this, exp.Expr)
