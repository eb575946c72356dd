"""The handbook screen: pages at the left, text at the right; when narrow, one of them."""

from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from screens.commands import bindings_of
from screens.frame import WorkbenchScreen
from screens.handbook.presenter import HandbookPresenter
from screens.messages import Copy
from screens.services import Services
from screens.widgets.dialog import Pick
from screens.widgets.find_list import FindList
from screens.widgets.page_view import PageView
from screens.widgets.tree_walker import TreeWalker
from workbench.handbook.tree import Tree
from workbench.handbook.walk import Walk
from workbench.reports.layout import terminal_width
from workbench.reports.walk import walk_text


class HandbookScreen(WorkbenchScreen):
    """Browse, search, read, follow links, walk trees, copy."""

    place = "handbook"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("handbook")
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "ChoiceList"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.presenter = HandbookPresenter(services.handbook)
        self._ref = ""
        self._history: list[str] = []
        self._is_visit = False
        """Whether another screen led here: Escape goes straight back to it."""

    def content(self) -> list[Widget]:
        """Return the list, the page and the walker; the walker shows while a tree is walked."""
        return [
            Horizontal(
                FindList(self.presenter.lines, "/ searches the handbook", id="contents"),
                PageView(id="page"),
                TreeWalker("Walk again from the start", id="walker"),
            )
        ]

    def open_ref(self, ref: str, *, remember: bool = True) -> None:
        """Show what a link points at; Escape leads back to what was shown before."""
        found = self.services.handbook.get(ref)
        if found is None:
            self.notify(f"Nothing in the handbook is called {ref!r}", severity="warning")
            return
        if remember and self._ref and self._ref != ref:
            self._history.append(self._ref)
        self._ref = ref
        self.remove_class("-walking")
        self.add_class("-reading")
        view = self.query_one(PageView)
        view.show(lambda width: self.presenter.blocks(found.page, width), ref)
        view.focus()
        self.refresh_bindings()

    def visit(self, ref: str) -> None:
        """Show what another screen points at; Escape leads back to that screen."""
        self._history.clear()
        self.open_ref(ref, remember=False)
        self._is_visit = True

    @on(FindList.Chosen)
    def _open_line(self, message: FindList.Chosen) -> None:
        self._browse(message.line_id)

    def _browse(self, page_id: str) -> None:
        self._history.clear()
        self._is_visit = False
        self.open_ref(page_id, remember=False)

    @on(PageView.Followed)
    async def _ask_for_link(self, message: PageView.Followed) -> None:
        if isinstance(self._tree, Tree) and message.block.id == self._tree.id:
            self.action_walk()
            return
        titles = self.presenter.link_titles(message.block.links)
        if not titles:
            self.notify("This entry has no links")
            return
        await self.app.push_screen(Pick("Go to", list(titles.items())), self._follow)

    def _follow(self, ref: str | None) -> None:
        if ref:
            marked = self.query_one(PageView).block
            self._ref = marked.id if marked else self._ref
            self.open_ref(ref)

    @on(TreeWalker.EndChosen)
    def _walk_again(self) -> None:
        self.action_walk()

    @on(TreeWalker.LinkChosen)
    def _read_link(self, message: TreeWalker.LinkChosen) -> None:
        self.open_ref(message.ref)

    @property
    def _tree(self) -> Tree | None:
        found = self.services.handbook.get(self._ref)
        return found.page if found and isinstance(found.page, Tree) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a walk only where there is a tree, and a copy only where there is a text."""
        if action == "walk":
            return self._tree is not None and not self.has_class("-walking")
        if action == "copy":
            return bool(self._ref)
        return True

    def action_search(self) -> None:
        """Put the focus into the line above the list."""
        self._is_visit = False
        self.remove_class("-reading", "-walking")
        self.query_one(FindList).search()

    def action_walk(self) -> None:
        """Walk the tree that is shown."""
        if self._tree:
            self.add_class("-walking", "-reading")
            links = [link for node in self._tree.nodes for link in node.links]
            self.query_one(TreeWalker).start(Walk(self._tree), self.presenter.link_titles(links))
            self.refresh_bindings()

    def action_copy(self) -> None:
        """Copy the marked entry, or the walk with its advice."""
        walker = self.query_one(TreeWalker)
        if self.has_class("-walking") and isinstance(walker.walk, Walk):
            self.post_message(Copy(walk_text(walker.walk, terminal_width())))
        elif block := self.query_one(PageView).block:
            self.post_message(Copy(block.text))

    def action_next_page(self) -> None:
        """Open the next page of the list."""
        self._open_beside(1)

    def action_previous_page(self) -> None:
        """Open the page before."""
        self._open_beside(-1)

    def _open_beside(self, step: int) -> None:
        page_id = self.presenter.beside(self._ref.partition("/")[0], step)
        self._browse(page_id)
        self.query_one(FindList).fill(keep=page_id)

    async def action_back(self) -> None:
        """Leave the walk, then the page, then the search, then the screen; a visit at once."""
        contents = self.query_one(FindList)
        if self.has_class("-walking"):
            self.open_ref(self._ref, remember=False)
        elif self._history:
            self.open_ref(self._history.pop(), remember=False)
        elif self._is_visit:
            self._is_visit = False
            await super().action_back()
        elif self.query_one(PageView).has_focus:
            self.remove_class("-reading")
            contents.list.focus()
        elif contents.words:
            contents.clear()
        else:
            await super().action_back()
