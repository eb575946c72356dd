"""The parts of a text that is put together in a query."""

from collections.abc import Iterator

from sqlglot import exp

_JOINS = (exp.DPipe, exp.Concat, exp.ConcatWs, exp.Add, exp.Paren, exp.Coalesce)


def text_parts(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield what ``||``, CONCAT or + puts together, in order."""
    pending = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, _JOINS):
            pending += reversed(list(part.iter_expressions()))
        else:
            yield part


def joins_texts(node: exp.Expr) -> bool:
    """Tell whether ``node`` puts texts together: by name, or by + with a text literal."""
    if isinstance(node, (exp.DPipe, exp.Concat, exp.ConcatWs)):
        return True
    if not isinstance(node, exp.Add):
        return False
    return any(_is_text(part) for part in text_parts(node))


def _is_text(part: exp.Expr) -> bool:
    if isinstance(part, exp.Cast):
        return part.to.this in exp.DataType.TEXT_TYPES
    return isinstance(part, exp.National) or (isinstance(part, exp.Literal) and part.is_string)
