"""Which places in the text the nodes of a tree know of.

The parser keeps them for identifiers, literals, stars and function names only.
"""

from collections.abc import Callable
from typing import NamedTuple

from sqlglot import exp

_Expr = exp.Expr
_HOLD_NOTHING = frozenset({type(None), bool, str, int, exp.DataType.Type})


class Known(NamedTuple):
    """The outermost characters that the nodes of a tree know of, and who knows the first."""

    first: int
    last: int
    holder: exp.Expr


def _always(_: exp.Expr) -> bool:
    return True


def outermost(node: exp.Expr, is_written: Callable[[exp.Expr], bool] = _always) -> Known | None:
    """Return the outermost known places under ``node``; None if no node knows any.

    ``is_written`` tells a length of a type that stands in the text from one that the
    parser filled in.
    """
    low: int | None = None
    high = 0
    holder = node
    pending = [node]
    while pending:
        part = pending.pop()
        # `meta` would make a dictionary for every node that has none.
        meta = part._meta
        if meta and "start" in meta and _counts(part, is_written):
            start, end = meta["start"], meta["end"]
            if low is None or start < low:
                low, holder = start, part
            high = end if end > high else high
        for value in part.args.values():
            kind = value.__class__
            if kind in _HOLD_NOTHING:
                continue
            if kind is list:
                pending += [item for item in value if isinstance(item, _Expr)]
            elif isinstance(value, _Expr):
                pending.append(value)
    return None if low is None else Known(low, high, holder)


def name_edges(node: exp.Expr) -> tuple[int, int] | None:
    """Return the first and last character of a column, or of a table with its alias.

    None if it does not consist of plain names with places.
    """
    low: int | None = None
    high = -1
    for part in node.args.values():
        if not part:
            continue
        if part.__class__ is exp.Identifier:
            meta = part._meta
            edges = (meta["start"], meta["end"]) if meta and "start" in meta else None
        else:
            edges = name_edges(part) if part.__class__ is exp.TableAlias else None
        if edges is None:
            return None
        start, end = edges
        low = start if low is None or start < low else low
        high = end if end > high else high
    return None if low is None else (low, high)


def leading_queries(holder: exp.Expr, around: exp.Expr) -> int:
    """Return of how many SELECTs inside ``around`` the first place is that of ``holder``.

    What stands in the WITH of a query stands before its SELECT.
    """
    count = 0
    part = holder
    while part is not around and part.parent is not None:
        count += part.__class__ is exp.Select
        if part.__class__ is exp.With and part.parent.__class__ is exp.Select:
            break
        part = part.parent
    return count


def leading_cases(holder: exp.Expr, around: exp.Expr) -> int:
    """Return of how many CASEs inside ``around`` the first place is that of ``holder``.

    Those inside a query do not count: it begins with its SELECT.
    """
    count = 0
    part = holder
    while part is not around and part.parent is not None:
        if part.__class__ is exp.Select:
            count = 0
        count += part.__class__ is exp.Case
        part = part.parent
    return count


def _counts(part: exp.Expr, is_written: Callable[[exp.Expr], bool]) -> bool:
    return part.parent.__class__ is not exp.DataTypeParam or is_written(part)
