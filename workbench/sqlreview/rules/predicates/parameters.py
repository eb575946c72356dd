"""Values that the caller of a query fills in."""

from sqlglot import exp

PARAMETERS = (exp.Parameter, exp.Placeholder, exp.SessionParameter)


def is_parameter(node: exp.Expr | None) -> bool:
    """Tell whether ``node`` is a bare ``@p``, ``:p``, ``$1`` or ``?``, perhaps cast."""
    while isinstance(node, (exp.Cast, exp.Paren)):
        node = node.this
    return isinstance(node, PARAMETERS)


def parameter_name(node: exp.Expr) -> str:
    """Return a parameter as it is written, so that equal ones have equal names."""
    while isinstance(node, (exp.Cast, exp.Paren)):
        node = node.this
    name = node.this if isinstance(node, exp.Parameter) else None
    if isinstance(name, exp.Identifier) and name.args.get("quoted"):
        return str(name.name)  # a variable of a routine, which is written without a mark
    return node.sql(comments=False)
