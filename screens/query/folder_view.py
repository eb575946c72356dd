"""The tree of a reviewed folder: counts beside each file, Enter opens it."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import OptionList, Static

from screens.commands import bindings_of
from screens.query.filter import Filter
from screens.query.folder import FolderJob, FolderPresenter
from screens.query.folder_tree import Node
from screens.widgets.choice_list import ChoiceList
from screens.widgets.page_view import PageView
from workbench.errors import InputError

TOLD_EVERY = 0.1
"""Seconds between two messages about how far a review is."""


class StoppedError(Exception):
    """Another review has taken the place of this one."""


class FolderTree(ChoiceList):
    """A list whose lines are folders, which can be folded, and files."""

    part = "folder"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("folder")

    @dataclass
    class Fold(Message):
        """What is below the chosen line is to be hidden, or shown."""

        folded: bool

    class Again(Message):
        """The folder is to be reviewed again."""

    def action_fold(self) -> None:
        """Hide what is below this folder."""
        self.post_message(self.Fold(folded=True))

    def action_unfold(self) -> None:
        """Show what is below this folder."""
        self.post_message(self.Fold(folded=False))

    def action_again(self) -> None:
        """Review the folder again."""
        self.post_message(self.Again())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what concerns the tree only while it is shown."""
        if action in {"fold", "unfold", "again"}:
            return self.query_ancestor(FolderView).display
        return super().check_action(action, parameters)


class FolderView(Horizontal):
    """Reviews a folder in a thread and shows it as a tree."""

    @dataclass
    class Opened(Message):
        """The person wants to see a file."""

        path: str

    class Changed(Message):
        """The review has come further, or to its end."""

    @dataclass
    class _Progress(Message):
        number: int
        done: int
        total: int

    def __init__(
        self,
        presenter: FolderPresenter,
        wanted: Callable[[], Filter],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._presenter = presenter
        self._wanted = wanted
        self._number = 0
        """Counts the reviews, so that what an old one says is told from the present one."""
        self.progress: tuple[int, int] | None = None

    def compose(self) -> ComposeResult:
        """The tree, and at its side what was found at the chosen place."""
        with Vertical(id="tree-side"):
            yield Static(id="columns", markup=False)
            yield FolderTree(id="tree")
        yield PageView(id="rules")

    @property
    def list(self) -> FolderTree:
        """The list of folders and files."""
        return self.query_one(FolderTree)

    @property
    def chosen(self) -> Node | None:
        """The node that is highlighted."""
        key = self.list.chosen
        return next(
            (each for each in self._presenter.nodes(self._wanted()) if each.key == key), None
        )

    def open(self, folder: Path) -> None:
        """Review another folder."""
        self._presenter.open(folder)
        self.start()

    def note_saved(self, path: str) -> None:
        """Review the folder again where a file of it was saved; the others are remembered."""
        if self._presenter.holds(path):
            self.start()

    def on_unmount(self) -> None:
        """Stop a review that nobody waits for."""
        self._number += 1

    async def _review(self, job: FolderJob, number: int) -> None:
        review, failure = None, ""
        try:
            review = await asyncio.to_thread(job.run, self._teller(number))
        except StoppedError:
            return
        except InputError as error:
            failure = str(error)
        except Exception as error:  # noqa: BLE001 - the screen lives, whatever broke the review
            failure = type(error).__name__
        if number == self._number:
            self.progress = None
            self._presenter.review, self._presenter.failure = review, failure
            self.show()

    def _teller(self, number: int) -> Callable[[int, int], None]:
        """Return what a review tells its progress; it stops one that is not wanted any more."""
        told = 0.0

        def tell(done: int, total: int) -> None:
            nonlocal told
            if number != self._number:
                raise StoppedError
            if time.monotonic() - told >= TOLD_EVERY:
                told = time.monotonic()
                self.post_message(self._Progress(number, done, total))

        return tell

    @on(_Progress)
    def _told(self, message: _Progress) -> None:
        if message.number == self._number and self.progress is not None:
            self.progress = (message.done, message.total)
            self.post_message(self.Changed())

    def on_resize(self) -> None:
        """Use the width there is."""
        self.show()

    def show(self) -> None:
        """Show the tree as it is now."""
        width = max(self.list.scrollable_content_region.width, 1)
        self.query_one("#columns", Static).update(self._presenter.heading(width))
        self.list.show(self._presenter.lines(self._wanted(), width), keep=self.list.chosen)
        self._show_rules()
        self.post_message(self.Changed())

    @on(OptionList.OptionHighlighted, "#tree")
    def _show_rules(self) -> None:
        node = self.chosen
        self.query_one("#rules", PageView).show(lambda width: self._presenter.detail(node, width))

    @on(OptionList.OptionSelected, "#tree")
    def _open(self) -> None:
        node = self.chosen
        if node and node.file:
            self.post_message(self.Opened(node.file.path))
        elif node:
            self._fold(node, folded=not self._presenter.is_folded(node))

    @on(FolderTree.Again)
    def start(self) -> None:
        """Review the folder, from the beginning if a review is under way."""
        self._number += 1
        self.progress = (0, 0)
        self.run_worker(self._review(self._presenter.job(), self._number), group="folder")
        self.show()

    @on(FolderTree.Fold)
    def _fold_chosen(self, message: FolderTree.Fold) -> None:
        """Fold or unfold a folder; to fold what cannot be leads to the folder that holds it."""
        node = self.chosen
        if node is None or self._fold(node, folded=message.folded):
            return
        if message.folded and "/" in node.key:
            self.list.highlighted = self.list.get_option_index(node.key.rpartition("/")[0])

    def _fold(self, node: Node, *, folded: bool) -> bool:
        changed = self._presenter.fold(node, folded=folded)
        if changed:
            self.show()
        return changed
