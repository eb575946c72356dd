"""What a window function's OVER says, with named windows looked up."""

from collections.abc import Iterator

from sqlglot import exp


def parts(window: exp.Window, select: exp.Expr) -> Iterator[exp.Window]:
    """Yield a window and the named windows that it builds on."""
    yield window
    if not select.args.get("windows"):
        return
    named = {
        definition.name.lower(): definition
        for definition in select.args.get("windows") or ()
        if isinstance(definition, exp.Window)
    }
    current = window
    for _ in named:
        base = named.get(current.text("alias").lower())
        if base is None:
            return
        yield base
        current = base


def is_definition(window: exp.Window) -> bool:
    """Tell whether this is a WINDOW clause and not a function's OVER."""
    return window.arg_key == "windows"
