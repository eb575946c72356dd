"""What column names say about their values: money, shares, counts."""

import re

from sqlglot import exp

_MONEY = re.compile(
    r"(^|_)(price|prices|amount|amt|cost|costs|balance|salary|wage|wages|revenue|fee|fees|tax|taxes|"
    r"payment|payments|payout|refund|invoice|budget|total|subtotal|money|cash|credit|debit|"
    r"discount|charge|charges|bonus|commission|income|turnover|rent|deposit|usd|eur|gbp)(_|$)"
)
_NOT_MONEY = re.compile(
    r"(^|_)(pct|percent|percentage|ratio|rate|share|count|num|id|type|code|"
    r"seconds|secs|minutes|hours|days|time|duration|distance|energy|calories|burned|"
    r"weight|length|height|width|zoom|size|bytes|memory|cpu)(_|$)"
)


def is_money(name: str) -> bool:
    """Tell whether a column's name says that it holds an amount of money."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return bool(_MONEY.search(words)) and not _NOT_MONEY.search(words)


def measured(node: exp.Expr) -> str:
    """Return the name of the column behind brackets, casts and SUM, MIN, MAX or AVG, if any."""
    while isinstance(node, (exp.Paren, exp.Cast, exp.Sum, exp.Avg, exp.Max, exp.Min)):
        node = node.this
    return node.name if isinstance(node, exp.Column) else ""


def is_in_filter(node: exp.Expr) -> bool:
    """Tell whether an expression is only compared, in WHERE or ON, and not given out."""
    clause = node.find_ancestor(exp.Where, exp.Join, exp.Select)
    return isinstance(clause, (exp.Where, exp.Join))
