"""The query screen: a text under review, and the tree of a folder that it may be from."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea

from screens.commands import bindings_of
from screens.frame import WorkbenchScreen
from screens.messages import Copy, ShowEntry
from screens.query import changes, choosing, files
from screens.query.folder import FolderPresenter
from screens.query.folder_view import FolderView
from screens.query.head import Head
from screens.query.live_review import LiveReview
from screens.query.offers import is_offered
from screens.query.presenter import QueryPresenter
from screens.query.work import QueryWork
from screens.services import Services
from screens.widgets.page_view import PageView
from workbench.errors import InputError
from workbench.sqlreview.options import Options

if TYPE_CHECKING:
    from workbench.sqlreview.reviewed import FileReview

KEEP_AFTER = 0.3
"""Seconds after which a changed text is on disk, however much is typed meanwhile."""


class QueryScreen(WorkbenchScreen):
    """Type, paste or open SQL, or a folder of it; the review follows."""

    place = "query"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("query")
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "TextEditor"

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.presenter = QueryPresenter(services)
        settings = Options(
            settings=services.settings.review, knowledge=tuple(map(str, services.knowledge))
        )
        self.folders = FolderPresenter(settings, self.presenter.file.memory)
        self.work = QueryWork(self.presenter, id="work")
        self.folder_view = FolderView(self.folders, lambda: self.presenter.filter, id="folder")
        self.folder_view.display = False
        self.live = LiveReview(self, self._prepare_review, self._take_review)
        self._keep_timer: Timer | None = None

    def content(self) -> list[Widget]:
        """Return head, text with findings, and tree."""
        return [Head(id="head"), self.work, self.folder_view]

    def on_mount(self) -> None:
        """Take up what was left unsaved."""
        files.resume_draft(self)
        self.show_findings()

    @property
    def shows_folder(self) -> bool:
        """Whether the tree is shown and not the text."""
        return self.folder_view.display

    @on(TextArea.Changed)
    def _text_changed(self) -> None:
        self.live.ask_soon()
        if self._keep_timer is None:
            self._keep_timer = self.set_timer(KEEP_AFTER, self.keep_now)
        self._show_head()

    def keep(self) -> None:
        """Put the text on disk."""
        if self.is_mounted:
            self.presenter.file.keep(self.work.editor.text)

    def keep_now(self) -> None:
        """Put the text on disk, and say where that is not possible."""
        self._keep_timer = None
        try:
            self.keep()
        except InputError as error:
            self.notify(f"The draft is not on disk: {error}", severity="error")

    def _prepare_review(self) -> "partial[FileReview]":
        return partial(self.presenter.run, self.presenter.job(self.work.editor.text))

    def _take_review(self, review: "FileReview | None", failure: str) -> None:
        self.presenter.review, self.presenter.failure = review, failure
        self.show_findings()

    def show_findings(self) -> None:
        """Show the review as it is, and what can be done."""
        self.work.show()
        self._show_head()
        self.refresh_bindings()

    @on(FolderView.Changed)
    def _show_progress(self) -> None:
        self._show_head()
        self.refresh_bindings()

    def _show_head(self) -> None:
        wanted, head = self.presenter.filter, self.query_one(Head)
        if self.shows_folder:
            progress = self.folder_view.progress
            head.show(self.folders.summary, self.folders.counts(wanted, progress))
        else:
            text = self.work.editor.text
            head.show(self.presenter.summary(text), self.presenter.counts(text))

    def show_text(self, text: str) -> None:
        """Show another text; its review follows."""
        self._switch(folder=False)
        self.presenter.review = None
        self.work.show_text(text)
        self.show_findings()

    def show_folder(self, folder: Path) -> None:
        """Review a folder and show its tree."""
        self.folder_view.open(folder)
        self._switch(folder=True)

    def _switch(self, *, folder: bool) -> None:
        self.folder_view.display, self.work.display = folder, not folder
        (self.folder_view.list if folder else self.work.editor).focus()
        self._show_head()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what concerns a finding, a text or a folder only where there is one."""
        return is_offered(self, action)

    @on(FolderView.Opened)
    async def _open_file(self, message: FolderView.Opened) -> None:
        await files.open_path(self, message.path)

    async def action_open(self) -> None:
        """Ask for a file or a folder."""
        await files.ask_for_path(self)

    def saved(self) -> None:
        """Show that the text is on disk; a folder that holds its file is out of date."""
        self._show_head()
        self.folder_view.note_saved(str(self.presenter.file.path))

    def action_folder(self) -> None:
        """Go between the folder and the text."""
        self._switch(folder=not self.shows_folder)

    async def action_open_beside(self, step: int) -> None:
        """Open the next file of the folder in which something is listed, or the one before."""
        await files.open_beside(self, step)

    def action_go_beside(self, step: int) -> None:
        """Go to the next finding or the one before."""
        self.work.go_beside(step)

    @on(PageView.Followed)
    def action_handbook(self) -> None:
        """Show the handbook entry behind the finding."""
        source = self.work.entry_behind()
        if source:
            self.post_message(ShowEntry(source))
        else:
            self.notify("The handbook has no entry for this")

    def action_copy(self) -> None:
        """Copy the finding, or the report of the folder."""
        if self.shows_folder:
            self.post_message(Copy(self.folders.markdown(self.presenter.filter)))
        elif self.work.chosen:
            text = self.presenter.markdown(self.work.chosen, self.work.editor.text)
            self.post_message(Copy(text))

    def action_all(self) -> None:
        """Show also what the settings leave out, or leave it out again."""
        wanted = self.presenter.filter
        choosing.list_only(self, replace(wanted, shows_all=not wanted.shows_all))

    def action_severity(self) -> None:
        """Show findings of the next grade and worse."""
        choosing.list_only(
            self, replace(self.presenter.filter, limit=self.presenter.filter.next_limit)
        )

    @work
    async def action_rule(self) -> None:
        """List the findings of one rule."""
        await choosing.choose_rule(self)

    @work
    async def action_dialect(self) -> None:
        """Choose a dialect and review again."""
        await choosing.choose_dialect(self)

    @work
    async def action_schema(self) -> None:
        """Choose what describes the tables and review again."""
        await choosing.choose_schema(self)

    @work
    async def action_baseline(self) -> None:
        """Choose a file of known findings and review again."""
        await choosing.choose_baseline(self)

    @work
    async def action_silence(self) -> None:
        """Write a comment that silences the finding, with a reason."""
        await changes.silence_finding(self)

    @work
    async def action_difference(self) -> None:
        """Show what differs from the file on disk."""
        await changes.show_difference(self)

    def action_undo(self) -> None:
        """Take back the last change of the text."""
        self.work.editor.undo()

    def action_new(self) -> None:
        """Begin an empty query; undo still has the old text."""
        self.keep_now()
        self.presenter.file.start_new()
        self.show_text("")

    async def save_own(self) -> bool:
        """Save to the file, or ask for a name."""
        await files.save_text(self)
        return True

    def action_editor(self) -> None:
        """Hand the text to the person's editor."""
        files.edit_elsewhere(self)

    async def action_back(self) -> None:
        """Leave the detail, then the list, then the text for its folder, then the screen."""
        if self.shows_folder or not self.work.step_back():
            if self.folders.folder and not self.shows_folder:
                self.action_folder()
            else:
                await super().action_back()
