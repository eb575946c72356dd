"""The line above the text or the tree: what it is, and what was found."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static


class Head(Horizontal):
    """Two texts, the second of which is never cut off."""

    DEFAULT_CSS = """
    Head { height: 1; padding: 0 1; }
    Head > #about { width: 1fr; text-style: bold; text-wrap: nowrap; text-overflow: ellipsis; }
    Head > #counts { width: auto; margin-left: 2; }
    """

    def compose(self) -> ComposeResult:
        """Lay out the two."""
        yield Static(id="about", markup=False)
        yield Static(id="counts", markup=False)

    def show(self, about: str, counts: str) -> None:
        """Show other texts."""
        self.query_one("#about", Static).update(about)
        self.query_one("#counts", Static).update(counts)
