"""What a window function's OVER says, with named windows looked up."""

from collections.abc import Iterator

from sqlglot import exp


def parts(window: exp.Window, select: exp.Expr) -> Iterator[exp.Window]:
    """Yield a window and the named windows that it builds on."""
    named = {
        definition.name.lower(): definition
        for definition in select.args.get("windows") or ()
        if isinstance(definition, exp.Window)
    }
    current: exp.Window | None = window
    for _ in range(len(named) + 1):
        if current is None:
            return
        yield current
        current = named.get(current.text("alias").lower())


def is_definition(window: exp.Window) -> bool:
    """Tell whether this is a WINDOW clause and not a function's OVER."""
    return window.arg_key == "windows"
