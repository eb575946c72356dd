"""The colours: one calm dark theme, one light, and the terminal's own."""

from collections.abc import Mapping

from textual.theme import Theme

from workbench.errors import Problem

DARK = Theme(
    name="workbench-dark",
    primary="#7aa2c4",
    secondary="#8fa3b8",
    accent="#c9a86a",
    warning="#d9a441",
    error="#d9746c",
    success="#86b38a",
    foreground="#d6dae0",
    background="#14181d",
    surface="#1a1f26",
    panel="#232a33",
    dark=True,
    variables={
        "block-cursor-background": "#3b5266",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#2a333d",
        "block-cursor-blurred-foreground": "#d6dae0",
        "border": "#7aa2c4",
        "border-blurred": "#39434f",
    },
)
LIGHT = Theme(
    name="workbench-light",
    primary="#2f5d86",
    secondary="#51677d",
    accent="#8a5a00",
    warning="#8a5a00",
    error="#a5281f",
    success="#2d6a35",
    foreground="#1d232a",
    background="#f6f5f2",
    surface="#eeede8",
    panel="#e2e0d9",
    dark=False,
    variables={
        "block-cursor-background": "#2f5d86",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#d3d8de",
        "block-cursor-blurred-foreground": "#1d232a",
        "border": "#2f5d86",
        "border-blurred": "#c4c2ba",
    },
)
TERMINAL = "ansi-dark"
"""Only the terminal's own 16 colours; with ``NO_COLOR`` none at all."""

NAMES = {
    "dark": DARK.name,
    "light": LIGHT.name,
    "ansi": TERMINAL,
    "ansi-light": "ansi-light",
}
"""Names of the themes in the settings, and Textual's names for them."""


def first_theme(
    wish: str | None, *, slow_link: bool, environ: Mapping[str, str]
) -> tuple[str, Problem | None]:
    """Return the theme to start with, and what is wrong with the one that was wished for.

    ``NO_COLOR`` wins over everything; a slow link takes the terminal's colours,
    which need the fewest bytes, unless a theme was set.
    """
    if environ.get("NO_COLOR"):
        return TERMINAL, None
    if wish in NAMES:
        return NAMES[wish], None
    default = TERMINAL if slow_link else DARK.name
    if not wish:
        return default, None
    return default, Problem(
        f"no theme is called {wish!r}", path="theme", fix=f"Known are {', '.join(NAMES)}"
    )


def next_theme(present: str) -> str:
    """Return the theme that follows ``present``, going round."""
    order = list(NAMES.values())
    place = order.index(present) if present in order else -1
    return order[(place + 1) % len(order)]
